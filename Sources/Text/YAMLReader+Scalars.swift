// Scalars within lines: plain ones, and those in quotes.

internal import JSON

extension YAMLReader {
    // MARK: Plain

    /// Whether a scalar without quotes may begin with what stands at a place.
    func canBeginPlain(at place: Int) -> Bool {
        let next = text.byte(place + 1)
        switch text.byte(place) {
        case UInt8(ascii: "-"), UInt8(ascii: "?"), UInt8(ascii: ":"):
            return !isBlankOrEnd(next) && !(flowDepth > 0 && isFlowMark(next))
        case let byte: return !isBlankOrEnd(byte) && !YAMLSchema.isIndicator(byte)
        }
    }

    /// Where the part of a plain scalar ends that stands on one line.
    func endOfPlain(from start: Int) -> Int {
        var end = start
        var at = start
        while true {
            let byte = text.byte(at)
            if isEnd(byte) { return end }
            if !isBlank(byte) {
                if byte == UInt8(ascii: "#"), at > start, isBlank(text.byte(at - 1)) { return end }
                if byte == UInt8(ascii: ":"), endsPlain(beforeColon: text.byte(at + 1)) { return end }
                if flowDepth > 0, isFlowMark(byte) { return end }
                end = at + 1
            }
            at += 1
        }
    }

    private func endsPlain(beforeColon next: UInt8) -> Bool {
        isBlankOrEnd(next) || flowDepth > 0 && isFlowMark(next)
    }

    mutating func readPlain(_ properties: YAMLProperties, under indent: Int) throws(TextError) -> [UInt8] {
        guard canBeginPlain(at: at) else {
            if !properties.isEmpty, isBlankOrEnd(byte) || flowDepth > 0 && isFlowMark(byte) { return [] }
            throw faultOfPlain
        }
        var content: [UInt8] = []
        while true {
            let end = endOfPlain(from: at)
            content += text.bytes[at..<end]
            at = end
            let breaks = try goOnPlain(under: indent)
            if breaks == 0 { return content }
            appendFolded(breaks, to: &content)
        }
    }

    private var faultOfPlain: TextError {
        switch byte {
        case 0, UInt8(ascii: "\n"):
            fault("the line ends where a value must stand: write one, or two quotes for an empty text")
        case UInt8(ascii: ":"): fault("a key is missing before ':': write one, or put the value in quotes")
        case UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"):
            fault(
                "a value is missing before '\(Character(UnicodeScalar(byte)))': write one, or remove what stands before"
            )
        default: fault("a value cannot begin with '\(Character(UnicodeScalar(byte)))': put it in quotes")
        }
    }

    /// Goes to the next line of a plain scalar and answers how many line ends that took; 0 where none follows.
    private mutating func goOnPlain(under indent: Int) throws(TextError) -> Int {
        let (oldPlace, oldLine) = (at, lineStart)
        var breaks = 0
        skipBlanks()
        while byte == UInt8(ascii: "\n") {
            beginNextLine()
            breaks += 1
            skipBlanks()
        }
        if breaks > 0, goesOnPlain(under: indent) {
            if flowDepth == 0 { try refuseTabs(upTo: indent) }
            return breaks
        }
        (at, lineStart) = (oldPlace, oldLine)
        return 0
    }

    private func goesOnPlain(under indent: Int) -> Bool {
        guard !isEnd(byte), byte != UInt8(ascii: "#"), !isAtMarker else { return false }
        return (flowDepth > 0 || column > indent) && endOfPlain(from: at) > at
    }

    /// A tab may stand in a line that goes on with a scalar, but not in its indentation.
    private func refuseTabs(upTo indent: Int) throws(TextError) {
        let end = text.end(from: lineStart) { $0 == UInt8(ascii: " ") }
        if end - lineStart <= indent, end < at { throw fault("a tab in the indentation: use spaces", at: end) }
    }

    /// One line end within a scalar is a space; of more, the first is nothing.
    private func appendFolded(_ breaks: Int, to content: inout [UInt8]) {
        if breaks == 1 {
            content.append(UInt8(ascii: " "))
        } else {
            content.append(contentsOf: repeatElement(UInt8(ascii: "\n"), count: breaks - 1))
        }
    }

    // MARK: Quoted

    /// Where the quoted scalar ends that begins here, if it does on its line.
    var endOfQuoted: Int? {
        let quote = byte
        var place = at + 1
        while !isEnd(text.byte(place)) {
            let byte = text.byte(place)
            if byte == quote {
                guard quote == UInt8(ascii: "'"), text.byte(place + 1) == quote else { return place + 1 }
                place += 1
            } else if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                place += 1
            }
            place += 1
        }
        return nil
    }

    mutating func readQuoted() throws(TextError) -> [UInt8] {
        let (start, quote) = (at, byte)
        var content: [UInt8] = []
        at += 1
        while true {
            let end = text.end(from: at) { !isBlankOrEnd($0) && $0 != quote && $0 != UInt8(ascii: "\\") }
            content += text.bytes[at..<end]
            at = end
            switch byte {
            case 0: throw fault("this quote is never closed", at: start)
            case quote:
                at += 1
                guard quote == UInt8(ascii: "'"), byte == quote else { return content }
                content.append(quote)
                at += 1
            case UInt8(ascii: "\\") where quote == UInt8(ascii: "\""):
                if text.byte(at + 1) == UInt8(ascii: "\n") {
                    at += 1
                    let breaks = try skipBreaks()
                    content.append(contentsOf: repeatElement(UInt8(ascii: "\n"), count: breaks - 1))
                } else {
                    try Escapes.yaml.read(text, &at, into: &content)
                }
            case UInt8(ascii: "\\"):
                content.append(byte)
                at += 1
            default: try readSpace(into: &content)
            }
        }
    }

    /// Blanks within a line stay; about the ends of lines they go.
    private mutating func readSpace(into content: inout [UInt8]) throws(TextError) {
        let start = at
        skipBlanks()
        if byte == UInt8(ascii: "\n") {
            appendFolded(try skipBreaks(), to: &content)
        } else {
            content += text.bytes[start..<at]
        }
    }

    /// Goes from the end of a line to the next text and answers how many lines ended.
    private mutating func skipBreaks() throws(TextError) -> Int {
        var breaks = 0
        while byte == UInt8(ascii: "\n") {
            beginNextLine()
            breaks += 1
            if isAtMarker { throw fault("the document ends within quotes") }
            skipBlanks()
        }
        return breaks
    }
}
