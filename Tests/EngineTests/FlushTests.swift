// Emptying databases and freeing what they held: at once, or a slice at a time.

import Bytes
@testable import Engine
import Keyspace
import Testing

struct FlushTests {
    let world = World(roots: ["root/"])
    var engine: Engine { world.engine }

    private func fill(_ count: Int, in database: Int = 0) {
        for index in 0..<count {
            world.set(
                "\(index % 3 == 0 ? "root/" : "key:")\(index)", "value", for: index % 5 == 0 ? 1_000 : nil, in: database
            )
        }
    }

    @Test(arguments: [true, false]) func aFlushedDatabaseIsAsNew(lazily: Bool) {
        let cost = engine.keyspace[0].byteCount
        fill(3_000)
        fill(10, in: 1)
        let dirty = engine.dirty
        engine.flush([engine.keyspace[0]], lazily: lazily)
        let database = engine.keyspace[0]
        #expect(database.count == 0 && database.expiringCount == 0 && database.orderedCount == 0)
        #expect(database.byteCount == cost)
        #expect(engine.keyspace[1].count == 10)
        #expect(engine.dirty == dirty + 3_000)
        #expect(engine.reclaimer.hasWork == lazily)
        fill(100)
        #expect(world.get("key:1") == "value" && database.count == 100)
        database.checkInvariants()
    }

    @Test func whatWasFlushedIsFreedASliceAtATime() {
        fill(20_000)
        engine.flush(engine.keyspace.databases, lazily: true)
        #expect(engine.reclaimer.pendingObjects == 20_000)
        var left = (objects: 20_000, bytes: engine.reclaimer.pendingBytes)
        var slices = 0
        while engine.reclaimer.hasWork {
            engine.reclaimSlice { true }
            let now = (objects: engine.reclaimer.pendingObjects, bytes: engine.reclaimer.pendingBytes)
            #expect(now.objects <= left.objects && now.bytes <= left.bytes)
            left = now
            slices += 1
        }
        #expect(slices > 10, "a slice that is over at once frees little")
        #expect(left.objects == 0 && left.bytes == 0)
        #expect(engine.reclaimer.freedObjects == 20_000)
    }

    @Test func severalFlushesWaitTogether() {
        for _ in 0..<5 {
            fill(1_000)
            engine.flush([engine.keyspace[0]], lazily: true)
        }
        #expect(engine.reclaimer.pendingObjects == 5_000)
        engine.reclaimSlice { false }
        #expect(!engine.reclaimer.hasWork && engine.reclaimer.freedObjects == 5_000)
    }

    @Test func anEmptyDatabaseLeavesNothingToFree() {
        engine.flush(engine.keyspace.databases, lazily: true)
        #expect(!engine.reclaimer.hasWork)
    }

    @Test(arguments: [true, false]) func aLargeValueIsDeletedEitherWay(lazily: Bool) {
        let cost = engine.keyspace[0].byteCount
        world.set("key", String(repeating: "v", count: 3 << 20))
        #expect(engine.keyspace[0].byteCount > 3 << 20)
        #expect(world.with("key") { engine.delete($0, in: engine.keyspace[0], lazily: lazily) })
        #expect(world.get("key") == nil && engine.keyspace[0].byteCount == cost)
        #expect(handedOver == (lazily ? 1 : 0))
    }

    private var handedOver: Int { engine.reclaimer.freedObjects + engine.reclaimer.pendingObjects }

    @Test(arguments: [true, false]) func aLargeValueThatIsReplacedGoesAsTheOptionSays(lazily: Bool) {
        let large = String(repeating: "v", count: 1 << 20)
        engine.freesReplacedLazily = lazily
        world.set("key", large)
        world.set("key", "small")
        #expect(handedOver == (lazily ? 1 : 0))
        world.set("key", large)
        world.set("other", "small")
        world.with("other") { other in
            world.with("key") { engine.rename(other, to: $0, in: engine.keyspace[0]) }
        }
        #expect(handedOver == (lazily ? 2 : 0) && world.get("key") == "small")
        engine.reclaimer.countFromZero()
        #expect(engine.reclaimer.freedObjects <= engine.reclaimer.pendingObjects)
    }

    @Test func databasesThatWereSwappedKeepTheirKeysTimesAndOrder() {
        world.set("root/a", "1", for: 10)
        world.set("b", "2", in: 3)
        engine.swap(0, 3)
        #expect(world.get("root/a", in: 3) == "1" && world.get("b") == "2")
        #expect(engine.keyspace[3].orderedCount == 1 && engine.keyspace[0].orderedCount == 0)
        engine.events = [.keyevent, .all]
        let listener = world.listen()
        world.advance(10)
        engine.expireSlice { false }
        #expect(listener.heard().last == "keyevent@3__:expired root/a")
    }

    @Test func tablesThatAreMovingAreMovedOnBySlices() {
        for index in 0..<2_100 { world.set("key:\(index)", "v") }
        var calls = 0
        while engine.rehashSlice(until: { true }) { calls += 1 }
        #expect(calls > 1)
        #expect(!engine.rehashSlice { false })
        engine.keyspace[0].checkInvariants()
        for index in 0..<2_090 { world.delete("key:\(index)") }
        engine.shrinkSparseTables()
        _ = engine.rehashSlice { false }
        #expect(engine.keyspace[0].overheadBytes < 64 * 64)
    }
}
