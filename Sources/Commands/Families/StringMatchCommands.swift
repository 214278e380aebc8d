// LCS: what two strings have in common in the same order, as a string, a length, or the places where it stands.

internal import Bytes
internal import Engine
internal import Keyspace
internal import RESP

package enum StringMatchCommands {
    package static let family: [Command] = [lcs]

    static let lcs = Command(
        "LCS", .atLeast(3), [.readOnly], .string,
        keys: [KeySpec([.readOnly, .access], .index(1), .range(last: 1, step: 1, limit: 0))], since: "7.0.0",
        summary: "Answers the longest row of bytes that two strings share in order, though not side by side.",
        complexity: "O(N*M) with N and M the lengths of the strings",
        arguments: [
            .key("key1"), .key("key2"), .word("LEN", optional: true), .word("IDX", optional: true),
            .integer("min-match-len", token: "MINMATCHLEN", optional: true), .word("WITHMATCHLEN", optional: true),
        ],
        examples: [
            Example("MSET a ohmytext b mynewtext", "OK"), Example("LCS a b", "\"mytext\""),
            Example("LCS a b LEN", "(integer) 6"),
            Example(
                "LCS a b IDX MINMATCHLEN 4",
                """
                1) "matches"
                2) 1) 1) 1) (integer) 4
                         2) (integer) 7
                      2) 1) (integer) 5
                         2) (integer) 8
                3) "len"
                4) (integer) 6
                """),
        ]
    ) { context throws(CommandError) in
        try requireStrings(context)
        let options = try Options(of: context)
        let common = try commonSubsequence(context)
        switch options.answer {
        case .text: context.reply.bulk(common.text)
        case .length: context.reply.integer(common.length)
        case .places: replyPlaces(common, options, &context)
        }
    }

    private struct Options {
        enum Answer {
            case text
            case length
            case places
        }

        private(set) var answer = Answer.text
        private(set) var shortestMatch: Int64 = 0
        private(set) var withLengths = false

        init(of context: Context) throws(CommandError) {
            var wantsLength = false
            var index = 3
            while index < context.count {
                if context.spells(index, "idx") {
                    answer = .places
                } else if context.spells(index, "len") {
                    wantsLength = true
                } else if context.spells(index, "withmatchlen") {
                    withLengths = true
                } else if context.spells(index, "minmatchlen"), index + 1 < context.count {
                    index += 1
                    shortestMatch = try context.integer(at: index)
                } else {
                    throw .syntax
                }
                index += 1
            }
            guard wantsLength else { return }
            guard answer != .places else {
                throw CommandError("If you want both the length and indexes, please just use IDX.")
            }
            answer = .length
        }
    }

    private static func requireStrings(_ context: Context) throws(CommandError) {
        for index in 1...2 {
            let record = context.engine.read(context[index], in: context.database)
            guard let record else { continue }
            guard record.kind != .resource else {
                throw CommandError("The specified keys must contain string values")
            }
        }
    }

    private static func commonSubsequence(_ context: Context) throws(CommandError) -> CommonSubsequence {
        let first = content(1, context)
        let second = content(2, context)
        guard max(first.count, second.count) < Int(UInt32.max) - 1 else {
            throw CommandError("String too long for LCS")
        }
        let cost = CommonSubsequence.tableBytes(first.count, second.count)
        guard let cost, cost <= context.services.settings.longestBulk else {
            throw CommandError("Insufficient memory, transient memory for LCS exceeds proto-max-bulk-len")
        }
        return CommonSubsequence(of: first.withView { $0.array }, second.withView { $0.array })
    }

    private static func content(_ index: Int, _ context: Context) -> StringContent {
        context.engine.peek(context[index], in: context.database)?.content ?? .bytes(ByteView(""))
    }

    private static func replyPlaces(_ common: CommonSubsequence, _ options: Options, _ context: inout Context) {
        let matches = common.matches.filter { $0.length >= options.shortestMatch }
        context.reply.map(2)
        context.reply.word("matches")
        context.reply.array(matches.count)
        for match in matches {
            context.reply.array(options.withLengths ? 3 : 2)
            for start in [match.firstStart, match.secondStart] {
                context.reply.array(2)
                context.reply.integer(start)
                context.reply.integer(start + match.length - 1)
            }
            if options.withLengths { context.reply.integer(match.length) }
        }
        context.reply.word("len")
        context.reply.integer(common.length)
    }
}
