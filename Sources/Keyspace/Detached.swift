// What is in no database: a record on its way to another key or to be freed, or a whole table, freed at once or a slice
// at a time.

package import Bytes

/// A record that is in no table any more.
package struct DetachedRecord {
    package let record: Record

    init(_ record: Record) {
        self.record = record
    }

    /// A second record that holds what `source` holds, under a key of its own and with the same end.
    package init(copying source: Record, as key: ByteView) {
        record = source.twin(under: key)
        if source.form == .separate { record.separate = source.separate.copy() }
    }

    /// The same under another key. Nobody may look at the record as it was after this.
    package func renamed(_ key: ByteView) -> DetachedRecord {
        let renamed = record.twin(under: key)
        record.freeBlock()
        return DetachedRecord(renamed)
    }

    /// Frees it. Nobody may look at the record after this.
    package func free() {
        record.free()
    }
}

/// A table that belongs to no database any more, with what knew its times and its order.
package final class DetachedTable {
    var table: Table
    var expiries: ExpiryHeap
    var ordered: OrderedIndex
    /// A walk over the database goes on here.
    var walker: ((Record) -> Void)?

    init(hasher: SipHash, meter: MemoryMeter) {
        table = Table(hasher: hasher, meter: meter)
        expiries = ExpiryHeap(meter: meter)
        ordered = OrderedIndex(meter: meter)
    }

    package var count: Int { table.count }
    package var byteCount: Int { table.recordBytes + table.bucketBytes + expiries.byteCount + ordered.byteCount }

    package var isWalkedOver: Bool { table.isWalkedOver }

    /// Shows the next few records; false, and the walk is over, when all have been shown.
    package func walkOn(_ visit: (Record) -> Void) -> Bool {
        if table.walkOn(visit) { return true }
        endWalk()
        return false
    }

    package func endWalk() {
        walker = nil
        table.endWalk()
    }

    /// Frees some buckets' worth; true while there is more.
    package func free(buckets: Int) -> Bool {
        table.dismantle(buckets: buckets) || expiries.dismantle() || ordered.dismantle()
    }
}
