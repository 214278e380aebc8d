// A walk shows a database as it was when the walk began, whatever happens to the database meanwhile.

import Bytes
import Keyspace
import Testing
import TestSupport

private final class Shown {
    var values: [String: String] = [:]
    var twice: [String] = []

    func note(_ record: Record) {
        let key = record.key.text
        let value = record.content.withView(\.text) + (record.expiry.map { " until \($0)" } ?? "")
        if values.updateValue(value, forKey: key) != nil { twice.append(key) }
    }
}

extension SeededRandom {
    fileprivate mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }
}

struct WalkTests {
    private static let now = Instant(milliseconds: 1)
    private let database = Database(number: 0, hasher: SipHash(key: (3, 4)), roots: OrderedRoots([ByteString("root")]))

    private func content() -> [String: String] {
        let all = Shown()
        database.forEach(all.note)
        return all.values
    }

    /// One change of a kind and a key that chance chooses.
    private func change(_ random: inout SeededRandom, keys: Int) {
        Array("key:\(random.below(keys))".utf8).withView { key in
            let isThere = database.find(key) != nil
            switch random.below(8) {
            case 0, 1: database.remove(key)
            case 2 where isThere:
                database.setExpiry(key, random.below(2) == 0 ? nil : Int64(1_000 + random.below(1_000)))
            case 3 where isThere: _ = database.append(key, ByteView("more"))
            case 4 where isThere: _ = database.setRange(key, 2, ByteView("range"))
            case 5:
                if let record = database.find(key) { _ = database.setInteger(record, Int64(random.below(1_000))) }
            case 6:
                guard isThere, let detached = database.detach(key) else { return }
                let name = Array("moved:\(random.below(keys))".utf8)
                name.withView { name in
                    database.remove(name)
                    database.attach(detached.renamed(name))
                }
            default:
                let number = Int64(random.below(1_000_000))
                database.set(key, .integer(number), random.below(3) == 0 ? .at(1_000 + number) : .clear, now: Self.now)
            }
        }
    }

    @Test(arguments: Seeds.fixed(24)) func aWalkShowsWhatThereWasWhenItBegan(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let keys = [1, 20, 400, 5_000][random.below(4)]
        for _ in 0..<random.below(keys * 4) { change(&random, keys: keys) }
        let expected = content()
        let shown = Shown()
        database.beginWalk(shown.note)
        while database.walkOn(shown.note) {
            for _ in 0..<random.below(60) { change(&random, keys: keys) }
            _ = database.rehash(buckets: 8)
        }
        #expect(shown.values == expected)
        #expect(shown.twice.isEmpty)
        database.checkInvariants()
        // When it is over the table moves again.
        for _ in 0..<keys * 2 { change(&random, keys: keys) }
        while database.rehash(buckets: 64) {}
        database.checkInvariants()
    }

    /// Long records of one bucket are shown one by one, and what is about to change among them before it does.
    @Test(arguments: Seeds.fixed(12)) func aBucketIsLeftInTheMidst(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let keys = 300
        let long = String(repeating: "long", count: 1_300)
        for number in 0..<keys where random.below(4) > 0 {
            Array("key:\(number)".utf8).withView { key in
                database.set(key, .integer(Int64(number)), .clear, now: Self.now)
                Array("\(long)\(number)".utf8).withView { _ = database.append(key, $0) }
            }
        }
        let expected = content()
        let shown = Shown()
        database.beginWalk(shown.note)
        var steps = 0
        walk(shown) { count in
            #expect(count <= 1)
            steps += 1
            if random.below(3) == 0 { change(&random, keys: keys) }
        }
        #expect(steps > expected.count / 10)
        #expect(shown.values == expected)
        #expect(shown.twice.isEmpty)
        database.checkInvariants()
    }

    /// Walks on to the end, and tells of each step how many records it has shown.
    private func walk(_ shown: Shown, _ note: (Int) -> Void) {
        var before = 0
        while database.walkOn(shown.note) {
            note(shown.values.count - before)
            before = shown.values.count
        }
    }

    /// What is kept elsewhere comes from disk, and may be long though its record is not.
    @Test func ofWhatIsKeptElsewhereAStepShowsOne() {
        let keys = 300
        for number in 0..<keys {
            Array("key:\(number)".utf8).withView { key in
                database.setResource(key, ByteView(""), until: nil, isElsewhere: true, now: Self.now)
            }
        }
        let shown = Shown()
        database.beginWalk(shown.note)
        var most = 0
        walk(shown) { most = max(most, $0) }
        #expect(most == 1)
        #expect(shown.values.count == keys)
        #expect(shown.twice.isEmpty)
    }

    @Test(arguments: Seeds.fixed(6)) func itGoesOnThoughTheDatabaseIsEmptied(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<4_000 { change(&random, keys: 2_000) }
        let expected = content()
        let shown = Shown()
        database.beginWalk(shown.note)
        for _ in 0..<20 {
            _ = database.walkOn(shown.note)
            change(&random, keys: 2_000)
        }
        let remains = database.removeAll()
        #expect(remains.isWalkedOver)
        for _ in 0..<500 { change(&random, keys: 2_000) }
        #expect(!database.walkOn(shown.note))
        while remains.walkOn(shown.note) {}
        #expect(shown.values == expected)
        #expect(shown.twice.isEmpty)
        while remains.free(buckets: 64) {}
    }

    @Test func aWalkThatIsGivenUpLeavesNoTrace() {
        var random = SeededRandom(seed: 5)
        for _ in 0..<2_000 { change(&random, keys: 1_000) }
        let shown = Shown()
        database.beginWalk(shown.note)
        _ = database.walkOn(shown.note)
        database.endWalk()
        let before = shown.values.count
        for _ in 0..<2_000 { change(&random, keys: 1_000) }
        #expect(shown.values.count == before)
        database.checkInvariants()
    }
}
