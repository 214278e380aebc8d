// How much memory is in use, known at all times without asking malloc, whose answer takes the longer the more holes
// there are.
//
//     used = keys + buffers that are lent + everything else
//
// The first two are counted as they change. Everything else (connections, subscriptions, notes of readers…) changes
// slowly: it is what malloc said the last time it was asked, less what was counted then. Buffers that wait to be lent
// are no more in use than what malloc keeps free, so they are left out.

package import Bytes
internal import Platform

package final class MemoryGauge {
    /// So many times longer than malloc took to answer, it is not asked again.
    private static let patience: Int64 = 200
    /// An answer that took no longer costs too little to be spared, in nanoseconds.
    private static let cheapAnswer: Int64 = 100_000

    package let keys = MemoryMeter()
    package let pool = BufferPool()
    private let reclaimer: Reclaimer
    private let clock = LinuxClock()
    private var other = 0
    private var nextAnswer = Int64.min
    /// What malloc last said of itself.
    private var heap = RawMemory.heap

    init(_ reclaimer: Reclaimer) {
        self.reclaimer = reclaimer
    }

    package var used: Int { counted + other }

    private var counted: Int { keys.bytes + pool.lentBytes }

    /// What malloc has given, without asking it again.
    package var allocated: Int { used - keys.mappedBytes + pool.idleBytes + reclaimer.bytesUnderWay }
    /// What malloc has from the kernel, as it last said.
    package var heldByMalloc: Int { max(heap.held, allocated) }

    /// Has malloc give back to the kernel what it can.
    package func releaseFreePages() {
        RawMemory.releaseFreePages()
        nextAnswer = Int64.min
        refresh()
    }

    /// Asks malloc, unless that was done a moment ago and took long.
    package func refresh() {
        let before = clock.monotonicNanoseconds
        guard before >= nextAnswer else { return }
        heap = RawMemory.heap
        let all = heap.inUse + keys.mappedBytes - pool.idleBytes - reclaimer.bytesUnderWay
        other = all - counted
        let cost = clock.monotonicNanoseconds - before
        nextAnswer = cost > Self.cheapAnswer ? before + cost * Self.patience : before
    }

    /// Lets the tables grow only as far as memory stays under a limit, where there is one.
    package func keepTables(under limit: Int) {
        keys.ceiling = limit > 0 ? limit - (used - keys.bytes) : Int.max
    }
}
