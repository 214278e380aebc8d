// The latest refusals, newest first, for ACL LOG. One that is like another of the last minute is counted with it.

package import Bytes

package struct AccessLog {
    package enum Reason: String {
        case command
        case key
        case channel
        case auth
    }

    package struct Entry {
        package fileprivate(set) var count = 1
        package let reason: Reason
        package let isInTransaction: Bool
        /// The command, key or channel that was refused.
        package let object: ByteString
        package let user: ByteString
        package fileprivate(set) var client: String
        /// In milliseconds since 1970.
        package let createdAt: Int64
        package fileprivate(set) var updatedAt: Int64
        package fileprivate(set) var id = 0

        package init(
            _ reason: Reason, _ object: ByteString, user: ByteString, client: String, isInTransaction: Bool,
            at now: Int64
        ) {
            self.reason = reason
            self.isInTransaction = isInTransaction
            self.object = object
            self.user = user
            self.client = client
            createdAt = now
            updatedAt = now
        }

        fileprivate func isLike(_ other: Entry) -> Bool {
            reason == other.reason && isInTransaction == other.isInTransaction && object == other.object
                && user == other.user && abs(updatedAt - other.updatedAt) <= AccessLog.groupingMilliseconds
        }
    }

    private static let groupingMilliseconds: Int64 = 60_000
    /// Among so many of the latest an entry like the new one is looked for.
    private static let lookedThrough = 10

    package private(set) var entries: [Entry] = []
    /// How many are kept at most. A change counts from the next refusal on.
    package var limit = 128
    private var nextID = 0

    package init() {}

    package mutating func note(_ entry: Entry) {
        if let known = entries.prefix(Self.lookedThrough).firstIndex(where: { $0.isLike(entry) }) {
            var known = entries.remove(at: known)
            known.count += 1
            known.client = entry.client
            known.updatedAt = entry.updatedAt
            entries.insert(known, at: 0)
        } else if limit > 0 {
            var entry = entry
            entry.id = nextID
            nextID += 1
            entries.insert(entry, at: 0)
        }
        if entries.count > limit { entries.removeLast(entries.count - limit) }
    }

    package mutating func clear() {
        entries = []
    }
}
