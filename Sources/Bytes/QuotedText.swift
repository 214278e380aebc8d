// Text between quotes, as JSON has it, looked through eight bytes at a time where they are plain. These loops stand in
// the room that may look at bytes directly: calls across targets are not inlined.

/// Eight times the same byte.
@inline(__always)
private func eightfold(_ byte: UInt8) -> UInt64 { UInt64(byte) &* 0x0101_0101_0101_0101 }

/// The high bit of each byte of `word` that is zero; those above the lowest such byte may be wrong.
@inline(__always)
private func zeroBytes(_ word: UInt64) -> UInt64 { (word &- eightfold(1)) & ~word }

extension ByteView {
    @inline(__always)
    private func load(_ index: Int) -> UInt8 { unsafe base.load(fromByteOffset: index, as: UInt8.self) }

    @inline(__always)
    private func loadWord(_ index: Int) -> UInt64 {
        unsafe UInt64(littleEndian: base.loadUnaligned(fromByteOffset: index, as: UInt64.self))
    }

    public func byte(orZeroAt index: Int) -> UInt8 {
        UInt(bitPattern: index) < UInt(bitPattern: count) ? load(index) : 0
    }

    /// Where the first byte stands, from `start` on, that cannot stand unescaped in a JSON string: a quote, a
    /// backslash, a control character, or what is not UTF-8. The end where there is none.
    public func endOfPlainText(from start: Int) -> Int {
        precondition(start >= 0, "a text that begins before its view")
        var at = start
        while true {
            at = endOfPlainASCII(from: at)
            guard at < count, load(at) >= 0x80 else { return at }
            repeat {
                let length = multibyteCharacterLength(at: at)
                if length == 0 { return at }
                at += length
            } while at < count && load(at) >= 0x80
        }
    }

    @inline(__always)
    private func endOfPlainASCII(from start: Int) -> Int {
        var at = start
        while at <= count - 8 {
            let word = loadWord(at)
            let found =
                zeroBytes(word ^ eightfold(UInt8(ascii: "\""))) | zeroBytes(word ^ eightfold(UInt8(ascii: "\\")))
                | (word &- eightfold(0x20)) & ~word | word
            let marks = found & eightfold(0x80)
            if marks != 0 { return at + marks.trailingZeroBitCount / 8 }
            at += 8
        }
        while at < count {
            let byte = load(at)
            if byte < 0x20 || byte >= 0x80 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { break }
            at += 1
        }
        return at
    }

    /// How many bytes the character of several bytes at `start` has, or 0 where it is none: too long a form, half a
    /// surrogate pair, beyond the last character, cut off.
    @inline(__always)
    private func multibyteCharacterLength(at start: Int) -> Int {
        let first = load(start)
        let left = count - start
        guard left >= 2, first >= 0xc2 else { return 0 }
        let second = load(start + 1)
        if first < 0xe0 { return second & 0xc0 == 0x80 ? 2 : 0 }
        guard left >= 3, load(start + 2) & 0xc0 == 0x80 else { return 0 }
        if first < 0xf0 {
            let lowest: UInt8 = first == 0xe0 ? 0xa0 : 0x80
            let highest: UInt8 = first == 0xed ? 0x9f : 0xbf
            return second >= lowest && second <= highest ? 3 : 0
        }
        guard left >= 4, load(start + 3) & 0xc0 == 0x80, first <= 0xf4 else { return 0 }
        let lowest: UInt8 = first == 0xf0 ? 0x90 : 0x80
        let highest: UInt8 = first == 0xf4 ? 0x8f : 0xbf
        return second >= lowest && second <= highest ? 4 : 0
    }

    /// Where the first quote or backslash stands, from `start` on: all that matters in a string that is known to be
    /// good.
    @inline(__always)
    func quoteOrBackslash(from start: Int) -> Int {
        precondition(start >= 0, "a text that begins before its view")
        var at = start
        while at <= count - 8 {
            let word = loadWord(at)
            let found =
                zeroBytes(word ^ eightfold(UInt8(ascii: "\""))) | zeroBytes(word ^ eightfold(UInt8(ascii: "\\")))
            let marks = found & eightfold(0x80)
            if marks != 0 { return at + marks.trailingZeroBitCount / 8 }
            at += 8
        }
        while at < count, load(at) != UInt8(ascii: "\""), load(at) != UInt8(ascii: "\\") { at += 1 }
        return at
    }

    /// A number from the length, the first and the last bytes of what stands between two places: unlike for most texts
    /// that are unlike.
    public func fingerprint(from start: Int, to end: Int) -> UInt64 {
        precondition(start >= 0 && start <= end && end <= count, "a text beyond its view")
        let length = end - start
        if length >= 8 {
            return loadWord(start) &+ loadWord(end - 8) &* 0x9e37_79b9_7f4a_7c15 &+ UInt64(truncatingIfNeeded: length)
        }
        // What follows a short text is shifted out.
        if start + 8 <= count { return length == 0 ? 0 : loadWord(start) &<< UInt64(64 - length * 8) }
        var word: UInt64 = 0
        for index in start..<end { word = word >> 8 | UInt64(load(index)) << 56 }
        return word
    }

    /// Lends the bytes as a span, whose checked reads are inlined everywhere.
    public func withSpan<Result, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let bytes = unsafe UnsafeBufferPointer(start: base.assumingMemoryBound(to: UInt8.self), count: count)
        return try unsafe body(bytes.span)
    }
}
