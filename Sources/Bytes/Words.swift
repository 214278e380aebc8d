// Numbers of fixed width in bytes: read where they lie, and appended.

extension ByteView {
    /// The number whose lowest byte stands at `offset`.
    @inlinable @inline(__always)
    public func littleEndian<Word: FixedWidthInteger & BitwiseCopyable>(at offset: Int, as type: Word.Type) -> Word {
        precondition(offset >= 0 && offset <= count - MemoryLayout<Word>.size, "a number beyond the end of a view")
        return unsafe Word(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: Word.self))
    }

    /// The number whose highest byte stands at `offset`.
    @inlinable @inline(__always)
    public func bigEndian<Word: FixedWidthInteger & BitwiseCopyable>(at offset: Int, as type: Word.Type) -> Word {
        littleEndian(at: offset, as: type).byteSwapped
    }

    /// How many bytes are left when the zeros at the end are taken off.
    public var countWithoutZeros: Int {
        var end = count
        while end > 0, self[end - 1] == 0 { end -= 1 }
        return end
    }
}

extension ByteQueue {
    /// The number, its lowest byte first.
    public mutating func append(littleEndian number: UInt64, bytes: Int) {
        precondition(bytes <= 8, "a number has at most eight bytes")
        var word = number.littleEndian
        unsafe withUnsafeBytes(of: &word) { append(unsafe ByteView($0.baseAddress!, count: bytes)) }
    }

    /// The number, its highest byte first.
    public mutating func append(bigEndian number: UInt64, bytes: Int) {
        append(littleEndian: number.byteSwapped >> UInt64(64 - bytes * 8), bytes: bytes)
    }

    /// The number in hexadecimal, with all its zeros.
    public mutating func append(hexadecimal number: UInt64, digits: Int) {
        for digit in stride(from: digits - 1, through: 0, by: -1) {
            let value = UInt8(truncatingIfNeeded: number >> UInt64(digit * 4) & 0xf)
            append(value < 10 ? value + UInt8(ascii: "0") : value - 10 + UInt8(ascii: "a"))
        }
    }
}

extension ByteView {
    /// The number that these bytes spell in lower-case hexadecimal with all its zeros, or nil.
    public func hexadecimal(digits: Int) -> UInt64? {
        guard count == digits, digits <= 16 else { return nil }
        var value: UInt64 = 0
        for index in 0..<count {
            switch self[index] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt64(self[index] - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"):
                value = value << 4 | UInt64(self[index] - UInt8(ascii: "a") + 10)
            default: return nil
            }
        }
        return value
    }
}
