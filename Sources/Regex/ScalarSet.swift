// Sets of Unicode scalars, as ranges in order with gaps between them.

struct ScalarSet: Hashable, Sendable {
    struct Interval: Hashable, Sendable {
        let first: UInt32
        let last: UInt32
    }

    static let largest: UInt32 = 0x10FFFF

    private(set) var intervals: [Interval] = []

    static let everything = ScalarSet([(0, largest)])
    static let newline = ScalarSet(0x0A)
    /// What may end a line in ECMA-262.
    static let lineTerminators = ScalarSet([(0x0A, 0x0A), (0x0D, 0x0D), (0x2028, 0x2029)])

    init() {}

    init(_ scalar: UInt32) {
        intervals = [Interval(first: scalar, last: scalar)]
    }

    init(_ ranges: [(UInt32, UInt32)]) {
        self.init(unsorted: ranges.map { Interval(first: $0.0, last: $0.1) })
    }

    init(unsorted: [Interval]) {
        for interval in unsorted.sorted(by: { $0.first < $1.first }) {
            if let last = intervals.last, interval.first <= last.last &+ 1 {
                intervals[intervals.count - 1] = Interval(first: last.first, last: max(last.last, interval.last))
            } else {
                intervals.append(interval)
            }
        }
    }

    var isEmpty: Bool { intervals.isEmpty }

    /// The only scalar of the set, if there is just one.
    var single: UInt32? {
        guard intervals.count == 1, intervals[0].first == intervals[0].last else { return nil }
        return intervals[0].first
    }

    func contains(_ scalar: UInt32) -> Bool {
        let index = intervals.firstPosition { $0.first > scalar }
        return index > 0 && intervals[index - 1].last >= scalar
    }

    var inverted: ScalarSet {
        var result = ScalarSet()
        var next: UInt32 = 0
        for interval in intervals {
            if interval.first > next {
                result.intervals.append(Interval(first: next, last: interval.first - 1))
            }
            next = interval.last + 1
        }
        if next <= Self.largest { result.intervals.append(Interval(first: next, last: Self.largest)) }
        return result
    }

    func union(_ other: ScalarSet) -> ScalarSet {
        ScalarSet(unsorted: intervals + other.intervals)
    }

    static func union(of sets: [ScalarSet]) -> ScalarSet {
        ScalarSet(unsorted: sets.flatMap(\.intervals))
    }

    /// With every scalar also those that differ from it in case only.
    var ignoringCase: ScalarSet {
        ScalarSet(unsorted: intervals + CaseFolding.shared.others(of: intervals))
    }
}
