// The four kinds of string: with escapes or without, on one line or on many.

extension TOMLReader {
    /// A string on one line; the reader stands at its quote.
    mutating func readString() throws(TextError) -> [UInt8] {
        let (start, quote) = (at, byte)
        var content: [UInt8] = []
        at += 1
        while byte != quote {
            if isEnd(byte) {
                throw fault("this quote is not closed on its line: close it, or use three for several lines", at: start)
            }
            try readCharacter(quote, into: &content)
        }
        at += 1
        return content
    }

    /// A string between three quotes and three quotes; a line end right after the first three does not count.
    mutating func readLongString() throws(TextError) -> [UInt8] {
        let (start, quote) = (at, byte)
        var content: [UInt8] = []
        at += 3
        if byte == UInt8(ascii: "\n") { at += 1 }
        while true {
            if byte == 0 { throw fault("these quotes are never closed", at: start) }
            let end = text.end(from: at) { $0 == quote }
            let quotes = end - at
            if quotes >= 3 {
                // Up to two quotes may stand before the three that end the string.
                guard quotes <= 5 else {
                    throw fault("too many quotes in a row: use the other kind around the text", at: at)
                }
                content.append(contentsOf: repeatElement(quote, count: quotes - 3))
                at = end
                return content
            }
            content.append(contentsOf: repeatElement(quote, count: quotes))
            at = end
            if quotes == 0, !skipLineEnd(quote) { try readCharacter(quote, into: &content) }
        }
    }

    private mutating func readCharacter(_ quote: UInt8, into content: inout [UInt8]) throws(TextError) {
        if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
            try Escapes.toml.read(text, &at, into: &content)
        } else {
            content.append(byte)
            at += 1
        }
    }

    /// A backslash at the end of a line takes away what follows up to the next text.
    private mutating func skipLineEnd(_ quote: UInt8) -> Bool {
        guard byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") else { return false }
        let end = text.end(from: at + 1, of: isBlank)
        guard text.byte(end) == UInt8(ascii: "\n") else { return false }
        at = text.end(from: end) { isBlank($0) || $0 == UInt8(ascii: "\n") }
        return true
    }
}
