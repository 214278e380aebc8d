// A short name with its letters folded to capitals, in three words: what a table of command names hashes and compares.

public struct FoldedName: Hashable, Sendable {
    /// Longer names do not fold.
    public static let longest = 24

    private let low: UInt64
    private let middle: UInt64
    private let high: UInt64
    private let length: Int

    /// Nil where the name is too long, or empty.
    @inline(__always)
    public init?(_ name: ByteView) {
        length = name.count
        guard length > 0, length <= Self.longest else { return nil }
        low = Self.capitals(Self.word(name, from: 0, length: min(length, 8)))
        middle = length > 8 ? Self.capitals(Self.word(name, from: 8, length: min(length - 8, 8))) : 0
        high = length > 16 ? Self.capitals(Self.word(name, from: 16, length: length - 16)) : 0
    }

    public var hash: Int {
        let mixed = (low ^ middle &* 0x9e37_79b9_7f4a_7c15 ^ high) &* 0xff51_afd7_ed55_8ccd
        return Int(truncatingIfNeeded: mixed >> 33)
    }

    /// One to eight bytes as a word, read in at most two loads that may overlap.
    @inline(__always)
    private static func word(_ name: ByteView, from start: Int, length: Int) -> UInt64 {
        let base = unsafe name.base + start
        if length == 8 { return unsafe base.loadUnaligned(as: UInt64.self) }
        if length >= 4 {
            let first = UInt64(unsafe base.loadUnaligned(as: UInt32.self))
            let last = UInt64(unsafe base.loadUnaligned(fromByteOffset: length - 4, as: UInt32.self))
            return first | last << UInt64((length - 4) * 8)
        }
        let first = UInt64(unsafe base.load(as: UInt8.self))
        let middle = UInt64(unsafe base.load(fromByteOffset: length / 2, as: UInt8.self)) << UInt64(length / 2 * 8)
        let last = UInt64(unsafe base.load(fromByteOffset: length - 1, as: UInt8.self)) << UInt64((length - 1) * 8)
        return first | middle | last
    }

    /// Every byte from a to z without its bit for small letters.
    @inline(__always)
    private static func capitals(_ word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let heptets = word & (ones &* 0x7f)
        let fromA = heptets &+ ones &* (0x80 - 0x61)
        let beyondZ = heptets &+ ones &* (0x80 - 0x7b)
        let isSmall = (fromA ^ beyondZ) & ~word & (ones &* 0x80)
        return word & ~(isSmall >> 2)
    }
}
