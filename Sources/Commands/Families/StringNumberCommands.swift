// Commands on strings that are numbers: counted up and down, whole or with a fraction.

internal import Bytes
internal import Engine
internal import Keyspace
internal import RESP

package enum StringNumberCommands {
    package static let family: [Command] = [incr, decr, incrBy, decrBy, incrByFloat]

    private static let flags: Command.Flags = [.write, .denyOutOfMemory, .fast]
    private static let keys = [KeySpec.key([.readWrite, .access, .update])]

    // MARK: Whole numbers

    static let incr = Command(
        "INCR", .exactly(2), flags, .string, keys: keys, since: "1.0.0",
        summary: "Adds one to a number, which begins at zero where there is none, and answers it.",
        arguments: [.key()],
        examples: [
            Example("INCR n", "(integer) 1"), Example("INCR n", "(integer) 2"), Example("SET k v", "OK"),
            Example("INCR k", "(error) ERR value is not an integer or out of range"),
        ]
    ) { context throws(CommandError) in
        try add(1, &context)
    }

    static let decr = Command(
        "DECR", .exactly(2), flags, .string, keys: keys, since: "1.0.0",
        summary: "Takes one from a number, which begins at zero where there is none, and answers it.",
        arguments: [.key()], examples: [Example("SET n 10", "OK"), Example("DECR n", "(integer) 9")]
    ) { context throws(CommandError) in
        try add(-1, &context)
    }

    static let incrBy = Command(
        "INCRBY", .exactly(3), flags, .string, keys: keys, since: "1.0.0",
        summary: "Adds to a number, which begins at zero where there is none, and answers it.",
        arguments: [.key(), .integer("increment")],
        examples: [
            Example("SET n 10", "OK"), Example("INCRBY n 5", "(integer) 15"),
            Example("INCRBY n 9223372036854775807", "(error) ERR increment or decrement would overflow"),
        ]
    ) { context throws(CommandError) in
        try add(try context.integer(at: 2), &context)
    }

    static let decrBy = Command(
        "DECRBY", .exactly(3), flags, .string, keys: keys, since: "1.0.0",
        summary: "Takes from a number, which begins at zero where there is none, and answers it.",
        arguments: [.key(), .integer("decrement")],
        examples: [Example("SET n 10", "OK"), Example("DECRBY n 3", "(integer) 7")]
    ) { context throws(CommandError) in
        let decrement = try context.integer(at: 2)
        guard decrement != .min else { throw CommandError("decrement would overflow") }
        try add(-decrement, &context)
    }

    private static func add(_ increment: Int64, _ context: inout Context) throws(CommandError) {
        let record = try context.findString(context[1])
        let (sum, overflowed) = try number(in: record).addingReportingOverflow(increment)
        guard !overflowed else { throw .wouldOverflow }
        try context.refuseReserved(at: 1, result: Array(String(sum).utf8))
        context.engine.setInteger(context[1], sum, over: record, in: context.database, event: "incrby")
        context.reply.integer(sum)
    }

    private static func number(in record: Record?) throws(CommandError) -> Int64 {
        switch record?.content {
        case .none: return 0
        case .integer(let number): return number
        case .bytes(let text):
            guard let number = text.integer else { throw .notAnInteger }
            return number
        }
    }

    // MARK: Numbers with a fraction

    static let incrByFloat = Command(
        "INCRBYFLOAT", .exactly(3), flags, .string, keys: keys, since: "2.6.0",
        summary: "Adds to a number with a fraction, which begins at zero where there is none, and answers it.",
        arguments: [.key(), Argument("increment", .double)],
        examples: [
            Example("SET n 10.5", "OK"), Example("INCRBYFLOAT n 0.1", "\"10.6\""),
            Example("INCRBYFLOAT n -5.6", "\"5\""), Example("INCRBYFLOAT n 1.5e2", "\"155\""),
        ]
    ) { context throws(CommandError) in
        let content = try context.findString(context[1])?.content ?? .integer(0)
        let sum = try sum(content, context[2])
        try context.refuseReserved(at: 1, result: sum)
        // Kept as text even where the sum is whole, as clients know it from OBJECT ENCODING.
        sum.withView { context.engine.set(context[1], .bytes($0), .keep, in: context.database, event: "incrbyfloat") }
        context.reply.bulk(sum)
    }

    private static func sum(_ content: StringContent, _ increment: ByteView) throws(CommandError) -> [UInt8] {
        do throws(LongDecimal.Failure) {
            return try content.withView { text throws(LongDecimal.Failure) in try LongDecimal.sum(text, increment) }
        } catch {
            switch error {
            case .notANumber: throw .notAFloat
            case .notFinite: throw CommandError("increment would produce NaN or Infinity")
            }
        }
    }
}
