// RES.HELP: every command on resources with its syntax and what it does, from what the commands declare.

internal import Bytes
internal import RESP

package enum ResourceWriteHelp {
    package static let family: [Command] = [help]

    static let help = Command(
        "RES.HELP", .exactly(1), [.loading, .stale], .resources, since: "1.0.0",
        summary: "Lists the commands on resources and what each does."
    ) { context throws(CommandError) in
        let lines = ["Commands on resources. Where one has subcommands, its HELP tells of them:"] + context.helpLines
        context.reply.array(lines.count)
        for line in lines { context.reply.status(line) }
    }
}

extension Context {
    fileprivate var helpLines: [String] {
        let commands = services.table.entries.filter { $0.container == nil }.map(\.command)
        let told = commands.filter { $0.name.hasPrefix("RES.") && !$0.flags.contains(.system) }
        return told.sorted { $0.name < $1.name }.flatMap { Help.entry(Help.syntax(of: $0), $0.summary) }
    }
}
