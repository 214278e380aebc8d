// CLIENT: what a connection is called and how it wants to be treated, and who else is connected.

internal import Bytes
internal import Engine
internal import RESP

package enum ClientCommands {
    package static let family: [Command] = [client]

    static let client = Command(
        "CLIENT", .atLeast(2), [], .connection, since: "2.4.0",
        summary: "Tells of connections, names them, tunes them and ends them.", complexity: "Depends on the subcommand",
        categories: [],
        subcommands: [
            id, info, list, kill, getName, setName, setInfo, reply, unblock, noEvict, noTouch, capabilities,
            importSource,
        ] + PauseCommands.subcommands + TrackingCommands.subcommands)

    private static let usual: Command.Flags = [.noScript, .loading, .stale]
    private static let administrative: Command.Flags = [.admin, .noScript, .loading, .stale]
    private static let everyNode = ["request_policy:all_nodes", "response_policy:all_succeeded"]

    // MARK: Who is connected

    static let id = Command(
        "ID", .exactly(2), usual, .connection, since: "5.0.0",
        summary: "Answers the number of this connection, which no other ever had."
    ) { context throws(CommandError) in
        context.reply.integer(Int64(context.session.id))
    }

    static let info = Command(
        "INFO", .exactly(2), usual, .connection, since: "6.2.0", summary: "Tells of this connection in one line.",
        tips: ["nondeterministic_output"]
    ) { context throws(CommandError) in
        context.reply.verbatim(context.line(about: context.session))
    }

    static let list = Command(
        "LIST", .atLeast(2), administrative, .connection, since: "2.4.0",
        summary: "Tells of every connection, or of those of a type or with certain numbers, in one line each.",
        complexity: "O(N) with the number of connections",
        arguments: [
            Argument("client-type", .oneOf(ClientType.listed), token: "TYPE", optional: true, since: "5.0.0"),
            Argument("client-id", .integer, token: "ID", optional: true, multiple: true, since: "6.2.0"),
        ],
        tips: ["nondeterministic_output"],
        examples: [
            Example("CLIENT LIST TYPE pubsub", "\"\""),
            Example("CLIENT LIST TYPE odd", "(error) ERR Unknown client type 'odd'"),
            Example("CLIENT LIST ID x", "(error) ERR Invalid client ID"),
        ]
    ) { context throws(CommandError) in
        let sessions = try context.listedSessions()
        context.reply.verbatim(sessions.map { context.line(about: $0) }.joined())
    }

    static let kill = Command(
        "KILL", .atLeast(3), administrative, .connection, since: "2.4.0", summary: "Ends connections.",
        complexity: "O(N) with the number of connections", arguments: [ClientFilter.syntax],
        examples: [
            Example("CLIENT KILL 10.0.0.1:1", "(error) ERR No such client"),
            Example("CLIENT KILL ID 0", "(error) ERR client-id should be greater than 0"),
            Example("CLIENT KILL USER nobody", "(error) ERR No such user 'nobody'"),
            Example("CLIENT KILL TYPE pubsub", "(integer) 0"),
        ]
    ) { context throws(CommandError) in
        try context.killClients()
    }

    // MARK: Names

    static let getName = Command(
        "GETNAME", .exactly(2), usual, .connection, since: "2.6.9", summary: "Answers the name of this connection.",
        examples: [
            Example("CLIENT GETNAME", "(nil)"), Example("CLIENT SETNAME me", "OK"), Example("CLIENT GETNAME", "\"me\""),
        ]
    ) { context throws(CommandError) in
        if context.session.name.isEmpty { context.reply.null() } else { context.reply.bulk(context.session.name) }
    }

    static let setName = Command(
        "SETNAME", .exactly(3), usual, .connection, since: "2.6.9",
        summary: "Names this connection; an empty name takes the name away.", arguments: [.string("connection-name")],
        tips: everyNode,
        examples: [
            Example("CLIENT SETNAME me", "OK"),
            Example(
                "CLIENT SETNAME \"a b\"",
                "(error) ERR Client names cannot contain spaces, newlines or special characters."),
        ]
    ) { context throws(CommandError) in
        try context.checkClientName(context[2])
        context.session.name = context[2].text
        context.reply.ok()
    }

    static let setInfo = Command(
        "SETINFO", .exactly(4), usual, .connection, since: "7.2.0",
        summary: "Notes which library this connection uses, and in which version.",
        arguments: [
            .oneOf("attr", [.string("libname", token: "lib-name"), .string("libver", token: "lib-ver")])
        ],
        tips: everyNode,
        examples: [
            Example("CLIENT SETINFO LIB-NAME lettuce", "OK"), Example("CLIENT SETINFO LIB-VER 1.2", "OK"),
            Example("CLIENT SETINFO AGE 3", "(error) ERR Unrecognized option 'AGE'"),
        ]
    ) { context throws(CommandError) in
        let isName = context.spells(2, "lib-name")
        guard isName || context.spells(2, "lib-ver") else {
            throw CommandError("Unrecognized option '\(context[2].text)'")
        }
        guard context[3].isPrintableWord else {
            throw CommandError("\(context[2].text) cannot contain spaces, newlines or special characters.")
        }
        if isName {
            context.session.libraryName = context[3].text
        } else {
            context.session.libraryVersion = context[3].text
        }
        context.reply.ok()
    }

    // MARK: How it wants to be treated

    static let reply = Command(
        "REPLY", .exactly(3), usual, .connection, since: "3.2.0",
        summary: "Turns replies off, on again, or off for the next command only.",
        arguments: [.oneOf("action", [.word("ON"), .word("OFF"), .word("SKIP")])],
        examples: [
            Example("CLIENT REPLY ON", "OK"), Example("CLIENT REPLY PERHAPS", "(error) ERR syntax error"),
        ]
    ) { context throws(CommandError) in
        if context.spells(2, "on") {
            context.session.replyMode = .on
            context.reply.ok()
        } else if context.spells(2, "off") {
            context.session.replyMode = .off
        } else if context.spells(2, "skip") {
            if context.session.replyMode != .off { context.session.replyMode = .skipNext }
        } else {
            throw .syntax
        }
    }

    static let noEvict = Command(
        "NO-EVICT", .exactly(3), administrative, .connection, since: "7.0.0",
        summary: "Spares this connection when connections are ended for want of memory.",
        arguments: [.oneOf("enabled", [.word("ON"), .word("OFF")])],
        examples: [Example("CLIENT NO-EVICT ON", "OK"), Example("CLIENT NO-EVICT MAYBE", "(error) ERR syntax error")]
    ) { context throws(CommandError) in
        context.session.isExemptFromEviction = try context.onOrOff(at: 2)
        context.reply.ok()
    }

    static let noTouch = Command(
        "NO-TOUCH", .exactly(3), usual, .connection, since: "7.2.0",
        summary: "Lets this connection's commands use keys without noting that they were used.",
        arguments: [.oneOf("enabled", [.word("ON"), .word("OFF")])],
        examples: [Example("CLIENT NO-TOUCH ON", "OK"), Example("CLIENT NO-TOUCH OFF", "OK")]
    ) { context throws(CommandError) in
        context.session.leavesAccessTimes = try context.onOrOff(at: 2)
        context.engine.notesUse = !context.session.leavesAccessTimes
        context.reply.ok()
    }

    static let capabilities = Command(
        "CAPA", .atLeast(3), usual, .connection, since: "8.0.0",
        summary: "Notes what this connection can cope with; what is not known here does no harm.",
        arguments: [.string("capability", multiple: true)], examples: [Example("CLIENT CAPA redirect", "OK")]
    ) { context throws(CommandError) in
        context.reply.ok()
    }

    static let importSource = Command(
        "IMPORT-SOURCE", .exactly(3), usual.union(.admin), .connection, since: "8.1.0",
        summary: "Marks this connection as the source of an import, for which a server must be in import mode.",
        arguments: [.oneOf("enabled", [.word("ON"), .word("OFF")])],
        examples: [
            Example("CLIENT IMPORT-SOURCE OFF", "OK"),
            Example("CLIENT IMPORT-SOURCE ON", "(error) ERR Server is not in import mode"),
        ]
    ) { context throws(CommandError) in
        guard context.spells(2, "off") else { throw CommandError("Server is not in import mode") }
        context.reply.ok()
    }

    // MARK: Waiting

    static let unblock = Command(
        "UNBLOCK", .atLeast(3), administrative, .connection, since: "5.0.0",
        summary: "Wakes a connection that waits in a blocking command.",
        complexity: "O(log N) with the number of connections",
        arguments: [
            .integer("client-id"),
            .oneOf("unblock-type", optional: true, [.word("TIMEOUT"), .word("ERROR")]),
        ],
        examples: [
            Example("CLIENT UNBLOCK 1", "(integer) 0"),
            Example("CLIENT UNBLOCK 1 GENTLY", "(error) ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR"),
        ]
    ) { context throws(CommandError) in
        guard context.count <= 4 else { throw .wrongSubcommand(context[1].text, of: "client") }
        if context.count == 4, !context.spells(3, "timeout"), !context.spells(3, "error") {
            throw CommandError("CLIENT UNBLOCK reason should be TIMEOUT or ERROR")
        }
        let id = UInt64(exactly: try context.integer(at: 2)) ?? 0
        let session = context.services.clients[id]
        let isError = context.count == 4 && context.spells(3, "error")
        context.reply.integer(session.map { context.unblock($0, withError: isError) } ?? false ? 1 : 0)
    }
}

extension ByteView {
    /// Whether every byte is a visible ASCII character, so that a line of CLIENT LIST can still be split at spaces.
    fileprivate var isPrintableWord: Bool {
        (0..<count).allSatisfy { self[$0] >= UInt8(ascii: "!") && self[$0] <= UInt8(ascii: "~") }
    }
}

extension Context {
    func checkClientName(_ name: ByteView) throws(CommandError) {
        guard name.isPrintableWord else {
            throw CommandError("Client names cannot contain spaces, newlines or special characters.")
        }
    }

    fileprivate func onOrOff(at index: Int) throws(CommandError) -> Bool {
        if spells(index, "on") { return true }
        if spells(index, "off") { return false }
        throw .syntax
    }
}
