// Making room: keys go, a few by lot compared each time, until memory is under its limit again or the turn has had its
// share.
//
// What was flushed and keys that have ended go first, whatever the policy: nobody misses them. Only what keys give back
// counts, because telling clients of it costs memory for a while; counting that too, one key would drag the next one
// along.

internal import Bytes
internal import Keyspace

/// What is left of a memory limit.
package enum MemoryRoom {
    case enough
    /// Too much is in use, and eviction goes on.
    case soon
    /// Too much is in use, and nothing may go.
    case none
}

extension Engine {
    /// Between two looks at the clock so many keys go: every call may take that many, however long the turn was.
    private static var keysPerRound: Int { 16 }
    /// A lot that finds nothing that may go is drawn again so many times.
    private static var lots: Int { 64 }

    /// Changes how much memory may be in use, and which keys go when that is too little.
    package func limitMemory(to bytes: Int, _ policy: EvictionPolicy?) {
        eviction.limit = bytes
        memory.keepTables(under: bytes)
        guard policy != eviction.policy else { return }
        eviction.policy = policy
        eviction.pool.removeAll()
        countsUse = policy?.order == .frequency
        setTime(now)
    }

    /// Looks up how much memory is in use.
    package func gaugeMemory() {
        memory.refresh()
        memory.keepTables(under: eviction.limit)
        statistics.peakMemory = max(statistics.peakMemory, memory.used)
    }

    /// Makes room where memory is above its limit. What is being loaded stays until all of it is there: a log may still
    /// go on with it.
    package func makeRoom() -> MemoryRoom {
        guard eviction.limit > 0, !isPaused, !isLoading else { return .enough }
        let room = memory.used > eviction.limit ? evict() : .enough
        statistics.millisecondsAboveLimit += eviction.note(isAbove: room != .enough, now: now)
        return room
    }

    private func evict() -> MemoryRoom {
        eviction.beginRound()
        let target = memory.keys.bytes - (memory.used - eviction.limit)
        var removed = 0
        while memory.keys.bytes > target {
            guard reclaimSome() || removeEnded() || evictOne() else { return .none }
            removed += 1
            if removed % Self.keysPerRound == 0, eviction.isTimeUp { break }
        }
        return memory.keys.bytes > target ? .soon : .enough
    }

    /// Frees some of what has been flushed and waits for its turn.
    private func reclaimSome() -> Bool {
        guard reclaimer.hasWork else { return false }
        reclaimer.freeSlice { true }
        return true
    }

    private func removeEnded() -> Bool {
        guard expiresActively else { return false }
        for database in keyspace.databases {
            guard let (moment, record) = database.nextExpiry, moment <= now else { continue }
            expire(record.key, in: database)
            return true
        }
        return false
    }

    private func evictOne() -> Bool {
        guard let policy = eviction.policy else { return false }
        for _ in 0..<Self.lots {
            let drawn = policy.order == .random ? drawAny(policy) : drawBest(policy)
            if let (record, database) = drawn {
                evict(record, in: database)
                return true
            }
            guard keyspace.databases.contains(where: { $0.hasCandidates(policy) }) else { return false }
        }
        return false
    }

    private func evict(_ record: Record, in database: Database) {
        guard let evicted = database.detach(record.key) else { return }
        let key = evicted.record.key
        statistics.evictedKeys += 1
        dirty += 1
        if effects.isOn { effects.delete(key, in: database.number) }
        if !watches.isEmpty { watches.touch(key, in: database.number) }
        if tracking.isActive { tracking.invalidate(key, by: nil) }
        notify(.evicted, "evicted", key, in: database)
        free(evicted, lazily: freesEvictedLazily)
    }

    /// Whether a key stays even where memory runs short: configuration is no cache.
    private func mustStay(_ record: Record) -> Bool {
        record.kind != .string
    }

    // MARK: Choosing

    private func drawAny(_ policy: EvictionPolicy) -> (Record, Database)? {
        for _ in 0..<keyspace.count {
            let database = keyspace[eviction.nextDatabase % keyspace.count]
            eviction.nextDatabase = (eviction.nextDatabase + 1) % keyspace.count
            guard database.hasCandidates(policy) else { continue }
            let record =
                policy.onlyExpiring
                ? database.expiring(at: Int.random(in: 0..<database.expiringCount, using: &random))
                : database.random(&random)!
            if !mustStay(record) { return (record, database) }
        }
        return nil
    }

    private func drawBest(_ policy: EvictionPolicy) -> (Record, Database)? {
        for database in keyspace.databases where database.hasCandidates(policy) { fillPool(policy, from: database) }
        while let candidate = eviction.pool.takeBest() {
            let database = keyspace[candidate.database]
            guard let record = database.record(hash: candidate.hash), !policy.onlyExpiring || record.hasExpiry else {
                continue
            }
            // One that was used since it was noted is a worse candidate now than others might be.
            if score(record, policy.order) >= candidate.score { return (record, database) }
        }
        return nil
    }

    private func fillPool(_ policy: EvictionPolicy, from database: Database) {
        // Which key ends first is known: no lot is needed to find it.
        if policy.order == .end, let (_, record) = database.nextExpiry { offer(record, policy, database) }
        var lot = random
        database.sample(eviction.samples, onlyExpiring: policy.onlyExpiring, &lot) { offer($0, policy, database) }
        random = lot
    }

    private func offer(_ record: Record, _ policy: EvictionPolicy, _ database: Database) {
        let score = score(record, policy.order)
        guard eviction.pool.wants(score), !mustStay(record) else { return }
        eviction.pool.offer(
            EvictionPool.Candidate(score: score, hash: database.hash(of: record), database: database.number))
    }

    private func score(_ record: Record, _ order: EvictionPolicy.Order) -> UInt64 {
        switch order {
        case .lastUse: UInt64(instant.secondsSince(record.access))
        case .frequency: UInt64(255 - frequency.count(of: record.access, at: instant))
        case .end: UInt64(Int64.max - max(0, record.expiry ?? Int64.max))
        case .random: 0
        }
    }

    // MARK: Use

    /// Notes a use where uses are counted.
    @inline(never)
    func countUse(of record: Record, always: Bool = false) {
        guard notesUse || always else { return }
        record.access = frequency.afterUse(of: record.access, at: instant, &random)
    }

    @inline(never)
    func countOverwriting(of key: ByteView, in database: Database) {
        if let record = database.find(key) { countUse(of: record) }
    }
}

extension Database {
    fileprivate func hasCandidates(_ policy: EvictionPolicy) -> Bool {
        (policy.onlyExpiring ? expiringCount : count) > 0
    }
}
