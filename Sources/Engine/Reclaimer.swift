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

    package init() {}

    package var hasWork: Bool { !tables.isEmpty }
    package var pendingObjects: Int { tables.reduce(0) { $0 + $1.count } }
    package var pendingBytes: Int { tables.reduce(0) { $0 + $1.byteCount } }

    package func free(_ record: DetachedRecord) {
        if record.record.cost < Self.largeRecord { return record.free() }
        let letter = Handover(record)
        queue.async { letter.value.free() }
    }

    package func free(_ table: DetachedTable) {
        if table.count > 0 { tables.append(table) }
    }

    /// Frees until `isOver` says that the slice has lasted long enough; answers how many objects that were.
    package func freeSlice(until isOver: () -> Bool) -> Int {
        var freed = 0
        while let table = tables.last {
            let before = table.count
            if !table.free(buckets: Self.bucketsPerSlice) { tables.removeLast() }
            freed += before - table.count
            if isOver() { break }
        }
        return freed
    }
}
