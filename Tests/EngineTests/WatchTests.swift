// What spoils a transaction that watches a key, and what does not.

import Bytes
import Engine
import Keyspace
import Testing

struct WatchTests {
    let world = World()
    let state = WatchState()
    var engine: Engine { world.engine }

    /// Whether EXEC would refuse.
    private var isSpoiled: Bool { state.isSpoiled || engine.hasEndedKey(state) }

    @Test func everyChangeOfAWatchedKeySpoils() {
        let changes: [(World) -> Void] = [
            { $0.set("key", "other") },
            { $0.set("key", "value") },
            { $0.delete("key") },
            { $0.setExpiry("key", after: 100) },
            { world in
                world.with("key") { key in
                    world.with("x") { _ = world.engine.append(key, $0, in: world.engine.keyspace[0]) }
                }
            },
            { world in
                world.with("key") { key in
                    world.with("new") { world.engine.rename(key, to: $0, in: world.engine.keyspace[0]) }
                }
            },
            { world in
                world.with("key") {
                    world.engine.move($0, from: world.engine.keyspace[0], to: world.engine.keyspace[1])
                }
            },
            { $0.engine.flush([$0.engine.keyspace[0]], lazily: false) },
            { $0.engine.swap(0, 1) },
            { $0.engine.swap(1, 0) },
        ]
        for (number, change) in changes.enumerated() {
            let world = World()
            let state = WatchState()
            world.set("key", "value")
            world.watch(state, "key")
            #expect(!state.isSpoiled)
            change(world)
            #expect(state.isSpoiled, "change \(number)")
        }
    }

    @Test func otherKeysAndOtherDatabasesDoNotMatter() {
        world.set("key", "value")
        world.watch(state, "key")
        world.set("other", "value")
        world.set("key", "value", in: 1)
        world.delete("key", in: 1)
        engine.flush([engine.keyspace[1]], lazily: false)
        engine.swap(1, 2)
        #expect(!isSpoiled)
    }

    @Test func readingDoesNotSpoil() {
        world.set("key", "value")
        world.watch(state, "key")
        _ = world.get("key")
        #expect(!isSpoiled)
    }

    @Test func anAbsentKeyIsSpoiledByItsComingButNotByAFlush() {
        world.watch(state, "key")
        engine.flush(engine.keyspace.databases, lazily: false)
        engine.swap(0, 1)
        world.delete("key")
        #expect(!isSpoiled)
        world.set("key", "value")
        #expect(isSpoiled)
    }

    @Test func aKeyThatEndsAfterItWasNotedSpoilsWhetherOrNotItWasRemoved() {
        world.set("key", "value", for: 10)
        world.watch(state, "key")
        world.advance(10)
        #expect(!state.isSpoiled && isSpoiled)
        engine.expireSlice { false }
        #expect(state.isSpoiled)
    }

    @Test func aKeyThatHadEndedWhenItWasNotedIsAsGoodAsAbsent() {
        world.set("key", "value", for: 10)
        world.advance(10)
        world.watch(state, "key")
        #expect(!isSpoiled)
        engine.expireSlice { false }
        #expect(!isSpoiled, "its removal changes nothing")
        world.set("key", "value")
        #expect(isSpoiled)
    }

    @Test func aKeyThatHadEndedAndComesAgainAtOnceSpoils() {
        world.set("key", "value", for: 10)
        world.advance(10)
        world.watch(state, "key")
        world.set("key", "again")
        #expect(isSpoiled)
    }

    @Test func aKeyThatHadEndedMayBeFlushedOrSwappedAway() {
        for change in [
            { (engine: Engine) in engine.flush(engine.keyspace.databases, lazily: false) }, { $0.swap(0, 1) },
        ] {
            let world = World()
            let state = WatchState()
            world.set("key", "value", for: 10)
            world.advance(10)
            world.watch(state, "key")
            change(world.engine)
            #expect(!state.isSpoiled && !world.engine.hasEndedKey(state))
        }
    }

    @Test func whoStopsWatchingHearsNothing() {
        world.watch(state, "a")
        world.watch(state, "b")
        #expect(state.count == 2 && engine.watches.keyCount == 2 && engine.watches.watcherCount == 1)
        engine.watches.unwatch(state)
        #expect(state.isEmpty && engine.watches.isEmpty && engine.watches.watcherCount == 0)
        world.set("a", "value")
        #expect(!isSpoiled)
    }

    @Test func aSpoiledTransactionCanBeginAnew() {
        world.watch(state, "key")
        world.set("key", "value")
        #expect(isSpoiled && engine.watches.isEmpty)
        engine.watches.unwatch(state)
        #expect(!isSpoiled)
        world.watch(state, "key")
        world.delete("key")
        #expect(isSpoiled)
    }

    @Test func everyWatcherOfAKeyIsSpoiledAndNobodyElse() {
        let others = (0..<10).map { _ in WatchState() }
        for (index, other) in others.enumerated() { world.watch(other, index < 5 ? "key" : "other") }
        world.watch(state, "key")
        world.watch(state, "key")
        world.set("key", "value")
        #expect(state.isSpoiled)
        #expect(others.map(\.isSpoiled) == Array(repeating: true, count: 5) + Array(repeating: false, count: 5))
    }
}
