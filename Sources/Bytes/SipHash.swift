// SipHash-1-2 with a secret key: a hash fast enough for every command, whose collisions an attacker cannot plan.

internal import CLinux

public struct SipHash: Sendable {
    private let key: (UInt64, UInt64)

    public init(key: (UInt64, UInt64)) {
        self.key = key
    }

    public init(random: inout SeededRandom) {
        self.key = (random.next(), random.next())
    }

    public func hash(_ view: ByteView) -> UInt64 {
        var state = State(key)
        let wholeWords = view.count & ~7
        var offset = 0
        while offset < wholeWords {
            state.compress(unsafe view.base.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            offset += 8
        }
        var tail = UInt64(truncatingIfNeeded: view.count) << 56
        var shift: UInt64 = 0
        while offset < view.count {
            tail |= UInt64(unsafe view.base.load(fromByteOffset: offset, as: UInt8.self)) << shift
            offset += 1
            shift += 8
        }
        state.compress(tail)
        return state.finish()
    }

    private struct State {
        var v0, v1, v2, v3: UInt64

        @inline(__always)
        init(_ key: (UInt64, UInt64)) {
            v0 = key.0 ^ 0x736f_6d65_7073_6575
            v1 = key.1 ^ 0x646f_7261_6e64_6f6d
            v2 = key.0 ^ 0x6c79_6765_6e65_7261
            v3 = key.1 ^ 0x7465_6462_7974_6573
        }

        @inline(__always)
        mutating func compress(_ word: UInt64) {
            v3 ^= word
            round()
            v0 ^= word
        }

        @inline(__always)
        mutating func finish() -> UInt64 {
            v2 ^= 0xff
            round()
            round()
            return v0 ^ v1 ^ v2 ^ v3
        }

        @inline(__always)
        private mutating func round() {
            v0 = v0 &+ v1
            v2 = v2 &+ v3
            v1 = rotate(v1, 13) ^ v0
            v3 = rotate(v3, 16) ^ v2
            v0 = rotate(v0, 32)
            v2 = v2 &+ v1
            v0 = v0 &+ v3
            v1 = rotate(v1, 17) ^ v2
            v3 = rotate(v3, 21) ^ v0
            v2 = rotate(v2, 32)
        }

        @inline(__always)
        private func rotate(_ word: UInt64, _ bits: UInt64) -> UInt64 {
            word &<< bits | word &>> (64 &- bits)
        }
    }
}
