// Which keys may be read and written: all, or those that match one of some patterns.

package import Bytes

package struct KeyAccess: OptionSet, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    package static let read = KeyAccess(rawValue: 1)
    package static let write = KeyAccess(rawValue: 2)
    package static let both: KeyAccess = [.read, .write]
}

/// A key that a request names, by its position, and what is done with it.
package struct KeyUse {
    package let position: Int
    package let access: KeyAccess

    package init(position: Int, access: KeyAccess) {
        self.position = position
        self.access = access
    }
}

package struct KeyRules {
    private struct Pattern {
        let bytes: [UInt8]
        let glob: Glob
        /// What every key begins with that the pattern is known to grant; nil unless it is that and one star.
        let grantedPrefix: [UInt8]?
        var access: KeyAccess

        init(_ pattern: ByteView, _ access: KeyAccess) {
            bytes = pattern.array
            glob = Glob(pattern)
            grantedPrefix = bytes.coveredPrefix
            self.access = access
        }

        func covers(_ prefix: ByteView) -> Bool {
            grantedPrefix?.withView { prefix.starts(with: $0) } ?? false
        }

        /// As a rule is written.
        var rule: [UInt8] {
            let mark = access == .both ? "~" : access == .read ? "%R~" : "%W~"
            return Array(mark.utf8) + bytes
        }
    }

    package private(set) var includeAll = false
    private var patterns: [Pattern] = []

    // MARK: Asking

    /// Whether one pattern grants all of `access` to a key. Of two patterns neither helps the other.
    package func allow(_ key: ByteView, _ access: KeyAccess) -> Bool {
        includeAll || patterns.contains { $0.access.isSuperset(of: access) && $0.glob.matches(key) }
    }

    /// Whether one pattern grants all of `access` to every key there may be that begins with `prefix`.
    package func cover(_ prefix: ByteView, _ access: KeyAccess) -> Bool {
        includeAll || patterns.contains { $0.access.isSuperset(of: access) && $0.covers(prefix) }
    }

    /// Whether one pattern grants all of `access` to every key.
    func coverAll(_ access: KeyAccess) -> Bool {
        includeAll || patterns.contains { $0.access.isSuperset(of: access) && $0.grantedPrefix == [] }
    }

    package var rules: [[UInt8]] {
        includeAll ? [Array("~*".utf8)] : patterns.map(\.rule)
    }

    // MARK: Changing

    mutating func setAll(_ isAllowed: Bool) {
        includeAll = isAllowed
        patterns = []
    }

    /// Takes `~pattern`, or `%` and letters before the tilde: R to read, W to write.
    mutating func add(_ rule: ByteView) throws(RuleError) {
        guard !includeAll else { throw .keysAfterAllKeys }
        guard let tilde = rule.firstIndex(of: UInt8(ascii: "~")) else { throw .syntax }
        let access = tilde == 0 ? .both : try Self.access(rule[1..<tilde])
        let pattern = rule.dropFirst(tilde + 1)
        guard pattern.isOneWord else { throw .syntax }
        let new = Pattern(pattern, access)
        if let known = patterns.firstIndex(where: { $0.bytes == new.bytes }) {
            patterns[known].access.formUnion(access)
        } else {
            patterns.append(new)
        }
    }

    private static func access(_ letters: ByteView) throws(RuleError) -> KeyAccess {
        var access: KeyAccess = []
        for index in 0..<letters.count {
            let one: KeyAccess =
                switch lowercase(letters[index]) {
                case UInt8(ascii: "r"): .read
                case UInt8(ascii: "w"): .write
                default: throw .syntax
                }
            guard access.insert(one).inserted else { throw .syntax }
        }
        guard !access.isEmpty else { throw .syntax }
        return access
    }
}

extension ByteView {
    /// Whether neither a space nor a zero would make two words of it in a file.
    package var isOneWord: Bool {
        (0..<count).allSatisfy { self[$0] != 0 && self[$0] != 0x20 && !(0x09...0x0d).contains(self[$0]) }
    }
}
