// The innermost steps of reading: strings, numbers and words, each from the place where it begins to where it ends.

internal import Bytes

/// The text that a reader goes through, lent in two forms: as a view for whole strings, as a span for single bytes.
/// Functions take places and answer places, so that where the reader stands is a number in a register.
enum JSONScan {
    /// The byte at a place, or 0 at the end: 0 itself is allowed nowhere, so whoever meets it reports an error.
    @inline(__always)
    static func byte(_ bytes: Span<UInt8>, _ at: Int) -> UInt8 {
        UInt(bitPattern: at) < UInt(bitPattern: bytes.count) ? bytes[at] : 0
    }

    @inline(never)
    static func unexpected(
        _ bytes: Span<UInt8>, _ at: Int, _ expectation: JSONError.Expectation
    ) -> JSONError {
        at >= bytes.count ? JSONError(.endedEarly, at: at) : JSONError(.unexpectedByte(bytes[at], expectation), at: at)
    }

    // MARK: Strings

    /// Where the string ends whose quote stands at `start`, negative where it has escapes.
    @inline(__always)
    static func endOfString(_ text: ByteView, _ bytes: Span<UInt8>, _ start: Int) throws(JSONError) -> Int {
        let at = text.endOfPlainText(from: start + 1)
        if byte(bytes, at) == UInt8(ascii: "\"") { return at + 1 }
        return try endOfAwkwardString(text, bytes, at)
    }

    @inline(never)
    private static func endOfAwkwardString(
        _ text: ByteView, _ bytes: Span<UInt8>, _ start: Int
    ) throws(JSONError) -> Int {
        var at = start
        while true {
            let byte = byte(bytes, at)
            if byte == UInt8(ascii: "\"") { return -(at + 1) }
            if byte != UInt8(ascii: "\\") {
                if at >= bytes.count { throw JSONError(.endedEarly, at: at) }
                throw JSONError(byte >= 0x80 ? .badUTF8 : .controlCharacter(byte), at: at)
            }
            at = try endOfEscape(bytes, at)
            let next = self.byte(bytes, at)
            if next != UInt8(ascii: "\\"), next != UInt8(ascii: "\"") { at = text.endOfPlainText(from: at) }
        }
    }

    @inline(__always)
    private static func endOfEscape(_ bytes: Span<UInt8>, _ at: Int) throws(JSONError) -> Int {
        switch byte(bytes, at + 1) {
        case UInt8(ascii: "n"), UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
            UInt8(ascii: "f"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return at + 2
        case UInt8(ascii: "u"):
            return try endOfEscapedUnits(bytes, at)
        default:
            throw at + 1 < bytes.count
                ? JSONError(.badEscape, at: at + 1) : JSONError(.endedEarly, at: bytes.count)
        }
    }

    private static func endOfEscapedUnits(_ bytes: Span<UInt8>, _ at: Int) throws(JSONError) -> Int {
        let first = try codeUnit(bytes, at)
        guard first & 0xf800 == 0xd800 else { return at + 6 }
        // Whether the other half follows cannot be told at the end of the text.
        if first < 0xdc00, at + 6 >= bytes.count { throw JSONError(.endedEarly, at: bytes.count) }
        guard first < 0xdc00, byte(bytes, at + 6) == UInt8(ascii: "\\") else { throw JSONError(.loneSurrogate, at: at) }
        if at + 7 >= bytes.count { throw JSONError(.endedEarly, at: bytes.count) }
        guard byte(bytes, at + 7) == UInt8(ascii: "u"), try codeUnit(bytes, at + 6) & 0xfc00 == 0xdc00 else {
            throw JSONError(.loneSurrogate, at: at)
        }
        return at + 12
    }

    /// The number of the escape `\uXXXX` at `start`.
    @inline(__always)
    private static func codeUnit(_ bytes: Span<UInt8>, _ start: Int) throws(JSONError) -> UInt32 {
        var value: UInt32 = 0
        for at in start + 2..<start + 6 {
            guard at < bytes.count else { throw JSONError(.endedEarly, at: bytes.count) }
            guard let digit = hexadecimalValue(bytes[at]) else { throw JSONError(.badEscape, at: at) }
            value = value << 4 | digit
        }
        return value
    }

    // MARK: Numbers

    @inline(__always)
    static func endOfNumber(_ bytes: Span<UInt8>, _ start: Int, longest: Int) throws(JSONError) -> Int {
        var at = start
        if byte(bytes, at) == UInt8(ascii: "-") { at += 1 }
        if byte(bytes, at) == UInt8(ascii: "0") {
            at += 1
            if isDigit(byte(bytes, at)) { throw JSONError(.leadingZero, at: at - 1) }
        } else {
            at = try endOfDigits(bytes, at)
        }
        if byte(bytes, at) == UInt8(ascii: ".") { at = try endOfDigits(bytes, at + 1) }
        if byte(bytes, at) | 0x20 == UInt8(ascii: "e") { at = try endOfExponent(bytes, at) }
        if at - start > longest { throw JSONError(.tooLongNumber, at: start) }
        return at
    }

    @inline(__always)
    private static func endOfDigits(_ bytes: Span<UInt8>, _ start: Int) throws(JSONError) -> Int {
        guard isDigit(byte(bytes, start)) else { throw unexpected(bytes, start, .digit) }
        var at = start + 1
        while isDigit(byte(bytes, at)) { at += 1 }
        return at
    }

    private static func endOfExponent(_ bytes: Span<UInt8>, _ start: Int) throws(JSONError) -> Int {
        var at = start + 1
        if byte(bytes, at) == UInt8(ascii: "+") || byte(bytes, at) == UInt8(ascii: "-") { at += 1 }
        let end = try endOfDigits(bytes, at)
        while byte(bytes, at) == UInt8(ascii: "0") { at += 1 }
        if end - at > JSONLimits.exponentDigits { throw JSONError(.tooLargeExponent, at: start) }
        return end
    }

    // MARK: Words

    static func endOfWord(_ bytes: Span<UInt8>, _ at: Int) throws(JSONError) -> Int {
        switch byte(bytes, at) {
        case UInt8(ascii: "t"): try end(of: "true", bytes, at)
        case UInt8(ascii: "f"): try end(of: "false", bytes, at)
        case UInt8(ascii: "n"): try end(of: "null", bytes, at)
        default: throw unexpected(bytes, at, .value)
        }
    }

    @inline(__always)
    private static func end(of word: String, _ bytes: Span<UInt8>, _ start: Int) throws(JSONError) -> Int {
        var at = start
        for letter in word.utf8 {
            guard at < bytes.count else { throw JSONError(.endedEarly, at: at) }
            guard bytes[at] == letter else { throw JSONError(.badLiteral, at: start) }
            at += 1
        }
        return at
    }
}

@inline(__always)
func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

/// What a hexadecimal digit stands for, or nil.
@inline(__always)
func hexadecimalValue(_ byte: UInt8) -> UInt32? {
    if isDigit(byte) { return UInt32(byte &- 0x30) }
    let letter = byte | 0x20
    return letter >= UInt8(ascii: "a") && letter <= UInt8(ascii: "f") ? UInt32(letter &- UInt8(ascii: "a") &+ 10) : nil
}
