// Keys end on time: when somebody asks, and by themselves.

import Bytes
import Engine
import Keyspace
import Testing

struct ExpiryTests {
    let world = World()
    var engine: Engine { world.engine }

    @Test func aKeyIsThereUntilItsTimeHasComeAndNotLonger() {
        world.set("key", "value", for: 100)
        world.advance(99)
        #expect(world.get("key") == "value")
        world.advance(1)
        #expect(world.get("key") == nil)
    }

    @Test func askingForAKeyThatHasEndedRemovesItOnce() {
        world.set("key", "value", for: 10)
        world.advance(10)
        #expect(world.holds("key"), "nobody has asked yet")
        #expect(world.get("key") == nil)
        #expect(!world.holds("key"))
        #expect(world.get("key") == nil)
        #expect(engine.statistics.expiredKeys == 1)
        #expect(engine.statistics.expiredKeysActive == 0)
    }

    @Test func aKeyThatHasEndedCannotBeDeleted() {
        world.set("key", "value", for: 10)
        world.advance(10)
        #expect(!world.delete("key"))
        #expect(!world.holds("key"))
        #expect(engine.statistics.expiredKeys == 1)
    }

    @Test func aKeyThatHasEndedLeavesItsSuccessorNothing() {
        world.set("key", "old", for: 10)
        world.advance(20)
        world.with("key") { key in
            world.with("new") { engine.set(key, .bytes($0), .keep, in: engine.keyspace[0]) }
        }
        #expect(world.get("key") == "new")
        #expect(world.with("key") { engine.keyspace[0].find($0)?.expiry } == nil)
        #expect(engine.statistics.expiredKeys == 1)
    }

    @Test func everythingThatHasEndedGoesByItselfAndNothingElse() {
        for index in 0..<200 { world.set("key:\(index)", "v", for: Int64(index), in: index % 4) }
        world.set("lasting", "v")
        world.advance(99)
        engine.expireSlice { false }
        #expect(engine.keyspace.keyCount == 101)
        #expect(engine.statistics.expiredKeysActive == 100)
        #expect(engine.nextExpiry == World.beginning + 100)
        world.advance(1_000)
        engine.expireSlice { false }
        #expect(engine.keyspace.keyCount == 1 && engine.nextExpiry == nil)
    }

    @Test func keysGoInTheOrderOfTheirTimes() {
        let listener = world.listen("__keyevent@0__:expired")
        engine.events = [.keyevent, .expired]
        for index in [5, 2, 9, 1, 7] { world.set("\(index)", "v", for: Int64(index)) }
        world.advance(8)
        engine.expireSlice { false }
        #expect(listener.heard() == [1, 2, 5, 7].map { "keyevent@0__:expired \($0)" })
    }

    @Test func aSliceThatIsOverStopsAndTheNextOneGoesOn() {
        for index in 0..<1_000 { world.set("key:\(index)", "v", for: 1) }
        world.advance(1)
        engine.expireSlice { true }
        let removed = 1_000 - engine.keyspace[0].count
        #expect((1...16).contains(removed), "\(removed) keys in a slice that was over at once")
        #expect(engine.statistics.expirySlicesCutShort == 1)
        var checks = 0
        engine.expireSlice {
            checks += 1
            return checks == 10
        }
        #expect(engine.keyspace[0].count == 1_000 - removed - 160)
        engine.expireSlice { false }
        #expect(engine.keyspace[0].count == 0 && engine.statistics.expirySlicesCutShort == 2)
    }

    @Test func keysThatDoNotGoByThemselvesAreStillGoneForWhoAsks() {
        engine.expiresActively = false
        world.set("key", "value", for: 1)
        world.advance(1)
        engine.expireSlice { false }
        #expect(world.holds("key") && engine.nextExpiry == nil)
        #expect(world.get("key") == nil)
    }

    @Test func aTimeCanBeMovedAndTakenAway() {
        world.set("key", "value", for: 10)
        world.setExpiry("key", after: 1_000)
        world.advance(500)
        #expect(world.get("key") == "value")
        world.setExpiry("key", after: nil)
        world.advance(100_000)
        engine.expireSlice { false }
        #expect(world.get("key") == "value")
    }

    @Test func lookUpsAreCountedAsHitsAndMisses() {
        world.set("key", "value", for: 10)
        _ = world.get("key")
        _ = world.get("absent")
        world.advance(10)
        _ = world.get("key")
        #expect(engine.statistics.keyHits == 1 && engine.statistics.keyMisses == 2)
        world.with("key") { _ = engine.peek($0, in: engine.keyspace[0]) }
        #expect(engine.statistics.keyMisses == 2, "peeking leaves no trace")
    }

    @Test func aKeyIsNotedAsUsedWhenItIsReadOrWritten() {
        world.set("key", "value")
        func idle() -> Int? {
            world.with("key") { engine.peek($0, in: engine.keyspace[0]).map { engine.instant.secondsSince($0.access) } }
        }
        world.advance(60_000)
        #expect(idle() == 60)
        _ = world.get("key")
        #expect(idle() == 0)
        world.advance(60_000)
        engine.notesUse = false
        _ = world.get("key")
        #expect(idle() == 60)
    }
}
