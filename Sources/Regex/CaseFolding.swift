// Which scalars differ in case only, by simple folding: one scalar for one scalar, as RE2 does it.

struct CaseFolding: Sendable {
    static let shared = CaseFolding()

    /// Where scalars with case live. A test walks all of Unicode and finds none outside.
    static let homes: [ClosedRange<UInt32>] = [
        0x0041...0x0588, 0x10A0...0x10FF, 0x13A0...0x13FF, 0x1C80...0x1CBF, 0x1D79...0x1D8E, 0x1E00...0x1FFF,
        0x2126...0x2188, 0x24B6...0x24E9, 0x2C00...0x2D2D, 0xA640...0xA69B, 0xA722...0xABBF, 0xFF21...0xFF5A,
        0x10400...0x105BC, 0x10C80...0x10CF2, 0x10D50...0x10D85, 0x118A0...0x118DF, 0x16E40...0x16EDF,
        0x1E900...0x1E943,
    ]

    /// The dotted capital i and the dotless small one belong to no other letter but in Turkish.
    private static let apart: Set<UInt32> = [0x130, 0x131]

    /// In order, so that those of a range lie together.
    private let scalars: [UInt32]
    private let families: [UInt32: [UInt32]]

    private init() {
        var members: [UInt32: Set<UInt32>] = [:]
        for value in Self.homes.joined() {
            guard let scalar = Unicode.Scalar(value) else { continue }
            for other in Self.mappings(of: scalar) where other != value {
                let family = members[value, default: [value]].union(members[other, default: [other]])
                for member in family { members[member] = family }
            }
        }
        scalars = members.keys.sorted()
        families = members.mapValues { $0.sorted() }
    }

    /// The lower and upper case of a scalar, where that is one scalar.
    static func mappings(of scalar: Unicode.Scalar) -> [UInt32] {
        guard !apart.contains(scalar.value) else { return [] }
        return [scalar.properties.lowercaseMapping, scalar.properties.uppercaseMapping].compactMap { text in
            let mapped = text.unicodeScalars
            return mapped.count == 1 ? mapped.first?.value : nil
        }
    }

    func others(of intervals: [ScalarSet.Interval]) -> [ScalarSet.Interval] {
        intervals.flatMap { interval in
            var index = scalars.firstPosition { $0 >= interval.first }
            var found: [ScalarSet.Interval] = []
            while index < scalars.count, scalars[index] <= interval.last {
                found += families[scalars[index], default: []].map { ScalarSet.Interval(first: $0, last: $0) }
                index += 1
            }
            return found
        }
    }
}

extension Array {
    /// The first position whose element, and so every later one, satisfies the condition.
    func firstPosition(where isReached: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if isReached(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
