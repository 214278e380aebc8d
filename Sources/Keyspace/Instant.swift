// The moment at which something is done, and what records remember of when they were used.

/// A moment as records need it: for their end in milliseconds since 1970, for their last use in 24 bits of seconds, or
/// where uses are counted in 16 bits of minutes.
package struct Instant {
    package let milliseconds: Int64
    package let accessClock: UInt32
    /// Whether records remember how often they are used, not when they were used last.
    package let countsUse: Bool

    package init(milliseconds: Int64, countsUse: Bool = false, accessClock: UInt32? = nil) {
        self.milliseconds = milliseconds
        self.countsUse = countsUse
        self.accessClock =
            accessClock
            ?? (countsUse
                ? UInt32(truncatingIfNeeded: milliseconds / 60_000) & 0xffff
                : UInt32(truncatingIfNeeded: milliseconds / 1000) & 0xff_ffff)
    }

    /// What a record remembers that is made now.
    package var accessOfNew: UInt32 { countsUse ? Frequency.ofNew(at: self) : accessClock }

    /// What a record remembers that was used as is said here; what is not remembered is as in a new one.
    package func access(after use: PastUse) -> UInt32 {
        switch use {
        case .frequency(let count) where countsUse: accessClock << 8 | UInt32(count)
        case .idle(let seconds) where !countsUse: (accessClock &- UInt32(min(seconds, 0xff_ffff))) & 0xff_ffff
        case .frequency, .idle: accessOfNew
        }
    }

    /// How many seconds ago a record was last used, as far as 24 bits can tell.
    package func secondsSince(_ access: UInt32) -> Int {
        Int((accessClock &- access) & 0xff_ffff)
    }
}

/// How a key was used before it came here, as snapshots and RESTORE say it.
package enum PastUse {
    /// So many seconds ago.
    case idle(Int)
    /// So often, on the logarithmic scale.
    case frequency(UInt8)
}
