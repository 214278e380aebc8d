// Changes of strings and of their ends in one step, where an end that has passed means that nothing is left.

package import Bytes
package import Keyspace

extension Engine {
    /// Stores a string that ends at `moment`. Where that has passed nothing is stored, and what was there goes.
    package func set(_ key: ByteView, _ content: StringContent, until moment: Int64, in database: Database) {
        guard moment > now else { return deletePast(key, in: database) }
        set(key, content, .at(moment), in: database)
        notify(.generic, "expire", key, in: database)
    }

    /// Makes a key that is there end at `moment`: at once, where that has passed.
    package func end(_ key: ByteView, at moment: Int64, in database: Database) {
        guard moment > now else { return deletePast(key, in: database) }
        setExpiry(key, moment, in: database)
    }

    /// Stores a string as it was dumped elsewhere.
    package func restore(
        _ key: ByteView, _ content: StringContent, until moment: Int64?, use: PastUse?, in database: Database
    ) {
        if let moment, moment <= now { return }
        set(key, content, moment.map { .at($0) } ?? .clear, in: database, event: "restore")
        if let use { database.find(key)?.access = instant.access(after: use) }
    }

    private func deletePast(_ key: ByteView, in database: Database) {
        _ = delete(key, in: database, lazily: freesExpiredLazily)
    }
}
