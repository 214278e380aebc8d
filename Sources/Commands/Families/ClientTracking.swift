// CLIENT TRACKING and what belongs to it: a client keeps copies of keys, and is told when one is no longer true.

internal import Bytes
internal import Engine
internal import RESP

package enum TrackingCommands {
    static let subcommands: [Command] = [tracking, caching, trackingInfo, getRedirection]

    private static let flags: Command.Flags = [.noScript, .loading, .stale]

    static let tracking = Command(
        "TRACKING", .atLeast(3), flags, .connection, since: "6.0.0",
        summary: "Asks to be told when keys change of which this connection keeps copies, or no longer.",
        complexity: "O(1), and O(N) with the number of prefixes",
        arguments: [
            .oneOf("status", [.word("ON"), .word("OFF")]), .integer("client-id", token: "REDIRECT", optional: true),
            Argument("prefix", .string, token: "PREFIX", optional: true, multiple: true, repeatsToken: true),
            Argument("BCAST", .token, token: "BCAST", optional: true),
            Argument("OPTIN", .token, token: "OPTIN", optional: true),
            Argument("OPTOUT", .token, token: "OPTOUT", optional: true),
            Argument("NOLOOP", .token, token: "NOLOOP", optional: true),
        ],
        examples: [
            Example("CLIENT TRACKING ON PREFIX a", "(error) ERR PREFIX option requires BCAST mode to be enabled"),
            Example("CLIENT TRACKING ON BCAST PREFIX a PREFIX b", "OK"), Example("CLIENT GETREDIR", "(integer) 0"),
            Example(
                "CLIENT TRACKING ON BCAST PREFIX ab",
                "(error) ERR Prefix 'ab' overlaps with an existing prefix 'a'. "
                    + "Prefixes for a single client must not overlap."),
            Example("CLIENT TRACKING OFF", "OK"),
        ]
    ) { context throws(CommandError) in
        try context.setTracking()
        context.reply.ok()
    }

    static let caching = Command(
        "CACHING", .exactly(3), flags, .connection, since: "6.0.0",
        summary: "Says whether copies of what the next command reads will be kept.",
        arguments: [.oneOf("mode", [.word("YES"), .word("NO")])],
        examples: [
            Example("CLIENT TRACKING ON OPTIN", "OK"), Example("CLIENT CACHING YES", "OK"),
            Example(
                "CLIENT CACHING NO",
                "(error) ERR CLIENT CACHING NO is only valid when tracking is enabled in OPTOUT mode."),
        ]
    ) { context throws(CommandError) in
        try context.setCaching()
        context.reply.ok()
    }

    static let trackingInfo = Command(
        "TRACKINGINFO", .exactly(2), flags, .connection, since: "6.2.0",
        summary: "Answers how this connection is told of changed keys.",
        examples: [
            Example(
                "CLIENT TRACKINGINFO",
                "1) \"flags\"\n2) 1) \"off\"\n3) \"redirect\"\n4) (integer) -1\n5) \"prefixes\"\n6) (empty array)")
        ]
    ) { context throws(CommandError) in
        let tracker = context.session.tracker
        let words = tracker?.words ?? ["off"]
        let prefixes = (tracker?.prefixes ?? []).sorted()
        context.reply.map(3)
        context.reply.word("flags")
        context.reply.set(words.count)
        for word in words { context.reply.bulk(word) }
        context.reply.word("redirect")
        context.reply.integer(context.session.redirection)
        context.reply.word("prefixes")
        context.reply.array(prefixes.count)
        for prefix in prefixes { context.reply.bulk(prefix.bytes) }
    }

    static let getRedirection = Command(
        "GETREDIR", .exactly(2), flags, .connection, since: "6.0.0",
        summary: "Answers which connection is told in this one's place: 0 for none, -1 where nobody is told.",
        examples: [Example("CLIENT GETREDIR", "(integer) -1")]
    ) { context throws(CommandError) in
        context.reply.integer(context.session.redirection)
    }
}

extension Session {
    var redirection: Int64 { tracker.map { Int64($0.mode.redirection) } ?? -1 }
}

extension Tracker {
    fileprivate var words: [String] {
        let all: [(Bool, String)] = [
            (true, "on"), (mode.broadcasts, "bcast"), (mode.notesWhenAsked, "optin"),
            (mode.notesWhenAsked && wasAsked, "caching-yes"), (mode.notesUnlessAsked, "optout"),
            (mode.notesUnlessAsked && wasAsked, "caching-no"), (mode.skipsOwnChanges, "noloop"),
            (isRedirectionBroken, "broken_redirect"),
        ]
        return all.filter(\.0).map(\.1)
    }
}

/// What CLIENT TRACKING was given after ON or OFF.
private struct TrackingOptions {
    var mode = Tracker.Mode()
    var prefixes: [ByteString] = []
    var redirected: Session?
}

extension Context {
    // MARK: After a command

    /// Notes the keys of the command that has just been run, where the client keeps copies of what it reads.
    func noteReads(for tracker: Tracker) {
        if tracker.notesReads, entry.command.flags.contains(.readOnly) {
            for key in entry.command.keyReferences(in: arguments) ?? [] {
                engine.tracking.note(ByteString(self[key.position]), readBy: tracker, &engine.random)
            }
            for key in composedKeys { engine.tracking.note(key, readBy: tracker, &engine.random) }
        }
        // CLIENT CACHING counts for one command, or for one transaction as a whole.
        guard tracker.wasAsked, session.transaction == nil else { return }
        tracker.wasAsked = entry.container == services.table.find(ByteView("CLIENT"))
    }

    // MARK: TRACKING

    fileprivate func setTracking() throws(CommandError) {
        let options = try trackingOptions()
        if spells(2, "on") {
            try check(options)
            session.tracker = engine.tracking.begin(
                session, session.tracker, options.mode, prefixes: options.prefixes, redirected: options.redirected)
        } else if spells(2, "off") {
            session.endTracking(engine)
        } else {
            throw .syntax
        }
    }

    private func trackingOptions() throws(CommandError) -> TrackingOptions {
        var options = TrackingOptions()
        var index = 3
        while index < count {
            if spells(index, "redirect"), index + 1 < count {
                index += 1
                try readRedirection(index, into: &options)
            } else if spells(index, "prefix"), index + 1 < count {
                index += 1
                options.prefixes.append(ByteString(self[index]))
            } else if spells(index, "bcast") {
                options.mode.broadcasts = true
            } else if spells(index, "optin") {
                options.mode.notesWhenAsked = true
            } else if spells(index, "optout") {
                options.mode.notesUnlessAsked = true
            } else if spells(index, "noloop") {
                options.mode.skipsOwnChanges = true
            } else {
                throw .syntax
            }
            index += 1
        }
        return options
    }

    private func readRedirection(_ index: Int, into options: inout TrackingOptions) throws(CommandError) {
        guard options.redirected == nil else {
            throw CommandError("A client can only redirect to a single other client")
        }
        let id = try integer(at: index)
        guard let session = UInt64(exactly: id).flatMap({ services.clients[$0] }) else {
            throw CommandError("The client ID you want redirect to does not exist")
        }
        options.redirected = session
        options.mode.redirection = session.id
    }

    /// Whether the options go together, and with what the client has asked for before.
    private func check(_ options: TrackingOptions) throws(CommandError) {
        let mode = options.mode
        if !mode.broadcasts, !options.prefixes.isEmpty {
            throw CommandError("PREFIX option requires BCAST mode to be enabled")
        }
        if let before = session.tracker?.mode, before.broadcasts != mode.broadcasts {
            throw CommandError(
                "You can't switch BCAST mode on/off before disabling tracking for this client, and then re-enabling "
                    + "it with a different mode.")
        }
        if mode.broadcasts, mode.notesWhenAsked || mode.notesUnlessAsked {
            throw CommandError("OPTIN and OPTOUT are not compatible with BCAST")
        }
        if mode.notesWhenAsked, mode.notesUnlessAsked {
            throw CommandError("You can't specify both OPTIN mode and OPTOUT mode")
        }
        if let before = session.tracker?.mode,
            mode.notesWhenAsked && before.notesUnlessAsked || mode.notesUnlessAsked && before.notesWhenAsked
        {
            throw CommandError(
                "You can't switch OPTIN/OPTOUT mode before disabling tracking for this client, and then re-enabling "
                    + "it with a different mode.")
        }
        try checkPrefixes(options.prefixes)
    }

    /// Prefixes of which one begins with another would tell of the same key twice.
    private func checkPrefixes(_ prefixes: [ByteString]) throws(CommandError) {
        let existing = (session.tracker?.prefixes ?? []).sorted()
        for (index, prefix) in prefixes.enumerated() {
            if let other = existing.first(where: { Self.overlap($0, prefix) }) {
                throw Self.overlapping(prefix, "an existing", other)
            }
            if let other = prefixes[(index + 1)...].first(where: { Self.overlap($0, prefix) }) {
                throw Self.overlapping(prefix, "another provided", other)
            }
        }
    }

    private static func overlap(_ one: ByteString, _ other: ByteString) -> Bool {
        one.bytes.starts(with: other.bytes) || other.bytes.starts(with: one.bytes)
    }

    private static func overlapping(_ prefix: ByteString, _ which: String, _ other: ByteString) -> CommandError {
        CommandError(
            "Prefix '\(prefix.text)' overlaps with \(which) prefix '\(other.text)'. "
                + "Prefixes for a single client must not overlap.")
    }

    // MARK: CACHING

    fileprivate func setCaching() throws(CommandError) {
        guard let tracker = session.tracker else {
            throw CommandError(
                "CLIENT CACHING can be called only when the client is in tracking mode with OPTIN or OPTOUT mode "
                    + "enabled")
        }
        if spells(2, "yes") {
            guard tracker.mode.notesWhenAsked else {
                throw CommandError("CLIENT CACHING YES is only valid when tracking is enabled in OPTIN mode.")
            }
        } else if spells(2, "no") {
            guard tracker.mode.notesUnlessAsked else {
                throw CommandError("CLIENT CACHING NO is only valid when tracking is enabled in OPTOUT mode.")
            }
        } else {
            throw .syntax
        }
        tracker.wasAsked = true
    }
}
