// The one door to the data: every look-up and every change passes here, so that expiry, keyspace events, WATCH and the
// counters hang from one place and no command has to remember them.
//
// Time stands still while commands run: `now` is set once for each batch that a client sent.

package import Bytes
package import Keyspace
internal import Platform

package final class Engine {
    package let keyspace: Keyspace
    package let pubSub = PubSub()
    package let watches = Watches()
    package let reclaimer = Reclaimer()
    package let roots: OrderedRoots
    package var statistics = Statistics()
    package var random: SeededRandom

    /// The moment of this batch.
    package private(set) var instant = Instant(milliseconds: 0)
    /// Which events are published of every key; those under an ordered root always are.
    package var events: EventClass = []
    /// Whether keys that have ended are removed before anybody asks for them.
    package var expiresActively = true
    package var freesExpiredLazily = true
    /// Changes since the last snapshot.
    package var dirty = 0

    package init(databases: Int, roots: OrderedRoots, seed: UInt64) {
        var random = SeededRandom(seed: seed)
        self.roots = roots
        keyspace = Keyspace(databases: databases, random: &random, roots: roots)
        self.random = random
    }

    package func setTime(_ milliseconds: Int64) {
        instant = Instant(milliseconds: milliseconds)
    }

    /// Milliseconds since 1970, as of this batch.
    package var now: Int64 { instant.milliseconds }

    // MARK: Looking up

    /// The record of a key for a command that reads it: counted as a hit or a miss, and noted as used.
    package func read(_ key: ByteView, in database: Database) -> Record? {
        guard let record = live(key, in: database) else {
            statistics.keyMisses += 1
            notify(.keyMiss, "keymiss", key, in: database)
            return nil
        }
        statistics.keyHits += 1
        if record.access != instant.accessClock { record.access = instant.accessClock }
        return record
    }

    /// The record of a key for a command that will change it.
    package func find(_ key: ByteView, in database: Database) -> Record? {
        guard let record = live(key, in: database) else { return nil }
        if record.access != instant.accessClock { record.access = instant.accessClock }
        return record
    }

    /// The record of a key, without a trace.
    package func peek(_ key: ByteView, in database: Database) -> Record? {
        live(key, in: database)
    }

    private func live(_ key: ByteView, in database: Database) -> Record? {
        guard let record = database.find(key) else { return nil }
        guard let expiry = record.expiry, expiry <= now else { return record }
        expire(key, in: database)
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
        let outcome = database.set(key, content, expiry, now: instant)
        if outcome == .replacedEnded { noteExpired(key, in: database) }
        changed(key, in: database)
        if outcome != .replaced { notify(.new, "new", key, in: database) }
        notify(.string, event, key, in: database)
    }

    /// Stores a number under a key whose record, if it has one, the caller has just found.
    package func setInteger(
        _ key: ByteView, _ number: Int64, over record: Record?, in database: Database, event: StaticString
    ) {
        if let record, database.setInteger(record, number) {
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
        changed(key, in: database)
        notify(.string, "setrange", key, in: database)
        return length
    }

    // MARK: Changing keys

    /// Deletes a key; false when there is none.
    package func delete(_ key: ByteView, in database: Database, lazily: Bool = false) -> Bool {
        guard live(key, in: database) != nil else { return false }
        drop(key, in: database, lazily: lazily)
        changed(key, in: database)
        notify(.generic, "del", key, in: database)
        return true
    }

    /// Gives a key another end, or none. The key is there.
    package func setExpiry(_ key: ByteView, _ moment: Int64?, in database: Database) {
        database.setExpiry(key, moment)
        changed(key, in: database)
        notify(.generic, moment == nil ? "persist" : "expire", key, in: database)
    }

    private func drop(_ key: ByteView, in database: Database, lazily: Bool) {
        guard let record = database.detach(key) else { return }
        if lazily { reclaimer.free(record) } else { record.free() }
    }

    /// Empties a database; answers how many keys that were.
    package func flush(_ database: Database, lazily: Bool) -> Int {
        let count = database.count
        watches.touchAll(in: database.number) { database.find($0) != nil }
        let remains = database.removeAll()
        if lazily { reclaimer.free(remains) }
        dirty += count
        return count
    }

    /// Exchanges two databases.
    package func swap(_ first: Int, _ second: Int) {
        let one = keyspace[first]
        let other = keyspace[second]
        let exists = { (key: ByteView) in one.find(key) != nil || other.find(key) != nil }
        watches.touchAll(in: first, where: exists)
        watches.touchAll(in: second, where: exists)
        keyspace.swap(first, second)
        dirty += 1
    }

    /// Notes that a key has changed: transactions that watch it are spoiled.
    package func changed(_ key: ByteView, in database: Database) {
        dirty += 1
        if !watches.isEmpty { watches.touch(key, in: database.number) }
    }

    // MARK: Watching

    package func watch(_ state: WatchState, _ key: ByteView, in database: Database) {
        let hasEnded = database.find(key).map(hasEnded) ?? false
        watches.watch(state, key, in: database.number, hasEnded: hasEnded)
    }

    /// Whether a watched key has ended since it was noted, though nobody has removed it yet.
    package func hasEndedKey(_ state: WatchState) -> Bool {
        state.keys.contains { key, hadEnded in
            guard !hadEnded, let record = key.name.withView({ keyspace[key.database].find($0) }) else { return false }
            return hasEnded(record)
        }
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
            let channel = Array("__keyspace@\(database)__:".utf8) + key.array
            _ = channel.withView { pubSub.publish($0, ByteView(event)) }
        }
        if underRoot || events.contains(.keyevent) {
            let channel = Array("__keyevent@\(database)__:".utf8) + ByteView(event).array
            _ = channel.withView { pubSub.publish($0, key) }
        }
    }

    // MARK: Expiry

    /// Removes a key whose time has come.
    private func expire(_ key: ByteView, in database: Database) {
        // The key may lie in the record that is about to go.
        let name = key.array
        name.withView { key in
            drop(key, in: database, lazily: freesExpiredLazily)
            noteExpired(key, in: database)
        }
    }

    private func noteExpired(_ key: ByteView, in database: Database) {
        statistics.expiredKeys += 1
        changed(key, in: database)
        notify(.expired, "expired", key, in: database)
    }

    /// Removes keys whose time has come, the earliest first, until none is left or the slice is over.
    package func expireSlice(until isOver: () -> Bool) {
        guard expiresActively else { return }
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
        guard expiresActively else { return nil }
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

    package func shrinkSparseTables() {
        for database in keyspace.databases { database.shrinkIfSparse() }
    }
}
