// The door to resources: what the store has thought through becomes true here, in the store, in the keyspace and in the
// log together. A resource is a key of the first database, and its record holds its body.
//
//     carryOut → Store.plan → take: Store.apply, record, log → seal: revision, watchers
//     put → Store.loneWrite → the same, or where nobody hears of it: Store.apply, record, log, revision
//
// Every change is logged where it happens, so that running the log again meets the same states in the same order. What
// belongs to one revision is one group of the log.

package import Bytes
package import Keyspace
package import Resources

extension Engine {
    /// The database in which resources are keys.
    package var shelf: Database { keyspace.first }

    /// What three words of a client's spell will be asked for soon.
    package func expect(type: ByteView, namespace: ByteView, name: ByteView) {
        if holdsResources { resources.expect(type: type, namespace: namespace, name: name) }
    }

    /// Brings near what is expected.
    package func fetchExpected() {
        if holdsResources { resources.fetchExpected() }
    }

    /// Thinks steps through and makes them true, or changes nothing and says why.
    @discardableResult
    package func carryOut(_ steps: [Step], by actor: any Actor) throws(StoreError) -> Plan {
        let plan = try plan(steps, by: actor)
        take(plan.changes)
        return plan
    }

    /// Puts a body at the address that three words of a client's spell, if that takes no plan; else nil. Most changes
    /// are such ones, and nobody hears of most of those.
    package func put(
        _ text: ByteView, type: ByteView, namespace: ByteView, name: ByteView, by actor: any Actor
    ) -> Outcome? {
        guard !isInTransaction,
            let write = resources.loneWrite(of: text, type: type, namespace: namespace, name: name, at: now, by: actor)
        else { return nil }
        if effects.isAwaited { effects.noteLookAtAll() }
        guard write.isChange else { return write.outcome }
        return ByteView.withJoined(namespace, type, name, by: UInt8(ascii: ":")) { key in
            if write.version.event == .created, isOccupied(key) { return nil }
            if areCommitsHeard { take([write.change]) } else { take(write, of: key) }
            return write.outcome
        }
    }

    private func take(_ write: borrowing LoneWrite, of key: ByteView) {
        resources.apply(write)
        keep(write.version, of: key, isOnDemand: false)
        holdsResources = true
        if effects.isOn { effects.commit(write, of: key, in: resources.epoch) }
        revision = Int64(clamping: write.version.revision)
    }

    /// What steps would come to.
    package func plan(_ steps: [Step], by actor: any Actor) throws(StoreError) -> Plan {
        // What is refused or is already as wanted depends on what was written before.
        if effects.isAwaited { effects.noteLookAtAll() }
        let plan = try think(steps, by: actor)
        for place in plan.changes.indices where plan.changes[place].version.event == .created {
            try refuseOccupied(plan.changes[place].key)
        }
        try exports?.judge(plan)
        return plan
    }

    private func think(_ steps: [Step], by actor: any Actor) throws(StoreError) -> Plan {
        do throws(StoreError) { return try resources.plan(steps, at: now, by: actor) } catch {
            // Nothing was found where a plain key is.
            if error.code == .notFound { try refuseOccupied(steps[error.operation ?? 0].key) }
            throw error
        }
    }

    /// A resource can't stand where a plain key is.
    package func refuseOccupied(_ key: ResourceKey) throws(StoreError) {
        guard key.isInKeyspace else { return }
        var isOccupied = false
        key.withBytes { isOccupied = self.isOccupied($0) }
        guard isOccupied else { return }
        throw StoreError(.wrongType, "\(key.text) is a plain key: delete it or choose another name")
    }

    private func isOccupied(_ key: ByteView) -> Bool {
        peek(key, in: shelf).map { $0.kind != .resource } ?? false
    }

    /// Makes changes true that were planned for what is here, or that a log tells of.
    package func take(_ changes: [Change]) {
        guard !changes.isEmpty else { return }
        resources.apply(changes, at: changes[0].version.time)
        let shelf = shelf
        for place in changes.indices where changes[place].key.isInKeyspace { keep(changes[place], on: shelf) }
        holdsResources = resources.liveCount > 0
        if effects.isOn { effects.commit(Commit(changes, epoch: resources.epoch)) }
        if !isInTransaction { seal() }
    }

    private func keep(_ change: Change, on shelf: Database) {
        let version = change.version
        change.key.withBytes { key in
            if version.exists {
                keep(version, of: key, isOnDemand: resources.hasHadOnDemand && isOnDemand(change.key.type))
            } else {
                if let record = shelf.detach(key) { free(record, lazily: freesReplacedLazily) }
                changed(key, in: shelf)
            }
            if pubSub.hasSubscribers { tell(version.event, of: key, on: shelf) }
        }
    }

    /// The record of a resource says what stands now.
    @inline(__always)
    private func keep(_ version: Version, of key: ByteView, isOnDemand: Bool) {
        setRecord(key, version.body ?? [], until: version.end, isOnDemand: isOnDemand)
        if version.end != nil { endsGiven += 1 }
        changed(key, in: shelf)
    }

    private func isOnDemand(_ type: ByteString) -> Bool { resources.catalog(type)?.isOnDemand == true }

    private func tell(_ event: Event, of key: ByteView, on shelf: Database) {
        switch event {
        case .created:
            notify(.new, "new", key, in: shelf)
            notify(.module, "created", key, in: shelf)
        case .updated: notify(.module, "updated", key, in: shelf)
        case .deleted: notify(.generic, "del", key, in: shelf)
        case .expired: notify(.expired, "expired", key, in: shelf)
        }
    }

    /// Ends the commit: what was taken since the last one has a revision now, and whoever waits for it hears of it.
    func seal() {
        guard let commit = resources.seal() else { return }
        revision = Int64(clamping: commit.revision)
        tell(of: commit)
        exports?.follow(commit)
        for hearer in commitHearers { hearer(commit) }
    }

    /// A log goes on with a commit: of the epoch that it names, and behind what came before it in the same group where
    /// a snapshot has parted that.
    package func resume(_ commit: Commit) {
        if commit.revision > resources.next { seal() }
        if commit.epoch != resources.epoch { resources.beginEpoch(commit.epoch) }
    }

    /// Whether anybody hears of changes that are not exported.
    private var areCommitsHeard: Bool {
        pubSub.hasSubscribers || !sleepers.isEmpty || watchers.hasLive || !commitHearers.isEmpty
    }

    /// Tells everybody of a commit, unless it is an old one that is being loaded.
    private func tell(of commit: Commit) {
        guard !isLoading else { return }
        if !sleepers.isEmpty { sleepers.wake(for: commit) }
        watchers.tell(of: commit)
    }

    // MARK: Transactions

    /// What is changed from here on is one group of the log, and what is changed of resources one commit.
    package func beginTransaction() {
        isInTransaction = true
        effects.beginGroup()
    }

    package func endTransaction() {
        isInTransaction = false
        seal()
        effects.endGroup()
    }

    /// Changes that belong together, where they are not part of a transaction anyway.
    package func together<Failure: Error>(_ body: () throws(Failure) -> Void) throws(Failure) {
        guard !isInTransaction else { return try body() }
        beginTransaction()
        defer { endTransaction() }
        try body()
    }

    // MARK: Time

    /// Removes what has ended: nobody may meet it any more.
    package func expireResources() {
        guard let (moment, _) = shelf.nextExpiry, moment <= now else { return }
        expireSlice { false }
    }

    /// A resource's time is over.
    func expireResource(_ key: ByteView) {
        guard let key = ResourceKey(key) else { return }
        statistics.expiredKeys += 1
        // Nothing refers to a resource with an end, so there is nothing that could be refused.
        _ = try? carryOut([Step(key, .expire)], by: Nobody())
    }

    // MARK: The past

    /// Lets go of all that no reading at `revision` or later can meet.
    package func compactResources(before revision: Revision) throws(StoreError) {
        try resources.compact(before: revision)
        if effects.isOn { effects.compact(before: revision) }
    }

    // MARK: All at once

    /// Deletes all resources as one commit, whatever refers to them. Their history and their types stay.
    package func removeResources(by actor: any Actor) {
        take(resources.planOfRemoval(at: now, by: actor))
    }
}

/// The server itself, on its own account.
private struct Nobody: Actor {
    var author: ByteString { "" }
    func mayRead(_ key: ResourceKey) -> Bool { true }
}
