// Keys that are made of resources: everybody reads them, the server alone writes them, and no log knows of them, since
// they can be made again at any time.

package import Bytes
internal import Keyspace
package import Resources

/// Who makes keys of resources, and is told of what only the engine knows.
package protocol ExportKeeper: AnyObject {
    /// Refuses what can't be exported beside what is there.
    func judge(_ plan: Plan) throws(StoreError)
    /// Makes of a commit what is exported.
    func follow(_ commit: Commit)
    /// Where namespaces are exported, for whoever reads a snapshot of now; empty where nothing is.
    var layout: [UInt8] { get }
    /// The layout of when the snapshot was made that is being loaded.
    func layoutCameBack(_ layout: ByteView)
    /// Resources were loaded from a snapshot, and with them, as strings, the keys that were made of them.
    func resourcesCameBack()
    /// All that was on disk has been loaded.
    func everythingCameBack()
    /// The first database was emptied.
    func keysWereFlushed()
}

extension Engine {
    var exports: (any ExportKeeper)? { reservations.keeper }

    /// From here on, this one makes keys of resources.
    package func beginExports(by keeper: any ExportKeeper) {
        reservations.keeper = keeper
    }

    /// Makes types known that are built in, to this store and to every one that takes its place.
    package func govern(by rules: @escaping (Store) -> Void) {
        reservations.govern = rules
        rules(resources)
    }

    func emptyStore(epoch: UInt64) -> Store {
        let store = Store(epoch: epoch, bodies: bodies)
        reservations.govern(store)
        return store
    }

    /// Where what was made of resources stands, in words of its maker; empty where nothing does.
    package var exportLayout: [UInt8] { exports?.layout ?? [] }

    /// A snapshot tells which of its strings were made of resources, before they come.
    package func loadExportLayout(_ layout: ByteView) { exports?.layoutCameBack(layout) }

    // MARK: Keys

    /// Stores what was made of resources. Nobody is told but those who watch the key or keep a copy of it.
    package func export(_ key: ByteView, _ value: ByteView) {
        shelf.setExported(key, Record.content(for: value), now: instant)
        noteExport(of: key)
    }

    /// Removes what was made of resources.
    package func withdraw(_ key: ByteView) {
        guard shelf.find(key)?.kind == .exported, let record = shelf.detach(key) else { return }
        free(record, lazily: freesReplacedLazily)
        noteExport(of: key)
    }

    private func noteExport(of key: ByteView) {
        if effects.isAwaited { effects.noteDerived(key) }
        if !watches.isEmpty { watches.touch(key, in: shelf.number) }
        if tracking.isActive { tracking.invalidate(key, by: nil) }
    }

    func tellOfFlush(of databases: [Database]) {
        tracking.invalidateEverything()
        if databases.contains(where: { $0 === shelf }) { exports?.keysWereFlushed() }
    }

    /// Removes a string that a snapshot has brought, and that will be made again of the resources which came with it.
    package func forgetLoaded(_ key: ByteView) {
        guard shelf.find(key)?.kind == .string else { return }
        shelf.remove(key)
    }
}
