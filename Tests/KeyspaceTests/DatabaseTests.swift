// A database against a dictionary, and the laws that a dictionary does not have: what things cost, and what is left.

import Bytes
import Keyspace
import Testing
import TestSupport

struct DatabaseTests {
    @Test(arguments: Seeds.fixed(8)) func aDatabaseAgreesWithADictionaryThroughAnyHistory(seed: UInt64) {
        let trace = DatabaseTrace(seed: seed)
        #expect(trace.run(steps: 6_000), "\(trace.disagreement ?? "")")
    }

    @Test(arguments: Seeds.fixed(4)) func soDoesOneOfFewKeys(seed: UInt64) {
        let trace = DatabaseTrace(seed: seed, keyCount: 30)
        #expect(trace.run(steps: 4_000), "\(trace.disagreement ?? "")")
    }

    private func database(roots: [ByteString] = []) -> Database {
        var random = SeededRandom(seed: 7)
        return Database(number: 0, hasher: SipHash(random: &random), roots: OrderedRoots(roots))
    }

    private func set(_ key: String, _ value: String, _ expiry: ExpiryChange = .clear, in database: Database) {
        Array(key.utf8).withView { key in
            Array(value.utf8).withView { value in
                _ = database.set(key, Record.content(for: value), expiry, now: Instant(milliseconds: 1_000))
            }
        }
    }

    private func remove(_ key: String, from database: Database) {
        Array(key.utf8).withView { _ = database.remove($0) }
    }

    @Test func aDatabaseThatIsEmptiedKeyByKeyCostsWhatANewOneCosts() {
        let database = database(roots: ["a"])
        let cost = database.byteCount
        for index in 0..<5_000 { set("a:\(index)", String(repeating: "v", count: index % 400), in: database) }
        #expect(database.byteCount > 5_000 * 32)
        for index in 0..<5_000 { remove("a:\(index)", from: database) }
        database.shrinkIfSparse()
        while database.rehash(buckets: 64) {}
        #expect(database.count == 0)
        #expect(database.byteCount == cost)
    }

    @Test func aDatabaseThatIsEmptiedAtOnceHandsOverWhatItCost() {
        let database = database(roots: ["key:2"])
        let cost = database.byteCount
        for index in 0..<3_000 {
            set("key:\(index)", String(repeating: "v", count: index % 400), .at(9_999), in: database)
        }
        let full = database.byteCount
        let remains = database.removeAll()
        #expect(database.byteCount == cost && database.count == 0 && database.nextExpiry == nil)
        #expect(remains.byteCount == full && remains.count == 3_000)
        while remains.free(buckets: 7) {}
        #expect(remains.count == 0)
        #expect(remains.byteCount <= 3 * 64 + 4096)
    }

    @Test(arguments: [0, 1, 254, 255, 256, 257, 65_535, 65_536, 1_000_000]) func aKeyMayHaveAnyLength(_ length: Int) {
        let database = database()
        let key = (0..<length).map { UInt8(truncatingIfNeeded: $0 * 7) }
        for expiry in [ExpiryChange.clear, .at(5_000), .keep, .clear] {
            key.withView { _ = database.set($0, .bytes(ByteView("value")), expiry, now: Instant(milliseconds: 1_000)) }
            let record = key.withView { database.find($0) }
            #expect(record?.key.array == key)
            #expect(record?.content.withView { $0.text } == "value")
            database.checkInvariants()
        }
    }

    @Test func timesCanBeSetClearedAndMovedWhileTheValueStays() {
        let database = database()
        for value in ["17", "text", String(repeating: "x", count: 1_000)] {
            set("key", value, in: database)
            for moment in [nil, 5_000, 4_000, nil, 9_000, Int64.max, nil, -1] as [Int64?] {
                Array("key".utf8).withView { key in
                    database.setExpiry(key, moment)
                    #expect(database.find(key)?.expiry == moment)
                    #expect(database.find(key)?.content.withView { $0.text } == value)
                }
                #expect(database.nextExpiry?.moment == moment)
                database.checkInvariants()
            }
        }
    }

    @Test func rewritingAKeyDoesNotLetItsCostCreep() {
        let database = database()
        var costs: Set<Int> = []
        for round in 0..<200 {
            set("key", String(repeating: "v", count: 1 + round % 300), in: database)
            set("key", "1", in: database)
            set("key", String(repeating: "v", count: 300), in: database)
            costs.insert(database.byteCount)
        }
        #expect(costs.count == 1, "\(costs.sorted())")
    }

    @Test func theNumberOfADatabaseChangesWithItsPlace() {
        var random = SeededRandom(seed: 1)
        let keyspace = Keyspace(databases: 4, random: &random, roots: OrderedRoots([]))
        set("here", "1", in: keyspace[1])
        keyspace.swap(1, 3)
        #expect(keyspace[3].count == 1 && keyspace[1].count == 0)
        #expect((0..<4).allSatisfy { keyspace[$0].number == $0 })
        keyspace.swap(2, 2)
        #expect(keyspace.keyCount == 1)
    }

    @Test func theClockOfUseGoesRound() {
        let day: Int64 = 86_400_000
        let early = Instant(milliseconds: 200 * day)
        #expect(early.secondsSince(Instant(milliseconds: 199 * day).accessClock) == 86_400)
        let wrap: Int64 = 1 << 24
        #expect(
            Instant(milliseconds: (wrap + 5) * 1_000).secondsSince(
                Instant(milliseconds: (wrap - 5) * 1_000).accessClock) == 10)
    }
}
