// What RES.LIST and RES.FIND are asked for, as their words say.

internal import Bytes
internal import Resources

struct ResourceListRequest {
    private(set) var query: Query
    private(set) var shape = ResourceShape()
    /// Only how many there are is told.
    private(set) var counts = false
    /// How long it may take, in milliseconds; nil for as long as it does.
    private(set) var patience: Int64?

    /// The words of RES.LIST behind the namespace.
    init(list context: Context, in namespace: ByteString?) throws(CommandError) {
        query = Query(namespace: namespace)
        var words = OptionWords(context, from: 3)
        while let word = words.next() {
            if try takeOfPage(word, &words) { continue }
            try takeOfList(word, &words)
        }
        if counts, query.cursor != nil || query.limit != .max {
            throw .syntax("COUNT counts everything, so neither LIMIT nor CURSOR goes with it")
        }
        if let revision = query.revision, let cursor = query.cursor, cursor.revision != revision {
            throw CommandError(
                "INVALID",
                "the cursor reads revision \(cursor.revision), and AT is another: leave AT out")
        }
    }

    /// The words of RES.FIND behind the index.
    init(find context: Context) throws(CommandError) {
        query = Query(namespace: nil)
        var words = OptionWords(context, from: 3)
        let count: Int = try words.number("numkeys", from: 0)
        guard count <= context.count - 4 else {
            throw CommandError("Number of keys can't be greater than number of args")
        }
        var keys: [ByteString] = []
        for _ in 0..<count { keys.append(ByteString(try words.value())) }
        query.lookup = Query.Lookup(ByteString(context[2]), keys)
        while let word = words.next() {
            if try takeOfPage(word, &words) { continue }
            guard word.spells("namespace"), query.namespace == nil else { throw words.refusal(of: word) }
            query.namespace = try ResourceWords.namespace(try words.value())
        }
    }

    // MARK: Options

    private mutating func takeOfPage(_ word: ByteView, _ words: inout OptionWords) throws(CommandError) -> Bool {
        if word.spells("limit") {
            query.limit = try words.number("LIMIT", from: 1)
        } else if word.spells("cursor") {
            let text = try words.value()
            do throws(StoreError) { query.cursor = try Cursor(text) } catch { throw CommandError(error) }
        } else if word.spells("withmeta") {
            shape.hasMetadata = true
        } else {
            return false
        }
        return true
    }

    private mutating func takeOfList(_ word: ByteView, _ words: inout OptionWords) throws(CommandError) {
        if word.spells("where") {
            query.conditions.append(try Self.condition(&words))
        } else if word.spells("sort") {
            query.orders.append(try Self.order(&words))
        } else if word.spells("fields") {
            try takeFields(&words)
        } else if word.spells("at") {
            query.revision = try words.number("AT", from: 0)
        } else if word.spells("format") {
            shape.format = try ResourceFormat(words.value())
        } else if word.spells("timeout") {
            patience = try words.number("TIMEOUT", from: 1)
        } else if word.spells("count") {
            counts = true
        } else {
            throw words.refusal(of: word)
        }
    }

    /// Paths, as long as words look like some.
    private mutating func takeFields(_ words: inout OptionWords) throws(CommandError) {
        while let word = words.peek, word.first == UInt8(ascii: "/") || word.first == UInt8(ascii: "@") {
            shape.fields.append((ByteString(word), try words.place()))
        }
        if shape.fields.isEmpty { throw CommandError("FIELDS takes at least one path: /a/b, or @name and its like") }
    }

    private static func order(_ words: inout OptionWords) throws(CommandError) -> Query.Order {
        let place = try words.place()
        let isDescending = words.peek?.spells("desc") ?? false
        if isDescending || words.peek?.spells("asc") ?? false { _ = words.next() }
        return Query.Order(place, descending: isDescending)
    }

    // MARK: Conditions

    private static let relations: [(word: StaticString, relation: Query.Relation)] = [
        ("=", .equal), ("!=", .unequal), ("<", .less), ("<=", .atMost), (">", .greater), (">=", .atLeast),
        ("in", .isIn), ("prefix", .hasPrefix), ("glob", .matchesGlob), ("contains", .contains), ("exists", .exists),
        ("missing", .isMissing),
    ]

    private static func condition(_ words: inout OptionWords) throws(CommandError) -> Query.Condition {
        let place = try words.place()
        let word = try words.value()
        guard let relation = relations.first(where: { word.spells($0.word) })?.relation else {
            throw CommandError(
                "WHERE knows no '\(word.prefix(64).text)': it compares by "
                    + relations.map { "\($0.word)".uppercased() }.joined(separator: " "))
        }
        if relation == .exists || relation == .isMissing { return Query.Condition(place, relation) }
        let value = try words.value()
        let condition = Query.Condition(place, relation, value)
        guard condition.isMeaningful else {
            throw CommandError("WHERE … IN takes a JSON array, and '\(value.prefix(64).text)' is none")
        }
        return condition
    }
}

/// Words of addresses, each by itself.
enum ResourceWords {
    static func type(_ word: ByteView) throws(CommandError) -> ByteString {
        let type = ByteString(word)
        do throws(StoreError) { try Naming.checkType(type) } catch { throw CommandError(error) }
        return type
    }

    static func namespace(_ word: ByteView) throws(CommandError) -> ByteString {
        let namespace = ByteString(word)
        do throws(StoreError) { try Naming.checkNamespace(namespace) } catch { throw CommandError(error) }
        return namespace
    }
}
