// What eviction asks of a database: records by lot, and one again that it has met before.

package import Bytes

extension Database {
    /// Shows up to `most` records by lot, of all or only of those that end.
    package func sample(
        _ most: Int, onlyExpiring: Bool, _ random: inout SeededRandom, _ visit: (Record) -> Void
    ) {
        guard onlyExpiring else { return table.sample(most, &random, visit) }
        for _ in 0..<min(most, expiringCount) {
            visit(expiring(at: Int.random(in: 0..<expiringCount, using: &random)))
        }
    }

    /// By which `record(hash:)` finds a record again, wherever it has moved.
    package func hash(of record: Record) -> UInt64 {
        table.hasher.hash(record.key)
    }

    package func record(hash: UInt64) -> Record? {
        table.find(hash: hash)
    }
}
