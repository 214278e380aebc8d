// TOML 1.0, read into JSON: headers, keys, and which table each of them speaks of.

internal import Bytes
internal import JSON

struct TOMLReader {
    /// A part of a key, and where it stands.
    typealias Part = (name: JSONString, place: Int)

    let text: SourceText
    let limits: JSONLimits
    var at: Int
    /// How deep the value stands that is read.
    var depth = 1
    private let root = TOMLTable(.header)

    static func read(_ view: ByteView, _ limits: JSONLimits) throws(TextError) -> JSONValue {
        var reader = TOMLReader(try SourceText(view, limits, returnsEndLines: false), limits)
        try reader.readDocument()
        return reader.root.value
    }

    private init(_ text: SourceText, _ limits: JSONLimits) {
        self.text = text
        self.limits = limits
        at = text.start
    }

    private mutating func readDocument() throws(TextError) {
        var table = root
        var tableDepth = 1
        skipToContent()
        while at < text.bytes.count {
            depth = tableDepth
            if byte == UInt8(ascii: "[") {
                table = try readHeader()
                tableDepth = depth
            } else {
                try readMember(of: table)
            }
            try expectEndOfLine()
            skipToContent()
        }
    }

    // MARK: Where the reader stands

    @inline(__always) var byte: UInt8 { text.byte(at) }

    func fault(_ reason: String, at place: Int? = nil) -> TextError { text.fault(reason, at: place ?? at) }

    mutating func skipBlanks() {
        while isBlank(byte) { at += 1 }
    }

    /// Goes over blanks, comments and the ends of lines.
    mutating func skipToContent() {
        while true {
            skipBlanks()
            if byte == UInt8(ascii: "#") { at = text.end(from: at) { $0 != UInt8(ascii: "\n") } }
            guard byte == UInt8(ascii: "\n") else { return }
            at += 1
        }
    }

    private mutating func expectEndOfLine() throws(TextError) {
        skipBlanks()
        guard isEnd(byte) || byte == UInt8(ascii: "#") else {
            throw fault("something follows where the line must end: a key with its value has a line of its own")
        }
    }

    func checkDepth() throws(TextError) {
        if depth > limits.depth {
            throw fault("tables and lists stand deeper than \(limits.depth) in one another: use fewer levels")
        }
    }

    // MARK: Keys

    /// The parts of a key, which dots separate.
    private mutating func readKey() throws(TextError) -> [Part] {
        var parts: [Part] = []
        while true {
            skipBlanks()
            let place = at
            parts.append((JSONString(try readKeyPart()), place))
            skipBlanks()
            guard byte == UInt8(ascii: ".") else { return parts }
            at += 1
        }
    }

    private mutating func readKeyPart() throws(TextError) -> [UInt8] {
        if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
            guard text.byte(at + 1) != byte || text.byte(at + 2) != byte else {
                throw fault("a key stands on one line, in single quote marks")
            }
            return try readString()
        }
        let start = at
        at = text.end(from: at) { byte in
            isDigit(byte) || lowercase(byte) &- UInt8(ascii: "a") < 26 || byte == UInt8(ascii: "_")
                || byte == UInt8(ascii: "-")
        }
        guard at > start else {
            throw fault("a key must stand here: letters, digits, '-' and '_', or anything in quotes")
        }
        return Array(text.bytes[start..<at])
    }

    // MARK: Headers

    /// Reads `[table]` or `[[list of tables]]` and answers the table that the next lines speak of.
    private mutating func readHeader() throws(TextError) -> TOMLTable {
        at += 1
        let isList = byte == UInt8(ascii: "[")
        if isList { at += 1 }
        let key = try readKey()
        guard byte == UInt8(ascii: "]"), !isList || text.byte(at + 1) == UInt8(ascii: "]") else {
            throw fault("'\(isList ? "]]" : "]")' must stand at the end of the table's name")
        }
        at += isList ? 2 : 1
        depth = 1
        var table = root
        for part in key.dropLast() { table = try step(from: table, to: part) }
        depth += isList ? 2 : 1
        try checkDepth()
        return isList ? try openList(key[key.count - 1], in: table) : try openTable(key[key.count - 1], in: table)
    }

    /// The table of this name on the way to the table of a header.
    private mutating func step(from table: TOMLTable, to part: Part) throws(TextError) -> TOMLTable {
        depth += 1
        switch table[part.name] {
        case .table(let next): return next
        case .tables(let tables):
            depth += 1
            return tables[tables.count - 1]
        case .value: throw taken(part)
        case nil:
            let next = TOMLTable(.implicit)
            table.add(.table(next), as: part.name)
            return next
        }
    }

    private func openTable(_ part: Part, in table: TOMLTable) throws(TextError) -> TOMLTable {
        switch table[part.name] {
        case .table(let next) where next.origin == .implicit:
            next.origin = .header
            return next
        case nil:
            let next = TOMLTable(.header)
            table.add(.table(next), as: part.name)
            return next
        default: throw taken(part)
        }
    }

    private func openList(_ part: Part, in table: TOMLTable) throws(TextError) -> TOMLTable {
        let next = TOMLTable(.header)
        switch table[part.name] {
        case .tables: table.append(next, to: part.name)
        case nil: table.add(.tables([next]), as: part.name)
        default: throw taken(part)
        }
        return next
    }

    private func taken(_ part: Part) -> TextError {
        fault(
            "'\(part.name.text)' is defined before, and cannot be defined again or added to: join both", at: part.place)
    }

    // MARK: Members

    /// Reads a key, which may have dots, and its value.
    mutating func readMember(of table: TOMLTable) throws(TextError) {
        let depthOfTable = depth
        let key = try readKey()
        guard byte == UInt8(ascii: "=") else { throw fault("'=' must stand between a key and its value") }
        at += 1
        var table = table
        for part in key.dropLast() { table = try dottedStep(from: table, to: part) }
        let last = key[key.count - 1]
        guard table[last.name] == nil else { throw taken(last) }
        skipBlanks()
        table.add(.value(try readValue()), as: last.name)
        depth = depthOfTable
    }

    /// The table of this name on the way to a member: a new one, or one that other keys with dots have made.
    private mutating func dottedStep(from table: TOMLTable, to part: Part) throws(TextError) -> TOMLTable {
        depth += 1
        try checkDepth()
        switch table[part.name] {
        case .table(let next) where next.origin == .dotted: return next
        case nil:
            let next = TOMLTable(.dotted)
            table.add(.table(next), as: part.name)
            return next
        default: throw taken(part)
        }
    }
}
