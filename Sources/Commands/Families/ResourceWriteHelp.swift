// RES.HELP: every command on resources with its syntax and what it does, from what the commands declare.

internal import Bytes
internal import RESP

package enum ResourceWriteHelp {
    package static let family: [Command] = [help]

    static let help = Command(
        "RES.HELP", .exactly(1), [.loading, .stale], .resources, since: "1.0.0",
        summary: "Lists the commands on resources and what each does."
    ) { context throws(CommandError) in
        context.replyHelp("Commands on resources. Where one has subcommands, its HELP tells of them:", of: "RES.")
    }
}

extension Context {
    /// Tells of the commands whose names begin alike.
    mutating func replyHelp(_ title: String, of prefix: String) {
        let commands = services.table.entries.filter { $0.container == nil }.map(\.command)
        let told = commands.filter { $0.name.hasPrefix(prefix) && !$0.flags.contains(.system) }
        let entries = told.sorted { $0.name < $1.name }.flatMap { Help.entry(Help.syntax(of: $0), $0.summary) }
        reply.array(entries.count + 1)
        for line in [title] + entries { reply.status(line) }
    }
}
