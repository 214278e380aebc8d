// Whether the loop had better wait for a sync of the log than have its queue do it, under `appendfsync always`.
//
// Handing a sync over costs two changes of thread, and what arrives meanwhile is run in many small turns. Where all
// that is asked for waits for the disk anyway, and the disk takes a fraction of a millisecond, nobody gains by it: then
// the sync is done at the end of the turn, once for all whom the turn has served. Readers who need not wait never do:
// as soon as one comes the queue has the syncs again, and so it is when the disk becomes slow.

struct SyncSpeed {
    /// Up to how long syncs are short on average, in nanoseconds.
    private static let short: Int64 = 1_000_000
    /// Where nothing is known yet the disk is taken to be slow.
    private var average: Int64 = 20_000_000
    /// For how many syncs nobody has come who need not wait for them.
    private var withoutReaders = 0
    private static let fewest = 8

    var isWorthWaiting: Bool { average < Self.short && withoutReaders >= Self.fewest }

    mutating func note(nanoseconds: Int64) {
        average += (nanoseconds - average) / 8
        withoutReaders = min(withoutReaders + 1, Self.fewest)
    }

    /// Something was answered that does not depend on what is not on disk yet.
    mutating func noteReader() {
        withoutReaders = 0
    }
}
