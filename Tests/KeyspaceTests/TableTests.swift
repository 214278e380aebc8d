// What only the table itself can show: chains, moves that are under way, and fairness.

import Bytes
@testable import Keyspace
import Testing
import TestSupport

/// A table of keys whose values do not matter.
private struct Keys: ~Copyable {
    var table: Table
    let hasher: SipHash

    init(seed: UInt64 = 5) {
        var random = SeededRandom(seed: seed)
        hasher = SipHash(random: &random)
        table = Table(hasher: hasher)
    }

    mutating func add(_ key: String) {
        Array(key.utf8).withView { key in
            let record = Record.make(key: key, valueSize: 8, hasExpiry: false)
            record.write(.integer(0))
            table.insert(record, hasher.hash(key))
        }
    }

    func has(_ key: String) -> Bool {
        Array(key.utf8).withView { table.find($0, hasher.hash($0)) != nil }
    }

    mutating func remove(_ key: String) {
        Array(key.utf8).withView { key in
            let hash = hasher.hash(key)
            guard let slot = table.find(key, hash) else { return }
            table.remove(slot, hash).free()
        }
    }

    /// Names of keys whose hashes agree in their lowest bits, and so share a bucket for long.
    func crowd(_ count: Int, bits: Int = 8) -> [String] {
        var crowd: [String] = []
        var number = 0
        while crowd.count < count {
            let key = "crowd:\(number)"
            number += 1
            if Array(key.utf8).withView({ hasher.hash($0) }) & (1 << UInt64(bits) - 1) == 0 { crowd.append(key) }
        }
        return crowd
    }
}

struct TableTests {
    @Test func keysThatShareABucketChainAndUnchain() {
        var keys = Keys()
        let crowd = keys.crowd(60)
        for (index, key) in crowd.enumerated() {
            #expect(!keys.has(key))
            keys.add(key)
            keys.table.checkInvariants()
            #expect(crowd[...index].allSatisfy { keys.has($0) })
        }
        var random = SeededRandom(seed: 9)
        var left = crowd.shuffled(using: &random)
        while let key = left.popLast() {
            keys.remove(key)
            keys.table.checkInvariants()
            #expect(!keys.has(key))
            #expect(left.allSatisfy { keys.has($0) })
        }
        while keys.table.rehash(buckets: 64) {}
        #expect(keys.table.count == 0 && keys.table.recordBytes == 0 && keys.table.bucketBytes == 64)
    }

    @Test func anAbsentKeyIsNotFoundWhateverIsAroundIt() {
        // Tags are a byte: with so many look-ups each pair of tags stands side by side in some bucket.
        var keys = Keys()
        var found = 0
        for number in 0..<1_000 {
            keys.add("present:\(number)")
            for absent in 0..<20 where keys.has("absent:\(number):\(absent)") { found += 1 }
        }
        #expect(found == 0)
        #expect((0..<1_000).allSatisfy { keys.has("present:\($0)") })
    }

    @Test func aTableGrowsWhenItsBucketsAreFullAndShrinksWhenTheyAreSparse() {
        var keys = Keys()
        for number in 0..<4_096 { keys.add("key:\(number)") }
        while keys.table.rehash(buckets: 64) {}
        #expect(keys.table.bucketCount == 512)
        for number in 400..<4_096 { keys.remove("key:\(number)") }
        while keys.table.rehash(buckets: 64) {}
        #expect(keys.table.bucketCount <= 256)
        #expect((0..<400).allSatisfy { keys.has("key:\($0)") })
        keys.table.checkInvariants()
    }

    @Test func noWriteMovesMoreThanItsShare() {
        // A move that began at n records is over n writes later at the latest, so growth never falls behind.
        var keys = Keys()
        for number in 0..<20_000 {
            keys.add("key:\(number)")
            guard keys.table.count <= keys.table.bucketCount * Table.fullBucket else {
                Issue.record("\(keys.table.count) keys in \(keys.table.bucketCount) buckets")
                return
            }
        }
        while keys.table.rehash(buckets: 64) {}
        #expect(keys.table.count == 20_000)
    }

    /// How many draws it takes until every key has been drawn, up to `limit`.
    private func draws(_ table: borrowing Table, limit: Int) -> Int? {
        var random = SeededRandom(seed: 11)
        var missing = Set<String>()
        table.forEach { missing.insert($0.key.text) }
        for draw in 1...limit {
            if let record = table.random(&random) { missing.remove(record.key.text) }
            if missing.isEmpty { return draw }
        }
        return nil
    }

    @Test func randomReachesAllKeysInAboutTheTimeThatChanceTakes() throws {
        var keys = Keys()
        for number in 0..<300 { keys.add("key:\(number)") }
        // Drawn fairly, 300 keys are all seen after 300 × ln 300 ≈ 1,700 draws, give or take a few hundred.
        #expect(try #require(draws(keys.table, limit: 40_000)) < 6_000)
    }

    @Test func randomReachesAllKeysWhileTheTableMoves() throws {
        var keys = Keys()
        var number = 0
        while !keys.table.isRehashing || number < 500 {
            keys.add("key:\(number)")
            number += 1
        }
        #expect(try #require(draws(keys.table, limit: 40_000)) < 20_000)
    }

    @Test func randomReachesTheLastKeyOfTheLongestChain() {
        var keys = Keys()
        for key in keys.crowd(40) { keys.add(key) }
        #expect(draws(keys.table, limit: 20_000) != nil)
    }

    @Test func aTableIsDismantledInSlicesAlsoHalfwayThroughAMove() {
        for size in [0, 1, 100, 1_025, 3_000] {
            var keys = Keys()
            for number in 0..<size { keys.add("key:\(number)") }
            var slices = 0
            while keys.table.dismantle(buckets: 3) {
                slices += 1
                keys.table.checkInvariants()
            }
            #expect(keys.table.count == 0 && keys.table.recordBytes == 0)
            #expect(slices <= size + 2)
        }
    }
}
