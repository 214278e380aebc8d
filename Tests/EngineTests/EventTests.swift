// What is published of each change: which events, in which order, to whom.

import Bytes
import Engine
import Keyspace
import Testing

struct EventTests {
    let world = World(roots: ["root/"])
    var engine: Engine { world.engine }

    /// The events of one key, of both kinds, that `change` brings about.
    private func events(_ classes: EventClass = [.keyspace, .keyevent, .all, .new, .keyMiss], _ change: () -> Void)
        -> [String]
    {
        engine.events = classes
        let listener = world.listen()
        change()
        engine.pubSub.leave(listener)
        return listener.heard()
    }

    @Test func anEventIsToldByItsKeyFirstAndThenByItsName() {
        world.set("key", "old")
        #expect(events { world.set("key", "value") } == ["keyspace@0__:key set", "keyevent@0__:set key"])
        #expect(events([.keyspace, .all]) { world.set("key", "value") } == ["keyspace@0__:key set"])
        #expect(events([.keyevent, .all]) { world.set("key", "value") } == ["keyevent@0__:set key"])
    }

    @Test func anEventIsToldOnlyWhenItsClassIsChosen() {
        world.set("key", "value")
        #expect(events([.keyevent, .string]) { world.delete("key") } == [])
        world.set("key", "value")
        #expect(events([.keyevent, .generic]) { world.delete("key") } == ["keyevent@0__:del key"])
        #expect(events([.all]) { world.set("key", "value") } == [], "neither by key nor by name")
        #expect(events([]) { world.set("key", "value") } == [])
    }

    @Test func aNewKeyIsToldBeforeWhatWasDoneToIt() {
        #expect(
            events([.keyevent, .all, .new]) { world.set("key", "value") } == [
                "keyevent@0__:new key", "keyevent@0__:set key",
            ])
        #expect(events([.keyevent, .all]) { world.set("other", "value") } == ["keyevent@0__:set other"])
    }

    @Test func everyKindOfChangeHasItsEvents() {
        func names(_ change: () -> Void) -> [String] {
            events([.keyevent, .all, .new, .keyMiss], change).map { String($0.dropFirst("keyevent@0__:".count)) }
        }
        #expect(names { _ = world.get("a") } == ["keymiss a"])
        #expect(
            names { world.with("a") { a in world.with("1") { _ = engine.append(a, $0, in: engine.keyspace[0]) } } }
                == ["new a", "append a"])
        #expect(
            names { world.with("a") { a in world.with("1") { _ = engine.append(a, $0, in: engine.keyspace[0]) } } }
                == ["append a"])
        #expect(
            names { world.with("b") { b in world.with("1") { _ = engine.setRange(b, 3, $0, in: engine.keyspace[0]) } } }
                == ["new b", "setrange b"])
        #expect(names { world.setExpiry("a", after: 100) } == ["expire a"])
        #expect(names { world.setExpiry("a", after: nil) } == ["persist a"])
        #expect(names { rename("a", "b") } == ["new b", "rename_from a", "rename_to b"])
        #expect(names { world.delete("b") } == ["del b"])
        #expect(names { world.delete("b") } == [])
    }

    private func rename(_ key: String, _ newKey: String) {
        world.with(key) { key in world.with(newKey) { engine.rename(key, to: $0, in: engine.keyspace[0]) } }
    }

    @Test func aKeyThatMovesTellsWhereFromAndWhereTo() {
        world.set("key", "value")
        let heard = events([.keyspace, .all, .new]) {
            world.with("key") { engine.move($0, from: engine.keyspace[0], to: engine.keyspace[2]) }
        }
        #expect(heard == ["keyspace@2__:key new", "keyspace@0__:key move_from", "keyspace@2__:key move_to"])
        #expect(world.get("key", in: 2) == "value" && !world.holds("key"))
    }

    @Test func aKeyThatEndsIsToldOnceHoweverItGoes() {
        for goes in [{ _ = world.get("key") }, { _ = world.delete("key") }, { engine.expireSlice { false } }] {
            world.set("key", "value", for: 10)
            world.advance(10)
            let heard = events([.keyevent, .all]) {
                goes()
                engine.expireSlice { false }
            }
            #expect(heard == ["keyevent@0__:expired key"])
        }
    }

    @Test func aKeyThatHadEndedIsToldAsEndedBeforeItsSuccessorComes() {
        world.set("key", "value", for: 10)
        world.advance(10)
        #expect(
            events([.keyevent, .all, .new]) { world.set("key", "again") } == [
                "keyevent@0__:expired key", "keyevent@0__:new key", "keyevent@0__:set key",
            ])
    }

    @Test func keysUnderARootAreToldAlways() {
        #expect(events([]) { world.set("root/a", "1") } == ["keyspace@0__:root/a set", "keyevent@0__:set root/a"])
        #expect(
            events([.keyspace, .all]) { world.set("root/a", "1") } == [
                "keyspace@0__:root/a set", "keyevent@0__:set root/a",
            ])
        #expect(
            events([]) { world.set("root", "1") } == [], "a root covers what begins with it, not what it begins with")
        #expect(events([]) { world.delete("root/a") } == ["keyspace@0__:root/a del", "keyevent@0__:del root/a"])
        world.set("root/b", "1", for: 5)
        world.advance(5)
        #expect(
            events([]) { engine.expireSlice { false } } == [
                "keyspace@0__:root/b expired", "keyevent@0__:expired root/b",
            ])
    }

    @Test func missesAndNewKeysUnderARootAreToldOnlyWhenChosen() {
        #expect(events([]) { _ = world.get("root/absent") } == [])
        #expect(events([]) { world.set("root/new", "1") }.allSatisfy { !$0.contains(" new") && !$0.contains(":new") })
        #expect(events([.keyMiss, .keyevent]) { _ = world.get("root/absent") } == ["keyevent@0__:keymiss root/absent"])
    }

    @Test func aPatternHearsOnlyWhatItMatches() {
        engine.events = [.keyspace, .keyevent, .all]
        let keys = world.listen("__keyspace@0__:user:[12]")
        let names = world.listen("__keyevent@?__:d*")
        for key in ["user:1", "user:2", "user:3", "other"] { world.set(key, "value") }
        world.set("user:1", "value", in: 1)
        world.delete("user:3")
        world.delete("user:1", in: 1)
        #expect(keys.heard() == ["keyspace@0__:user:1 set", "keyspace@0__:user:2 set"])
        #expect(names.heard() == ["keyevent@0__:del user:3", "keyevent@1__:del user:1"])
    }

    @Test func whoeverListensTwiceHearsTwice() {
        engine.events = [.keyevent, .all]
        let listener = world.listen("__keyevent@0__:*")
        engine.pubSub.subscribe(listener, to: "*:set", .pattern)
        engine.pubSub.subscribe(listener, to: "__keyevent@0__:set", .channel)
        world.set("key", "value")
        #expect(listener.heard() == Array(repeating: "keyevent@0__:set key", count: 3))
        engine.pubSub.leave(listener)
        world.set("key", "value")
        #expect(listener.heard() == [] && !engine.pubSub.hasSubscribers)
    }

    @Test func classesAreWrittenAsLettersAndReadBack() {
        for bits in 0..<(1 << 15) as Range<UInt32> where bits & (1 << 12) == 0 {
            let classes = EventClass(rawValue: bits)
            guard EventClass(letters: classes.letters) == classes else {
                Issue.record("\(bits): \(classes.letters)")
                return
            }
        }
        #expect(EventClass(letters: "KEA")?.letters == "AKE")
        #expect(EventClass(letters: "g$lshzxetd") == .all)
        #expect(EventClass(letters: "") == [])
        #expect(EventClass(letters: "Kq") == nil)
    }
}
