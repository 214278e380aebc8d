// The one door to the data: every look-up and every change passes here, so that expiry, keyspace events, WATCH and the
// counters hang from one place and no command has to remember them.
//
// Time stands still while commands run: `now` is set once for each batch that a client sent.

package import Bytes
package import Keyspace
internal import Platform
package import Resources

package final class Engine {
    package let keyspace: Keyspace
    package let pubSub = PubSub()
    package let watches = Watches()
    package let tracking = Tracking()
    package let reclaimer: Reclaimer
    package let effects = EffectLog()
    package internal(set) var resources: Store
    package let bodies = Bodies()
    var bodyWalk: BodyWalk?
    /// Resources whose records hold a body for a short time.
    var borrowers: [Resource] = []
    /// Whose keys are not for plain commands to write, and who makes them.
    package var reservations = Reservations()
    /// Who watches resources, who waits in a request for their next change, and who else hears of every commit.
    package var commitHearers: [(Commit) -> Void] = []
    package private(set) lazy var watchers = Watchers(self)
    package let sleepers = Sleepers()
    /// Somebody waits for commits, is told of the past or has an event coming: then every turn looks after them.
    package var hasAppointments = false
    /// Reads what is known of resources while a snapshot is loaded.
    var imageReader: ImageReader?
    /// Whether changes are made again that are on disk.
    package var isLoading = false { didSet { if !isLoading, oldValue { everythingCameBack() } } }
    /// Whether what is taken now is one commit with what follows.
    package internal(set) var isInTransaction = false
    /// The snapshot that is being made.
    package internal(set) weak var snapshotter: Snapshotter?
    package let memory: MemoryGauge
    package var eviction = Eviction()
    package let roots: OrderedRoots
    package var statistics = Statistics()
    package var random: SeededRandom

    /// The moment of this batch.
    package internal(set) var instant = Instant(milliseconds: 0)
    /// Whether records remember how often they are used, as eviction by frequency needs it.
    package internal(set) var countsUse = false
    package var frequency = Frequency()
    /// Which events are published of every key; those under an ordered root always are.
    package var events: EventClass = []
    /// Whether keys that have ended are removed before anybody asks for them.
    package var expiresActively = true
    package var freesExpiredLazily = true
    package var freesEvictedLazily = true
    /// Whether what is replaced or taken along the way is freed in the background.
    package var freesReplacedLazily = true { didSet { settleReplaced() } }
    /// Whether a key that is looked up is noted as used.
    package var notesUse = true
    /// The client whose commands are run in this batch.
    package var clientID: UInt64 = 0
    /// Changes since the last snapshot; and the revision of the data, which every batch of the log notes.
    package var dirty = 0
    package var revision: Int64 = 0
    /// How often a key was given an end: only that can bring the next end nearer.
    package internal(set) var endsGiven = 0
    /// Clients are paused: nothing is removed on the server's own account, neither ended keys nor others.
    package var isPaused = false
    package var latency = LatencyMonitor()
    /// What the clock for costs shows where it is not the real one.
    package var stoppedClock: Int64?
    private let clock = LinuxClock()

    package init(databases: Int, roots: OrderedRoots, seed: UInt64) {
        var random = SeededRandom(seed: seed)
        self.roots = roots
        reclaimer = Reclaimer()
        memory = MemoryGauge(reclaimer)
        keyspace = Keyspace(databases: databases, random: &random, roots: roots, meter: memory.keys)
        self.random = random
        resources = Store(epoch: random.next(), bodies: bodies)
        settleReplaced()
    }

    private func settleReplaced() {
        let reclaimer = reclaimer
        for database in keyspace.databases {
            database.reclaim = freesReplacedLazily ? { reclaimer.free($0) } : nil
        }
    }

    package func setTime(_ milliseconds: Int64) {
        instant = Instant(milliseconds: milliseconds, countsUse: countsUse)
    }

    /// Milliseconds since 1970, as of this batch.
    package var now: Int64 { instant.milliseconds }

    /// Nanoseconds that never go back, as of now: the clock for costs.
    package var nanoseconds: Int64 { stoppedClock ?? clock.monotonicNanoseconds }

    // MARK: Looking up

    /// The record of a key for a command that reads it: counted as a hit or a miss, and noted as used.
    package func read(_ key: ByteView, in database: Database) -> Record? {
        guard let record = inspect(key, in: database) else { return nil }
        noteUse(of: record)
        return record
    }

    /// The record of a key for a command that asks about it: counted, but not noted as used.
    package func inspect(_ key: ByteView, in database: Database) -> Record? {
        guard let record = live(key, in: database) else {
            statistics.keyMisses += 1
            notify(.keyMiss, "keymiss", key, in: database)
            return nil
        }
        statistics.keyHits += 1
        return record
    }

    /// The record of a key for a command that will change it.
    package func find(_ key: ByteView, in database: Database) -> Record? {
        guard let record = live(key, in: database) else { return nil }
        noteUse(of: record)
        return record
    }

    @inline(__always)
    private func noteUse(of record: Record) {
        if countsUse { return countUse(of: record) }
        if record.access != instant.accessClock, notesUse { record.access = instant.accessClock }
    }

    /// Notes a key as used, even for a client that leaves no traces; false where there is none.
    package func touch(_ key: ByteView, in database: Database) -> Bool {
        guard let record = inspect(key, in: database) else { return false }
        if countsUse {
            countUse(of: record, always: true)
        } else {
            record.access = instant.accessClock
        }
        return true
    }

    /// The record of a key, without a trace.
    package func peek(_ key: ByteView, in database: Database) -> Record? {
        live(key, in: database)
    }

    private func live(_ key: ByteView, in database: Database) -> Record? {
        if effects.isAwaited { effects.noteLook(at: key, in: database.number) }
        guard let record = database.find(key) else { return nil }
        guard let expiry = record.expiry, expiry <= now else { return record }
        if !isPaused { expire(key, in: database) }
        return nil
    }

    /// Whether a record that a walk has shown is past its time.
    package func hasEnded(_ record: Record) -> Bool {
        guard let expiry = record.expiry else { return false }
        return expiry <= now
    }

    // MARK: Changing strings

    /// Stores a string.
    package func set(
        _ key: ByteView, _ content: StringContent, _ expiry: ExpiryChange, in database: Database,
        event: StaticString = "set"
    ) {
        if case .at = expiry { endsGiven += 1 }
        if countsUse { countOverwriting(of: key, in: database) }
        let outcome = database.set(key, content, expiry, now: instant)
        if case .replacedEnded = outcome { noteExpired(key, in: database) }
        if effects.isOn { effects.set(key, content, expiry, in: database.number) }
        changed(key, in: database)
        switch outcome {
        case .new, .replacedEnded: notify(.new, "new", key, in: database)
        case .replaced: break
        }
        notify(.string, event, key, in: database)
    }

    /// Stores a number under a key whose record, if it has one, the caller has just found.
    package func setInteger(
        _ key: ByteView, _ number: Int64, over record: Record?, in database: Database, event: StaticString
    ) {
        if let record, database.setInteger(record, number) {
            if effects.isOn { effects.set(key, .integer(number), .keep, in: database.number) }
            changed(key, in: database)
            notify(.string, event, key, in: database)
        } else {
            set(key, .integer(number), .keep, in: database, event: event)
        }
    }

    /// Adds bytes to a string, which begins empty where there is none; answers its length.
    package func append(_ key: ByteView, _ bytes: ByteView, in database: Database) -> Int {
        guard find(key, in: database) != nil else {
            set(key, Record.content(for: bytes), .clear, in: database, event: "append")
            return bytes.count
        }
        let length = database.append(key, bytes)
        if effects.isOn { effects.append(key, bytes, in: database.number) }
        changed(key, in: database)
        notify(.string, "append", key, in: database)
        return length
    }

    /// Overwrites part of a string, which begins empty where there is none; answers its length.
    package func setRange(_ key: ByteView, _ offset: Int, _ bytes: ByteView, in database: Database) -> Int {
        if find(key, in: database) == nil {
            database.set(key, .bytes(ByteView("")), .clear, now: instant)
            notify(.new, "new", key, in: database)
        }
        let length = database.setRange(key, offset, bytes)
        if effects.isOn { effects.setRange(key, offset, bytes, in: database.number) }
        changed(key, in: database)
        notify(.string, "setrange", key, in: database)
        return length
    }

    // MARK: Changing keys

    /// Deletes a key; false when there is none.
    package func delete(_ key: ByteView, in database: Database, lazily: Bool? = nil) -> Bool {
        guard let record = database.detach(key) else { return false }
        let hadEnded = hasEnded(record.record)
        free(record, lazily: hadEnded ? freesExpiredLazily : lazily ?? freesReplacedLazily)
        guard !hadEnded else {
            noteExpired(key, in: database)
            return false
        }
        if effects.isOn { effects.delete(key, in: database.number) }
        changed(key, in: database)
        notify(.generic, "del", key, in: database)
        return true
    }

    /// Gives a key another end, or none. The key is there.
    package func setExpiry(_ key: ByteView, _ moment: Int64?, in database: Database) {
        database.setExpiry(key, moment)
        endsGiven += 1
        if effects.isOn { effects.setEnd(key, moment, in: database.number) }
        changed(key, in: database)
        notify(.generic, moment == nil ? "persist" : "expire", key, in: database)
    }

    func free(_ record: DetachedRecord, lazily: Bool) {
        if lazily { reclaimer.free(record) } else { record.free() }
    }

    /// Empties databases.
    package func flush(_ databases: [Database], lazily: Bool) {
        for database in databases { flush(database, lazily: lazily) }
        if effects.isOn { effects.flush(databases.map(\.number), ofAll: keyspace.count) }
        tellOfFlush(of: databases)
    }

    private func flush(_ database: Database, lazily: Bool) {
        dirty += database.count
        watches.replaceAll(in: database.number, from: { presence(of: $0, in: database) }, to: { _ in .absent })
        let remains = database.removeAll()
        if remains.isWalkedOver {
            snapshotter?.follow(database, to: remains)
        } else if lazily {
            reclaimer.free(remains)
        }
    }

    /// Exchanges two databases.
    package func swap(_ first: Int, _ second: Int) {
        let one = keyspace[first]
        let other = keyspace[second]
        watches.replaceAll(in: first, from: { presence(of: $0, in: one) }, to: { presence(of: $0, in: other) })
        watches.replaceAll(in: second, from: { presence(of: $0, in: other) }, to: { presence(of: $0, in: one) })
        keyspace.swap(first, second)
        if effects.isOn { effects.swap(first, second) }
        dirty += 1
    }

    /// Notes that a key has changed: transactions that watch it are spoiled, copies of it outdated.
    package func changed(_ key: ByteView, in database: Database) {
        dirty += 1
        if !watches.isEmpty { watches.touch(key, in: database.number) }
        if tracking.isActive { tracking.invalidate(key, by: clientID) }
    }

    // MARK: Watching

    package func watch(_ state: WatchState, _ key: ByteView, in database: Database) {
        watches.watch(state, key, in: database.number, presence(of: key, in: database))
    }

    /// Whether a watched key has ended since it was noted, though nobody has removed it yet.
    package func hasEndedKey(_ state: WatchState) -> Bool {
        state.keys.contains { key, hadEnded in
            !hadEnded && key.name.withView { presence(of: $0, in: keyspace[key.database]) } == .ended
        }
    }

    private func presence(of key: ByteView, in database: Database) -> Presence {
        guard let record = database.find(key) else { return .absent }
        return hasEnded(record) ? .ended : .alive
    }

    // MARK: Events

    /// Publishes an event of a key, where somebody may listen and the class is chosen or the key is under a root.
    @inline(__always)
    package func notify(_ eventClass: EventClass, _ event: StaticString, _ key: ByteView, in database: Database) {
        if pubSub.hasSubscribers { publish(eventClass, event, key, database.number) }
    }

    @inline(never)
    private func publish(_ eventClass: EventClass, _ event: StaticString, _ key: ByteView, _ database: Int) {
        let underRoot = !eventClass.isDisjoint(with: .all) && roots.cover(key)
        guard underRoot || !events.isDisjoint(with: eventClass) else { return }
        if underRoot || events.contains(.keyspace) {
            let channel = EventChannel.name(EventChannel.key, database, key)
            _ = channel.withView { pubSub.publish($0, ByteView(event), about: key) }
        }
        if underRoot || events.contains(.keyevent) {
            let channel = EventChannel.name(EventChannel.event, database, ByteView(event))
            _ = channel.withView { pubSub.publish($0, key, about: key) }
        }
    }

    // MARK: Expiry

    /// Removes a key whose time has come.
    func expire(_ key: ByteView, in database: Database) {
        // The key may lie in the record that is about to go.
        let name = key.array
        let start = latency.isOn ? nanoseconds : 0
        name.withView { key in
            if let record = database.find(key), record.kind == .resource { return expireResource(key) }
            guard let record = database.detach(key) else { return }
            free(record, lazily: freesExpiredLazily)
            noteExpired(key, in: database)
        }
        if latency.isOn { latency.note(.expiryRemoval, nanoseconds - start, at: now / 1000) }
    }

    private func noteExpired(_ key: ByteView, in database: Database) {
        statistics.expiredKeys += 1
        dirty += 1
        if effects.isOn { effects.delete(key, in: database.number) }
        if !watches.isEmpty { watches.removeEnded(key, in: database.number) }
        if tracking.isActive { tracking.invalidate(key, by: nil) }
        notify(.expired, "expired", key, in: database)
    }

    /// Removes keys whose time has come, the earliest first, until none is left or the slice is over.
    package func expireSlice(until isOver: () -> Bool) {
        guard expiresActively, !isPaused, !isLoading else { return }
        for database in keyspace.databases {
            var sinceCheck = 0
            while let (moment, record) = database.nextExpiry, moment <= now {
                expire(record.key, in: database)
                statistics.expiredKeysActive += 1
                sinceCheck += 1
                if sinceCheck & 15 == 0, isOver() {
                    statistics.expirySlicesCutShort += 1
                    return
                }
            }
        }
    }

    /// When the next key ends, in milliseconds since 1970.
    package var nextExpiry: Int64? {
        guard expiresActively, !isPaused, !isLoading else { return nil }
        var earliest: Int64?
        for database in keyspace.databases {
            guard let (moment, _) = database.nextExpiry else { continue }
            earliest = min(earliest ?? moment, moment)
        }
        return earliest
    }

    // MARK: Upkeep

    /// Moves buckets of tables that grow or shrink until the slice is over; true while there is more.
    package func rehashSlice(until isOver: () -> Bool) -> Bool {
        for database in keyspace.databases {
            while database.rehash(buckets: 8) {
                if isOver() { return true }
            }
        }
        return false
    }

    /// Frees what was handed to the reclaimer until the slice is over.
    package func reclaimSlice(until isOver: () -> Bool) {
        reclaimer.freeSlice(until: isOver)
    }
}
