// What a snapshot is made of, as its reader hands it out and its writer takes it.

package import Bytes

/// One thing found in a snapshot. Its views are good until the reader goes on.
package enum SnapshotItem {
    /// Something about the file, by a name that readers who do not know it pass over.
    case field(name: ByteView, value: ByteView)
    /// A piece of something of our own: `bytes` stand at `offset` of the `total` bytes that are called `name`.
    case piece(name: ByteView, offset: Int, total: Int, bytes: ByteView)
    /// The entries that follow belong to this database.
    case database(Int)
    /// How many entries the database has, and how many of them expire: a hint.
    case sizes(keys: Int, expiring: Int)
    case entry(SnapshotEntry)
    /// A library of functions, as its source.
    case library(ByteView)
}

/// A key with its value and all that belongs to it.
package struct SnapshotEntry {
    package let key: ByteView
    package let value: SnapshotValue
    /// Milliseconds since 1970.
    package let expiry: Int64?
    package let idleSeconds: Int?
    package let frequency: UInt8?

    package init(key: ByteView, value: SnapshotValue, expiry: Int64?, idleSeconds: Int?, frequency: UInt8?) {
        self.key = key
        self.value = value
        self.expiry = expiry
        self.idleSeconds = idleSeconds
        self.frequency = frequency
    }
}

/// A string, in the form in which it was stored.
package enum SnapshotValue {
    case integer(Int64)
    case bytes(ByteView)
}
