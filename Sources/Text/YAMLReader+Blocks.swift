// Collections in lines: what belongs to what is told by indentation.

internal import JSON

/// What stands before a node.
enum YAMLOpener {
    /// The beginning of the text: the node has its line to itself.
    case nothing
    /// A key with its colon, or `---`: a collection needs lines of its own.
    case key
    /// `- ` or `? `: a collection may begin on the same line.
    case dash
}

extension YAMLReader {
    /// The node under what is indented by `indent`; null where no node stands there.
    mutating func readBlockNode(under indent: Int, after opener: YAMLOpener) throws(TextError) -> JSONValue {
        var properties = YAMLProperties()
        var isFresh = opener == .nothing
        while true {
            if try skipToContent() { isFresh = true }
            guard at < text.bytes.count, !isFresh || belongs(under: indent, after: opener) else {
                let value: JSONValue = properties.tag == .string ? "" : .null
                return try keep(properties) { _ in value }
            }
            let mayBegin = isFresh || opener == .dash
            if let value = try readBlockCollection(properties, mayBegin: mayBegin) { return value }
            guard try readProperty(into: &properties) else { break }
            // What follows on the same line is no collection in lines: its first key would own the properties.
            if !isEnd(byte), byte != UInt8(ascii: "#") { break }
        }
        return try readBlockScalarOrFlow(properties, under: indent)
    }

    private func belongs(under indent: Int, after opener: YAMLOpener) -> Bool {
        if isAtMarker { return false }
        return column > indent || column == indent && opener == .key && isAtIndicator(UInt8(ascii: "-"))
    }

    /// The list or mapping that begins here, if one does.
    private mutating func readBlockCollection(
        _ properties: YAMLProperties, mayBegin: Bool
    ) throws(TextError) -> JSONValue? {
        let isList = isAtIndicator(UInt8(ascii: "-"))
        let isMarked = isList || isAtIndicator(UInt8(ascii: "?"))
        if !isMarked, try !isKeyAhead() { return nil }
        guard mayBegin else {
            throw fault(
                isList
                    ? "a list cannot begin on the line of its key: put its items on lines of their own"
                    : "a second key on the line of a key: put the value in quotes, or on lines of its own")
        }
        if column > 0 { try refuseTabs(from: lineStart) }
        return try keep(properties) { reader throws(TextError) in
            isList ? try reader.readBlockList() : try reader.readBlockMapping()
        }
    }

    private mutating func readBlockScalarOrFlow(
        _ properties: YAMLProperties, under indent: Int
    ) throws(TextError) -> JSONValue {
        var properties = properties
        while try readProperty(into: &properties) {}
        if byte == UInt8(ascii: "|") || byte == UInt8(ascii: ">") {
            let scalar = YAMLScalar(try readBlockScalar(under: indent), isPlain: false, at: at)
            return try value(of: .scalar(scalar, properties))
        }
        let node = try readInline(properties, under: indent)
        let value = try value(of: node)
        try expectEndOfLine()
        return value
    }

    // MARK: Lists and mappings

    private mutating func readBlockList() throws(TextError) -> JSONValue {
        try enter()
        let indent = column
        var elements: [JSONValue] = []
        repeat {
            guard isAtIndicator(UInt8(ascii: "-")) else { break }
            at += 1
            elements.append(try readBlockNode(under: indent, after: .dash))
        } while try isAtNextEntry(of: indent)
        leave()
        return .array(elements)
    }

    private mutating func readBlockMapping() throws(TextError) -> JSONValue {
        try enter()
        let indent = column
        var mapping = YAMLMapping()
        repeat {
            let isMarked = isAtIndicator(UInt8(ascii: "?"))
            let key = isMarked ? try readMarkedKey() : try readBlockKey()
            let value = isMarked ? try readMarkedValue(in: indent) : try readBlockNode(under: indent, after: .key)
            try add(value, to: &mapping, as: key)
        } while try isAtNextEntry(of: indent)
        leave()
        return .object(mapping.withMerged)
    }

    private mutating func readMarkedValue(in indent: Int) throws(TextError) -> JSONValue {
        guard try isAtNextEntry(of: indent), isAtIndicator(UInt8(ascii: ":")) else { return .null }
        at += 1
        return try readBlockNode(under: indent, after: .dash)
    }

    /// Goes on to what follows an entry, which may be another of the same collection.
    private mutating func isAtNextEntry(of indent: Int) throws(TextError) -> Bool {
        _ = try skipToContent()
        guard at < text.bytes.count, column >= indent, !isAtMarker else { return false }
        guard column == indent else {
            throw fault("this is indented deeper than the entry before it, and belongs to nothing: align the two")
        }
        return true
    }

    /// Reads a key and the colon after it.
    private mutating func readBlockKey() throws(TextError) -> YAMLNode {
        guard try isKeyAhead() else {
            throw fault(
                isAtIndicator(UInt8(ascii: "-"))
                    ? "an item of a list where a key must stand: remove its '-', or indent it below its key"
                    : "a key with ': ' after it must stand here")
        }
        let key = try readKey()
        skipBlanks()
        at += 1
        return key
    }

    /// Reads a key after a question mark. Its value follows on a line that begins with a colon, or is null.
    private mutating func readMarkedKey() throws(TextError) -> YAMLNode {
        at += 1
        skipBlanks()
        let key = try readKey()
        try expectEndOfLine()
        return key
    }

    private mutating func readKey() throws(TextError) -> YAMLNode {
        var properties = YAMLProperties()
        while try readProperty(into: &properties) {}
        return try readInline(properties, under: .max)
    }

    /// Whether what stands here is a key: a scalar on one line, with a colon and a blank after it.
    private mutating func isKeyAhead() throws(TextError) -> Bool {
        let start = at
        defer { at = start }
        var properties = YAMLProperties()
        while try readProperty(into: &properties) {}
        at = endOfKey
        skipBlanks()
        return isAtIndicator(UInt8(ascii: ":"))
    }

    /// Where the scalar ends that begins here, as far as it may be a key.
    private var endOfKey: Int {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "'"): return endOfQuoted ?? at
        case UInt8(ascii: "*"): return text.end(from: at + 1) { !isBlankOrEnd($0) && $0 != UInt8(ascii: ":") }
        default: return canBeginPlain(at: at) ? endOfPlain(from: at) : at
        }
    }
}
