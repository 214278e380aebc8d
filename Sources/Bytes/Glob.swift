// Redis's patterns for keys and channels: `*`, `?`, `[abc]`, `[^a-z]`, and `\` before a byte that stands for itself.
//
// Only the last star ever needs to be tried again, so matching takes at most pattern × text steps and no recursion.
// A pattern of more than `mostStars` stars matches nothing, as in Redis: nobody means it, and it could hold up the
// server.

public struct Glob {
    private static let mostStars = 1000

    private let pattern: [UInt8]
    private let ignoresCase: Bool

    public init(_ pattern: ByteView, ignoringCase: Bool = false) {
        self.pattern = pattern.array
        self.ignoresCase = ignoringCase
    }

    public init(_ pattern: String, ignoringCase: Bool = false) {
        self.pattern = Array(pattern.utf8)
        self.ignoresCase = ignoringCase
    }

    /// The bytes before the first that has a meaning of its own: every match begins with them.
    public var literalPrefix: [UInt8] {
        Array(pattern.prefix { !Self.isSpecial($0) })
    }

    /// The one text that matches, where the pattern has nothing special in it.
    public var literal: [UInt8]? {
        pattern.contains(where: Self.isSpecial) ? nil : pattern
    }

    private static func isSpecial(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "*") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "[")
            || byte == UInt8(ascii: "\\")
    }

    public func matches(_ text: ByteView) -> Bool {
        pattern.withView { Self.matches($0, text, ignoresCase) }
    }

    public func matches(_ text: String) -> Bool {
        Array(text.utf8).withView { matches($0) }
    }

    public static func matches(_ pattern: ByteView, _ text: ByteView, _ ignoresCase: Bool = false) -> Bool {
        var at = 0
        var position = 0
        var star: (pattern: Int, text: Int)?
        var stars = 0
        while position < text.count {
            if at < pattern.count, pattern[at] == UInt8(ascii: "*") {
                at += 1
                if at == pattern.count { return true }
                stars += 1
                if stars > mostStars { return false }
                star = (at, position)
            } else if let next = step(pattern, at, text[position], ignoresCase) {
                at = next
                position += 1
            } else if let last = star {
                star = (last.pattern, last.text + 1)
                at = last.pattern
                position = last.text + 1
            } else {
                return false
            }
        }
        while at < pattern.count, pattern[at] == UInt8(ascii: "*") { at += 1 }
        return at == pattern.count
    }

    /// Where the pattern goes on after the element at `at` has taken `byte`; nil when it does not take it.
    private static func step(_ pattern: ByteView, _ at: Int, _ byte: UInt8, _ ignoresCase: Bool) -> Int? {
        guard at < pattern.count else { return nil }
        switch pattern[at] {
        case UInt8(ascii: "?"):
            return at + 1
        case UInt8(ascii: "["):
            let (taken, next) = matchClass(pattern, at + 1, byte, ignoresCase)
            return taken ? next : nil
        case UInt8(ascii: "\\") where at + 1 < pattern.count:
            return same(pattern[at + 1], byte, ignoresCase) ? at + 2 : nil
        default:
            return same(pattern[at], byte, ignoresCase) ? at + 1 : nil
        }
    }

    /// Reads the class that starts at `start` (after its bracket) and tells whether it takes `byte` and where it ends.
    /// A class that is never closed ends with the pattern, as in Redis.
    private static func matchClass(
        _ pattern: ByteView, _ start: Int, _ byte: UInt8, _ ignoresCase: Bool
    ) -> (taken: Bool, next: Int) {
        var at = start
        let negated = at < pattern.count && pattern[at] == UInt8(ascii: "^")
        if negated { at += 1 }
        var found = false
        while at < pattern.count, pattern[at] != UInt8(ascii: "]") {
            if pattern[at] == UInt8(ascii: "\\"), at + 1 < pattern.count {
                found = found || same(pattern[at + 1], byte, ignoresCase)
                at += 2
            } else if at + 2 < pattern.count, pattern[at + 1] == UInt8(ascii: "-") {
                found = found || inRange(byte, pattern[at], pattern[at + 2], ignoresCase)
                at += 3
            } else {
                found = found || same(pattern[at], byte, ignoresCase)
                at += 1
            }
        }
        return (found != negated, min(at + 1, pattern.count))
    }

    private static func same(_ left: UInt8, _ right: UInt8, _ ignoresCase: Bool) -> Bool {
        ignoresCase ? lowercase(left) == lowercase(right) : left == right
    }

    private static func inRange(_ byte: UInt8, _ first: UInt8, _ second: UInt8, _ ignoresCase: Bool) -> Bool {
        if ignoresCase { return inRange(lowercase(byte), lowercase(first), lowercase(second), false) }
        return min(first, second) <= byte && byte <= max(first, second)
    }
}
