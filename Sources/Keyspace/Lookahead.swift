// Keys that will be looked up soon. A look-up waits twice for memory, for the bucket and for the record in it, and that
// takes longer than all else that a command in a pipeline does; the waits of several keys pass at the same time.

package import Bytes

package struct Lookahead {
    private static let most = 16
    private var hashes = InlineArray<16, UInt64>(repeating: 0)
    private var count = 0

    package init() {}

    /// Asks for the bucket of a key.
    package mutating func note(_ key: ByteView, in database: Database) {
        guard count < Self.most else { return }
        let hash = database.table.hasher.hash(key)
        database.table.prefetch(hash)
        hashes[count] = hash
        count += 1
    }

    /// Asks for the records of the keys that were noted, and forgets them.
    package mutating func fetch(in database: Database) {
        for index in 0..<count { database.table.prefetchRecord(hashes[index]) }
        count = 0
    }
}
