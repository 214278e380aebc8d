// A command's declaration as COMMAND INFO tells it: ten elements whose places clients know by heart.

internal import RESP

/// The keys of a command as older clients understand them: from the first word to the last, every so many.
struct KeyRange: Equatable {
    var first = 0
    var last = 0
    var step = 0
    /// Whether there are keys that a range cannot tell.
    var isPartial = false

    init(_ specs: [KeySpec]) {
        if specs.count == 1, let range = Self.range(of: specs[0]) {
            (first, last, step) = range
            return
        }
        for spec in specs {
            guard let range = Self.range(of: spec), range.step == 1, last == 0 || range.first == last + 1 else {
                isPartial = true
                continue
            }
            if first == 0 { first = range.first }
            last = range.last
            step = 1
        }
    }

    private static func range(of spec: KeySpec) -> (first: Int, last: Int, step: Int)? {
        guard case .index(let first) = spec.begin, case .range(let last, let step, _) = spec.find else { return nil }
        return (first, last >= 0 ? first + last : last, step)
    }
}

extension Context {
    /// An array of descriptions, with a null where there is no such command.
    mutating func replyCommandDescriptions(_ entries: [CommandEntry?]) {
        reply.array(entries.count)
        for entry in entries {
            if let entry { replyDescription(entry) } else { reply.null() }
        }
    }

    private mutating func replyDescription(_ entry: CommandEntry) {
        let command = entry.command
        let range = KeyRange(command.keys)
        reply.array(10)
        reply.bulk(entry.fullName)
        reply.integer(command.arity.number)
        reply.statusSet(command.flags.union(range.isPartial ? .movableKeys : []).texts)
        reply.integer(range.first)
        reply.integer(range.last)
        reply.integer(range.step)
        reply.statusSet(command.categories.texts)
        reply.set(command.tips.count)
        for tip in command.tips { reply.bulk(tip) }
        reply.set(command.keys.count)
        for spec in command.keys { reply.keySpec(spec) }
        guard !entry.subcommands.isEmpty else { return reply.set(0) }
        replyCommandDescriptions(entry.subcommands.map { services.table.entries[$0] })
    }
}

extension ReplyWriter {
    mutating func statusSet(_ texts: [String]) {
        set(texts.count)
        for text in texts { status(text) }
    }

    mutating func keySpec(_ spec: KeySpec) {
        map(spec.notes == nil ? 3 : 4)
        if let notes = spec.notes { pair("notes", notes) }
        word("flags")
        statusSet(spec.access.texts)
        word("begin_search")
        switch spec.begin {
        case .index(let index):
            rule("index", [("index", .number(index))])
        case .keyword(let word, let start):
            rule("keyword", [("keyword", .text(word)), ("startfrom", .number(start))])
        }
        word("find_keys")
        switch spec.find {
        case .range(let last, let step, let limit):
            rule("range", [("lastkey", .number(last)), ("keystep", .number(step)), ("limit", .number(limit))])
        case .number(let index, let first, let step):
            rule("keynum", [("keynumidx", .number(index)), ("firstkey", .number(first)), ("keystep", .number(step))])
        }
    }

    private enum Parameter {
        case number(Int)
        case text(String)
    }

    private mutating func rule(_ type: StaticString, _ parameters: [(name: StaticString, value: Parameter)]) {
        map(2)
        word("type")
        word(type)
        word("spec")
        map(parameters.count)
        for parameter in parameters {
            word(parameter.name)
            switch parameter.value {
            case .number(let number): integer(number)
            case .text(let text): bulk(text)
            }
        }
    }

    mutating func pair(_ name: StaticString, _ value: String) {
        word(name)
        bulk(value)
    }
}
