// Where a command's arguments are keys, and what it does with them.

package import Bytes

package struct KeySpec: Sendable {
    package enum Begin: Sendable {
        case index(Int)
        case keyword(String, startFrom: Int)
    }

    package enum Find: Sendable {
        /// Up to `last` words on (negative: counted from the end), one key every `step`, up to a share of 1/`limit`.
        case range(last: Int, step: Int, limit: Int)
        /// A word that says how many keys follow.
        case number(index: Int, first: Int, step: Int)
    }

    /// As COMMAND names them.
    package struct Access: OptionSet, Sendable {
        package let rawValue: UInt16

        package init(rawValue: UInt16) {
            self.rawValue = rawValue
        }

        package static let readOnly = Access(rawValue: 1 << 0)
        package static let readWrite = Access(rawValue: 1 << 1)
        package static let overwrite = Access(rawValue: 1 << 2)
        package static let remove = Access(rawValue: 1 << 3)
        package static let access = Access(rawValue: 1 << 4)
        package static let update = Access(rawValue: 1 << 5)
        package static let insert = Access(rawValue: 1 << 6)
        package static let delete = Access(rawValue: 1 << 7)
        package static let variable = Access(rawValue: 1 << 8)
        package static let notKey = Access(rawValue: 1 << 9)

        private static let names: [(Access, String)] = [
            (.readWrite, "RW"), (.readOnly, "RO"), (.overwrite, "OW"), (.remove, "RM"), (.access, "access"),
            (.update, "update"), (.insert, "insert"), (.delete, "delete"), (.notKey, "not_key"),
            (.variable, "variable_flags"),
        ]

        package var texts: [String] {
            Self.names.filter { contains($0.0) }.map(\.1)
        }

        package var reads: Bool { !isDisjoint(with: [.access, .readOnly]) }
        package var writes: Bool { !isDisjoint(with: [.update, .insert, .delete, .overwrite, .remove]) }
    }

    /// What an access that is `variable` comes to unless one of some words stands among the options.
    package struct Narrowing: Sendable {
        let access: Access
        let words: [StaticString]
        let start: Int

        /// The words are in small letters and looked for from `start` on.
        package init(to access: Access, unless words: [StaticString], from start: Int) {
            self.access = access
            self.words = words
            self.start = start
        }
    }

    package let access: Access
    package let begin: Begin
    package let find: Find
    package let notes: String?
    package let narrowing: Narrowing?

    package init(
        _ access: Access, _ begin: Begin, _ find: Find, notes: String? = nil, narrowing: Narrowing? = nil
    ) {
        self.access = access
        self.begin = begin
        self.find = find
        self.notes = notes
        self.narrowing = narrowing
    }

    /// One key, at `index`.
    package static func key(
        _ access: Access, at index: Int = 1, notes: String? = nil, narrowing: Narrowing? = nil
    ) -> KeySpec {
        KeySpec(access, .index(index), .range(last: 0, step: 1, limit: 0), notes: notes, narrowing: narrowing)
    }

    /// Every `step`-th word from `index` to the end.
    package static func keys(_ access: Access, from index: Int = 1, step: Int = 1) -> KeySpec {
        KeySpec(access, .index(index), .range(last: -1, step: step, limit: 0))
    }

    /// From how many words on a request names several keys; nil where it never does.
    var severalFrom: Int? {
        guard case .index(let index) = begin, case .range(let last, let step, _) = find, last != 0 else { return nil }
        return index + 2 * step
    }

    /// What the command does with these keys in one request.
    package func access(in arguments: Arguments) -> Access {
        guard let narrowing else { return access }
        let isWide = (narrowing.start..<max(narrowing.start, arguments.count)).contains { index in
            narrowing.words.contains { arguments[index].spells($0) }
        }
        return isWide ? access.subtracting(.variable) : narrowing.access
    }

    /// Positions of the keys in a request, or nil where the request does not fit the rule.
    package func positions(in arguments: Arguments) -> [Int]? {
        guard let first = firstPosition(in: arguments) else { return [] }
        switch find {
        case .range(let last, let step, let limit):
            let end = lastPosition(first, last, limit, arguments.count)
            guard first < arguments.count, end < arguments.count else { return nil }
            return Array(stride(from: first, through: end, by: step))
        case .number(let index, let firstKey, let step):
            guard first + index < arguments.count, let count = arguments[first + index].integer,
                (0...Int64(arguments.count)).contains(count)
            else { return nil }
            let start = first + firstKey
            let end = start + (Int(count) - 1) * step
            guard count == 0 || end < arguments.count else { return nil }
            return Array(stride(from: start, through: end, by: step))
        }
    }

    private func firstPosition(in arguments: Arguments) -> Int? {
        switch begin {
        case .index(let index):
            return index
        case .keyword(let word, let startFrom):
            let last = arguments.count - 1
            let positions = startFrom >= 0
                ? Array(startFrom..<max(startFrom, last + 1)) : Array((1..<max(1, last + startFrom + 2)).reversed())
            return positions.first { arguments[$0].text.uppercased() == word }.map { $0 + 1 }
        }
    }

    private func lastPosition(_ first: Int, _ last: Int, _ limit: Int, _ count: Int) -> Int {
        if last >= 0 { return first + last }
        if limit <= 1 { return count + last }
        return first + (count - first) / limit + last
    }
}
