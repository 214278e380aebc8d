// The rules of members by name, found without hashing: names are few, and most differ in length already.

internal import JSON

struct NameTable {
    /// In order of length, and of bytes among those of one length.
    private let entries: [(name: [UInt8], rule: Int)]

    init(_ rules: [(name: JSONString, rule: Int)] = []) {
        entries = rules.map { ($0.name.content, $0.rule) }.sorted { Self.compare($0.0, $1.0) < 0 }
    }

    var isEmpty: Bool { entries.isEmpty }

    func rule(for name: JSONString) -> Int? {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            let order = Self.compare(entries[middle].name, name.content)
            if order == 0 { return entries[middle].rule }
            if order < 0 { low = middle + 1 } else { high = middle }
        }
        return nil
    }

    private static func compare(_ left: [UInt8], _ right: [UInt8]) -> Int {
        if left.count != right.count { return left.count - right.count }
        for index in left.indices where left[index] != right[index] {
            return Int(left[index]) - Int(right[index])
        }
        return 0
    }
}
