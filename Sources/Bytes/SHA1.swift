// SHA-1 (FIPS 180-4), because DEBUG DIGEST is defined by it. Not for secrets: collisions can be made.

public enum SHA1 {
    /// The twenty bytes that stand for `message`.
    public static func digest(of message: ByteView) -> [UInt8] {
        var state: State = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0]
        DigestBlocks.forEach(of: message) { compress($0, $1, into: &state) }
        return (0..<5).flatMap { DigestBlocks.bigEndianBytes(of: state[$0]) }
    }

    private typealias State = InlineArray<5, UInt32>

    private static func compress(_ bytes: ByteView, _ start: Int, into state: inout State) {
        let words = schedule(of: bytes, start)
        var a = state[0], b = state[1], c = state[2], d = state[3], e = state[4]
        for round in 0..<80 {
            let (mixed, constant) = mix(round, b, c, d)
            let next = rotate(a, 5) &+ mixed &+ e &+ constant &+ words[round]
            (a, b, c, d, e) = (next, a, rotate(b, 30), c, d)
        }
        state[0] &+= a
        state[1] &+= b
        state[2] &+= c
        state[3] &+= d
        state[4] &+= e
    }

    private static func schedule(of bytes: ByteView, _ start: Int) -> InlineArray<80, UInt32> {
        var words = InlineArray<80, UInt32>(repeating: 0)
        for index in 0..<16 { words[index] = DigestBlocks.word(bytes, at: start + index * 4) }
        for index in 16..<80 {
            words[index] = rotate(words[index - 3] ^ words[index - 8] ^ words[index - 14] ^ words[index - 16], 1)
        }
        return words
    }

    private static func mix(_ round: Int, _ b: UInt32, _ c: UInt32, _ d: UInt32) -> (mixed: UInt32, constant: UInt32) {
        switch round {
        case ..<20: (b & c | ~b & d, 0x5a82_7999)
        case ..<40: (b ^ c ^ d, 0x6ed9_eba1)
        case ..<60: (b & c | b & d | c & d, 0x8f1b_bcdc)
        default: (b ^ c ^ d, 0xca62_c1d6)
        }
    }

    private static func rotate(_ word: UInt32, _ bits: UInt32) -> UInt32 {
        word << bits | word >> (32 - bits)
    }
}
