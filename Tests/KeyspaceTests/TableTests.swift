// What only the table itself can show: chains, moves that are under way, and fairness.

import Bytes
@testable import Keyspace
import Testing
import TestSupport

/// A table of keys whose values do not matter.
private final class Keys {
    var table: Table
    let hasher: SipHash

    init(seed: UInt64 = 5) {
        var random = SeededRandom(seed: seed)
        hasher = SipHash(random: &random)
        table = Table(hasher: hasher)
    }

    func add(_ key: String) {
        Array(key.utf8).withView { key in
            let record = Record.make(key: key, valueSize: 8, hasExpiry: false)
            record.write(.integer(0))
            table.insert(record, hasher.hash(key))
        }
    }

    func has(_ key: String) -> Bool {
        Array(key.utf8).withView { table.find($0, hasher.hash($0)) != nil }
    }

    func remove(_ key: String) {
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
        let keys = Keys()
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
        let keys = Keys()
        var found = 0
        for number in 0..<1_000 {
            keys.add("present:\(number)")
            for absent in 0..<20 where keys.has("absent:\(number):\(absent)") { found += 1 }
        }
        #expect(found == 0)
        #expect((0..<1_000).allSatisfy { keys.has("present:\($0)") })
    }

    @Test func aTableGrowsWhenItsBucketsAreFullAndShrinksWhenTheyAreSparse() {
        let keys = Keys()
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
        let keys = Keys()
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

    /// The keys that this many draws have not brought.
    private func missed(by draws: Int, from keys: Keys) -> Set<String> {
        var random = SeededRandom(seed: 11)
        var missed = Set<String>()
        keys.table.forEach { missed.insert($0.key.text) }
        for _ in 0..<draws {
            if let record = keys.table.random(&random) { missed.remove(record.key.text) }
        }
        return missed
    }

    @Test func randomReachesAllKeysInAboutTheTimeThatChanceTakes() {
        let keys = Keys()
        for number in 0..<300 { keys.add("key:\(number)") }
        // Drawn fairly, 300 keys are all seen after 300 × ln 300 ≈ 1,700 draws, give or take a few hundred.
        #expect(missed(by: 5_000, from: keys) == [])
    }

    @Test func randomReachesAllKeysWhileTheTableMoves() {
        let keys = Keys()
        var number = 0
        while !keys.table.isRehashing || number < 500 {
            keys.add("key:\(number)")
            number += 1
        }
        #expect(missed(by: 20_000, from: keys) == [])
    }

    @Test func randomReachesTheLastKeyOfTheLongestChain() {
        let keys = Keys()
        for key in keys.crowd(40) { keys.add(key) }
        #expect(missed(by: 5_000, from: keys) == [])
    }

    @Test func randomFindsNothingInAnEmptyTable() {
        let keys = Keys()
        var random = SeededRandom(seed: 1)
        #expect(keys.table.random(&random) == nil)
    }

    @Test func aTableIsDismantledInSlicesAlsoHalfwayThroughAMove() {
        for size in [0, 1, 100, 1_025, 3_000] {
            let keys = Keys()
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
