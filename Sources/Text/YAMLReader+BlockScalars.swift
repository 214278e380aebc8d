// Texts of many lines after '|' (as they stand) and '>' (folded).

extension YAMLReader {
    private struct Header {
        var isFolded = false
        /// '-' takes all line ends from the end, '+' leaves all; else one stays.
        var chomping: UInt8 = 0
        /// How much deeper than what is around it the text stands, where that is said.
        var increment = 0
    }

    /// The text of a block scalar that belongs to what is indented by `indent`.
    mutating func readBlockScalar(under indent: Int) throws(TextError) -> [UInt8] {
        let header = try readHeader()
        let isGiven = header.increment > 0
        let margin = isGiven ? max(indent, 0) + header.increment : try findMargin(atLeast: max(indent + 1, 1))
        var content: [UInt8] = []
        var hasText = false
        var wasIndented = false
        var breaks = 0
        while at < text.bytes.count {
            let start = text.end(from: at) { $0 == UInt8(ascii: " ") }
            let textStart = min(start, at + margin)
            if isEnd(text.byte(textStart)) {
                at = textStart
                guard byte == UInt8(ascii: "\n") else { break }
                breaks += 1
                beginNextLine()
                continue
            }
            guard textStart == at + margin else { break }
            let isIndented = isBlank(text.byte(textStart))
            let isFolded = header.isFolded && hasText && !isIndented && !wasIndented
            appendBreaks(breaks, isFolded: isFolded, to: &content)
            let end = text.end(from: textStart) { $0 != UInt8(ascii: "\n") }
            content += text.bytes[textStart..<end]
            at = end
            (hasText, wasIndented, breaks) = (true, isIndented, 0)
            if byte == UInt8(ascii: "\n") {
                breaks = 1
                beginNextLine()
            }
        }
        switch header.chomping {
        case UInt8(ascii: "+"): appendBreaks(breaks, isFolded: false, to: &content)
        case UInt8(ascii: "-"): break
        default: if hasText, breaks > 0 { content.append(UInt8(ascii: "\n")) }
        }
        return content
    }

    private func appendBreaks(_ breaks: Int, isFolded: Bool, to content: inout [UInt8]) {
        if isFolded, breaks == 1 { content.append(UInt8(ascii: " ")) }
        let count = isFolded ? breaks - 1 : breaks
        content.append(contentsOf: repeatElement(UInt8(ascii: "\n"), count: count))
    }

    private mutating func readHeader() throws(TextError) -> Header {
        var header = Header(isFolded: byte == UInt8(ascii: ">"))
        at += 1
        while true {
            if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-"), header.chomping == 0 {
                header.chomping = byte
            } else if isDigit(byte), byte != UInt8(ascii: "0"), header.increment == 0 {
                header.increment = Int(byte - 0x30)
            } else {
                break
            }
            at += 1
        }
        let end = at
        skipBlanks()
        if byte == UInt8(ascii: "#"), at > end { skipLine() }
        guard isEnd(byte) else {
            throw fault(
                "after '|' or '>' only '+', '-' and a digit may stand: the text begins on the next line")
        }
        if byte == UInt8(ascii: "\n") { beginNextLine() }
        return header
    }

    /// The indentation of the first line that has text.
    private func findMargin(atLeast least: Int) throws(TextError) -> Int {
        var line = at
        var widest = (indentation: 0, line: at)
        while true {
            let end = text.end(from: line) { $0 == UInt8(ascii: " ") }
            let indentation = end - line
            guard isEnd(text.byte(end)) else {
                if text.byte(end) == UInt8(ascii: "\t"), indentation < least {
                    throw fault("a tab in the indentation: use spaces", at: end)
                }
                if indentation >= least, widest.indentation > indentation {
                    throw fault(
                        "an empty line is indented deeper than the text after it: remove its blanks", at: widest.line)
                }
                return max(least, indentation)
            }
            if indentation > widest.indentation { widest = (indentation, line) }
            if end == text.bytes.count { return max(least, widest.indentation) }
            line = end + 1
        }
    }
}
