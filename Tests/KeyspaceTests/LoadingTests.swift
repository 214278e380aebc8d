// What is loaded a little later than it comes is there in the end as if each key had been set at once.

import Bytes
import Keyspace
import Testing
import TestSupport

struct LoadingTests {
    private static let now = Instant(milliseconds: 0)

    private func database() -> Database {
        Database(number: 0, hasher: SipHash(key: (5, 6)), roots: OrderedRoots([ByteString("root")]))
    }

    private func content(of database: Database) -> [String: String] {
        var all: [String: String] = [:]
        database.forEach { record in
            all[record.key.text] = record.content.withView(\.text) + (record.expiry.map { " until \($0)" } ?? "")
        }
        return all
    }

    @Test(arguments: Seeds.fixed(12)) func loadingAgreesWithSetting(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let (loaded, set) = (database(), database())
        let keys = Int.random(in: 1...3_000, using: &random)
        if Bool.random(using: &random) { loaded.reserve(Int.random(in: 0...5_000, using: &random)) }
        for step in 0..<5_000 {
            let name = "\(step % 3 == 0 ? "root" : "key"):\(Int.random(in: 0..<keys, using: &random))"
            let value = String(repeating: "v", count: Int.random(in: 0...300, using: &random))
            let moment = Bool.random(using: &random) ? Int64(step + 1) : nil
            Array(name.utf8).withView { key in
                Array(value.utf8).withView { value in
                    loaded.load(key, .bytes(value), until: moment, now: Self.now)
                    set.set(key, .bytes(value), moment.map { .at($0) } ?? .clear, now: Self.now)
                }
            }
            if step % 700 == 0 { loaded.settleArrivals() }
        }
        loaded.settleArrivals()
        loaded.checkInvariants()
        #expect(content(of: loaded) == content(of: set))
        #expect(loaded.expiringCount == set.expiringCount && loaded.orderedCount == set.orderedCount)
    }

    @Test func roomThatWasMadeAheadIsEnough() {
        let database = database()
        database.reserve(10_000)
        let buckets = database.table.bucketCount
        for number in 0..<10_000 {
            Array("key:\(number)".utf8).withView { database.load($0, .integer(1), until: nil, now: Self.now) }
        }
        database.settleArrivals()
        #expect(database.count == 10_000 && database.table.bucketCount == buckets)
    }

    @Test func whatIsOnItsWayCountsWhenItHasArrived() {
        let database = database()
        Array("key".utf8).withView { database.load($0, .integer(1), until: nil, now: Self.now) }
        #expect(database.count == 0)
        database.settleArrivals()
        #expect(database.count == 1)
    }

    @Test func noRoomIsMadeWhereThereAreKeys() {
        let database = database()
        Array("key".utf8).withView { _ = database.set($0, .integer(1), .clear, now: Self.now) }
        database.reserve(10_000)
        #expect(database.table.bucketCount == 1)
    }
}
