// How the durations of each command are spread, close enough for percentiles: every power of two is divided into 64
// buckets, so that a duration is known to 1/64 of itself, and below 128 ns exactly.
//
//     0 1 2 … 127 | 128-129 130-131 … 254-255 | 256-259 … 508-511 | … up to one second, and what is longer with it
//
// The histograms of all commands lie in one row, each made with the first call of its command.

internal import Bytes

struct LatencyHistograms: ~Copyable {
    private static let perPower = 64
    private static let longest: Int64 = 1_000_000_000
    private static let size = bucket(of: longest) + 1

    private var counts = Tallies()

    /// Makes an empty histogram; answers where it lies.
    mutating func begin() -> Int {
        counts.append(Self.size)
        return counts.count - Self.size
    }

    @inline(__always)
    mutating func note(_ nanoseconds: Int64, in place: Int) {
        counts.add(1, at: place &+ Self.bucket(of: min(nanoseconds, Self.longest)))
    }

    @inline(__always)
    private static func bucket(of nanoseconds: Int64) -> Int {
        let shift = max(0, 57 - nanoseconds.leadingZeroBitCount)
        return shift &* perPower &+ Int(truncatingIfNeeded: nanoseconds &>> Int64(shift))
    }

    /// The longest duration that falls into a bucket.
    private static func end(of bucket: Int) -> Int64 {
        let shift = max(0, bucket / perPower - 1)
        return Int64(bucket - shift * perPower + 1) << Int64(shift) - 1
    }

    private func histogram(_ place: Int) -> [Int] { counts.array(place..<place + Self.size) }

    /// The duration in nanoseconds that so many percent of all calls did not exceed.
    func percentile(_ percent: Double, in place: Int) -> Int64 {
        let histogram = histogram(place)
        let total = histogram.reduce(0, +)
        let wanted = max(1, Int((percent / 100 * Double(total)).rounded()))
        var seen = 0
        for (bucket, count) in histogram.enumerated() where count > 0 {
            seen += count
            if seen >= wanted { return Self.end(of: bucket) }
        }
        return 0
    }

    /// How many calls took at most so many microseconds, for powers of two in nanoseconds from 1024 on, each only where
    /// it tells more than the one before. The limits are those that Redis names.
    func distribution(_ place: Int) -> [(microseconds: Int64, count: Int)] {
        let histogram = histogram(place)
        let total = histogram.reduce(0, +)
        var steps: [(microseconds: Int64, count: Int)] = []
        var level: Int64 = 1024
        var bucket = 0
        var seen = 0
        while seen < total {
            while bucket < min(Self.size, Self.bucket(of: level)) {
                seen += histogram[bucket]
                bucket += 1
            }
            if level > Self.longest { seen = total }
            if seen > steps.last?.count ?? 0 { steps.append(((level + level / 128 - 1) / 1000, seen)) }
            level *= 2
        }
        return steps
    }
}
