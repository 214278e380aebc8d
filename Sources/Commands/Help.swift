// The HELP of every container, made from what its subcommands declare: nobody has to write one, and none can lie.

internal import RESP

enum Help {
    /// The subcommands of a container and, last, its HELP; none of a command that is no container.
    static func completed(_ command: Command) -> [Command] {
        if command.subcommands.isEmpty || command.flags.contains(.dispatchesItself) { return [] }
        return command.subcommands + [help(for: command)]
    }

    private static func help(for container: Command) -> Command {
        Command(
            "HELP", .exactly(2), [.loading, .stale], container.group, since: container.helpSince,
            summary: "Lists the subcommands and what each does.",
            categories: container.categories.union(container.group.categories)
        ) { context throws(CommandError) in
            context.replyHelp()
        }
    }

    /// A title, then for every subcommand its syntax and, indented, what it does.
    static func lines(of container: Command) -> [String] {
        var lines = ["\(container.name) <subcommand> [<arg> [value] [opt] ...]. Subcommands are:"]
        if container.run != nil, !container.flags.contains(.dispatchesItself) {
            lines += entry("(no subcommand)", container.summary)
        }
        for subcommand in container.subcommands {
            lines += entry(syntax(of: subcommand), subcommand.summary)
        }
        return lines + entry("HELP", "Print this help.")
    }

    static func entry(_ syntax: String, _ summary: String) -> [String] {
        [syntax, "    " + summary]
    }

    /// What cannot be left out.
    static func demands(of command: Command, named name: String) -> String {
        let demanded = command.arguments.filter { !$0.isOptional }.map(\.syntax)
        // Whoever must say nothing has said too much, or half of what may be said.
        guard !demanded.isEmpty else { return ([name] + command.arguments.map(\.syntax)).joined(separator: " ") }
        let rest = demanded.count < command.arguments.count ? ["..."] : []
        return ([name] + demanded + rest).joined(separator: " ")
    }

    static func syntax(of command: Command) -> String {
        ([command.name] + command.arguments.map(\.syntax)).joined(separator: " ")
    }
}

extension Context {
    /// Answers the help of the container whose command is running.
    mutating func replyHelp() {
        let container = entry.container.map { services.table.entries[$0].command } ?? entry.command
        let lines = Help.lines(of: container)
        reply.array(lines.count)
        for line in lines { reply.status(line) }
    }
}
