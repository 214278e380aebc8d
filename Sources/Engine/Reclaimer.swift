// Freeing what is big without making anybody wait: whole tables a slice at a time between turns, and very large
// strings on a queue of their own, because giving their pages back takes the kernel longer than a turn may take.

internal import Dispatch
package import Keyspace
internal import Platform

package final class Reclaimer {
    /// Larger records are freed off the loop: below it, a free costs less than the hand-over.
    private static let largeRecord = 256 * 1024
    private static let bucketsPerSlice = 64

    private var tables: [DetachedTable] = []
    private let queue = DispatchQueue(label: "milepost.reclaim", qos: .utility)
    private let recordsUnderWay = SharedCount()
    private let recordBytesUnderWay = SharedCount()
    private var handedOver = 0

    package init() {}

    package var hasWork: Bool { !tables.isEmpty }
    /// What waits to be freed, here and on the other queue.
    package var pendingObjects: Int { tables.reduce(recordsUnderWay.value) { $0 + $1.count } }
    package var pendingBytes: Int { tables.reduce(bytesUnderWay) { $0 + $1.byteCount } }
    /// The part of it that no meter counts any more: what the other queue has been handed and has not freed yet.
    package var bytesUnderWay: Int { recordBytesUnderWay.value }
    /// How many objects have been freed without anybody waiting for it.
    package var freedObjects: Int { handedOver - pendingObjects }

    package func countFromZero() {
        handedOver = pendingObjects
    }

    package func free(_ record: DetachedRecord) {
        let cost = record.record.cost
        if cost < Self.largeRecord { return record.free() }
        let letter = Handover(record)
        handedOver += 1
        recordsUnderWay.add(1)
        recordBytesUnderWay.add(cost)
        queue.async { [recordsUnderWay, recordBytesUnderWay] in
            letter.value.free()
            recordsUnderWay.add(-1)
            recordBytesUnderWay.add(-cost)
        }
    }

    package func free(_ table: DetachedTable) {
        guard table.count > 0 else { return }
        handedOver += table.count
        tables.append(table)
    }

    /// Frees until `isOver` says that the slice has lasted long enough.
    package func freeSlice(until isOver: () -> Bool) {
        while let table = tables.last {
            if !table.free(buckets: Self.bucketsPerSlice) { tables.removeLast() }
            if isOver() { break }
        }
    }
}
