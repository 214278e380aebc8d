// When the next sync begins under `appendfsync always`, where writers share it.
//
// Who has just been answered is about to write again. A sync that began at once would leave them out, and writers would
// fall into two halves that wait for each other's syncs. So it waits until as many changes have come as were under way
// before, though never longer than half of what a sync takes.

struct Gathering {
    private static let longest: Int64 = 5_000_000
    /// Where a sync takes less than this, there is nothing to be gained.
    private static let leastSync: Int64 = 500_000
    /// How many changes had been logged when the last sync began, and when the one before it did.
    private var began = (last: 0, before: 0)
    private var beganAt: Int64 = 0
    private var wanted = 0
    /// When it is over at the latest, by the clock for costs.
    private(set) var end: Int64 = 0

    mutating func noteStart(changes: Int, at now: Int64) {
        began = (changes, began.last)
        beganAt = now
    }

    mutating func noteEnd(changes: Int, at now: Int64) {
        wanted = began.last + changes - began.before
        let lasted = now - beganAt
        end = lasted < Self.leastSync ? now : now + min(lasted / 2, Self.longest)
    }

    func isOpen(changes: Int, at now: Int64) -> Bool { changes < wanted && now < end }
}
