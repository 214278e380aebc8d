// SCAN and KEYS: which keys are there.
//
// A pattern that begins with one of the ordered roots is answered from their index, by SCAN in a single reply: all
// that matches, in order, each key once, and nothing is paid for the other keys of the database. So a reader of
// configuration sees one moment of it whole. Any other pattern walks the table.

internal import Access
internal import Bytes
internal import Engine
internal import Keyspace
internal import RESP

package enum ScanCommands {
    package static let family: [Command] = [scan, keys]

    static let scan = Command(
        "SCAN", .atLeast(2), [.readOnly, .touchesArbitraryKeys], .generic, since: "2.8.0",
        summary: "Answers some keys of the database and a cursor with which to ask for more; 0 begins and ends it.",
        complexity: "O(N) with a COUNT of N; under an ordered root, with N keys that begin as the pattern does",
        arguments: [
            .integer("cursor"), Argument("pattern", .pattern, token: "MATCH", optional: true),
            .integer("count", token: "COUNT", optional: true),
            Argument("type", .string, token: "TYPE", optional: true, since: "6.0.0"),
        ],
        tips: ["nondeterministic_output", "request_policy:special", "response_policy:special"],
        examples: [
            Example("SET k v", "OK"), Example("SCAN 0", "1) \"0\"\n2) 1) \"k\""),
            Example("SCAN 0 MATCH x* COUNT 100", "1) \"0\"\n2) (empty array)"),
            Example("SCAN 0 TYPE list", "1) \"0\"\n2) (empty array)"),
            Example("SCAN next", "(error) ERR invalid cursor"),
        ]
    ) { context throws(CommandError) in
        guard let cursor = number(context[1]) else { throw CommandError("invalid cursor") }
        var search = Search(context)
        try search.readOptions(context, from: 2)
        let next = search.run(context, from: cursor)
        context.reply.array(2)
        context.reply.bulk(Int64(next))
        context.reply.array(search.found.count)
        for record in search.found { context.reply.bulk(record.key) }
        if let prefix = search.subtree { context.openView(ofListed: search.found.count, prefix) }
        search.removeEnded(context)
    }

    static let keys = Command(
        "KEYS", .exactly(2), [.readOnly], .generic, since: "1.0.0",
        summary: "Answers every key that matches a pattern, while everybody else waits.",
        complexity: "O(N) with N keys in the database; under an ordered root, with N that begin as the pattern does",
        arguments: [Argument("pattern", .pattern)], categories: [.keyspace, .dangerous],
        tips: ["request_policy:all_shards", "nondeterministic_output_order"],
        examples: [
            Example("SET hello 1", "OK"), Example("SET world 2", "OK"), Example("KEYS h*o", "1) \"hello\""),
            Example("KEYS x?", "(empty array)"),
        ]
    ) { context throws(CommandError) in
        var search = Search(context)
        search.pattern = Glob(context[1])
        search.runWhole(context)
        context.reply.array(search.found.count)
        for record in search.found { context.reply.bulk(record.key) }
    }

    /// Decimal digits, in the range of 64 bits without a sign.
    private static func number(_ text: ByteView) -> UInt64? {
        guard text.first != UInt8(ascii: "+") else { return nil }
        return UInt64(text.text)
    }
}

extension Context {
    /// Answers some key that a user may read, all alike: a few are drawn from the whole database, and where that
    /// brings none, one from all that the user may read.
    mutating func replyRandomKey(readableBy reader: User) {
        let draws = 100
        for _ in 0..<draws {
            guard let record = database.random(&engine.random) else { break }
            guard reader.mayRead(record.key), engine.peek(record.key, in: database) != nil else { continue }
            return reply.bulk(record.key)
        }
        var search = Search(self)
        search.runWhole(self)
        guard let record = search.found.randomElement(using: &engine.random) else { return reply.null() }
        reply.bulk(record.key)
    }
}

/// A walk over keys: what is wanted, and what was found. Nothing changes the database while one goes on.
private struct Search {
    private static let usualCount = 10
    private static let bucketsPerKey = 10
    private static let keysPerPart = 10

    private let now: Int64
    /// Whose rights decide what is shown; nil where all is.
    private let reader: User?
    var pattern: Glob?
    private var count = Self.usualCount
    private var type = TypeFilter.any
    private var seen = 0
    private(set) var found: [Record] = []
    /// What all that is wanted begins with, where it was answered in order.
    private(set) var subtree: ByteString?
    private var ended: [Record] = []

    init(_ context: borrowing Context) {
        now = context.engine.now
        reader = context.keyReader
    }

    // MARK: Options

    mutating func readOptions(_ context: borrowing Context, from start: Int) throws(CommandError) {
        var index = start
        while index < context.count {
            if context.spells(index, "novalues") {
                throw CommandError("NOVALUES option can only be used in HSCAN")
            } else if context.spells(index, "noscores") {
                throw CommandError("NOSCORES option can only be used in ZSCAN")
            }
            guard index + 1 < context.count else { throw .syntax }
            if context.spells(index, "count") {
                count = Int(try context.integer(at: index + 1))
                guard count > 0 else { throw .syntax }
            } else if context.spells(index, "match") {
                pattern = Glob(context[index + 1])
            } else if context.spells(index, "type") {
                type = try TypeFilter(context[index + 1])
            } else {
                throw .syntax
            }
            index += 2
        }
    }

    // MARK: Walking

    /// One step of a walk; answers the cursor of the next.
    mutating func run(_ context: borrowing Context, from cursor: UInt64) -> UInt64 {
        if let prefix = orderedPrefix(context) {
            visitOrdered(context.database, prefix)
            subtree = prefix
            return 0
        }
        return reader == nil ? runByBuckets(context, from: cursor) : runByParts(context, from: cursor)
    }

    private mutating func runByBuckets(_ context: borrowing Context, from cursor: UInt64) -> UInt64 {
        var cursor = cursor
        var buckets = 0
        repeat {
            cursor = context.database.scan(cursor) { visit($0) }
            buckets += 1
            // A table that is nearly empty must not hold everybody up.
        } while cursor != 0 && seen < count && buckets / Self.bucketsPerKey < count
        return cursor
    }

    /// For a reader who may not know of every key: how many buckets there are would tell how many others there are, and
    /// so would the order of keys.
    private mutating func runByParts(_ context: borrowing Context, from cursor: UInt64) -> UInt64 {
        var part = cursor % Database.parts
        var parts = 0
        repeat {
            context.database.forEach(inPart: part) { visit($0) }
            part = (part + 1) % Database.parts
            parts += 1
        } while part != 0 && seen < count && parts < count / Self.keysPerPart
        found.sort { $0.key < $1.key }
        return part
    }

    /// The whole walk at once.
    mutating func runWhole(_ context: borrowing Context) {
        if let prefix = orderedPrefix(context) {
            visitOrdered(context.database, prefix)
        } else {
            context.database.forEach { visit($0) }
            if reader != nil { found.sort { $0.key < $1.key } }
        }
    }

    /// What every match begins with, where that lies under an ordered root.
    private func orderedPrefix(_ context: borrowing Context) -> ByteString? {
        guard let prefix = pattern?.literalPrefix, prefix.withView({ context.engine.roots.cover($0) }) else {
            return nil
        }
        return ByteString(prefix)
    }

    private mutating func visitOrdered(_ database: Database, _ prefix: ByteString) {
        database.forEachOrdered(prefix: prefix) { key in
            if let record = database.find(key) { visit(record) }
        }
    }

    /// Removes what was found to have ended; what was found alive stays as it is.
    func removeEnded(_ context: borrowing Context) {
        for key in ended.map({ ByteString($0.key) }) {
            // A key that has ended goes as it is looked at.
            _ = key.withView { context.engine.peek($0, in: context.database) }
        }
    }

    private mutating func visit(_ record: Record) {
        if let reader, !reader.mayRead(record.key) { return }
        seen += 1
        guard type.allows(record.kind), pattern?.matches(record.key) ?? true else { return }
        if let expiry = record.expiry, expiry <= now {
            ended.append(record)
        } else {
            found.append(record)
        }
    }
}

/// Which kinds of value are wanted.
private enum TypeFilter {
    case any
    /// One by its name; nil where that is a kind which Redis has and this server has not.
    case only(ValueKind?)

    private static let absentTypes: [StaticString] = ["list", "set", "zset", "hash", "stream"]

    init(_ name: ByteView) throws(CommandError) {
        if name.spells(ValueKind.string.typeName) {
            self = .only(.string)
        } else if name.spells(ValueKind.resource.typeName) {
            self = .only(.resource)
        } else if Self.absentTypes.contains(where: { name.spells($0) }) {
            self = .only(nil)
        } else {
            throw CommandError("unknown type name '\(name.text)'")
        }
    }

    func allows(_ kind: ValueKind) -> Bool {
        switch self {
        case .any: true
        case .only(let wanted): kind == wanted || (kind == .exported && wanted == .string)
        }
    }
}
