// Following changes of resources: by messages, from any revision on that is still known.

internal import Bytes
internal import Engine
internal import RESP
internal import Resources

package enum ResourceWatchCommands {
    package static let family: [Command] = [watch, unwatch, changes]

    private static let flags: Command.Flags = [.readOnly, .pubSub, .noScript, .noMulti, .allowedWhenSubscribed]
    static let forms: [Argument] = [
        .word("WITHBODY", optional: true), .word("WITHPREVIOUS", optional: true),
    ]

    static let watch = Command(
        "RES.WATCH", .atLeast(3), flags, .resources, since: "1.0.0",
        summary: "Sends a message for every change of resources: of those after a revision, and of those to come.",
        complexity: "O(N) with the number of changes since the revision",
        arguments: [
            .string("type"), .string("namespace"), Argument("name", .pattern, token: "NAME", optional: true),
            .string("revision", token: "FROM", optional: true),
        ] + forms,
        examples: [
            Example(
                "RES.WATCH routers team-a FROM 7",
                "(error) COMPACTED revision 7 is ahead of the head, 0; read "
                    + "everything with RES.LIST and go on from the revision that it answers"),
            Example("RES.WATCH routers Team", "(error) INVALID 'Team' is no namespace: give one, or * for all"),
        ]
    ) { context throws(CommandError) in
        var options = try context.changeOptions(from: 3, [.name, .from])
        options.type = try context.watchedType(at: 1)
        options.namespace = try context.watchedNamespace(at: 2)
        let scope = WatchScope(type: options.type, namespace: options.namespace, names: options.names)
        guard context.session.isUnrestricted || context.session.user?.mayWatch(scope) ?? true else {
            throw CommandError(
                "NOPERM",
                "this user has no key pattern and channel pattern that cover all of \(scope.channel.text); ask for "
                    + "what they cover"
            )
        }
        let start = try options.start.map { start throws(CommandError) in try context.resumption(start, scope) }
        context.engine.hasAppointments = true
        context.engine.watchers.add(
            scope, options.form, after: start ?? context.store.head, for: context.session)
        scope.channel.withView { context.session.confirm("res.watch", $0, .channel) }
    }

    static let unwatch = Command(
        "RES.UNWATCH", .atLeast(1), flags, .resources, since: "1.0.0",
        summary: "Ends the watch of these resources on this connection, or every one.",
        complexity: "O(N) with the number of watches that end",
        arguments: [
            Argument(
                "watch",
                .block([
                    .string("type"), .string("namespace"), Argument("name", .pattern, token: "NAME", optional: true),
                ]),
                optional: true)
        ],
        examples: [Example("RES.UNWATCH", "1) \"res.unwatch\"\n2) (nil)\n3) (integer) 0")]
    ) { context throws(CommandError) in
        let watches = context.engine.watchers.watches(of: context.session)
        guard context.count > 1 else { return context.unwatch(watches.map(\.scope.channel)) }
        guard context.count > 2 else { throw context.wrongArity }
        let names = try context.changeOptions(from: 3, [.name]).names
        let scope = WatchScope(
            type: try context.watchedType(at: 1), namespace: try context.watchedNamespace(at: 2), names: names)
        context.unwatch([scope.channel])
    }
}

extension Context {
    /// As with UNSUBSCRIBE each is confirmed, and nothing is where there was none.
    fileprivate func unwatch(_ channels: [ByteString]) {
        if channels.isEmpty { return session.confirm("res.unwatch", nil, .channel) }
        for channel in channels {
            engine.watchers.remove(channel, of: session)
            channel.withView { session.confirm("res.unwatch", $0, .channel) }
        }
    }
}
