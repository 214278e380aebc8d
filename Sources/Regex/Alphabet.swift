// All scalars in as few classes as a pattern can tell apart, so that one small number stands for a character.

struct Alphabet: Sendable {
    /// The class of each ASCII character.
    let ascii: [UInt16]
    /// How many classes there are.
    let count: Int
    /// Where the stretches of one class begin, the first at zero.
    private let starts: [UInt32]
    private let classes: [UInt16]

    /// Splits all scalars so that every set is made of whole classes; nil if that would be too many.
    init?(_ sets: [ScalarSet]) {
        var edges: Set<UInt32> = [0, 0x80]
        for interval in sets.lazy.flatMap(\.intervals) {
            edges.insert(interval.first)
            if interval.last < ScalarSet.largest { edges.insert(interval.last + 1) }
        }
        let starts = edges.sorted()
        var numbers = [Int](repeating: 0, count: starts.count)
        var next = 1
        var work = 0
        for set in sets {
            var renamed: [Int: Int] = [:]
            for interval in set.intervals {
                var index = starts.firstPosition { $0 >= interval.first }
                while index < starts.count, starts[index] <= interval.last {
                    let number = renamed[numbers[index]] ?? next
                    if number == next {
                        renamed[numbers[index]] = next
                        next += 1
                    }
                    numbers[index] = number
                    index += 1
                    work += 1
                }
            }
            guard work <= PatternLimits.mostMemberships else { return nil }
        }
        var dense: [Int: UInt16] = [:]
        var classes: [UInt16] = []
        for number in numbers {
            if dense[number] == nil {
                guard let fresh = UInt16(exactly: dense.count) else { return nil }
                dense[number] = fresh
            }
            classes.append(dense[number, default: 0])
        }
        self.starts = starts
        self.classes = classes
        count = dense.count
        ascii = (0..<0x80).map { scalar in
            classes[starts.firstPosition { $0 > scalar } - 1]
        }
    }

    func index(of scalar: UInt32) -> Int {
        scalar < 0x80 ? Int(ascii[Int(scalar)]) : Int(classes[starts.firstPosition { $0 > scalar } - 1])
    }

    /// One scalar of each class.
    var samples: [UInt32] {
        (0..<count).map { number in starts[classes.firstIndex(of: UInt16(number)) ?? 0] }
    }
}
