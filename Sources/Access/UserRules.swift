// All that is laid down for a user: whether and with which password one can be that user, and what the user may do.

package import Bytes

package struct UserRules {
    private let book: RuleBook
    package private(set) var isOn = false
    package private(set) var takesAnyPassword = false
    /// Accepted for the sake of files that say it.
    private var skipsSanitizing = false
    package private(set) var passwords: [PasswordHash] = []
    /// The user's own rights come first; there are always those.
    package private(set) var selectors: [Selector]

    package init(_ book: RuleBook) {
        self.book = book
        selectors = [Selector(book)]
    }

    /// Those of somebody who may do everything without a password.
    package init(unrestrictedIn book: RuleBook) {
        self.init(book)
        isOn = true
        takesAnyPassword = true
        for rule in ["allcommands", "allkeys", "allchannels"] as [StaticString] {
            try? selectors[0].apply(ByteView(rule))
        }
    }

    // MARK: Asking

    package var isUnrestricted: Bool { selectors.contains { $0.isUnrestricted } }

    package func admits(_ password: ByteView) -> Bool {
        guard isOn else { return false }
        if takesAnyPassword { return true }
        let given = PasswordHash(of: password)
        return passwords.contains { $0.isSame(as: given) }
    }

    /// Whether every channel rule of others is one of these as well.
    package func includeChannels(of others: UserRules) -> Bool {
        if selectors.contains(where: \.channels.includeAll) { return true }
        let patterns = Set(selectors.flatMap(\.channels.patterns))
        return others.selectors.allSatisfy { !$0.channels.includeAll && patterns.isSuperset(of: $0.channels.patterns) }
    }

    package var flags: [String] {
        let marks = [
            (isOn, "on"), (!isOn, "off"), (takesAnyPassword, "nopass"), (skipsSanitizing, "skip-sanitize-payload"),
            (!skipsSanitizing, "sanitize-payload"),
        ]
        return marks.filter(\.0).map(\.1)
    }

    /// The rules that make this user from a new one, separated by spaces.
    package var text: [UInt8] {
        var words = flags.map { Array($0.utf8) } + passwords.map { Array("#\($0.digits)".utf8) }
        words.append(selectors[0].text)
        words += selectors.dropFirst().map { Array("(".utf8) + $0.text + Array(")".utf8) }
        return Array(words.joined(separator: [0x20]))
    }

    // MARK: Changing

    package mutating func apply(_ rule: ByteView) throws(RuleError) {
        if rule.isEmpty || applyFlag(rule) { return }
        let rest = rule.dropFirst(1)
        switch rule.first {
        case UInt8(ascii: ">"): add(PasswordHash(of: rest))
        case UInt8(ascii: "#"): add(try PasswordHash(digits: rest))
        case UInt8(ascii: "<"): try remove(PasswordHash(of: rest))
        case UInt8(ascii: "!"): try remove(PasswordHash(digits: rest))
        case UInt8(ascii: "(") where rule.last == UInt8(ascii: ")"):
            selectors.append(try Self.selector(rule[1..<max(1, rule.count - 1)], book))
        default: try selectors[0].apply(rule)
        }
    }

    /// Applies a rule that is a word about the user as a whole; false where it is none.
    private mutating func applyFlag(_ rule: ByteView) -> Bool {
        if rule.spells("on") {
            isOn = true
        } else if rule.spells("off") {
            isOn = false
        } else if rule.spells("nopass") {
            takesAnyPassword = true
            passwords = []
        } else if rule.spells("resetpass") {
            takesAnyPassword = false
            passwords = []
        } else if rule.spells("skip-sanitize-payload") {
            skipsSanitizing = true
        } else if rule.spells("sanitize-payload") {
            skipsSanitizing = false
        } else if rule.spells("clearselectors") {
            selectors.removeSubrange(1...)
        } else if rule.spells("reset") {
            self = UserRules(book)
        } else {
            return false
        }
        return true
    }

    private mutating func add(_ password: PasswordHash) {
        if !passwords.contains(password) { passwords.append(password) }
        takesAnyPassword = false
    }

    private mutating func remove(_ password: PasswordHash) throws(RuleError) {
        guard let place = passwords.firstIndex(of: password) else { throw .noSuchPassword }
        passwords.remove(at: place)
    }

    private static func selector(_ rules: ByteView, _ book: RuleBook) throws(RuleError) -> Selector {
        var selector = Selector(book)
        for rule in RuleWords.split(rules.array) {
            try rule.withView { rule throws(RuleError) in try selector.apply(rule) }
        }
        return selector
    }
}

/// A password as it is kept: its SHA-256 in 64 hexadecimal digits.
package struct PasswordHash: Equatable {
    package let digits: String

    package init(of password: ByteView) {
        digits = SHA256.digest(of: password).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    init(digits given: ByteView) throws(RuleError) {
        let isHexadecimal = (0..<given.count).allSatisfy { index in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(given[index])
                || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(given[index])
        }
        guard given.count == 64, isHexadecimal else { throw .malformedHash }
        digits = given.text
    }

    /// Takes as long however much of it is right: the time tells a stranger nothing.
    func isSame(as other: PasswordHash) -> Bool {
        zip(digits.utf8, other.digits.utf8).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
