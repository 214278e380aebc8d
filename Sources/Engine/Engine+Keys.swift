// Changes of a key as a whole: another name, another database, a second one like it. What lies under the key is not
// looked at, and its time to live goes with it.

package import Bytes
package import Keyspace

extension Engine {
    /// Gives a key another name; what had that name is gone. The key is there.
    package func rename(_ key: ByteView, to newKey: ByteView, in database: Database) {
        guard let record = database.detach(key) else { return }
        put(record.renamed(newKey), under: newKey, in: database)
        if effects.isOn { effects.rename(key, to: newKey, in: database.number) }
        changed(key, in: database)
        notify(.generic, "rename_from", key, in: database)
        notify(.generic, "rename_to", newKey, in: database)
    }

    /// Takes a key over into another database, which has none of that name. The key is there.
    package func move(_ key: ByteView, from source: Database, to target: Database) {
        guard let record = source.detach(key) else { return }
        put(record, under: key, in: target)
        if effects.isOn { effects.move(key, from: source.number, to: target.number) }
        changed(key, in: source)
        notify(.generic, "move_from", key, in: source)
        notify(.generic, "move_to", key, in: target)
    }

    /// Makes a second key that holds the same; what had that name is gone. The key is there.
    package func copy(_ key: ByteView, in source: Database, to newKey: ByteView, in target: Database) {
        guard let record = source.find(key) else { return }
        put(DetachedRecord(copying: record, as: newKey), under: newKey, in: target)
        // What is copied is a key like any other, whoever made the original.
        if record.kind == .exported { target.makeString(newKey) }
        if effects.isOn { effects.copy(key, in: source.number, to: newKey, in: target.number) }
        notify(.generic, "copy_to", newKey, in: target)
    }

    private func put(_ record: DetachedRecord, under key: ByteView, in database: Database) {
        if let replaced = database.detach(key) { free(replaced, lazily: freesReplacedLazily) }
        database.attach(record)
        endsGiven += 1
        changed(key, in: database)
        notify(.new, "new", key, in: database)
    }

    // MARK: Upkeep

    package func shrinkSparseTables() {
        for database in keyspace.databases { database.shrinkIfSparse() }
    }
}
