// The strings of a request where they are whole and well formed, which is nearly always: one loop over the bytes, in
// the room that may look at them directly. Whatever is not so plain is left where it is for the parser to judge.
//
//     $3\r\nSET\r\n$1\r\nk\r\n$5\r\nhel          appends SET and k, and stops before the $ of the third

extension ArgumentList {
    /// Appends up to `most` strings of at most `longest` bytes that stand whole at `position`; answers where they end.
    public mutating func appendBulks(in view: ByteView, at start: Int, most: Int, longest: Int64) -> Int {
        var position = start
        for _ in 0..<most {
            guard let (length, content) = view.plainLength(at: position, marker: UInt8(ascii: "$")) else { break }
            guard length <= longest, content + length + 2 <= view.count else { break }
            append(offset: content, length: length)
            position = content + length + 2
        }
        return position
    }

    /// The same for bytes that are to be judged and not served: each string must also end with CRLF.
    public mutating func appendWholeBulks(in view: ByteView, at start: Int, most: Int) -> Int {
        var position = start
        for _ in 0..<most {
            guard let (length, content) = view.plainLength(at: position, marker: UInt8(ascii: "$")) else { break }
            guard content + length + 2 <= view.count,
                unsafe view.base.loadUnaligned(fromByteOffset: content + length, as: UInt16.self) == 0x0a0d
            else { break }
            append(offset: content, length: length)
            position = content + length + 2
        }
        return position
    }
}

extension ByteView {
    /// The number of a line `<marker><digits>\r\n` and where the next line begins; nil where the line is not whole, is
    /// longer than any sensible length, or is anything else.
    public func plainLength(at start: Int, marker: UInt8) -> (number: Int, next: Int)? {
        // The shortest such line has four bytes.
        guard start + 4 <= count, unsafe base.load(fromByteOffset: start, as: UInt8.self) == marker else { return nil }
        if let short = unsafe shortLength(base + start), start + short.length <= count {
            return (short.number, start + short.length)
        }
        let end = min(count - 1, start + 11)
        var at = start + 1
        var number = 0
        while at < end {
            let digit = unsafe base.load(fromByteOffset: at, as: UInt8.self) &- 0x30
            if digit > 9 { break }
            number = number &* 10 &+ Int(digit)
            at += 1
        }
        guard at > start + 1, at < end, unsafe base.load(fromByteOffset: at, as: UInt8.self) == 0x0d else { return nil }
        // A leading zero is no number's only spelling.
        if unsafe base.load(fromByteOffset: start + 1, as: UInt8.self) == 0x30, at > start + 2 { return nil }
        return (number, at + 2)
    }

    /// The same for one or two digits, which nearly all lengths have: told from the line's first four bytes.
    @inline(__always)
    private func shortLength(_ line: UnsafeRawPointer) -> (number: Int, length: Int)? {
        let bytes = unsafe line.loadUnaligned(as: UInt32.self)
        let first = Int(bytes >> 8 & 0xff) - 0x30
        let second = Int(bytes >> 16 & 0xff)
        if second == 0x0d { return (0...9).contains(first) ? (first, 4) : nil }
        guard bytes >> 24 == 0x0d, (1...9).contains(first), (0x30...0x39).contains(second) else { return nil }
        return (first * 10 + second - 0x30, 5)
    }
}
