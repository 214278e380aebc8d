// How often a record is used, in the 24 bits that otherwise say when it was used last.
//
//     access: [minute of the last use 16][count 8]
//
// The count is logarithmic: the higher it stands, the less likely a use raises it. It falls by one for every so many
// minutes without use, so that what was popular once does not stay for ever.

package import Bytes

package struct Frequency {
    /// A new key starts here and not at zero, or it would be the first to go before anybody could use it again.
    private static let start: UInt32 = 5
    private static let highest: UInt32 = 255

    /// How many uses it takes to raise a high count: a use counts with a chance of 1 in factor × (count - start) + 1.
    package var logFactor = 10
    /// After how many minutes without use the count falls by one; 0 for never.
    package var decayMinutes = 1

    package init() {}

    /// What a record remembers that is made now.
    static func ofNew(at instant: Instant) -> UInt32 {
        instant.accessClock << 8 | start
    }

    /// How often a record was used, as it counts now.
    package func count(of access: UInt32, at instant: Instant) -> Int {
        let count = Int(access & 0xff)
        guard decayMinutes > 0 else { return count }
        let idle = Int((instant.accessClock &- access >> 8) & 0xffff)
        return max(0, count - idle / decayMinutes)
    }

    /// What a record remembers once it has been used now.
    package func afterUse(of access: UInt32, at instant: Instant, _ random: inout SeededRandom) -> UInt32 {
        var count = UInt32(self.count(of: access, at: instant))
        if count < Self.highest {
            let above = UInt64(count > Self.start ? count - Self.start : 0)
            if random.next() % (above * UInt64(logFactor) + 1) == 0 { count += 1 }
        }
        return instant.accessClock << 8 | count
    }
}
