// Commands about the server as a process: its time, its role, its end, and a picture of it.

internal import Bytes
internal import Engine
internal import RESP

package enum ServerCommands {
    package static let family: [Command] = [
        failover, lolwut, replicaOf, role, shutDown, slaveOf, time,
    ]

    // MARK: Time

    static let time = Command(
        "TIME", .exactly(1), [.loading, .stale, .fast], .server, since: "2.6.0",
        summary: "Answers the time: seconds since 1970, and microseconds of the second.",
        tips: ["nondeterministic_output"]
    ) { context throws(CommandError) in
        let now = context.services.host.microsecondsNow
        context.reply.array(2)
        context.reply.bulk(now / 1_000_000)
        context.reply.bulk(now % 1_000_000)
    }

    // MARK: Role

    static let role = Command(
        "ROLE", .exactly(1), [.noScript, .loading, .stale, .fast], .server, since: "2.8.12",
        summary: "Answers the role in replication: this server is always its own master and has no replicas.",
        categories: [.admin, .dangerous],
        examples: [Example("ROLE", "1) \"master\"\n2) (integer) 0\n3) (empty array)")]
    ) { context throws(CommandError) in
        context.reply.array(3)
        context.reply.word("master")
        context.reply.integer(0)
        context.reply.array(0)
    }

    private static let replicationFlags: Command.Flags = [.noAsyncLoading, .admin, .noScript, .stale]

    private static let replicationArguments = [
        Argument.oneOf(
            "args",
            [
                Argument("host-port", .block([.string("host"), .integer("port")])),
                Argument("no-one", .block([.word("NO"), .word("ONE")])),
            ])
    ]

    static let replicaOf = Command(
        "REPLICAOF", .exactly(3), replicationFlags, .server, since: "5.0.0",
        summary: "Makes the server its own master, which it is. It cannot be a replica of another.",
        arguments: replicationArguments,
        examples: [
            Example("REPLICAOF NO ONE", "OK"),
            Example(
                "REPLICAOF 127.0.0.1 6380",
                "(error) ERR this server does not replicate: it cannot be a replica of another"),
        ], run: changeMaster)

    static let slaveOf = Command(
        "SLAVEOF", .exactly(3), replicationFlags, .server, since: "1.0.0",
        summary: "The old name of REPLICAOF.", arguments: replicationArguments,
        examples: [Example("SLAVEOF NO ONE", "OK")],
        deprecated: Deprecation(since: "5.0.0", replacement: "`REPLICAOF`"), run: changeMaster)

    private static func changeMaster(_ context: inout Context) throws(CommandError) {
        guard context.spells(1, "no"), context.spells(2, "one") else {
            let noPort = "Invalid master port"
            guard (0...65535).contains(try context.integer(at: 2, otherwise: noPort)) else {
                throw CommandError(noPort)
            }
            throw CommandError("this server does not replicate: it cannot be a replica of another")
        }
        context.reply.ok()
    }

    static let failover = Command(
        "FAILOVER", .atLeast(1), [.admin, .noScript, .stale], .server, since: "6.2.0",
        summary: "Hands over to a replica. This server has none, so it never can.",
        arguments: [
            Argument(
                "target", .block([.string("host"), .integer("port"), .word("FORCE", optional: true)]), token: "TO",
                optional: true),
            .word("ABORT", optional: true), .integer("milliseconds", token: "TIMEOUT", optional: true),
        ],
        examples: [
            Example("FAILOVER", "(error) ERR FAILOVER requires connected replicas."),
            Example("FAILOVER ABORT", "(error) ERR No failover in progress."),
        ]
    ) { context throws(CommandError) in
        if context.count == 2, context.spells(1, "abort") { throw CommandError("No failover in progress.") }
        try checkFailover(in: context)
        throw CommandError("FAILOVER requires connected replicas.")
    }

    private static func checkFailover(in context: Context) throws(CommandError) {
        var index = 1
        while index < context.count {
            if context.spells(index, "timeout"), index + 1 < context.count {
                guard try context.integer(at: index + 1) > 0 else {
                    throw CommandError("FAILOVER timeout must be greater than 0")
                }
                index += 2
            } else if context.spells(index, "to"), index + 2 < context.count {
                _ = try context.integer(at: index + 2)
                index += 3
            } else if context.spells(index, "force") {
                index += 1
            } else {
                throw .syntax
            }
        }
    }

    // MARK: End

    static let shutDown = Command(
        "SHUTDOWN", .atLeast(1), [.admin, .noScript, .loading, .stale, .noMulti, .allowBusy], .server, since: "1.0.0",
        summary: "Ends the server, after a last save if there are save points or it is asked for.",
        arguments: [
            .oneOf(
                "abort-selector", optional: true,
                [
                    Argument(
                        "save-selector-block",
                        .block([
                            .oneOf("save-selector", optional: true, [.word("NOSAVE"), .word("SAVE")]),
                            .word("NOW", optional: true, since: "7.0.0"),
                            .word("FORCE", optional: true, since: "7.0.0"),
                        ])),
                    .word("ABORT", since: "7.0.0"),
                ])
        ],
        examples: [
            Example("SHUTDOWN ABORT", "(error) ERR No shutdown in progress."),
            Example("SHUTDOWN SAVE NOSAVE", "(error) ERR syntax error"),
        ]
    ) { context throws(CommandError) in
        let words = Set((1..<context.count).map { context[$0].text.lowercased() })
        guard words.isSubset(of: ["nosave", "save", "now", "force", "abort"]),
            !words.isSuperset(of: ["nosave", "save"]), !words.contains("abort") || words.count == 1
        else { throw .syntax }
        if words.contains("abort") {
            guard context.services.host.cancelShutdown() else { throw CommandError("No shutdown in progress.") }
            return context.reply.ok()
        }
        let saves = words.contains("save") ? true : words.contains("nosave") ? false : nil
        do throws(CommandError) {
            try context.services.keeper?.prepareForEnd(saves: saves, isForced: words.contains("force"))
        } catch {
            context.services.host.warn("The data could not be brought to disk: \(error.text)")
            guard words.contains("force") else { throw CommandError("Errors trying to SHUTDOWN. Check logs.") }
        }
        context.services.host.shutDown()
    }

    // MARK: Art

    static let lolwut = Command(
        "LOLWUT", .atLeast(1), [.readOnly, .fast], .server, since: "5.0.0",
        summary: "Draws a road and its milepost, never twice the same, and tells the version.",
        arguments: [.integer("version", token: "VERSION", optional: true)]
    ) { context throws(CommandError) in
        if context.count > 2, context.spells(1, "version") { _ = try context.integer(at: 2) }
        let picture = Landscape(&context.engine.random).text
        context.reply.verbatim("\(picture)\nMilepost ver. \(context.services.host.facts.version)\n")
    }
}
