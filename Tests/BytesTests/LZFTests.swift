// LZF both ways: what is packed unpacks to itself, what Redis packed unpacks, and nothing that is handed in can do
// harm.

import Bytes
import Testing
import TestSupport

private func pack(_ bytes: [UInt8], limit: Int? = nil) -> [UInt8]? {
    var packer = LZFPacker()
    var queue = ByteQueue(pool: BufferPool())
    let length = bytes.withView { packer.pack($0, limit: limit ?? $0.count * 2 + 16, to: &queue) }
    return length.map { length in
        #expect(queue.count == length)
        return queue.pending.array
    }
}

private func unpack(_ packed: [UInt8], _ length: Int) -> [UInt8]? {
    var queue = ByteQueue(pool: BufferPool())
    queue.append("before")
    let isWhole = packed.withView { LZF.unpack($0, length: length, to: &queue) }
    let unpacked = queue.pending.dropFirst(6).array
    if !isWhole { #expect(unpacked.isEmpty) }
    return isWhole ? unpacked : nil
}

struct LZFTests {
    @Test func theFormIsThatOfRedis() {
        // What redis-server 7.0 has in its snapshot for a hundred times "a", and for twenty times "abc".
        #expect(
            unpack([0x01, 0x61, 0x61, 0xe0, 0x57, 0x00, 0x01, 0x61, 0x61], 100) == [UInt8](repeating: 0x61, count: 100))
        let second: [UInt8] = [0x03, 0x61, 0x62, 0x63, 0x61, 0xe0, 0x2d, 0x02, 0x01, 0x62, 0x63]
        #expect(unpack(second, 60) == Array(repeatElement("abc", count: 20).joined().utf8))
    }

    @Test func theFrozenFormOfWhatWePack() {
        let text = Array("abcabcabcabcabcabc, and abcabc".utf8)
        #expect(pack(text) == [2, 97, 98, 99, 224, 6, 2, 5, 44, 32, 97, 110, 100, 32, 128, 20])
    }

    @Test(arguments: Seeds.fixed(3)) func whatIsPackedUnpacks(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for round in 0..<300 {
            let letters = Int.random(in: 1...([2, 4, 30, 255][round % 4]), using: &random)
            let count = [Int.random(in: 0..<70, using: &random), Int.random(in: 0..<20_000, using: &random)][round % 2]
            let bytes = (0..<count).map { _ in UInt8(Int.random(in: 0...letters, using: &random)) }
            guard let packed = pack(bytes) else {
                // Only what has no room at all cannot be packed.
                #expect(bytes.isEmpty)
                continue
            }
            #expect(unpack(packed, count) == bytes)
        }
    }

    @Test func onePackerPacksManyStrings() {
        var packer = LZFPacker()
        for text in ["one one one one", "two two two two", "one one one one", "o", ""] {
            var queue = ByteQueue(pool: BufferPool())
            let bytes = Array(text.utf8)
            let length = bytes.withView { packer.pack($0, limit: 100, to: &queue) }
            #expect(length == queue.count)
            #expect(unpack(queue.pending.array, bytes.count) == bytes)
        }
    }

    @Test func textBecomesShorterAndNoiseIsGivenUp() throws {
        var random = SeededRandom(seed: 1)
        let text = (0..<500).flatMap { Array("key:\($0 % 50) has the value \($0); ".utf8) }
        let packed = try #require(pack(text, limit: text.count - 4))
        #expect(packed.count < text.count * 4 / 10)
        let noise = (0..<1_000).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        #expect(pack(noise, limit: noise.count - 4) == nil)
    }

    @Test func theLimitIsKeptToTheByte() throws {
        let text = Array(repeatElement("abcdefgh", count: 9).joined().utf8)
        let length = try #require(pack(text)).count
        #expect(pack(text, limit: length)?.count == length)
        for limit in 0..<length { #expect(pack(text, limit: limit) == nil) }
    }

    @Test func whatIsNotWholeIsRefused() {
        let packed: [UInt8] = [2, 97, 98, 99, 0xe0, 48, 2]
        #expect(unpack(packed, 60) != nil)
        for length in [0, 1, 3, 59, 61, 1_000] { #expect(unpack(packed, length) == nil) }
        for count in 0..<packed.count { #expect(unpack(Array(packed[..<count]), 60) == nil) }
    }

    @Test func copiesFromBeforeTheBeginningAreRefused() {
        #expect(unpack([0x20, 0x00], 3) == nil)
        #expect(unpack([0x00, 0x61, 0x20, 0x01], 4) == nil)
        #expect(unpack([0x00, 0x61, 0x20, 0x00], 4) == Array("aaaa".utf8))
    }

    @Test func aLengthBeyondAllReasonIsRefusedWithoutMakingRoom() {
        #expect(unpack([0x00, 0x61], .max) == nil)
        #expect(unpack([], 1 << 40) == nil)
        #expect(unpack([0x00, 0x61], -1) == nil)
    }

    @Test(arguments: Seeds.fixed(3)) func noiseDoesNoHarm(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 0..<40, using: &random)).map { _ in
                UInt8(truncatingIfNeeded: random.next()) & [0xff, 0x3f, 0xe1].randomElement(using: &random)!
            }
            let length = Int.random(in: 0..<300, using: &random)
            if let unpacked = unpack(bytes, length) { #expect(unpacked.count == length) }
        }
    }
}
