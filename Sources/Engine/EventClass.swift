// The classes of keyspace events, with the letters by which `notify-keyspace-events` chooses them.

package struct EventClass: OptionSet, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    package static let keyspace = EventClass(rawValue: 1 << 0)
    package static let keyevent = EventClass(rawValue: 1 << 1)
    package static let generic = EventClass(rawValue: 1 << 2)
    package static let string = EventClass(rawValue: 1 << 3)
    package static let list = EventClass(rawValue: 1 << 4)
    package static let set = EventClass(rawValue: 1 << 5)
    package static let hash = EventClass(rawValue: 1 << 6)
    package static let sortedSet = EventClass(rawValue: 1 << 7)
    package static let expired = EventClass(rawValue: 1 << 8)
    package static let evicted = EventClass(rawValue: 1 << 9)
    package static let stream = EventClass(rawValue: 1 << 10)
    package static let keyMiss = EventClass(rawValue: 1 << 11)
    package static let module = EventClass(rawValue: 1 << 13)
    package static let new = EventClass(rawValue: 1 << 14)

    /// `A`: everything but misses and new keys.
    package static let all: EventClass = [
        .generic, .string, .list, .set, .hash, .sortedSet, .expired, .evicted, .stream, .module,
    ]

    private static let letters: [(Character, EventClass)] = [
        ("g", .generic), ("$", .string), ("l", .list), ("s", .set), ("h", .hash), ("z", .sortedSet), ("x", .expired),
        ("e", .evicted), ("t", .stream), ("d", .module),
    ]
    private static let otherLetters: [(Character, EventClass)] = [
        ("K", .keyspace), ("E", .keyevent), ("m", .keyMiss), ("n", .new),
    ]

    /// The classes that a text of letters chooses; nil where a letter is none of them.
    package init?(letters text: String) {
        var classes: EventClass = []
        for letter in text {
            if letter == "A" {
                classes.formUnion(.all)
            } else if let (_, one) = (Self.letters + Self.otherLetters).first(where: { $0.0 == letter }) {
                classes.formUnion(one)
            } else {
                return nil
            }
        }
        self = classes
    }

    /// The shortest text that chooses these classes, in the order in which Redis writes it.
    package var letters: String {
        var text = ""
        if isSuperset(of: .all) {
            text = "A"
        } else {
            for (letter, one) in Self.letters where contains(one) { text.append(letter) }
        }
        for (letter, one) in Self.otherLetters where contains(one) { text.append(letter) }
        return text
    }
}
