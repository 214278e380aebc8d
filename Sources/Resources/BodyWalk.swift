// Bodies that are not where they belong, looked for a few resources at a time: those of a type whose store was changed,
// and those that still lie in a file most of which is of no use. What is on its way is read right all the while, and an
// end in between leaves nothing behind, since a start puts every body where it belongs anyway.

internal import Bytes

package final class BodyWalk {
    private let store: Store
    /// The last comes first.
    private var shelves: [Shelf]
    private var place: [UInt8] = []

    package init(_ store: Store) {
        self.store = store
        shelves = store.catalogs.values.filter { !$0.isOwn }.flatMap { $0.sortedShelves }
        store.bodies.areMisplaced = false
    }

    package var hasEnded: Bool { shelves.isEmpty }

    /// Looks at the next few resources, and shows each with whether what stands has to be in memory.
    package func walkOn(_ show: (Resource, _ isInMemory: Bool) -> Void) {
        guard let shelf = shelves.last else { return }
        var seen: [Resource] = []
        shelf.forEach(from: place) { resource in
            seen.append(resource)
            return seen.count < Limits.resourcesInBodyWalk
        }
        for resource in seen { settle(resource, in: shelf.catalog) }
        for resource in seen where resource.exists {
            let isReadable = !resource.current.isElsewhere
            if isReadable || shelf.catalog.isOnDemand { show(resource, !shelf.catalog.isOnDemand) }
        }
        if let last = seen.last, seen.count == Limits.resourcesInBodyWalk {
            place = last.name.bytes + [0]
        } else {
            shelves.removeLast()
            place = []
        }
    }

    private func settle(_ resource: Resource, in catalog: Catalog) {
        let current = resource.current
        for version in resource.versions where version.exists {
            let belongsInMemory = version === current && !catalog.isOnDemand
            if belongsInMemory || version.piece?.segment?.isBeingEmptied == true { recall(version) }
            if !belongsInMemory { store.bodies.give(version, catalog.terms) }
        }
    }

    private func recall(_ version: Version) {
        guard let piece = version.piece else { return }
        if let body = try? version.read() { version.recall(body) } else { piece.segment?.keepDamaged() }
    }
}
