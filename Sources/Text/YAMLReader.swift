// YAML as Traefik's file provider takes it (go-yaml 3), read into JSON: one document, by descent through its grammar.
//
// The reader stands at a byte and knows where its line begins, for in YAML a value belongs to what it is indented
// deeper than. Blocks, flows, scalars and block scalars have files of their own; here is what all of them need.

internal import Bytes
internal import JSON

struct YAMLReader {
    let text: SourceText
    let limits: JSONLimits
    var at: Int
    var lineStart: Int
    /// How many flow collections are open: within them, lines and indentation mean nothing.
    var flowDepth = 0

    private var depth = 0
    /// The greatest depth since an anchor was met.
    private var deepest = 0
    private var anchors: [[UInt8]: YAMLAnchor] = [:]
    var growth = YAMLGrowth()

    static func read(_ view: ByteView, _ limits: JSONLimits) throws(TextError) -> JSONValue {
        var reader = YAMLReader(try SourceText(view, limits, returnsEndLines: true), limits)
        return try reader.readDocument()
    }

    private init(_ text: SourceText, _ limits: JSONLimits) {
        self.text = text
        self.limits = limits
        at = text.start
        lineStart = text.start
    }

    // MARK: The document

    private mutating func readDocument() throws(TextError) -> JSONValue {
        _ = try skipToContent()
        let hasDirectives = try skipDirectives()
        let isMarked = isAtMarker("---")
        if isMarked {
            at += 3
        } else if hasDirectives {
            throw fault("'---' must stand between the directives and the document")
        }
        let value = try readBlockNode(under: -1, after: isMarked ? .key : .nothing)
        _ = try skipToContent()
        if isAtMarker("...") {
            at += 3
            try expectEndOfLine()
            _ = try skipToContent()
        }
        if at < text.bytes.count {
            throw fault(
                isAtMarker("---")
                    ? "a second document begins here: only one is read, so send it by itself"
                    : "this is indented like nothing above it: give the lines of one collection one indentation")
        }
        return value
    }

    private mutating func skipDirectives() throws(TextError) -> Bool {
        let start = at
        while byte == UInt8(ascii: "%"), column == 0 {
            guard text.starts(with: "%YAML ", at: at) else {
                throw fault("the only directive that is known is %YAML: remove this one")
            }
            skipLine()
            _ = try skipToContent()
        }
        return at != start
    }

    // MARK: Where the reader stands

    @inline(__always) var byte: UInt8 { text.byte(at) }
    @inline(__always) var column: Int { at - lineStart }

    func fault(_ reason: String, at place: Int? = nil) -> TextError { text.fault(reason, at: place ?? at) }

    /// Whether this mark and a blank after it begin the line.
    func isAtMarker(_ marker: StaticString) -> Bool {
        column == 0 && text.starts(with: marker, at: at) && isBlankOrEnd(text.byte(at + 3))
    }

    var isAtMarker: Bool { column == 0 && (isAtMarker("---") || isAtMarker("...")) }

    /// Whether this sign stands here by itself, and not as the beginning of a word.
    @inline(__always)
    func isAtIndicator(_ sign: UInt8) -> Bool { byte == sign && isBlankOrEnd(text.byte(at + 1)) }

    @inline(__always)
    mutating func skipBlanks() {
        while isBlank(byte) { at += 1 }
    }

    @inline(__always)
    mutating func beginNextLine() {
        at += 1
        lineStart = at
    }

    /// Goes to the end of the line, as after '#'.
    mutating func skipLine() {
        while !isEnd(byte) { at += 1 }
    }

    /// Goes over blanks, comments and the ends of lines; answers whether this came to another line.
    mutating func skipToContent() throws(TextError) -> Bool {
        let firstLine = lineStart
        var start = at
        while true {
            skipBlanks()
            let isComment = byte == UInt8(ascii: "#") && (at > start || at == lineStart || isBlank(text.byte(at - 1)))
            if isComment { skipLine() }
            guard byte == UInt8(ascii: "\n") else { break }
            beginNextLine()
            start = at
        }
        if flowDepth > 0 {
            if isAtMarker { throw fault("the document ends within a list or mapping in brackets") }
        } else if start == lineStart, at < text.bytes.count {
            try refuseTabs(from: start)
        }
        return lineStart != firstLine
    }

    func refuseTabs(from start: Int) throws(TextError) {
        for place in start..<at where text.byte(place) == UInt8(ascii: "\t") {
            throw fault("a tab in the indentation: use spaces", at: place)
        }
    }

    /// After a value nothing may follow on its line but a comment.
    mutating func expectEndOfLine() throws(TextError) {
        let end = at
        skipBlanks()
        if isEnd(byte) || byte == UInt8(ascii: "#") && at > end { return }
        if isAtIndicator(UInt8(ascii: ":")) {
            throw fault("a ': ' where no key can stand: quote the value, or check the indentation")
        }
        throw fault("the value has ended, and something follows on its line: quote the whole value")
    }

    // MARK: Depth, anchors and aliases

    mutating func enter() throws(TextError) {
        guard depth < limits.depth else {
            throw fault("collections stand deeper than \(limits.depth) in one another: use fewer levels")
        }
        depth += 1
        deepest = max(deepest, depth)
        growth.add(0)
    }

    mutating func leave() { depth -= 1 }

    /// Reads a node's value and keeps it by the name of its anchor.
    mutating func keep(
        _ properties: YAMLProperties, _ read: (inout YAMLReader) throws(TextError) -> JSONValue
    ) throws(TextError) -> JSONValue {
        let (outside, before) = (deepest, growth.weight)
        deepest = depth
        let value = try read(&self)
        if let tag = properties.tag, !tag.fits(value) {
            throw fault("the value is not what its tag \(tag.rawValue) says: change one of them", at: properties.place)
        }
        if let name = properties.anchor {
            anchors[name] = YAMLAnchor(value: value, weight: growth.weight - before, height: deepest - depth)
        }
        deepest = max(outside, deepest)
        return value
    }

    /// The value that an alias names; the reader stands at its '*'.
    mutating func readAlias() throws(TextError) -> YAMLNode {
        let start = at
        let name = try readAnchorName()
        guard let anchor = anchors[name] else {
            let name = String(decoding: name, as: UTF8.self)
            throw fault("no anchor '&\(name)' stands before this alias: set it, or put the alias in quotes", at: start)
        }
        guard growth.repeats(anchor) else {
            throw fault("aliases make the document longer than \(YAMLGrowth.most >> 20) MiB: use fewer", at: start)
        }
        guard depth + anchor.height <= limits.depth else {
            throw fault(
                "aliases make collections stand deeper than \(limits.depth) in one another: use fewer levels", at: start
            )
        }
        deepest = max(deepest, depth + anchor.height)
        return .value(anchor.value, at: start)
    }

    /// The name after '&' or '*'.
    mutating func readAnchorName() throws(TextError) -> [UInt8] {
        let start = at + 1
        at = text.end(from: start) { byte in
            isDigit(byte) || lowercase(byte) &- UInt8(ascii: "a") < 26 || byte == UInt8(ascii: "_")
                || byte == UInt8(ascii: "-")
        }
        guard at > start, isBlankOrEnd(byte) || Self.marks.contains(byte) else {
            throw fault("an anchor's name has letters, digits, '-' and '_'")
        }
        return Array(text.bytes[start..<at])
    }

    private static let marks = Set(",]}:?%@`".utf8)
}
