// How a root stands, for people.

package import Resources
package import Traefik

package struct RootStatus {
    package let root: TreeRoot
    /// The last that changed anything under it.
    package let revision: UInt64
    package let keyCount: Int
    /// How many events there were since the start.
    package let eventCount: Int
    /// Whether the keys are exactly what the resources say; nil where that was not looked at.
    package let isTrue: Bool?
    /// What stands in the store and can't be exported, with the reason, in order.
    package let leftOut: [(key: ResourceKey, reason: String)]
    /// By the number of their connection, in order.
    package let readers: [(connection: UInt64, reader: Reader)]
}

extension Reader {
    /// Who has not read for so long after an event does not any more, in milliseconds.
    private static let patience: Int64 = 30_000

    package enum State: String, CaseIterable {
        case current, behind, stuck
    }

    package func state(at now: Int64, _ revision: UInt64) -> State {
        if let told, now - told >= Self.patience { return .stuck }
        return told == nil && self.revision == revision ? .current : .behind
    }
}

extension Exporter {
    package func status(checking: Bool) -> [RootStatus] {
        roots.map { export in
            let readers = readers.all.sorted { $0.key < $1.key }.flatMap { id, all in
                all.filter { $0.root == export.root }.map { (id, $0) }
            }
            return RootStatus(
                root: export.root, revision: export.revision, keyCount: export.keyCount,
                eventCount: export.eventCount, isTrue: checking ? export.isTrue : nil,
                leftOut: export.leftOut.sorted { $0.key.text < $1.key.text }.map { ($0.key, $0.value.reason) },
                readers: readers)
        }
    }
}
