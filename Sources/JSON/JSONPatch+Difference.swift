// A patch that makes one document of another: small, though not the smallest there is.
//
// What stays is told apart by how it is written, so 1 and 1.0 differ and the outcome is written as the other document.
// Only where members stand that both have is not said: a patch has no words for it.

extension JSONPatch {
    /// The patch that makes `after` of `before`.
    package init(from before: JSONValue, to after: JSONValue) {
        self.init(Self.changes(from: before, to: after, at: .root))
    }

    /// The operations, or one that replaces the whole where that is shorter.
    private static func changes(from before: JSONValue, to after: JSONValue, at path: JSONPointer) -> [Operation] {
        let operations: [Operation]
        switch (before, after) {
        case (.object(let before), .object(let after)): operations = changes(from: before, to: after, at: path)
        case (.array(let before), .array(let after)): operations = changes(from: before, to: after, at: path)
        default: return before.isWritten(like: after) ? [] : [.replace(path, after)]
        }
        guard operations.count > 1 else { return operations }
        let replacement = Operation.replace(path, after)
        let length = operations.reduce(0) { $0 + $1.value.bytes.count + 1 }
        return replacement.value.bytes.count < length ? [replacement] : operations
    }

    // MARK: Objects

    private static func changes(from before: JSONObject, to after: JSONObject, at path: JSONPointer) -> [Operation] {
        var operations: [Operation] = []
        for member in before.members where after.place(of: member.name) == nil {
            operations.append(.remove(path.appending(member.name)))
        }
        for member in after.members {
            let place = path.appending(member.name)
            if let old = before[member.name] {
                operations += changes(from: old, to: member.value, at: place)
            } else {
                operations.append(.add(place, member.value))
            }
        }
        return operations
    }

    // MARK: Arrays

    private static func changes(from before: [JSONValue], to after: [JSONValue], at path: JSONPointer) -> [Operation] {
        var operations: [Operation] = []
        var (old, new) = (0, 0)
        // Places count in the array as it stands after the operations so far: as many of the new as were passed.
        for (oldEnd, newEnd) in CommonElements(before, after).matches + [(before.count, after.count)] {
            while old < oldEnd, new < newEnd {
                operations += changes(from: before[old], to: after[new], at: path.appending(new))
                old += 1
                new += 1
            }
            for _ in old..<oldEnd { operations.append(.remove(path.appending(new))) }
            for index in new..<newEnd { operations.append(.add(path.appending(index), after[index])) }
            (old, new) = (oldEnd + 1, newEnd + 1)
        }
        return operations
    }
}

/// The longest run of elements, with gaps, that two arrays have in common; where they are too long for it, those at
/// both ends.
private struct CommonElements {
    private static let mostCells = 1 << 20

    /// The places of each in both arrays, in order.
    private(set) var matches: [(Int, Int)] = []

    init(_ before: [JSONValue], _ after: [JSONValue]) {
        // Elements that are written alike get the same number.
        var numbers: [[UInt8]: Int] = [:]
        let number = { (element: JSONValue) in
            let bytes = element.bytes
            let next = numbers.count
            let known = numbers[bytes, default: next]
            numbers[bytes] = known
            return known
        }
        let (left, right) = (before.map(number), after.map(number))
        var start = 0
        while start < min(left.count, right.count), left[start] == right[start] { start += 1 }
        var tail = 0
        while tail < min(left.count, right.count) - start, left[left.count - 1 - tail] == right[right.count - 1 - tail]
        {
            tail += 1
        }
        matches = (0..<start).map { ($0, $0) }
        findLongest(left, start..<left.count - tail, right, start..<right.count - tail)
        matches += (0..<tail).reversed().map { (left.count - 1 - $0, right.count - 1 - $0) }
    }

    private mutating func findLongest(_ left: [Int], _ leftRange: Range<Int>, _ right: [Int], _ rightRange: Range<Int>)
    {
        guard !leftRange.isEmpty, !rightRange.isEmpty,
            (leftRange.count + 1).multipliedReportingOverflow(by: rightRange.count + 1).partialValue <= Self.mostCells
        else { return }
        // The length of the longest common run of what is left from each pair of places on.
        let width = rightRange.count + 1
        var lengths = [Int32](repeating: 0, count: (leftRange.count + 1) * width)
        for row in (0..<leftRange.count).reversed() {
            for column in (0..<rightRange.count).reversed() {
                let isSame = left[leftRange.lowerBound + row] == right[rightRange.lowerBound + column]
                lengths[row * width + column] =
                    isSame
                    ? lengths[(row + 1) * width + column + 1] + 1
                    : max(lengths[(row + 1) * width + column], lengths[row * width + column + 1])
            }
        }
        var (row, column) = (0, 0)
        while row < leftRange.count, column < rightRange.count {
            if left[leftRange.lowerBound + row] == right[rightRange.lowerBound + column] {
                matches.append((leftRange.lowerBound + row, rightRange.lowerBound + column))
                row += 1
                column += 1
            } else if lengths[(row + 1) * width + column] >= lengths[row * width + column + 1] {
                row += 1
            } else {
                column += 1
            }
        }
    }
}
