// What has left its database and waits to be freed: a value, or a whole table, freed at once or a slice at a time.

internal import Bytes

/// A record that is in no table any more.
package struct DetachedRecord {
    package let record: Record

    init(_ record: Record) {
        self.record = record
    }

    /// Frees it. Nobody may look at the record after this.
    package func free() {
        record.free()
    }
}

/// A table that belongs to no database any more.
package final class DetachedTable {
    var table: Table

    init(hasher: SipHash) {
        table = Table(hasher: hasher)
    }

    package var count: Int { table.count }
    package var byteCount: Int { table.recordBytes + table.bucketBytes }

    /// Frees some buckets' worth; true while there is more.
    package func free(buckets: Int) -> Bool {
        table.dismantle(buckets: buckets)
    }
}
