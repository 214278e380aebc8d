// A command's declaration as COMMAND DOCS tells it: maps for people and tools, with the syntax of every argument.

internal import RESP

extension Context {
    /// A map from names to documents.
    mutating func replyCommandDocuments(_ entries: [CommandEntry]) {
        reply.map(entries.count)
        for entry in entries {
            reply.bulk(entry.fullName)
            replyDocument(entry)
        }
    }

    private mutating func replyDocument(_ entry: CommandEntry) {
        let command = entry.command
        let flags = command.documentFlags
        reply.map(
            4 + (flags.isEmpty ? 0 : 1) + (command.deprecation == nil ? 0 : 2) + (command.arguments.isEmpty ? 0 : 1)
                + (entry.subcommands.isEmpty ? 0 : 1))
        reply.pair("summary", command.summary)
        reply.pair("since", command.since)
        reply.pair("group", command.group.rawValue)
        reply.pair("complexity", command.complexity)
        if !flags.isEmpty {
            reply.word("doc_flags")
            reply.statusSet(flags)
        }
        if let deprecation = command.deprecation {
            reply.pair("deprecated_since", deprecation.since)
            reply.pair("replaced_by", deprecation.replacement)
        }
        if !command.arguments.isEmpty {
            reply.word("arguments")
            reply.arguments(command.arguments)
        }
        if !entry.subcommands.isEmpty {
            reply.word("subcommands")
            replyCommandDocuments(entry.subcommands.map { services.table.entries[$0] })
        }
    }
}

extension Command {
    fileprivate var documentFlags: [String] {
        (deprecation == nil ? [] : ["deprecated"]) + (flags.contains(.system) ? ["syscmd"] : [])
    }
}

extension ReplyWriter {
    fileprivate mutating func arguments(_ arguments: [Argument]) {
        array(arguments.count)
        for argument in arguments { self.argument(argument) }
    }

    private mutating func argument(_ argument: Argument) {
        let flags = argument.flags
        let options = [argument.keySpec != nil, argument.token != nil, argument.since != nil, !flags.isEmpty]
        // The third that is always there: the parts of a choice or a block, or else the name to show.
        map(3 + options.count { $0 })
        pair("name", argument.name)
        pair("type", argument.kind.name)
        if argument.parts == nil { pair("display_text", argument.name) }
        if let keySpec = argument.keySpec {
            word("key_spec_index")
            integer(keySpec)
        }
        if let token = argument.token { pair("token", token) }
        if let since = argument.since { pair("since", since) }
        if !flags.isEmpty {
            word("flags")
            statusSet(flags)
        }
        if let parts = argument.parts {
            word("arguments")
            arguments(parts)
        }
    }
}

extension Argument {
    fileprivate var flags: [String] {
        [(isOptional, "optional"), (isMultiple, "multiple"), (repeatsToken, "multiple_token")].filter(\.0).map(\.1)
    }

    fileprivate var keySpec: Int? {
        if case .key(let spec) = kind { spec } else { nil }
    }

    fileprivate var parts: [Argument]? {
        switch kind {
        case .oneOf(let parts), .block(let parts): parts
        default: nil
        }
    }
}
