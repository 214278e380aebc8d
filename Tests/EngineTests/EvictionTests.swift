// Keys go when memory runs short: the right ones, enough of them, and not for longer than a turn may last.

@testable import Engine
import Bytes
import Keyspace
import Testing
import TestSupport

struct EvictionTests {
    let world = World()
    var engine: Engine { world.engine }

    init() {
        world.engine.eviction.clock = { 0 }
    }

    /// Leaves room for what is there and so much more.
    private func limit(to extra: Int, _ policy: String) {
        engine.memory.refresh()
        engine.limitMemory(to: engine.memory.used + extra, EvictionPolicy(policy))
    }

    private func fill(_ names: Range<Int>, for milliseconds: Int64? = nil, in database: Int = 0) {
        for name in names { world.set("key:\(name)", "value", for: milliseconds, in: database) }
    }

    // MARK: Enough

    @Test(arguments: [
        "allkeys-lru", "allkeys-lfu", "allkeys-random", "volatile-lru", "volatile-lfu", "volatile-random",
        "volatile-ttl",
    ])
    func everyPolicyKeepsMemoryUnderTheLimit(_ policy: String) {
        limit(to: 100_000, policy)
        for name in 0..<5_000 {
            world.set("key:\(name)", "value", for: 1_000_000)
            #expect(engine.makeRoom() == .enough)
        }
        #expect(engine.memory.used <= engine.eviction.limit)
        #expect(engine.statistics.evictedKeys + engine.keyspace.keyCount == 5_000)
        for database in engine.keyspace.databases { database.checkInvariants() }
    }

    @Test func withoutALimitNothingGoes() {
        engine.limitMemory(to: 0, EvictionPolicy("allkeys-lru"))
        fill(0..<1_000)
        #expect(engine.makeRoom() == .enough && engine.keyspace.keyCount == 1_000)
    }

    @Test func nothingGoesWhileDataIsLoaded() {
        fill(0..<100)
        limit(to: -1_000, "allkeys-lru")
        engine.isLoading = true
        #expect(engine.makeRoom() == .enough && engine.keyspace.keyCount == 100)
        engine.isLoading = false
        #expect(engine.makeRoom() == .enough && engine.keyspace.keyCount < 100)
    }

    @Test(arguments: ["noeviction", "volatile-lru", "volatile-lfu", "volatile-random", "volatile-ttl"])
    func whereNothingMayGoThereIsNoRoom(_ policy: String) {
        fill(0..<100)
        limit(to: -1_000, policy)
        #expect(engine.makeRoom() == .none)
        #expect(engine.keyspace.keyCount == 100 && engine.statistics.evictedKeys == 0)
    }

    @Test(arguments: ["volatile-lru", "volatile-lfu", "volatile-random", "volatile-ttl"])
    func onlyKeysThatEndGo(_ policy: String) {
        for name in 0..<200 {
            world.set("lasting:\(name)", "v")
            world.set("ending:\(name)", "v", for: 1_000_000)
        }
        limit(to: -5_000, policy)
        #expect(engine.makeRoom() == .enough)
        #expect((0..<200).allSatisfy { world.holds("lasting:\($0)") })
        #expect(engine.statistics.evictedKeys > 10)
    }

    @Test(arguments: ["allkeys-lru", "allkeys-random"])
    func everyDatabaseGivesSomething(_ policy: String) {
        for database in 0..<4 { fill(0..<300, in: database) }
        limit(to: -40_000, policy)
        #expect(engine.makeRoom() == .enough)
        #expect(engine.keyspace.databases.allSatisfy { $0.count < 300 })
    }

    // MARK: The right ones

    @Test func whatEndsFirstGoesFirst() {
        for name in 0..<300 { world.set("key:\(name)", "v", for: Int64(10_000 + name * 7 % 300 * 10)) }
        limit(to: -5_000, "volatile-ttl")
        #expect(engine.makeRoom() == .enough)
        let gone = (0..<300).filter { !world.holds("key:\($0)") }.map { $0 * 7 % 300 }
        #expect(!gone.isEmpty && gone.max()! == gone.count - 1, "the \(gone.count) that went: \(gone.sorted())")
    }

    /// Uses every tenth of 2,000 keys again and again while 2,000 others come; answers how many of each were kept.
    private func useSome(_ policy: String, seed: UInt64) -> (hot: Double, cold: Double) {
        let world = World(seed: seed)
        let engine = world.engine
        engine.eviction.clock = { 0 }
        engine.limitMemory(to: 0, EvictionPolicy(policy))
        for name in 0..<2_000 { world.set("key:\(name)", "value") }
        world.advance(10_000)
        for _ in 0..<20 { for name in stride(from: 0, to: 2_000, by: 10) { _ = world.get("key:\(name)") } }
        engine.memory.refresh()
        engine.limitMemory(to: engine.memory.used, EvictionPolicy(policy))
        for name in 2_000..<3_500 {
            if name % 100 == 0 { world.advance(1_000) }
            world.set("key:\(name)", "value")
            _ = world.get("key:\(name % 200 * 10)")
            _ = engine.makeRoom()
        }
        let hot = stride(from: 0, to: 2_000, by: 10).filter { world.holds("key:\($0)") }.count
        let cold = (0..<2_000).filter { $0 % 10 != 0 && world.holds("key:\($0)") }.count
        return (Double(hot) / 200, Double(cold) / 1_800)
    }

    @Test(arguments: Seeds.fixed(4))
    func whatWasUsedLatelyStaysByLastUse(seed: UInt64) {
        let kept = useSome("allkeys-lru", seed: seed)
        #expect(kept.hot > 0.99 && kept.cold < 0.35, "kept \(kept), seed \(seed)")
    }

    @Test(arguments: Seeds.fixed(4))
    func whatIsUsedOftenStaysByFrequency(seed: UInt64) {
        let kept = useSome("allkeys-lfu", seed: seed)
        #expect(kept.hot > 0.95 && kept.cold < 0.8, "kept \(kept), seed \(seed)")
    }

    @Test(arguments: Seeds.fixed(2))
    func byLotUseMakesNoDifference(seed: UInt64) {
        let kept = useSome("allkeys-random", seed: seed)
        #expect(abs(kept.hot - kept.cold) < 0.2, "kept \(kept), seed \(seed)")
    }

    @Test func aCandidateThatIsUsedAgainIsNoneAnyMore() {
        fill(0..<16)
        world.advance(5_000)
        limit(to: -1, "allkeys-lru")
        #expect(engine.makeRoom() == .enough)
        // All that are left stand in the pool.
        let left = (0..<16).filter { world.holds("key:\($0)") }
        world.advance(5_000)
        for name in left.dropFirst() { _ = world.get("key:\(name)") }
        limit(to: -1, "allkeys-lru")
        #expect(engine.makeRoom() == .enough)
        #expect(!world.holds("key:\(left[0])") && left.dropFirst().allSatisfy { world.holds("key:\($0)") })
    }

    // MARK: Together with expiry

    @Test func keysThatHaveEndedGoFirstWhateverThePolicy() {
        fill(0..<100)
        for name in 100..<200 { world.set("key:\(name)", "value", for: 10) }
        world.advance(10)
        limit(to: -2_000, "noeviction")
        #expect(engine.makeRoom() == .enough)
        #expect(engine.statistics.evictedKeys == 0 && engine.statistics.expiredKeys > 0)
        #expect((0..<100).allSatisfy { world.holds("key:\($0)") })
    }

    @Test func whatWasFlushedGoesBeforeAnyKey() {
        fill(0..<2_000)
        engine.flush([engine.keyspace[0]], lazily: true)
        fill(0..<100)
        limit(to: -20_000, "allkeys-lru")
        #expect(engine.makeRoom() == .enough)
        #expect(engine.statistics.evictedKeys == 0 && engine.keyspace.keyCount == 100)
        #expect(engine.reclaimer.pendingObjects < 2_000)
    }

    // MARK: What it leaves behind

    @Test func evictionIsPublishedAndSpoilsTransactionsButNothingElse() {
        let listener = world.listen("__keyevent@0__:*")
        engine.events = [.keyevent, .evicted, .generic]
        let state = WatchState()
        world.set("key", "value")
        world.watch(state, "key")
        limit(to: -10, "allkeys-lru")
        #expect(engine.makeRoom() == .enough)
        #expect(listener.heard() == ["keyevent@0__:evicted key"])
        #expect(state.isSpoiled && engine.statistics.evictedKeys == 1 && engine.keyspace.keyCount == 0)
    }

    // MARK: Time

    @Test func aTurnThatIsOverStopsAfterARound() {
        fill(0..<1_000)
        limit(to: -20_000, "allkeys-random")
        var time: Int64 = 0
        engine.eviction.clock = {
            time += 1_000_000
            return time
        }
        engine.eviction.beginTurn()
        #expect(engine.makeRoom() == .soon)
        #expect(engine.statistics.evictedKeys == 16)
        #expect(engine.makeRoom() == .soon)
        #expect(engine.statistics.evictedKeys == 32, "every call may take a round")
        engine.eviction.setTenacity(100)
        engine.eviction.beginTurn()
        #expect(engine.makeRoom() == .enough)
    }

    @Test func tenacityIsTime() {
        func budget(_ tenacity: Int) -> Int64 {
            engine.eviction.setTenacity(tenacity)
            return engine.eviction.budget
        }
        #expect(budget(0) == 0 && budget(1) == 50_000 && budget(10) == 500_000)
        #expect((574_000...576_000).contains(budget(11)))
        #expect((100_000_000_000...140_000_000_000).contains(budget(99)))
        #expect(budget(100) > 1 << 60)
    }

    @Test func theTimeAboveTheLimitIsCounted() {
        fill(0..<10)
        limit(to: -10, "noeviction")
        _ = engine.makeRoom()
        world.advance(300)
        _ = engine.makeRoom()
        #expect(engine.eviction.millisecondsAbove(at: engine.now) == 300)
        #expect(engine.statistics.millisecondsAboveLimit == 0)
        limit(to: 1_000, "noeviction")
        _ = engine.makeRoom()
        #expect(engine.eviction.millisecondsAbove(at: engine.now) == 0)
        #expect(engine.statistics.millisecondsAboveLimit == 300)
    }

    @Test func nothingGoesDuringAPause() {
        fill(0..<100)
        limit(to: -1_000, "allkeys-lru")
        engine.isPaused = true
        #expect(engine.makeRoom() == .enough && engine.keyspace.keyCount == 100)
    }
}

struct EvictionPoolTests {
    private func candidate(_ score: UInt64, _ hash: UInt64 = 0) -> EvictionPool.Candidate {
        EvictionPool.Candidate(score: score, hash: hash == 0 ? score : hash, database: 0)
    }

    @Test func theBestSixteenStayAndTheBestComesFirst() {
        var pool = EvictionPool()
        var random = SeededRandom(seed: 3)
        for score in (1...100).shuffled(using: &random) { pool.offer(candidate(UInt64(score))) }
        var scores: [UInt64] = []
        while let best = pool.takeBest() { scores.append(best.score) }
        #expect(scores == (85...100).reversed().map { UInt64($0) })
    }

    @Test func aKeyStandsInItOnce() {
        var pool = EvictionPool()
        pool.offer(candidate(1, 7))
        pool.offer(candidate(2, 7))
        #expect(pool.takeBest()?.score == 1)
        #expect(pool.takeBest() == nil)
    }
}
