// Values: what stands behind the '=' of a key and between the brackets of a list.

internal import JSON

extension TOMLReader {
    mutating func readValue() throws(TextError) -> JSONValue {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            let quote = byte
            let isLong = text.byte(at + 1) == quote && text.byte(at + 2) == quote
            return .string(JSONString(isLong ? try readLongString() : try readString()))
        case UInt8(ascii: "["): return try readList()
        case UInt8(ascii: "{"): return try readInlineTable()
        default: return try readWord()
        }
    }

    // MARK: Collections

    private mutating func readList() throws(TextError) -> JSONValue {
        let start = at
        depth += 1
        try checkDepth()
        at += 1
        skipToContent()
        var elements: [JSONValue] = []
        while byte != UInt8(ascii: "]") {
            elements.append(try readValue())
            skipToContent()
            if byte == UInt8(ascii: ",") {
                at += 1
                skipToContent()
            } else if byte != UInt8(ascii: "]") {
                throw at < text.bytes.count
                    ? fault("',' or ']' must stand here") : fault("this bracket is never closed", at: start)
            }
        }
        at += 1
        depth -= 1
        return .array(elements)
    }

    private mutating func readInlineTable() throws(TextError) -> JSONValue {
        depth += 1
        try checkDepth()
        at += 1
        let table = TOMLTable(.header)
        skipBlanks()
        var mayEnd = true
        while !(mayEnd && byte == UInt8(ascii: "}")) {
            if isEnd(byte) { throw fault("a table in braces must end on its line, without a comma before its end") }
            try readMember(of: table)
            skipBlanks()
            mayEnd = byte != UInt8(ascii: ",")
            if !mayEnd {
                at += 1
                skipBlanks()
            } else if byte != UInt8(ascii: "}"), !isEnd(byte) {
                throw fault("',' or '}' must stand here")
            }
        }
        at += 1
        depth -= 1
        return table.value
    }

    // MARK: Words and numbers

    private mutating func readWord() throws(TextError) -> JSONValue {
        let start = at
        at = endOfWord(from: at)
        // A blank may stand between a date and a time.
        if at - start == 10, byte == UInt8(ascii: " "), TOMLDate.isDate(text.bytes[start..<at]),
            isDigit(text.byte(at + 1))
        {
            at = endOfWord(from: at + 1)
        }
        let word = text.bytes[start..<at]
        switch String(decoding: word, as: UTF8.self) {
        case "true": return .bool(true)
        case "false": return .bool(false)
        case "inf", "+inf", "-inf", "nan", "+nan", "-nan":
            throw fault("a number must be finite: if this is a text, put it in quotes", at: start)
        default: break
        }
        if let number = TOMLNumber.read(word) { return .number(number) }
        if TOMLDate.isMoment(word) { return .string(JSONString(Array(word))) }
        throw fault(faultOfWord(word), at: start)
    }

    private func endOfWord(from start: Int) -> Int {
        text.end(from: start) { byte in
            switch byte {
            case UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: "#"), UInt8(ascii: "="): false
            default: !isBlankOrEnd(byte)
            }
        }
    }

    private func faultOfWord(_ word: ArraySlice<UInt8>) -> String {
        guard let first = word.first else { return "a value must stand here" }
        let isNumber = isDigit(first) || [UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: ".")].contains(first)
        return isNumber
            ? "no number of 64 bits and no date: if this is a text, put it in quotes"
            : "a value that is no number, no date, not true and not false: put a text in quotes"
    }
}
