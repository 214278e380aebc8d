// The longest common subsequence of two strings, by the classic table of what their beginnings have in common.
//
// `lengths[i, j]`, row by row, is the answer for the first `i` bytes of one and the first `j` of the other. A walk from
// the last corner back to an edge then finds the bytes: diagonally where both agree, else towards the larger neighbour.

struct CommonSubsequence {
    /// Bytes that stand side by side in both strings.
    struct Match {
        let firstStart: Int
        let secondStart: Int
        let length: Int
    }

    private let first: [UInt8]
    private let second: [UInt8]
    private let lengths: [UInt32]
    private let rowLength: Int

    /// What the table costs for strings of these lengths; nil where it cannot be told in 64 bits.
    static func tableBytes(_ first: Int, _ second: Int) -> Int? {
        let (cells, overflowed) = (first + 1).multipliedReportingOverflow(by: second + 1)
        let (bytes, alsoOverflowed) = cells.multipliedReportingOverflow(by: MemoryLayout<UInt32>.stride)
        return overflowed || alsoOverflowed ? nil : bytes
    }

    init(of first: [UInt8], _ second: [UInt8]) {
        self.first = first
        self.second = second
        let rowLength = second.count + 1
        var lengths = [UInt32](repeating: 0, count: (first.count + 1) * rowLength)
        for row in 0..<first.count {
            let above = row * rowLength
            let current = above + rowLength
            let byte = first[row]
            for column in 0..<second.count {
                lengths[current + column + 1] = byte == second[column]
                    ? lengths[above + column] + 1
                    : max(lengths[above + column + 1], lengths[current + column])
            }
        }
        self.lengths = lengths
        self.rowLength = rowLength
    }

    var length: Int { Int(lengths[lengths.count - 1]) }

    /// The runs of common bytes, from the end of the strings to their start.
    var matches: [Match] {
        var matches: [Match] = []
        var row = first.count
        var column = second.count
        while row > 0, column > 0 {
            let run = runLength(endingAt: row, column)
            if run > 0 {
                row -= run
                column -= run
                matches.append(Match(firstStart: row, secondStart: column, length: run))
            } else if lengths[(row - 1) * rowLength + column] > lengths[row * rowLength + column - 1] {
                row -= 1
            } else {
                column -= 1
            }
        }
        return matches
    }

    /// How many bytes before these places agree, one pair after the other.
    private func runLength(endingAt row: Int, _ column: Int) -> Int {
        var run = 0
        while run < min(row, column), first[row - run - 1] == second[column - run - 1] { run += 1 }
        return run
    }

    var text: [UInt8] {
        matches.reversed().flatMap { first[$0.firstStart..<$0.firstStart + $0.length] }
    }
}
