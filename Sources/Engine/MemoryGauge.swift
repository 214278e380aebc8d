// How much memory is in use, known at all times without going through any of it.
//
//     used = keys + buffers that are lent + everything else
//
// The first two are counted as they change. Everything else (connections, subscriptions, notes of readers…) changes
// slowly: it is what malloc had given the last time somebody looked, less what was counted then, so that within a turn
// only what the turn's own commands do moves the sum. Buffers that wait to be lent are no more in use than what malloc
// keeps free, so they are left out.

package import Bytes

package final class MemoryGauge {
    package let keys = MemoryMeter()
    package let pool = BufferPool()
    private let reclaimer: Reclaimer
    private var other = 0

    init(_ reclaimer: Reclaimer) {
        self.reclaimer = reclaimer
    }

    package var used: Int { counted + other }

    private var counted: Int { keys.bytes + pool.lentBytes }

    /// What malloc has given.
    package var allocated: Int { used - keys.mappedBytes + pool.idleBytes + reclaimer.bytesUnderWay }
    /// What malloc has from the kernel.
    package var heldByMalloc: Int { max(RawMemory.held, allocated) }

    /// Has malloc give back to the kernel what it can.
    package func releaseFreePages() {
        RawMemory.releaseFreePages()
        refresh()
    }

    /// Looks at all that malloc has given.
    package func refresh() {
        let all = RawMemory.inUse + keys.mappedBytes - pool.idleBytes - reclaimer.bytesUnderWay
        other = all - counted
    }

    /// Lets the tables grow only as far as memory stays under a limit, where there is one.
    package func keepTables(under limit: Int) {
        keys.ceiling = limit > 0 ? limit - (used - keys.bytes) : Int.max
    }
}
