// A walk over a table that shows every record as it was when the walk began, though the table is used meanwhile.
//
// It goes from bucket to bucket, in slices. Whoever is about to change a bucket that the walk has not reached shows it
// first (`show(hash)`): so a write costs at most the records of its own bucket, nothing is copied, and what comes
// later is not shown. Nothing moves between the arrays of a table while it is walked over; it grows when that is done.
//
// Places count through both arrays:   [ old, from `drained` on | current ]

struct BucketWalk {
    /// The next place to look at.
    var next: Int
    let end: Int
    /// A bit for each place that has been shown before its turn.
    private var early: [UInt64]

    init(from start: Int, to end: Int) {
        next = start
        self.end = end
        early = Array(repeating: 0, count: (end + 63) / 64)
    }

    /// Whether a place is yet to be shown; if so, it now counts as shown.
    mutating func takeEarly(_ place: Int) -> Bool {
        guard place >= next, place < end else { return false }
        let bit = UInt64(1) << UInt64(place & 63)
        guard early[place >> 6] & bit == 0 else { return false }
        early[place >> 6] |= bit
        return true
    }

    /// The next place that has not been shown; nil at the end.
    mutating func takeNext() -> Int? {
        while next < end {
            let place = next
            next += 1
            if early[place >> 6] & UInt64(1) << UInt64(place & 63) == 0 { return place }
        }
        return nil
    }
}

extension Table {
    var isWalkedOver: Bool { walk != nil }

    mutating func beginWalk() {
        walk = BucketWalk(from: isRehashing ? drained : old.count, to: old.count + current.count)
    }

    mutating func endWalk() {
        walk = nil
    }

    /// Shows the records of the next bucket; false when all have been shown.
    mutating func walkOn(_ visit: (Record) -> Void) -> Bool {
        guard let place = walk?.takeNext() else { return false }
        if place + 1 < walk!.end { bucket(at: place + 1).prefetchRecords() }
        Self.visit(bucket(at: place), visit)
        return true
    }

    /// Shows, ahead of its turn, what a key of this hash may share a bucket with.
    mutating func show(_ hash: UInt64, _ visit: (Record) -> Void) {
        let index = Int(truncatingIfNeeded: hash)
        for place in [index & old.mask, old.count + index & current.mask] where walk?.takeEarly(place) == true {
            Self.visit(bucket(at: place), visit)
        }
    }

    private func bucket(at place: Int) -> Bucket {
        place < old.count ? old.bucket(place) : current.bucket(place - old.count)
    }
}
