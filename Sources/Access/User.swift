// A user as connections refer to it: the same one for as long as it exists, whatever rules it is given.

package import Bytes

package final class User {
    package let name: ByteString
    package internal(set) var rules: UserRules {
        didSet { isUnrestricted = rules.isUnrestricted }
    }
    package private(set) var isUnrestricted: Bool

    init(_ name: ByteString, _ rules: UserRules) {
        self.name = name
        self.rules = rules
        isUnrestricted = rules.isUnrestricted
    }

    /// The user's line in a file of users and in ACL LIST.
    package var line: [UInt8] {
        Array("user ".utf8) + name.bytes + [0x20] + rules.text
    }

    // MARK: Asking

    /// What stands in the way of a request; nil where nothing does. `keys` is asked only if it matters.
    package func denial(of call: Call, _ arguments: Arguments, keys: () -> [KeyUse]) -> Denial? {
        let uses = rules.selectors.allSatisfy(\.keys.includeAll) ? [] : keys()
        var worst = Denial(.command)
        for selector in rules.selectors {
            guard let denial = selector.denial(of: call, arguments, uses) else { return nil }
            if denial.outranks(worst) { worst = denial }
        }
        return worst
    }

    package func mayRead(_ key: ByteView) -> Bool { may(.read, key) }

    package func mayWrite(_ key: ByteView) -> Bool { may(.write, key) }

    /// Whether one selector grants all of `access` to a key, whatever its commands are. Who has all rights is not asked
    /// any further.
    package func may(_ access: KeyAccess, _ key: ByteView) -> Bool {
        isUnrestricted || rules.selectors.contains { $0.keys.allow(key, access) }
    }

    /// Whether one pattern of the user grants all of `access` to every key that begins with `prefix`: those that there
    /// are and those that there may be.
    package func covers(_ prefix: ByteView, _ access: KeyAccess) -> Bool {
        isUnrestricted || rules.selectors.contains { $0.keys.cover(prefix, access) }
    }

    /// Whether the user may listen to every channel that begins with `prefix`.
    package func coversChannels(_ prefix: ByteView) -> Bool {
        rules.selectors.contains { $0.channels.cover(prefix) }
    }

    package func mayName(_ channel: ByteView, asPattern: Bool) -> Bool {
        rules.selectors.contains { $0.channels.allow(channel, asPattern: asPattern) }
    }
}
