// Commands about the connection itself: greeting, identity, choice of database, and the end.

internal import Access
internal import Bytes
internal import Configuration
internal import Engine
internal import Keyspace
internal import RESP

package enum ConnectionCommands {
    package static let family: [Command] = [ping, echo, hello, auth, select, quit, reset]

    private static let greetingFlags: Command.Flags = [
        .noScript, .loading, .stale, .fast, .noAuthentication, .allowBusy,
    ]

    static let ping = Command(
        "PING", .atLeast(1), [.fast, .allowedWhenSubscribed], .connection, since: "1.0.0",
        summary: "Answers PONG, or the message given: a sign of life.",
        arguments: [.string("message", optional: true)],
        tips: ["request_policy:all_shards", "response_policy:all_succeeded"],
        examples: [Example("PING", "PONG"), Example("PING hello", "\"hello\"")]
    ) { context throws(CommandError) in
        guard context.count <= 2 else { throw .wrongArity("ping") }
        if context.session.isSubscribed, context.reply.version == .two {
            context.reply.array(2)
            context.reply.word("pong")
            if context.count == 2 { context.reply.bulk(context[1]) } else { context.reply.word("") }
        } else if context.count == 2 {
            context.reply.bulk(context[1])
        } else {
            context.reply.simple("PONG")
        }
    }

    static let echo = Command(
        "ECHO", .exactly(2), [.loading, .stale, .fast], .connection, since: "1.0.0",
        summary: "Answers the message given.", arguments: [.string("message")],
        examples: [Example("ECHO hello", "\"hello\"")]
    ) { context throws(CommandError) in
        context.reply.bulk(context[1])
    }

    static let hello = Command(
        "HELLO", .atLeast(1), greetingFlags, .connection, since: "6.0.0",
        summary: "Chooses the protocol, says who one is, and answers who the server is.",
        arguments: [
            Argument(
                "arguments",
                .block([
                    .integer("protover"),
                    Argument("auth", .block([.string("username"), .string("password")]), token: "AUTH", optional: true),
                    .string("clientname", token: "SETNAME", optional: true),
                ]),
                optional: true)
        ],
        examples: [
            Example("HELLO 1", "(error) NOPROTO unsupported protocol version"),
            Example("HELLO 2 NAME x", "(error) ERR Syntax error in HELLO option 'NAME'"),
        ], secrets: .after("auth", 2)
    ) { context throws(CommandError) in
        try context.greet()
    }

    static let auth = Command(
        "AUTH", .atLeast(2), greetingFlags, .connection, since: "1.0.0",
        summary: "Says who one is and proves it.", complexity: "O(N) with the number of passwords of the user",
        arguments: [
            Argument("username", .string, optional: true, since: "6.0.0"), .string("password"),
        ],
        examples: [
            Example(
                "AUTH secret",
                "(error) ERR AUTH <password> called without any password configured for the default user. "
                    + "Are you sure your configuration is correct?"),
            Example("AUTH default secret", "OK"),
            Example("AUTH nobody secret", "(error) WRONGPASS invalid username-password pair or user is disabled."),
        ], secrets: .from(1)
    ) { context throws(CommandError) in
        guard context.count <= 3 else { throw .syntax }
        if context.count == 2 {
            guard !context.services.users.standard.rules.takesAnyPassword else { throw .noPasswordConfigured }
            try context.authenticate(ByteView("default"), context[1])
        } else {
            try context.authenticate(context[1], context[2])
        }
        context.reply.ok()
    }

    static let select = Command(
        "SELECT", .exactly(2), [.loading, .stale, .fast], .connection, since: "1.0.0",
        summary: "Chooses the database that this connection uses.", arguments: [.integer("index")],
        examples: [Example("SELECT 1", "OK"), Example("SELECT 99", "(error) ERR DB index is out of range")]
    ) { context throws(CommandError) in
        context.select(try context.databaseNumber(at: 1))
        context.reply.ok()
    }

    static let quit = Command(
        "QUIT", .atLeast(1), greetingFlags.union([.runsInMulti, .allowedWhenSubscribed]), .connection, since: "1.0.0",
        summary: "Ends the connection once everything before has been answered.", examples: [Example("QUIT", "OK")],
        deprecated: Deprecation(since: "7.2.0", replacement: "just closing the connection")
    ) { context throws(CommandError) in
        context.reply.ok()
        context.session.closesAfterReply = true
    }

    static let reset = Command(
        "RESET", .exactly(1), greetingFlags.union([.runsInMulti, .allowedWhenSubscribed]), .connection, since: "6.2.0",
        summary: "Begins anew, as if one had just connected.",
        examples: [
            Example("CLIENT SETNAME me", "OK"), Example("MULTI", "OK"), Example("RESET", "RESET"),
            Example("EXEC", "(error) ERR EXEC without MULTI"), Example("CLIENT GETNAME", "(nil)"),
        ]
    ) { context throws(CommandError) in
        context.session.reset(context.engine)
        context.services.removeMonitor(context.session)
        context.services.admit(context.session)
        context.reselect()
        context.engine.notesUse = true
        context.reply.simple("RESET")
    }
}

extension CommandError {
    fileprivate static let wrongPassword = CommandError(
        "WRONGPASS", "invalid username-password pair or user is disabled.")
    fileprivate static let noPasswordConfigured = CommandError(
        "AUTH <password> called without any password configured for the default user. "
            + "Are you sure your configuration is correct?")
    fileprivate static let greetingFirst = CommandError(
        "NOAUTH",
        "HELLO must be called with the client already authenticated, otherwise the HELLO <proto> AUTH <user> <pass> "
            + "option can be used to authenticate the client and select the RESP protocol version at the same time")
}

extension Context {
    // MARK: Proof of identity

    fileprivate func authenticate(_ name: ByteView, _ password: ByteView) throws(CommandError) {
        guard prove(name, password, by: ByteString(self[0])) else { throw .wrongPassword }
    }

    // MARK: Greeting

    fileprivate mutating func greet() throws(CommandError) {
        let version = count > 1 ? try requestedVersion() : reply.version
        let options = try greetingOptions()
        if let proof = options.proof { try authenticate(self[proof], self[proof + 1]) }
        guard session.isAuthenticated else { throw .greetingFirst }
        if let name = options.name { session.name = self[name].text }
        reply.version = version
        introduceServer()
    }

    private func requestedVersion() throws(CommandError) -> ProtocolVersion {
        let number = try integer(at: 1, otherwise: "Protocol version is not an integer or out of range")
        guard let version = ProtocolVersion(rawValue: number) else {
            throw CommandError("NOPROTO", "unsupported protocol version")
        }
        return version
    }

    /// Where user and password, and the name, stand in the request.
    private func greetingOptions() throws(CommandError) -> (proof: Int?, name: Int?) {
        var proof: Int?
        var name: Int?
        var index = 2
        while index < count {
            if spells(index, "auth"), index + 2 < count {
                proof = index + 1
                index += 3
            } else if spells(index, "setname"), index + 1 < count {
                name = index + 1
                try checkClientName(self[index + 1])
                index += 2
            } else {
                throw CommandError("Syntax error in HELLO option '\(self[index].text)'")
            }
        }
        return (proof, name)
    }

    private mutating func introduceServer() {
        let zone = services.configuration.text(.availabilityZone)
        reply.map(zone.isEmpty ? 7 : 8)
        reply.word("server")
        reply.bulk(Compatibility.server)
        reply.word("version")
        reply.bulk(Compatibility.version)
        reply.word("proto")
        reply.integer(reply.version.rawValue)
        reply.word("id")
        reply.integer(Int64(session.id))
        reply.word("mode")
        reply.word("standalone")
        reply.word("role")
        reply.word("master")
        reply.word("modules")
        reply.array(0)
        guard !zone.isEmpty else { return }
        reply.word("availability_zone")
        reply.bulk(zone)
    }
}
