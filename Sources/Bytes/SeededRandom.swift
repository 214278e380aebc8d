// Random numbers from one seed (splitmix64), so that a run can be repeated from the seed it printed.
// Not for secrets: those come from the system's generator.

public struct SeededRandom: RandomNumberGenerator, Sendable {
    private var state: UInt64

    public init(seed: UInt64) {
        state = seed
    }

    public mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }
}

extension SeededRandom {
    /// A name that nobody else has, such as that of a run.
    public mutating func hexadecimal(digits: Int) -> String {
        var text = ""
        for _ in 0..<digits { text += String(Int.random(in: 0..<16, using: &self), radix: 16) }
        return text
    }
}
