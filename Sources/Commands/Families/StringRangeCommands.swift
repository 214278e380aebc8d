// Commands on parts of strings: read, overwritten, and added at the end.

internal import Bytes
internal import Engine
internal import Keyspace
internal import RESP

package enum StringRangeCommands {
    package static let family: [Command] = [append, getRange, substr, setRange]

    // MARK: Changing

    static let append = Command(
        "APPEND", .exactly(3), [.write, .denyOutOfMemory, .fast], .string, keys: [.key([.readWrite, .insert])],
        since: "2.0.0",
        summary: "Adds bytes to the end of a string, which begins empty where there is none, and answers its length.",
        complexity: "O(N) with N bytes added", arguments: [.key(), .string("value")],
        examples: [
            Example("APPEND k Hello", "(integer) 5"), Example("APPEND k World", "(integer) 10"),
            Example("GET k", "\"HelloWorld\""),
        ]
    ) { context throws(CommandError) in
        if let record = try context.findString(context[1]) {
            try requireRoom(record.content.count, context[2].count, context)
        }
        try context.refuseReserved(at: 1, result: (context.bytes(at: 1) ?? []) + context[2].array)
        context.reply.integer(context.engine.append(context[1], context[2], in: context.database))
    }

    static let setRange = Command(
        "SETRANGE", .exactly(4), [.write, .denyOutOfMemory], .string, keys: [.key([.readWrite, .update])],
        since: "2.2.0",
        summary: "Overwrites a string from an offset on, with zero bytes up to there, and answers its length.",
        complexity: "O(N) with N bytes written or made room for",
        arguments: [.key(), .integer("offset"), .string("value")],
        examples: [
            Example("SET k HelloWorld", "OK"), Example("SETRANGE k 5 There", "(integer) 10"),
            Example("GET k", "\"HelloThere\""), Example("SETRANGE gap 2 x", "(integer) 3"),
            Example("GET gap", "\"\\x00\\x00x\""), Example("SETRANGE k -1 x", "(error) ERR offset is out of range"),
        ]
    ) { context throws(CommandError) in
        let offset = try context.integer(at: 2)
        guard offset >= 0 else { throw CommandError("offset is out of range") }
        let record = try context.findString(context[1])
        let bytes = context[3]
        guard !bytes.isEmpty else { return context.reply.integer(record?.content.count ?? 0) }
        try requireRoom(Int(offset), bytes.count, context)
        try context.refuseReserved(at: 1, result: overwritten(context.bytes(at: 1) ?? [], from: Int(offset), bytes))
        context.reply.integer(context.engine.setRange(context[1], Int(offset), bytes, in: context.database))
    }

    private static func overwritten(_ bytes: [UInt8], from offset: Int, _ part: ByteView) -> [UInt8] {
        var bytes = bytes
        if bytes.count < offset + part.count {
            bytes += [UInt8](repeating: 0, count: offset + part.count - bytes.count)
        }
        bytes.replaceSubrange(offset..<offset + part.count, with: part.array)
        return bytes
    }

    /// A string never grows beyond the longest that a client may send.
    private static func requireRoom(_ length: Int, _ added: Int, _ context: Context) throws(CommandError) {
        let (total, overflowed) = length.addingReportingOverflow(added)
        guard !overflowed, total <= context.services.settings.longestBulk else { throw .stringTooLong }
    }

    // MARK: Reading

    static let getRange = Command(
        "GETRANGE", .exactly(4), [.readOnly], .string, keys: [.key([.readOnly, .access])], since: "2.4.0",
        summary: "Answers the bytes of a string from a first to a last, where a negative place counts from the end.",
        complexity: "O(N) with N bytes answered", arguments: [.key(), .integer("start"), .integer("end")],
        examples: [
            Example("SET k HelloWorld", "OK"), Example("GETRANGE k 0 4", "\"Hello\""),
            Example("GETRANGE k -5 -1", "\"World\""), Example("GETRANGE k 20 30", "\"\""),
        ]
    ) { context throws(CommandError) in
        try replyRange(&context)
    }

    static let substr = Command(
        "SUBSTR", .exactly(4), [.readOnly], .string, keys: [.key([.readOnly, .access])], since: "1.0.0",
        summary: "Answers part of a string: the first name of GETRANGE.",
        complexity: "O(N) with N bytes answered", arguments: [.key(), .integer("start"), .integer("end")],
        examples: [Example("SET k HelloWorld", "OK"), Example("SUBSTR k 0 4", "\"Hello\"")],
        deprecated: Deprecation(since: "2.0.0", replacement: "`GETRANGE`")
    ) { context throws(CommandError) in
        try replyRange(&context)
    }

    private static func replyRange(_ context: inout Context) throws(CommandError) {
        let first = try context.integer(at: 2)
        let last = try context.integer(at: 3)
        guard let content = try context.readContent(context[1]) else { return context.reply.word("") }
        let positions = range(first, last, in: content.count)
        content.withView { context.reply.bulk($0[positions]) }
    }

    /// The places from `first` to `last` that a string of `length` bytes has. Places before its start become its
    /// first, so a range that lies wholly before the start answers one byte: so it has always been, unless both ends
    /// are negative and the wrong way round.
    static func range(_ first: Int64, _ last: Int64, in length: Int) -> Range<Int> {
        if first < 0, last < 0, first > last { return 0..<0 }
        let start = max(0, first < 0 ? first + Int64(length) : first)
        let end = min(max(0, last < 0 ? last + Int64(length) : last), Int64(length) - 1)
        return start <= end ? Int(start)..<Int(end) + 1 : 0..<0
    }
}
