// Values of every form and at every length where a form ends.

package import Bytes

package struct RandomValues {
    private var random: SeededRandom

    package init(random: SeededRandom) {
        self.random = random
    }

    package mutating func next() -> [UInt8] {
        switch Int.random(in: 0..<20, using: &random) {
        case 0: return []
        case 1...4: return Array(String(number()).utf8)
        case 5: return Array("0\(number())".utf8)
        case 6...13: return bytes(Int.random(in: 0..<40, using: &random))
        case 14...16: return bytes(Int.random(in: 180..<205, using: &random))
        case 17, 18: return bytes(Int.random(in: 0..<2_000, using: &random))
        default: return bytes(Int.random(in: 0..<20_000, using: &random))
        }
    }

    /// A number of any length.
    package mutating func number() -> Int64 {
        Int64(truncatingIfNeeded: random.next()) >> Int64.random(in: 0..<64, using: &random)
    }

    private mutating func bytes(_ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: UInt8(truncatingIfNeeded: random.next()), count: count)
        for _ in 0..<min(3, count) {
            bytes[Int.random(in: 0..<count, using: &random)] = UInt8(truncatingIfNeeded: random.next())
        }
        return bytes
    }
}
