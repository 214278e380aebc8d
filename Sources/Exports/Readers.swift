// Who reads a root, as far as connections show it: since when it listens, when it was told of a change, and what it has
// read since.

package import Traefik

package struct Reader {
    package let root: TreeRoot
    /// In milliseconds since 1970.
    package fileprivate(set) var subscribed: Int64?
    /// When it was sent the first event since it has last read.
    package fileprivate(set) var told: Int64?
    /// When it was sent the last one.
    fileprivate var lastTold: Int64?
    /// The revision that its last complete read came to.
    package fileprivate(set) var revision: UInt64?
    package fileprivate(set) var readAt: Int64?
}

package struct Readers {
    /// By the number of their connection.
    package private(set) var all: [UInt64: [Reader]] = [:]

    mutating func noteSubscription(of id: UInt64, to root: TreeRoot, at now: Int64) {
        change(id, root) { $0.subscribed = $0.subscribed ?? now }
    }

    /// Everybody who listens was told.
    mutating func noteEvent(_ root: TreeRoot, at now: Int64) {
        for id in all.keys { noteEvent(root, of: id, at: now) }
    }

    mutating func noteEvent(_ root: TreeRoot, of id: UInt64, at now: Int64) {
        guard all[id]?.contains(where: { $0.root == root && $0.subscribed != nil }) == true else { return }
        change(id, root) { reader in
            reader.told = reader.told ?? now
            reader.lastTold = now
        }
    }

    /// Connections of one reader, of which one has read all. Where that is no longer what stands there, the event that
    /// came last is yet to be followed.
    mutating func noteRead(
        by ids: [UInt64], of root: TreeRoot, at revision: UInt64, outOf latest: UInt64, now: Int64
    ) {
        for id in ids {
            change(id, root) { reader in
                reader.revision = revision
                reader.readAt = now
                reader.told = revision == latest ? nil : reader.lastTold
            }
        }
    }

    private mutating func change(_ id: UInt64, _ root: TreeRoot, _ body: (inout Reader) -> Void) {
        var readers = all[id] ?? []
        let place = readers.firstIndex { $0.root == root } ?? readers.count
        if place == readers.count { readers.append(Reader(root: root)) }
        body(&readers[place])
        all[id] = readers
    }

    /// A connection has gone.
    package mutating func forget(_ id: UInt64) {
        if !all.isEmpty { all[id] = nil }
    }
}
