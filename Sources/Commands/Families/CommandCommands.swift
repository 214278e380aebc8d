// COMMAND and its subcommands: what the commands of this server are, told from their declarations.

internal import Bytes
internal import RESP

package enum CommandCommands {
    package static let family: [Command] = [command]

    private static let unordered = ["nondeterministic_output_order"]
    private static let names = [Argument.string("command-name", optional: true, multiple: true)]
    private static let request = [
        Argument.string("command"), .string("arg", optional: true, multiple: true),
    ]

    static let command = Command(
        "COMMAND", .atLeast(1), [.loading, .stale], .server, since: "2.8.13",
        summary: "Describes every command.", complexity: "O(N), N being the number of commands",
        categories: .connection, tips: unordered,
        examples: [Example("COMMAND NONE", "(error) ERR unknown subcommand 'NONE'. Try COMMAND HELP.")],
        subcommands: [count, docs, getKeys, getKeysAndFlags, info, list]
    ) { context throws(CommandError) in
        guard context.count == 1 else { throw .unknownSubcommand(context[1].text, of: "COMMAND") }
        context.replyCommandDescriptions(context.services.table.topLevel)
    }

    private static let count = Command(
        "COUNT", .exactly(2), [.loading, .stale], .server, since: "2.8.13",
        summary: "Counts the commands, without subcommands.", categories: .connection
    ) { context throws(CommandError) in
        context.reply.integer(context.services.table.topLevel.count)
    }

    private static let info = Command(
        "INFO", .atLeast(2), [.loading, .stale], .server, since: "2.8.13",
        summary: "Describes the commands that are named, or every command.",
        complexity: "O(N), N being the number of commands described", arguments: names, categories: .connection,
        tips: unordered, examples: [Example("COMMAND INFO nothing", "1) (nil)")]
    ) { context throws(CommandError) in
        let table = context.services.table
        if context.count == 2 { return context.replyCommandDescriptions(table.topLevel) }
        context.replyCommandDescriptions((2..<context.count).map { table.entry(named: context[$0].text) })
    }

    private static let docs = Command(
        "DOCS", .atLeast(2), [.loading, .stale], .server, since: "7.0.0",
        summary: "Documents the commands that are named, or every command.",
        complexity: "O(N), N being the number of commands documented", arguments: names, categories: .connection,
        tips: unordered, examples: [Example("COMMAND DOCS nothing", "(empty array)")]
    ) { context throws(CommandError) in
        let table = context.services.table
        if context.count == 2 { return context.replyCommandDocuments(table.topLevel) }
        context.replyCommandDocuments((2..<context.count).compactMap { table.entry(named: context[$0].text) })
    }

    private static let getKeys = Command(
        "GETKEYS", .atLeast(3), [.loading, .stale], .server, since: "2.8.13",
        summary: "Finds the keys in a command as a client would send it.",
        complexity: "O(N), N being the number of arguments", arguments: request, categories: .connection,
        examples: [
            Example("COMMAND GETKEYS MEMORY USAGE k", "1) \"k\""),
            Example("COMMAND GETKEYS PING", "(error) ERR The command has no key arguments"),
        ]
    ) { context throws(CommandError) in
        let keys = try context.keysOfEmbeddedCommand()
        context.reply.array(keys.count)
        for key in keys { context.reply.bulk(context[key.position]) }
    }

    private static let getKeysAndFlags = Command(
        "GETKEYSANDFLAGS", .atLeast(3), [.loading, .stale], .server, since: "7.0.0",
        summary: "Finds the keys in a command, and what it would do with each.",
        complexity: "O(N), N being the number of arguments", arguments: request, categories: .connection
    ) { context throws(CommandError) in
        let keys = try context.keysOfEmbeddedCommand()
        context.reply.array(keys.count)
        for key in keys {
            context.reply.array(2)
            context.reply.bulk(context[key.position])
            context.reply.statusSet(key.access.texts)
        }
    }

    private static let list = Command(
        "LIST", .atLeast(2), [.loading, .stale], .server, since: "7.0.0",
        summary: "Names the commands and subcommands, or those that a filter lets through.",
        complexity: "O(N), N being the number of commands",
        arguments: [
            Argument(
                "filterby",
                .oneOf([
                    .string("module-name", token: "MODULE"), .string("category", token: "ACLCAT"),
                    Argument("pattern", .pattern, token: "PATTERN"),
                ]), token: "FILTERBY", optional: true)
        ],
        categories: .connection, tips: unordered,
        examples: [
            Example("COMMAND LIST FILTERBY PATTERN get", "1) \"get\""),
            Example("COMMAND LIST FILTERBY MODULE none", "(empty array)"),
            Example("COMMAND LIST FILTERBY", "(error) ERR syntax error"),
        ]
    ) { context throws(CommandError) in
        let passes = try filter(in: context)
        let names = context.services.table.entries.filter(passes).map(\.fullName)
        context.reply.array(names.count)
        for name in names { context.reply.bulk(name) }
    }

    private static func filter(in context: Context) throws(CommandError) -> (CommandEntry) -> Bool {
        if context.count == 2 { return { _ in true } }
        guard context.count == 5, context.spells(2, "filterby") else { throw .syntax }
        if context.spells(3, "module") { return { _ in false } }
        if context.spells(3, "pattern") {
            let glob = Glob(context[4], ignoringCase: true)
            return { glob.matches($0.fullName) }
        }
        guard context.spells(3, "aclcat") else { throw .syntax }
        let wanted = context[4].text.lowercased()
        guard let (category, _) = Command.Categories.names.first(where: { $0.1 == wanted }) else {
            return { _ in false }
        }
        return { $0.command.categories.contains(category) }
    }
}

extension CommandTable {
    /// The commands themselves, without subcommands.
    var topLevel: [CommandEntry] { entries.filter { $0.container == nil } }

    func entry(named fullName: String) -> CommandEntry? {
        find(fullName: fullName).map { entries[$0] }
    }
}
