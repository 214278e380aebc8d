// The subcommands of DEBUG about keys: how a value lies in memory, digests of data, keys by the thousand. They see
// keys whose time has come too, and leave no trace.

internal import Bytes
internal import Engine
internal import Keyspace
internal import RESP

enum DebugKeyCommands {
    // MARK: One key

    static let object = DebugCommands.subcommand(
        "OBJECT", .atLeast(3), [.key(), .word("FAST", optional: true)],
        summary: "Tells how a value lies in memory; FAST leaves out what takes time.",
        examples: [Example("DEBUG OBJECT absent", "(error) ERR no such key")]
    ) { context throws(CommandError) in
        guard let found = context.database.find(context[2]) else { throw .noSuchKey }
        let record = try context.whole(found)
        let isFast = context.count > 3 && context.spells(3, "fast")
        let access = record.access
        let idle = (context.engine.instant.accessClock &- access) & 0xff_ffff
        let length = isFast ? "" : " serializedlength:\(serializedLength(of: record.content))"
        context.reply.status(
            "Value at:0x\(String(record.address, radix: 16)) refcount:1 encoding:\(record.encodingName)\(length)"
                + " lru:\(access) lru_seconds_idle:\(idle) lfu_freq:\(access & 0xff)"
                + " lfu_access_time_minutes:\(access >> 8)")
    }

    /// How long the value would be in an RDB file, uncompressed.
    private static func serializedLength(of content: StringContent) -> Int {
        switch content {
        case .integer(let number) where Int8(exactly: number) != nil: 2
        case .integer(let number) where Int16(exactly: number) != nil: 3
        case .integer(let number) where Int32(exactly: number) != nil: 5
        default: content.count + (content.count < 1 << 6 ? 1 : content.count < 1 << 14 ? 2 : 5)
        }
    }

    // MARK: Digests

    static let digest = DebugCommands.subcommand(
        "DIGEST", .exactly(2), summary: "Answers a digest of all databases: equal data, equal digest.",
        examples: [Example("DEBUG DIGEST", String(repeating: "0", count: 40))]
    ) { context throws(CommandError) in
        try context.withTrueBodies { context throws(CommandError) in
            context.reply.status(DebugDigest(of: context.engine).hexadecimal)
        }
    }

    static let digestOfValues = DebugCommands.subcommand(
        "DIGEST-VALUE", .atLeast(2), [.key(multiple: true)], summary: "Answers a digest of the value of each key.",
        examples: [Example("DEBUG DIGEST-VALUE absent", "1) \(String(repeating: "0", count: 40))")]
    ) { context throws(CommandError) in
        try context.withTrueBodies { context throws(CommandError) in
            context.reply.array(context.count - 2)
            for index in 2..<context.count {
                var digest = DebugDigest()
                if let record = context.database.find(context[index]) {
                    digest.mixValue(of: record, in: context.engine)
                }
                context.reply.status(digest.hexadecimal)
            }
        }
    }

    // MARK: Tables

    static let tableFigures = DebugCommands.subcommand(
        "HTSTATS", .atLeast(3), [.integer("dbid"), .word("FULL", optional: true)],
        summary: "Answers figures of the table of a database."
    ) { context throws(CommandError) in
        guard let number = context[2].integer else { throw .notAnInteger }
        guard number >= 0, number < Int64(context.engine.keyspace.count) else {
            throw CommandError("Out of range database")
        }
        let database = context.engine.keyspace[Int(number)]
        context.reply.verbatim(
            """
            [Keys]
            keys: \(database.count)
            buckets: \(database.table.bucketCount)
            bytes of buckets: \(database.table.bucketBytes)
            moving: \(database.table.isRehashing ? "yes" : "no")
            [Ends of keys]
            keys: \(database.expiringCount)
            bytes: \(database.expiryBytes)
            [Ordered keys]
            keys: \(database.orderedCount)

            """)
    }

    static let tableFiguresOfValue = DebugCommands.subcommand(
        "HTSTATS-KEY", .atLeast(3), [.key(), .word("FULL", optional: true)],
        summary: "Answers figures of the table that a value is kept in.",
        examples: [Example("DEBUG HTSTATS-KEY absent", "(error) ERR no such key")]
    ) { context throws(CommandError) in
        guard context.database.find(context[2]) != nil else { throw .noSuchKey }
        throw CommandError("The value stored at the specified key is not represented using an hash table")
    }

    // MARK: Many keys

    static let populate = DebugCommands.subcommand(
        "POPULATE", .atLeast(3),
        [.integer("count"), .string("prefix", optional: true), .integer("size", optional: true)],
        summary: "Makes so many keys, named key:0 and so on or with another prefix, of one size.",
        examples: [
            Example("DEBUG POPULATE 3 p 4", "OK"), Example("GET p:2", "\"valu\""),
            Example("DEBUG POPULATE 2", "OK"), Example("GET key:1", "\"value:1\""),
        ]
    ) { context throws(CommandError) in
        guard context.count <= 5 else { throw .syntax }
        let count = try size(at: 2, in: context)
        let prefix = context.count > 3 ? context[3].array : Array("key".utf8)
        let length = context.count > 4 ? try size(at: 4, in: context) : 0
        for index in 0..<count { populate(prefix, index, length, in: context) }
        context.reply.ok()
    }

    private static func size(at index: Int, in context: Context) throws(CommandError) -> Int {
        let text = "value is out of range, must be positive"
        let number = try context.integer(at: index, otherwise: text)
        guard number >= 0 else { throw CommandError(text) }
        return Int(number)
    }

    /// Makes one key unless it is there, with a value of `length` bytes or, when that is 0, as long as its text is.
    private static func populate(_ prefix: [UInt8], _ index: Int, _ length: Int, in context: Context) {
        var value = Array("value:\(index)".utf8)
        if length > 0 {
            value = Array(value.prefix(length))
            value += [UInt8](repeating: 0, count: length - value.count)
        }
        (prefix + Array(":\(index)".utf8)).withView { key in
            guard context.engine.find(key, in: context.database) == nil else { return }
            value.withView { context.engine.set(key, Record.content(for: $0), .clear, in: context.database) }
        }
    }
}
