// A walk over a table that shows every record as it was when the walk began, though the table is used meanwhile.
//
// It goes from bucket to bucket, in slices; of a bucket whose records are long, only a few are shown in a step. Whoever
// is about to change a bucket of which records have not been shown shows them first (`show(hash)`): so a write costs at
// most the records of its own bucket, nothing is copied, and what comes later is not shown. Nothing moves between the
// arrays of a table while it is walked over; it grows when that is done.
//
// Places count through both arrays:   [ old, from `drained` on | current ]

internal import Bytes

struct BucketWalk {
    /// The next place to look at.
    var next: Int
    let end: Int
    /// A bit for each place that has been shown before its turn.
    private var early: [UInt64]
    /// The place of which only the first records have been shown, and how many. Who changes it shows the others first,
    /// so they are still those that come behind.
    private var open: (place: Int, shown: Int)?

    init(from start: Int, to end: Int) {
        next = start
        self.end = end
        early = Array(repeating: 0, count: (end + 63) / 64)
    }

    /// How many records of a place have been shown, where any are yet to be; it now counts as shown.
    mutating func takeEarly(_ place: Int) -> Int? {
        if let open, open.place == place {
            self.open = nil
            return open.shown
        }
        guard place >= next, place < end else { return nil }
        let bit = UInt64(1) << UInt64(place & 63)
        guard early[place >> 6] & bit == 0 else { return nil }
        early[place >> 6] |= bit
        return 0
    }

    /// The next place of which records have not been shown, and how many have; nil at the end.
    mutating func takeNext() -> (place: Int, shown: Int)? {
        if let open {
            self.open = nil
            return open
        }
        while next < end {
            let place = next
            next += 1
            if early[place >> 6] & UInt64(1) << UInt64(place & 63) == 0 { return (place, 0) }
        }
        return nil
    }

    /// What has been taken is gone on with, before any other.
    mutating func leave(_ place: Int, shown: Int) {
        open = (place, shown)
    }
}

extension Table {
    /// When the records that one step of a walk has shown come to so many bytes, the others of their bucket wait for
    /// the next: to pack and write them takes about a tenth of a millisecond.
    static let bytesPerStep = 4 << 10

    var isWalkedOver: Bool { walk != nil }

    mutating func beginWalk() {
        walk = BucketWalk(from: isRehashing ? drained : old.count, to: old.count + current.count)
    }

    mutating func endWalk() {
        walk = nil
    }

    /// Shows the next records, all of the same bucket; false when all have been shown.
    mutating func walkOn(_ visit: (Record) -> Void) -> Bool {
        guard let (place, shown) = walk?.takeNext() else { return false }
        if shown == 0, place + 1 < walk!.end { bucket(at: place + 1).prefetchRecords() }
        let reached = Self.visit(bucket(at: place), behind: shown, upTo: Self.bytesPerStep, visit)
        if let reached { walk!.leave(place, shown: reached) }
        return true
    }

    /// Shows, ahead of its turn, what a key of this hash may share a bucket with.
    mutating func show(_ hash: UInt64, _ visit: (Record) -> Void) {
        let index = Int(truncatingIfNeeded: hash)
        for place in [index & old.mask, old.count + index & current.mask] {
            guard let shown = walk?.takeEarly(place) else { continue }
            // A writer waits for all of them, and each would be waited for by itself.
            bucket(at: place).prefetchRecords()
            _ = Self.visit(bucket(at: place), behind: shown, upTo: .max, visit)
        }
    }

    /// Shows what comes behind the first `shown` records of a bucket until it comes to so many bytes; answers how many
    /// have been shown then, or nil for all.
    private static func visit(
        _ bucket: Bucket, behind shown: Int, upTo most: Int, _ visit: (Record) -> Void
    ) -> Int? {
        var (passed, bytes) = (0, 0)
        var reached: Int?
        Self.visit(bucket) { record in
            if passed >= shown, reached == nil {
                if bytes >= most {
                    reached = passed
                } else {
                    visit(record)
                    bytes += length(of: record)
                }
            }
            passed += 1
        }
        return reached
    }

    /// A body that is kept elsewhere has to be brought from there first, however long it is: one is enough for a step.
    private static func length(of record: Record) -> Int {
        if record.isHollow { return bytesPerStep }
        return if case .bytes(let view) = record.content { view.count } else { 0 }
    }

    private func bucket(at place: Int) -> Bucket {
        place < old.count ? old.bucket(place) : current.bucket(place - old.count)
    }
}
