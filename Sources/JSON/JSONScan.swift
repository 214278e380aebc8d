// The innermost loops of reading: whitespace, strings, numbers and words, with a position that only moves forward.

internal import Bytes

/// Where a reader stands in its text. It lives for one call of the reader.
struct JSONScan {
    let text: ByteView
    var at = 0
    /// Where the bytes begin that have been read and not yet been written out.
    private var runStart = 0
    private let numberLength: Int

    init(_ text: ByteView, _ limits: JSONLimits) {
        self.text = text
        numberLength = limits.numberLength
    }

    @inline(__always) var isAtEnd: Bool { at >= text.count }

    /// The byte here, or 0 at the end: 0 itself is allowed nowhere, so whoever meets it reports an error.
    @inline(__always) var byte: UInt8 { text.byte(orZeroAt: at) }

    @inline(never)
    func unexpected(_ expectation: JSONError.Expectation) -> JSONError {
        isAtEnd ? JSONError(.endedEarly, at: at) : JSONError(.unexpectedByte(text[at], expectation), at: at)
    }

    // MARK: Whitespace

    /// Every byte that is kept stands above the blank.
    @inline(__always)
    mutating func skipWhitespace(_ output: inout [UInt8]) {
        if byte <= 0x20 { leaveOutWhitespace(&output) }
    }

    @inline(never)
    private mutating func leaveOutWhitespace(_ output: inout [UInt8]) {
        let end = at
        while !isAtEnd, Self.isWhitespace(text[at]) { at += 1 }
        guard at > end else { return }
        output.append(text[runStart..<end])
        runStart = at
    }

    @inline(__always)
    private static func isWhitespace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09
    }

    /// Writes out what has been read since the last whitespace.
    mutating func keepRun(_ output: inout [UInt8]) {
        output.append(text[runStart..<at])
        runStart = at
    }

    // MARK: Strings

    /// Reads the string whose quote stands here; answers whether it has escapes.
    @inline(__always)
    mutating func string() throws(JSONError) -> Bool {
        at += 1
        var hasEscapes = false
        while true {
            at = text.endOfPlainString(from: at)
            let byte = self.byte
            if byte == UInt8(ascii: "\"") {
                at += 1
                return hasEscapes
            }
            if byte >= 0x80 {
                try multibyteCharacters()
            } else if byte == UInt8(ascii: "\\") {
                hasEscapes = true
                try escape()
            } else {
                throw isAtEnd ? JSONError(.endedEarly, at: at) : JSONError(.controlCharacter(byte), at: at)
            }
        }
    }

    /// Reads characters of two to four bytes until another comes.
    @inline(__always)
    private mutating func multibyteCharacters() throws(JSONError) {
        repeat {
            let length = text.multibyteCharacterLength(at: at)
            guard length > 0 else { throw JSONError(.badUTF8, at: at) }
            at += length
        } while byte >= 0x80
    }

    @inline(never)
    private mutating func escape() throws(JSONError) {
        switch text.byte(orZeroAt: at + 1) {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            at += 2
        case UInt8(ascii: "u"):
            try escapedUnits()
        default:
            throw JSONError(at + 1 < text.count ? .badEscape : .endedEarly, at: min(at + 1, text.count))
        }
    }

    private mutating func escapedUnits() throws(JSONError) {
        let first = try codeUnit(at: at)
        guard first & 0xf800 == 0xd800 else {
            at += 6
            return
        }
        guard first < 0xdc00, text.byte(orZeroAt: at + 6) == UInt8(ascii: "\\"),
            text.byte(orZeroAt: at + 7) == UInt8(ascii: "u")
        else { throw JSONError(.loneSurrogate, at: at) }
        guard try codeUnit(at: at + 6) & 0xfc00 == 0xdc00 else { throw JSONError(.loneSurrogate, at: at) }
        at += 12
    }

    /// The number of the escape `\uXXXX` at `start`.
    private func codeUnit(at start: Int) throws(JSONError) -> UInt32 {
        var value: UInt32 = 0
        for offset in start + 2..<start + 6 {
            guard offset < text.count else { throw JSONError(.endedEarly, at: text.count) }
            guard let digit = hexadecimalValue(text[offset]) else { throw JSONError(.badEscape, at: offset) }
            value = value << 4 | digit
        }
        return value
    }

    // MARK: Numbers

    @inline(__always)
    mutating func number() throws(JSONError) {
        let start = at
        if byte == UInt8(ascii: "-") { at += 1 }
        if byte == UInt8(ascii: "0") {
            at += 1
            if isDigit(byte) { throw JSONError(.leadingZero, at: at - 1) }
        } else {
            try digits()
        }
        if byte == UInt8(ascii: ".") {
            at += 1
            try digits()
        }
        if byte | 0x20 == UInt8(ascii: "e") { try exponent() }
        guard at - start <= numberLength else { throw JSONError(.tooLongNumber, at: start) }
    }

    @inline(__always)
    private mutating func digits() throws(JSONError) {
        guard isDigit(byte) else { throw missingDigit() }
        repeat { at += 1 } while isDigit(byte)
    }

    private func missingDigit() -> JSONError {
        isAtEnd ? JSONError(.endedEarly, at: at) : JSONError(.unexpectedByte(text[at], .digit), at: at)
    }

    private mutating func exponent() throws(JSONError) {
        let start = at
        at += 1
        if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") { at += 1 }
        guard isDigit(byte) else { throw missingDigit() }
        while byte == UInt8(ascii: "0") { at += 1 }
        let firstDigit = at
        while isDigit(byte) { at += 1 }
        guard at - firstDigit <= JSONLimits.exponentDigits else { throw JSONError(.tooLargeExponent, at: start) }
    }

    // MARK: Words

    @inline(__always)
    mutating func literal() throws(JSONError) {
        switch byte {
        case UInt8(ascii: "t"): try word("true")
        case UInt8(ascii: "f"): try word("false")
        case UInt8(ascii: "n"): try word("null")
        default: throw unexpected(.value)
        }
    }

    @inline(__always)
    private mutating func word(_ word: StaticString) throws(JSONError) {
        let expected = ByteView(word)
        let end = at + expected.count
        guard end <= text.count, text[at..<end] == expected else { throw badWord(expected) }
        at = end
    }

    private func badWord(_ expected: ByteView) -> JSONError {
        let given = text[at..<min(at + expected.count, text.count)]
        return given.count < expected.count && expected.starts(with: given)
            ? JSONError(.endedEarly, at: text.count) : JSONError(.badLiteral, at: at)
    }
}

@inline(__always)
func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

/// What a hexadecimal digit stands for, or nil.
func hexadecimalValue(_ byte: UInt8) -> UInt32? {
    if isDigit(byte) { return UInt32(byte - 0x30) }
    let letter = byte | 0x20
    return letter >= UInt8(ascii: "a") && letter <= UInt8(ascii: "f") ? UInt32(letter - UInt8(ascii: "a") + 10) : nil
}
