// Finds the option that somebody meant who wrote one that does not exist.

enum Spelling {
    /// The nearest of the names, if it is near enough to be meant: one slip, and one more for every four letters.
    static func nearest(to word: String, among names: [String]) -> String? {
        let written = word.prefix { $0 != "=" }.lowercased()
        let distances = names.map { (name: $0, slips: slips(from: written, to: $0)) }
        guard let nearest = distances.min(by: { $0.slips < $1.slips }) else { return nil }
        return nearest.slips <= 1 + written.count / 4 ? nearest.name : nil
    }

    /// How many letters must be added, dropped, changed or swapped with their neighbour.
    static func slips(from written: String, to name: String) -> Int {
        let (written, name) = (Array(written.utf8), Array(name.utf8))
        guard !written.isEmpty, !name.isEmpty else { return max(written.count, name.count) }
        var beforeLast = [Int]()
        var last = Array(0...name.count)
        for row in 1...written.count {
            var current = [row]
            for column in 1...name.count {
                let isSame = written[row - 1] == name[column - 1]
                var slips = min(last[column] + 1, current[column - 1] + 1, last[column - 1] + (isSame ? 0 : 1))
                if row > 1, column > 1, written[row - 1] == name[column - 2], written[row - 2] == name[column - 1] {
                    slips = min(slips, beforeLast[column - 2] + 1)
                }
                current.append(slips)
            }
            (beforeLast, last) = (last, current)
        }
        return last[name.count]
    }
}
