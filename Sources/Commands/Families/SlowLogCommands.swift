// SLOWLOG: which commands took long lately.

internal import Bytes
internal import RESP

package enum SlowLogCommands {
    package static let family: [Command] = [slowLog]

    private static let flags: Command.Flags = [.admin, .loading, .stale]

    static let slowLog = Command(
        "SLOWLOG", .atLeast(2), [], .server, since: "2.2.12", summary: "Tells of commands that took long.",
        complexity: "Depends on subcommand.", subcommands: [get, length, reset], helpSince: "6.2.0")

    private static let get = Command(
        "GET", .atLeast(2), flags, .server, everyKey: .access, since: "2.2.12",
        summary: "Answers the latest slow commands, 10 or as many as asked for: number, time, microseconds, arguments, "
            + "address and name of the client.",
        complexity: "O(N) with the number of commands answered", arguments: [.integer("count", optional: true)],
        tips: ["request_policy:all_nodes", "nondeterministic_output"],
        examples: [
            Example("SLOWLOG GET", "(empty array)"), Example("SLOWLOG GET -1", "(empty array)"),
            Example("SLOWLOG GET -2", "(error) ERR count should be greater than or equal to -1"),
            Example("SLOWLOG GET all", "(error) ERR count should be greater than or equal to -1"),
        ]
    ) { context throws(CommandError) in
        guard context.count <= 3 else { throw .wrongSubcommand(context[1].text, of: "slowlog") }
        let entries = context.services.slowLog.newest(try wantedCount(in: context))
        context.reply.array(entries.count)
        for entry in entries {
            context.reply.array(6)
            context.reply.integer(entry.id)
            context.reply.integer(entry.second)
            context.reply.integer(entry.microseconds)
            context.reply.array(entry.words.count)
            for word in entry.words { context.reply.bulk(word) }
            context.reply.bulk(entry.client)
            context.reply.bulk(entry.clientName)
        }
    }

    private static func wantedCount(in context: Context) throws(CommandError) -> Int {
        guard context.count == 3 else { return 10 }
        let tooSmall = "count should be greater than or equal to -1"
        let wanted = try context.integer(at: 2, otherwise: tooSmall)
        guard wanted >= -1 else { throw CommandError(tooSmall) }
        return wanted == -1 ? .max : Int(wanted)
    }

    private static let length = Command(
        "LEN", .exactly(2), flags, .server, everyKey: .access, since: "2.2.12",
        summary: "Answers how many slow commands are remembered.",
        tips: ["request_policy:all_nodes", "response_policy:agg_sum", "nondeterministic_output"],
        examples: [Example("SLOWLOG LEN", "(integer) 0")]
    ) { context throws(CommandError) in
        context.reply.integer(context.services.slowLog.count)
    }

    private static let reset = Command(
        "RESET", .exactly(2), flags, .server, everyKey: .access, since: "2.2.12",
        summary: "Forgets all slow commands.",
        complexity: "O(N) with the number of commands remembered",
        tips: ["request_policy:all_nodes", "response_policy:all_succeeded"], examples: [Example("SLOWLOG RESET", "OK")]
    ) { context throws(CommandError) in
        context.services.slowLog.removeAll()
        context.reply.ok()
    }
}
