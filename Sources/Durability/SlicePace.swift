// When the next slice of a walk is due, and how long it may last: as short as pays, and close together. Whoever comes
// meanwhile waits for one slice; and few come during one, who would then be served together, each later than alone.

package struct SlicePace {
    /// A slice lasts so long at least, and the walk has so much of the time.
    private struct Share {
        let slice: Int64
        /// One part in so many.
        let part: Int64

        /// How long the walk rests behind a slice that has lasted so long.
        func rest(after length: Int64) -> Int64 {
            min(max(length, slice) * (part - 1), longestRest)
        }
    }

    /// While clients ask: a slice takes about as long as four of their requests.
    private static let besideClients = Share(slice: 10_000, part: 20)
    /// While nobody does, the walk gets on: who comes then waits longer, and once.
    private static let alone = Share(slice: 50_000, part: 3)
    /// Nobody has asked for so many nanoseconds: there is nobody.
    private static let silence: Int64 = 20_000_000
    /// A slice that comes late, since turns are long, makes up for that as far as this.
    private static let longestSlice: Int64 = 250_000
    /// Slices that can't be kept short, as those of long records, don't keep the walk from its end.
    private static let longestRest: Int64 = 700_000

    private var lastRequest: Int64 = 0
    private var lastEnd: Int64 = 0
    private var lastLength: Int64 = 0

    package init() {}

    private func share(at now: Int64) -> Share {
        now - lastRequest < Self.silence ? Self.besideClients : Self.alone
    }

    /// When the next slice is due, as far as is known now.
    package func nextSlice(at now: Int64) -> Int64 {
        lastEnd + share(at: now).rest(after: lastLength)
    }

    /// How long a slice that begins now may last; nil where none is due.
    package func slice(at now: Int64) -> Int64? {
        let late = now - nextSlice(at: now)
        guard late >= 0 else { return nil }
        return min(share(at: now).slice + madeUp(for: late, at: now), Self.longestSlice)
    }

    private func madeUp(for late: Int64, at now: Int64) -> Int64 { late / (share(at: now).part - 1) }

    package mutating func noteSlice(from start: Int64, to end: Int64) {
        // What a slice has made up for is owed no rest, or long turns would take from the walk's share after all.
        let own = end - start - madeUp(for: start - nextSlice(at: start), at: start)
        (lastEnd, lastLength) = (end, max(0, own))
    }

    package mutating func noteRequests(at now: Int64) {
        lastRequest = now
    }

    /// The walk has nothing to do, or waits for the disk: that is not made up for.
    package mutating func noteRest(at now: Int64) {
        (lastEnd, lastLength) = (now, 0)
    }
}
