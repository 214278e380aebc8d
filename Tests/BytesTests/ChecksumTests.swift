// The checksums against published results and against their definition, bit by bit.

import Bytes
import Testing
import TestSupport

/// The remainder as its definition has it: one bit after the other.
private func plainRemainder(_ bytes: [UInt8], start: UInt64, reflected polynomial: UInt64) -> UInt64 {
    bytes.reduce(start) { register, byte in
        (0..<8).reduce(register ^ UInt64(byte)) { rest, _ in rest & 1 == 1 ? rest >> 1 ^ polynomial : rest >> 1 }
    }
}

struct ChecksumTests {
    private static let digits = Array("123456789".utf8)

    /// The check value that Redis's own source states for CRC-64-Jones, and that of RFC 3720 for CRC-32C.
    @Test func theChecksumsOfTheDigitsAreThePublishedOnes() {
        #expect(Self.digits.withView { CRC64.update(0, $0) } == 0xe9c6_d914_c4b8_d9ca)
        #expect(Self.digits.withView { CRC32C.update(0, $0) } == 0xe306_9283)
    }

    @Test func theChecksumsOfRFC3720AreRight() {
        let ascending = Array(UInt8(0)..<32)
        #expect([UInt8](repeating: 0, count: 32).withView { CRC32C.update(0, $0) } == 0x8a91_36aa)
        #expect([UInt8](repeating: 0xff, count: 32).withView { CRC32C.update(0, $0) } == 0x62a8_ab43)
        #expect(ascending.withView { CRC32C.update(0, $0) } == 0x46dd_794e)
        #expect(Array(ascending.reversed()).withView { CRC32C.update(0, $0) } == 0x113f_db5c)
    }

    @Test func ofNothingTheyAreNothing() {
        #expect(CRC64.update(0, ByteView("")) == 0)
        #expect(CRC32C.update(0, ByteView("")) == 0)
    }

    @Test(arguments: Seeds.fixed(2)) func atEveryLengthTheyAreWhatTheirDefinitionSays(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for length in Array(0..<400) + [1_000, 4_096, 65_537] {
            let bytes = (0..<length).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            let start = random.next()
            let long = plainRemainder(bytes, start: start, reflected: 0x95ac_9329_ac4b_c9b5)
            #expect(bytes.withView { CRC64.update(start, $0) } == long, "\(length) bytes")
            let short = UInt32(truncatingIfNeeded: start)
            let plain = ~UInt32(plainRemainder(bytes, start: UInt64(~short), reflected: 0x82f6_3b78))
            #expect(bytes.withView { CRC32C.update(short, $0) } == plain, "\(length) bytes")
        }
    }

    @Test(arguments: Seeds.fixed(2)) func theyGoOnWhereTheyStopped(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let bytes = (0..<1_000).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        bytes.withView { view in
            for cut in stride(from: 0, through: 1_000, by: 7) {
                let (first, rest) = (view.prefix(cut), view.dropFirst(cut))
                #expect(CRC64.update(CRC64.update(0, first), rest) == CRC64.update(0, view))
                #expect(CRC32C.update(CRC32C.update(0, first), rest) == CRC32C.update(0, view))
            }
        }
    }
}
