// Messages by channel: listening, speaking, and asking who listens. Shard channels are the same again, kept apart.

internal import Access
internal import Bytes
internal import Engine
internal import Exports
internal import RESP
internal import Resources

package enum PubSubCommands {
    package static let family: [Command] = [
        subscribe, unsubscribe, patternSubscribe, patternUnsubscribe, shardSubscribe, shardUnsubscribe, publish,
        shardPublish, pubSub,
    ]

    private static let listening: Command.Flags = [.pubSub, .noScript, .loading, .stale, .allowedWhenSubscribed]
    private static let speaking: Command.Flags = [.pubSub, .loading, .stale, .fast, .mayReplicate]
    private static let asking: Command.Flags = [.pubSub, .loading, .stale]

    // MARK: Listening

    static let subscribe = Command(
        "SUBSCRIBE", .atLeast(2), listening, .pubsub, channels: .listening, since: "2.0.0",
        summary: "Begins to listen to channels.",
        complexity: "O(N) with the number of channels", arguments: [.string("channel", multiple: true)],
        examples: [
            Example("SUBSCRIBE news", "1) \"subscribe\"\n2) \"news\"\n3) (integer) 1"),
            Example("UNSUBSCRIBE news", "1) \"unsubscribe\"\n2) \"news\"\n3) (integer) 0"),
        ]
    ) { context throws(CommandError) in
        context.subscribe(.channel, "subscribe")
    }

    static let unsubscribe = Command(
        "UNSUBSCRIBE", .atLeast(1), listening, .pubsub, since: "2.0.0",
        summary: "Stops listening to the channels given, or to all.", complexity: "O(N) with the number of channels",
        arguments: [.string("channel", optional: true, multiple: true)],
        examples: [
            Example("SUBSCRIBE news", "1) \"subscribe\"\n2) \"news\"\n3) (integer) 1"),
            Example("UNSUBSCRIBE", "1) \"unsubscribe\"\n2) \"news\"\n3) (integer) 0"),
            Example("UNSUBSCRIBE", "1) \"unsubscribe\"\n2) (nil)\n3) (integer) 0"),
        ]
    ) { context throws(CommandError) in
        context.unsubscribe(.channel, "unsubscribe")
    }

    static let patternSubscribe = Command(
        "PSUBSCRIBE", .atLeast(2), listening, .pubsub, channels: .listeningToPatterns, since: "2.0.0",
        summary: "Begins to listen to every channel whose name matches a pattern.",
        complexity: "O(N) with the number of patterns", arguments: [Argument("pattern", .pattern, multiple: true)],
        examples: [Example("PSUBSCRIBE news.*", "1) \"psubscribe\"\n2) \"news.*\"\n3) (integer) 1")]
    ) { context throws(CommandError) in
        context.subscribe(.pattern, "psubscribe")
    }

    static let patternUnsubscribe = Command(
        "PUNSUBSCRIBE", .atLeast(1), listening, .pubsub, since: "2.0.0",
        summary: "Stops listening to the patterns given, or to all.", complexity: "O(N) with the number of patterns",
        arguments: [Argument("pattern", .pattern, optional: true, multiple: true)],
        examples: [
            Example("SUBSCRIBE news", "1) \"subscribe\"\n2) \"news\"\n3) (integer) 1"),
            Example("PUNSUBSCRIBE news.*", "1) \"punsubscribe\"\n2) \"news.*\"\n3) (integer) 1"),
        ]
    ) { context throws(CommandError) in
        context.unsubscribe(.pattern, "punsubscribe")
    }

    static let shardSubscribe = Command(
        "SSUBSCRIBE", .atLeast(2), listening, .pubsub, keys: [.keys(.notKey)], channels: .listening,
        since: "7.0.0",
        summary: "Begins to listen to shard channels.", complexity: "O(N) with the number of shard channels",
        arguments: [.string("shardchannel", multiple: true)],
        examples: [Example("SSUBSCRIBE news", "1) \"ssubscribe\"\n2) \"news\"\n3) (integer) 1")]
    ) { context throws(CommandError) in
        guard !context.isInExec else { throw CommandError("SSUBSCRIBE isn't allowed for a DENY BLOCKING client") }
        context.subscribe(.shard, "ssubscribe")
    }

    static let shardUnsubscribe = Command(
        "SUNSUBSCRIBE", .atLeast(1), listening, .pubsub, keys: [.keys(.notKey)], since: "7.0.0",
        summary: "Stops listening to the shard channels given, or to all.",
        complexity: "O(N) with the number of shard channels",
        arguments: [.string("shardchannel", optional: true, multiple: true)],
        examples: [
            Example("SUBSCRIBE news", "1) \"subscribe\"\n2) \"news\"\n3) (integer) 1"),
            Example("SUNSUBSCRIBE", "1) \"sunsubscribe\"\n2) (nil)\n3) (integer) 0"),
        ]
    ) { context throws(CommandError) in
        context.unsubscribe(.shard, "sunsubscribe")
    }

    // MARK: Speaking

    static let publish = Command(
        "PUBLISH", .exactly(3), speaking, .pubsub, channels: .speaking, since: "2.0.0",
        summary: "Sends a message to everybody who listens to a channel; answers how many that were.",
        complexity: "O(N+M) with the number of listeners to the channel and of patterns anybody listens to",
        arguments: [.string("channel"), .string("message")],
        examples: [
            Example("PUBLISH news hello", "(integer) 0"),
            Example(
                "PUBLISH res:shop:order:7 hello",
                "(error) NOPERM PUBLISH to 'res:shop:order:7': the server alone tells of keys and resources there"),
        ]
    ) { context throws(CommandError) in
        try context.keepFromForging()
        context.reply.integer(context.engine.pubSub.publish(context[1], context[2]))
    }

    static let shardPublish = Command(
        "SPUBLISH", .exactly(3), speaking, .pubsub, keys: [.key(.notKey)], channels: .speaking, since: "7.0.0",
        summary: "Sends a message to everybody who listens to a shard channel; answers how many that were.",
        complexity: "O(N) with the number of listeners to the shard channel",
        arguments: [.string("shardchannel"), .string("message")],
        examples: [Example("SPUBLISH news hello", "(integer) 0")]
    ) { context throws(CommandError) in
        try context.keepFromForging()
        context.reply.integer(context.engine.pubSub.publishToShard(context[1], context[2]))
    }

    // MARK: Asking

    static let pubSub = Command(
        "PUBSUB", .atLeast(2), [], .pubsub, since: "2.8.0", summary: "Tells who listens to what.",
        complexity: "Depends on the subcommand",
        subcommands: [channels, patternCount, listenerCounts, shardChannels, shardListenerCounts], helpSince: "6.2.0")

    static let channels = Command(
        "CHANNELS", .atLeast(2), asking, .pubsub, since: "2.8.0",
        summary: "Lists the channels that somebody listens to, or those that match a pattern.",
        complexity: "O(N) with the number of channels", arguments: [Argument("pattern", .pattern, optional: true)],
        examples: [Example("PUBSUB CHANNELS", "(empty array)")]
    ) { context throws(CommandError) in
        try context.listChannels(.channel)
    }

    static let patternCount = Command(
        "NUMPAT", .exactly(2), asking, .pubsub, since: "2.8.0",
        summary: "Answers how many different patterns are listened to.",
        examples: [Example("PUBSUB NUMPAT", "(integer) 0")]
    ) { context throws(CommandError) in
        context.reply.integer(context.engine.pubSub.patternCount)
    }

    static let listenerCounts = Command(
        "NUMSUB", .atLeast(2), asking, .pubsub, since: "2.8.0",
        summary: "Answers how many listen to each channel given, patterns left out.",
        complexity: "O(N) with the number of channels given",
        arguments: [.string("channel", optional: true, multiple: true)],
        examples: [
            Example("PUBSUB NUMSUB", "(empty array)"), Example("PUBSUB NUMSUB news", "1) \"news\"\n2) (integer) 0"),
        ]
    ) { context throws(CommandError) in
        context.countListeners(.channel)
    }

    static let shardChannels = Command(
        "SHARDCHANNELS", .atLeast(2), asking, .pubsub, since: "7.0.0",
        summary: "Lists the shard channels that somebody listens to, or those that match a pattern.",
        complexity: "O(N) with the number of shard channels",
        arguments: [Argument("pattern", .pattern, optional: true)],
        examples: [Example("PUBSUB SHARDCHANNELS", "(empty array)")]
    ) { context throws(CommandError) in
        try context.listChannels(.shard)
    }

    static let shardListenerCounts = Command(
        "SHARDNUMSUB", .atLeast(2), asking, .pubsub, since: "7.0.0",
        summary: "Answers how many listen to each shard channel given.",
        complexity: "O(N) with the number of shard channels given",
        arguments: [.string("shardchannel", optional: true, multiple: true)],
        examples: [Example("PUBSUB SHARDNUMSUB news", "1) \"news\"\n2) (integer) 0")]
    ) { context throws(CommandError) in
        context.countListeners(.shard)
    }
}

extension Context {
    /// Each name is confirmed, new or not.
    fileprivate func subscribe(_ kind: SubscriptionKind, _ event: StaticString) {
        for index in 1..<count {
            engine.pubSub.subscribe(session, to: ByteString(self[index]), kind)
            session.confirm(event, self[index], kind)
            if kind != .shard { services.exporter.noteSubscription(of: session, to: self[index]) }
        }
    }

    /// Without names all are meant; without any of those one confirmation of nothing is sent.
    fileprivate func unsubscribe(_ kind: SubscriptionKind, _ event: StaticString) {
        let names = count > 1 ? (1..<count).map { ByteString(self[$0]) } : names(kind)
        if names.isEmpty { return session.confirm(event, nil, kind) }
        for name in names {
            engine.pubSub.unsubscribe(session, from: name, kind)
            if kind == .channel { engine.watchers.remove(name, of: session) }
            name.withView { session.confirm(event, $0, kind) }
        }
    }

    /// What the session listens to. Watches bring messages of channels, and end with them.
    private func names(_ kind: SubscriptionKind) -> [ByteString] {
        let names = session.subscriptions.names(kind)
        guard kind == .channel else { return names }
        let watched = engine.watchers.watches(of: session).map(\.scope.channel)
        return names + watched.filter { !names.contains($0) }
    }

    fileprivate mutating func listChannels(_ kind: SubscriptionKind) throws(CommandError) {
        guard count <= 3 else { throw .wrongSubcommand(self[1].text, of: "pubsub") }
        let names = engine.pubSub.names(kind, matching: count == 3 ? Glob(self[2]) : nil)
            .filter { name in name.withView { mayLearn(ofListenersTo: $0) } }
        reply.array(names.count)
        for name in names { reply.bulk(name.bytes) }
    }

    fileprivate mutating func countListeners(_ kind: SubscriptionKind) {
        reply.array((count - 2) * 2)
        for index in 2..<count {
            reply.bulk(self[index])
            let isTold = mayLearn(ofListenersTo: self[index])
            reply.integer(isTold ? engine.pubSub.subscriberCount(kind, self[index]) : 0)
        }
    }

    /// A name that others listen to may be the name of what they keep. Who may read every key may know them all.
    private func mayLearn(ofListenersTo channel: ByteView) -> Bool {
        guard let reader = keyReader else { return true }
        return reader.mayName(channel, asPattern: false) && EventChannel.key(of: channel).map(reader.mayRead) ?? true
    }

    fileprivate func keepFromForging() throws(CommandError) {
        guard EventChannel.includes(self[1]) else { return }
        throw CommandError(
            "NOPERM",
            "\(entry.command.name) to '\(self[1].text)': the server alone tells of keys and resources there")
    }
}
