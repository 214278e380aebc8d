// What SHA-1 and SHA-256 have in common: blocks of 64 bytes, the padding after the last, and words as bytes.

enum DigestBlocks {
    private static let size = 64

    /// Shows every block of a message: the bytes it lies in, and where it begins there.
    static func forEach(of message: ByteView, _ compress: (ByteView, Int) -> Void) {
        let whole = message.count / size * size
        for start in stride(from: 0, to: whole, by: size) { compress(message, start) }
        padding(after: message, from: whole).withView { end in
            for start in stride(from: 0, to: end.count, by: size) { compress(end, start) }
        }
    }

    /// What is left of the message, a one bit, zeros, and the message's length in bits: one block or two.
    private static func padding(after message: ByteView, from start: Int) -> [UInt8] {
        var end = message.dropFirst(start).array
        end.append(0x80)
        while end.count % size != size - 8 { end.append(0) }
        return end + bigEndianBytes(of: UInt64(message.count) * 8)
    }

    /// The word that begins at `start`.
    static func word(_ bytes: ByteView, at start: Int) -> UInt32 {
        (0..<4).reduce(0) { $0 << 8 | UInt32(bytes[start + $1]) }
    }

    static func bigEndianBytes<Word: FixedWidthInteger>(of word: Word) -> [UInt8] {
        stride(from: Word.bitWidth - 8, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> $0) }
    }
}
