// The promise of SCAN: whatever is there from the first step to the last is shown, however the table changes between.

import Bytes
@testable import Keyspace
import Testing
import TestSupport

/// A walk through a database that changes under it.
private final class Walk {
    let database: Database
    var random: SeededRandom
    let staying: Set<ByteString>
    var passing: [ByteString] = []
    private var seen: Set<ByteString> = []
    private var next = 0
    private(set) var sawStrangers = false
    private(set) var steps = 0

    init(seed: UInt64, staying count: Int, passing others: Int) {
        random = SeededRandom(seed: seed)
        database = Database(number: 0, hasher: SipHash(random: &random), roots: OrderedRoots([]))
        staying = Set((0..<count).map { ByteString("staying:\($0)") })
        // Keys that stay come in among the others, so that they were moved before the walk begins.
        var waiting = (0..<count).map { ByteString("staying:\($0)") }
        while !waiting.isEmpty || passing.count < others {
            if let key = waiting.popLast() { add(key) }
            if passing.count < others { comeAndGo(1, 0) }
        }
    }

    private func add(_ key: ByteString) {
        key.withView { _ = database.set($0, .integer(1), .clear, now: Instant(milliseconds: 1)) }
    }

    func comeAndGo(_ coming: Int, _ going: Int) {
        for _ in 0..<coming {
            passing.append(ByteString("passing:\(next)"))
            next += 1
            add(passing.last!)
        }
        for _ in 0..<min(going, passing.count) {
            let index = Int.random(in: 0..<passing.count, using: &random)
            passing.swapAt(index, passing.count - 1)
            passing.removeLast().withView { _ = database.remove($0) }
        }
    }

    /// Walks to the end, with `change` between any two steps; false when the walk does not end.
    func run(limit: Int, _ change: (Walk) -> Void) -> Bool {
        var cursor: UInt64 = 0
        repeat {
            steps += 1
            let present = steps % 10 == 0 ? Set(passing) : nil
            cursor = database.scan(cursor) { record in
                let key = ByteString(record.key)
                seen.insert(key)
                if let present, !staying.contains(key), !present.contains(key) { sawStrangers = true }
            }
            change(self)
        } while cursor != 0 && steps < limit
        return cursor == 0
    }

    var missed: Set<ByteString> { staying.subtracting(seen) }
}

struct ScanTests {
    @Test(arguments: Seeds.fixed(24)) func keysThatStayAreShownWhateverComesAndGoesMeanwhile(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let walk = Walk(
            seed: seed, staying: [1, 40, 300].randomElement(using: &random)!,
            passing: [0, 50, 2_500].randomElement(using: &random)!)
        // A tendency that turns round now and then: the table grows and shrinks in the same walk.
        var tendency = Bool.random(using: &random)
        let ended = walk.run(limit: 20_000) { walk in
            if Int.random(in: 0..<12, using: &random) == 0 { tendency.toggle() }
            let many = Int.random(in: 0..<60, using: &random)
            walk.comeAndGo(tendency && walk.passing.count < 6_000 ? many : many / 8, tendency ? many / 8 : many)
            if Int.random(in: 0..<4, using: &random) == 0 {
                _ = walk.database.rehash(buckets: Int.random(in: 0..<30, using: &random))
                walk.database.shrinkIfSparse()
            }
        }
        #expect(ended, "the walk came to no end in \(walk.steps) steps")
        #expect(walk.missed.isEmpty)
        #expect(!walk.sawStrangers, "a key was shown that was not there")
        walk.database.checkInvariants()
    }

    @Test(arguments: Seeds.fixed(6)) func keysThatStayAreShownThoughTheTableBecomesManyTimesLargerOrSmaller(
        seed: UInt64
    ) {
        for isGrowing in [true, false] {
            let walk = Walk(seed: seed, staying: 60, passing: isGrowing ? 10 : 4_000)
            var random = SeededRandom(seed: seed)
            let turn = Int.random(in: 1..<20, using: &random)
            let ended = walk.run(limit: 20_000) { walk in
                guard walk.steps == turn else { return }
                walk.comeAndGo(isGrowing ? 4_000 : 0, isGrowing ? 0 : 4_000)
                walk.database.shrinkIfSparse()
                while walk.database.rehash(buckets: 64) {}
            }
            #expect(ended)
            #expect(walk.missed.isEmpty)
        }
    }

    private func parts(of database: Database) -> [Set<ByteString>] {
        (0..<Database.parts).map { part in
            var keys: [ByteString] = []
            database.forEach(inPart: part) { keys.append(ByteString($0.key)) }
            #expect(Set(keys).count == keys.count, "a key was shown twice")
            return Set(keys)
        }
    }

    @Test(arguments: Seeds.fixed(6)) func aKeyStaysInItsPartWhateverElseIsThere(seed: UInt64) {
        let walk = Walk(seed: seed, staying: 200, passing: 0)
        let before = parts(of: walk.database)
        #expect(before.reduce(into: Set()) { $0.formUnion($1) } == walk.staying)
        #expect(before.reduce(0) { $0 + $1.count } == walk.staying.count)
        // Meanwhile tables of all sizes, at rest and on the move.
        for (coming, going) in [(400, 0), (3_000, 0), (0, 3_400)] {
            walk.comeAndGo(coming, going)
            walk.database.shrinkIfSparse()
            repeat {
                #expect(parts(of: walk.database).map { $0.intersection(walk.staying) } == before)
            } while walk.database.rehash(buckets: 50)
        }
    }

    /// The cursors of a walk through a table of this many buckets.
    private func cursors(keys: Int) -> [UInt64] {
        let walk = Walk(seed: 3, staying: keys, passing: 0)
        while walk.database.rehash(buckets: 8) {}
        var cursors: [UInt64] = [0]
        while true {
            let next = walk.database.scan(cursors.last!) { _ in }
            if next == 0 { return cursors }
            cursors.append(next)
        }
    }

    @Test func aWalkCountsInReversedBits() {
        #expect(cursors(keys: 1) == [0])
        #expect(cursors(keys: 30) == [0, 2, 1, 3])
        #expect(cursors(keys: 60) == [0, 4, 2, 6, 1, 5, 3, 7])
    }

    @Test func aLargerTableVisitsTheTwoHalvesOfABucketWhereThatBucketStood() {
        let small = cursors(keys: 500)
        let large = cursors(keys: 1_000)
        #expect(large.count == small.count * 2)
        #expect(large.enumerated().allSatisfy { $1 % UInt64(small.count) == small[$0 / 2] })
    }

    @Test func aCursorThatNobodyGaveIsHarmless() {
        let walk = Walk(seed: 4, staying: 500, passing: 0)
        for cursor in [UInt64.max, 1 << 63, 12_345_678_901, 511] {
            var cursor = cursor
            var steps = 0
            repeat {
                cursor = walk.database.scan(cursor) { _ in }
                steps += 1
            } while cursor != 0 && steps < 10_000
            #expect(cursor == 0)
        }
    }
}
