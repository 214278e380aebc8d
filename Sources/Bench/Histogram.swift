// Latencies in buckets whose width grows with the value, so that every percentile is known to within 1.6 %.
//
// Values below 64 ns have a bucket each; from there every doubling is cut into 64 equal buckets.

struct Histogram {
    private static let cutsPerDoubling = 64
    private static let lowestDoubling = 6

    private var counts = [Int](repeating: 0, count: cutsPerDoubling * (64 - lowestDoubling))
    private(set) var count = 0
    private(set) var maximum: Int64 = 0

    mutating func record(_ nanoseconds: Int64) {
        let value = max(nanoseconds, 0)
        counts[Self.bucket(of: value)] += 1
        count += 1
        if value > maximum { maximum = value }
    }

    /// The value below or at which `share` (0…1) of all that was recorded lies.
    func percentile(_ share: Double) -> Int64 {
        guard count > 0 else { return 0 }
        var left = max(1, Int((share * Double(count)).rounded(.up)))
        for bucket in counts.indices {
            left -= counts[bucket]
            if left <= 0 { return min(Self.middle(of: bucket), maximum) }
        }
        return maximum
    }

    private static func bucket(of value: Int64) -> Int {
        if value < cutsPerDoubling { return Int(value) }
        let doubling = 63 - value.leadingZeroBitCount
        let shift = doubling - lowestDoubling
        return (shift + 1) * cutsPerDoubling + Int(value >> Int64(shift)) - cutsPerDoubling
    }

    private static func middle(of bucket: Int) -> Int64 {
        if bucket < cutsPerDoubling { return Int64(bucket) }
        let shift = Int64(bucket / cutsPerDoubling - 1)
        let low = Int64(bucket % cutsPerDoubling + cutsPerDoubling) << shift
        return low + (1 << shift) / 2
    }
}
