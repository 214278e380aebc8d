// What a store is made of again when it comes back from disk. Nothing is judged a second time: what was written was
// true.

internal import Bytes

extension Store {
    /// Every resource that exists, types aside.
    package func forEachResource(_ visit: (Resource) -> Void) {
        for catalog in catalogs.values where !catalog.isOwn {
            for shelf in catalog.shelves.values {
                shelf.forEach { resource in
                    if resource.exists { visit(resource) }
                    return true
                }
            }
        }
    }

    /// The types whose bodies are not for memory to hold, for whoever is told of the bodies first: with blanks between.
    package var onDemandTypes: [UInt8] {
        Array(catalogs.values.filter(\.isOnDemand).map(\.name).sorted().map(\.bytes).joined(separator: [0x20]))
    }

    func restoreShelf(
        _ type: ByteString, _ namespace: ByteString, lostBefore: Revision, highestForgotten: UInt64
    ) -> Shelf {
        let shelf = makeShelf(type, namespace)
        shelf.catalog.highestForgotten = highestForgotten
        shelf.lose(before: lostBefore)
        return shelf
    }

    func restore(
        _ versions: [Version], isTrimmed: Bool, birth: Int64?, _ name: ByteString, on shelf: Shelf
    ) -> Resource {
        let resource = shelf.restore(versions, isTrimmed: isTrimmed, birth: birth, name)
        enter(resource)
        return resource
    }

    /// Changes of one commit come in the order of their keys: which came first is not kept.
    func restoreFeed(_ changes: [(resource: Resource, version: Version)]) {
        let lost = catalogs.values.flatMap { $0.shelves.values.map(\.lostBefore) }.max() ?? 0
        let inOrder = changes.enumerated().sorted {
            ($0.element.version.revision, $0.offset) < ($1.element.version.revision, $1.offset)
        }
        restoreFeed(inOrder.map(\.element), lostThrough: lost)
    }
}
