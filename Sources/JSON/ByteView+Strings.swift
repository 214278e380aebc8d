// What a string is made of, eight bytes at a time where they are plain, one character at a time where they are not.

internal import Bytes

/// Eight times the same byte.
@inline(__always)
private func eightfold(_ byte: UInt8) -> UInt64 { UInt64(byte) &* 0x0101_0101_0101_0101 }

extension ByteView {
    @inline(__always)
    func byte(orZeroAt index: Int) -> UInt8 {
        UInt(bitPattern: index) < UInt(bitPattern: count) ? self[index] : 0
    }

    /// Where the first byte stands, from `start` on, that is a quote, a backslash, a control character or part of a
    /// character of several bytes; the end where there is none.
    @inline(__always)
    func endOfPlainString(from start: Int) -> Int {
        var at = start
        while at <= count - 8 {
            let word = littleEndian(at: at, as: UInt64.self)
            // The lowest high bit that is set is true; those above it may be set by a borrow.
            let quotes = word ^ eightfold(UInt8(ascii: "\""))
            let backslashes = word ^ eightfold(UInt8(ascii: "\\"))
            let found =
                (quotes &- eightfold(1)) & ~quotes | (backslashes &- eightfold(1)) & ~backslashes
                | (word &- eightfold(0x20)) & ~word | word
            let marks = found & eightfold(0x80)
            if marks != 0 { return at + marks.trailingZeroBitCount / 8 }
            at += 8
        }
        while at < count {
            let byte = self[at]
            if byte < 0x20 || byte >= 0x80 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { break }
            at += 1
        }
        return at
    }

    /// Where the first quote or backslash stands, from `start` on: all that matters in a string that is known to be
    /// good.
    @inline(__always)
    func quoteOrBackslash(from start: Int) -> Int {
        var at = start
        while at <= count - 8 {
            let word = littleEndian(at: at, as: UInt64.self)
            let quotes = word ^ eightfold(UInt8(ascii: "\""))
            let backslashes = word ^ eightfold(UInt8(ascii: "\\"))
            let found = (quotes &- eightfold(1)) & ~quotes | (backslashes &- eightfold(1)) & ~backslashes
            let marks = found & eightfold(0x80)
            if marks != 0 { return at + marks.trailingZeroBitCount / 8 }
            at += 8
        }
        while at < count, self[at] != UInt8(ascii: "\""), self[at] != UInt8(ascii: "\\") { at += 1 }
        return at
    }

    /// How many bytes the character of several bytes at `start` has, or 0 where it is none: too long a form, half a
    /// surrogate pair, beyond the last character, cut off.
    @inline(__always)
    func multibyteCharacterLength(at start: Int) -> Int {
        let first = self[start]
        let second = byte(orZeroAt: start + 1)
        if first < 0xe0 { return first >= 0xc2 && second & 0xc0 == 0x80 ? 2 : 0 }
        guard byte(orZeroAt: start + 2) & 0xc0 == 0x80 else { return 0 }
        if first < 0xf0 {
            let lowest: UInt8 = first == 0xe0 ? 0xa0 : 0x80
            let highest: UInt8 = first == 0xed ? 0x9f : 0xbf
            return second >= lowest && second <= highest ? 3 : 0
        }
        guard byte(orZeroAt: start + 3) & 0xc0 == 0x80, first <= 0xf4 else { return 0 }
        let lowest: UInt8 = first == 0xf0 ? 0x90 : 0x80
        let highest: UInt8 = first == 0xf4 ? 0x8f : 0xbf
        return second >= lowest && second <= highest ? 4 : 0
    }
}
