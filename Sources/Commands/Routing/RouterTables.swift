// The tables that requests are matched with, kept from one question to the next: making one reads all rules of a
// namespace, asking it costs almost nothing.

internal import Bytes
internal import Resources
internal import Traefik

final class RouterTables {
    struct Entry {
        let epoch: UInt64
        let revision: Revision
        let target: TraefikVersion
        let routing: Routing
        let table: RouterTable
    }

    /// More namespaces than these are seldom asked about at once.
    private static let most = 64
    private var entries: [ByteString: Entry] = [:]

    /// The table of a namespace as it stands at a revision; nil where it has to be made.
    func entry(of namespace: ByteString, in store: Store, _ target: TraefikVersion) -> Entry? {
        guard let entry = entries[namespace], entry.epoch == store.epoch, entry.revision == store.present,
            entry.target == target
        else { return nil }
        return entry
    }

    func make(_ routing: Routing, of namespace: ByteString, in store: Store, _ target: TraefikVersion) -> Entry {
        let entry = Entry(
            epoch: store.epoch, revision: store.present, target: target, routing: routing,
            table: RouterTable(routing, http: true, target: target))
        // A commit that is not sealed has its revision already, and may still grow.
        guard store.present == store.head else { return entry }
        if entries.count >= Self.most { entries.removeAll() }
        entries[namespace] = entry
        return entry
    }
}
