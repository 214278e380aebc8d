// The hash against the algorithm written out plainly. That the plain form is right is shown where results are
// published: for other numbers of rounds.

import Bytes
import Testing
import TestSupport

/// SipHash-c-d as its paper describes it, byte by byte.
private func plainSipHash(_ bytes: [UInt8], key: (UInt64, UInt64), compressions: Int, finalizations: Int) -> UInt64 {
    var v: [UInt64] = [
        key.0 ^ 0x736f6d6570736575, key.1 ^ 0x646f72616e646f6d, key.0 ^ 0x6c7967656e657261, key.1 ^ 0x7465646279746573,
    ]
    func rotate(_ index: Int, _ bits: UInt64) { v[index] = v[index] << bits | v[index] >> (64 - bits) }
    func add(_ index: Int, _ other: Int) { v[index] = v[index] &+ v[other] }
    func mix(_ index: Int, _ other: Int) { v[index] ^= v[other] }
    func round() {
        add(0, 1); rotate(1, 13); mix(1, 0); rotate(0, 32)
        add(2, 3); rotate(3, 16); mix(3, 2)
        add(0, 3); rotate(3, 21); mix(3, 0)
        add(2, 1); rotate(1, 17); mix(1, 2); rotate(2, 32)
    }
    var padded = bytes
    while padded.count % 8 != 7 { padded.append(0) }
    padded.append(UInt8(bytes.count % 256))
    for start in stride(from: 0, to: padded.count, by: 8) {
        let word = (0..<8).reduce(UInt64(0)) { $0 | UInt64(padded[start + $1]) << (8 * UInt64($1)) }
        v[3] ^= word
        for _ in 0..<compressions { round() }
        v[0] ^= word
    }
    v[2] ^= 0xff
    for _ in 0..<finalizations { round() }
    return v[0] ^ v[1] ^ v[2] ^ v[3]
}

struct SipHashTests {
    /// The key of the paper's test vectors: bytes 0 to 15.
    private static let key: (UInt64, UInt64) = (0x0706_0504_0302_0100, 0x0f0e_0d0c_0b0a_0908)

    @Test func thePlainFormGivesThePublishedResultsOfSipHash24() {
        func hash(_ count: UInt8) -> UInt64 {
            plainSipHash(Array(0..<count), key: Self.key, compressions: 2, finalizations: 4)
        }
        #expect(hash(15) == 0xa129_ca61_49be_45e5)
        #expect(hash(0) == 0x726f_db47_dd0e_0e31)
        #expect(hash(8) == 0x93f5_f579_9a93_2462)
    }

    @Test func thePlainFormGivesPythonsHashesWhichAreSipHash13() {
        // What Python 3.11 answers to hash(b"…") under PYTHONHASHSEED=0, as an unsigned number.
        for (text, expected) in Self.pythonHashes {
            let hash = plainSipHash(Array(text.utf8), key: (0, 0), compressions: 1, finalizations: 3)
            #expect(hash == expected)
        }
    }

    private static let pythonHashes: [(String, UInt64)] = [
        ("a", 0x4074_48d2_b89b_1813), ("abc", 0xc03b_c3a0_0426_30f2), ("1234567", 0xa33d_6515_94fd_ae81),
        ("12345678", 0x3489_9824_3056_0a87), ("SipHash", 0x1b80_be0b_97c6_5e23),
        ("a somewhat longer text", 0x4eed_d671_b4c6_54a7),
    ]

    @Test(arguments: Seeds.fixed(2)) func theHashIsSipHash12AtEveryLength(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for length in 0..<300 {
            let bytes = (0..<length).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            let key = (random.next(), random.next())
            let expected = plainSipHash(bytes, key: key, compressions: 1, finalizations: 2)
            #expect(bytes.withView { SipHash(key: key).hash($0) } == expected)
        }
    }

    @Test func theHashDoesNotDependOnWhereTheBytesLie() {
        let hash = SipHash(key: Self.key)
        let bytes = Array("a key that is longer than two words".utf8)
        for shift in 0..<8 {
            let shifted = [UInt8](repeating: 1, count: shift) + bytes
            #expect(shifted.withView { hash.hash($0.dropFirst(shift)) } == bytes.withView { hash.hash($0) })
        }
    }

    @Test func anotherKeyGivesAnotherHash() {
        var random = SeededRandom(seed: 1)
        let first = SipHash(random: &random)
        let second = SipHash(random: &random)
        #expect(Array("key".utf8).withView { first.hash($0) != second.hash($0) })
    }
}
