// Reading, now and in the past: lists, single versions, and figures. What is not promised any more is refused.

package import Bytes

extension Store {
    // MARK: Lists

    /// The resources of a type as somebody is about to read them, who says how far at a time.
    /// - Parameter isTooLate: asked now and then; true ends the reading with an error.
    package func reading(
        of type: ByteString, _ query: Query, for goal: Reading.Goal = .page,
        mayRead: @escaping (Shelf) -> Bool = { _ in true }, isTooLate: @escaping () -> Bool = { false }
    ) throws(StoreError) -> Reading {
        try Reading(self, type, query, goal, mayRead, isTooLate)
    }

    /// A page of the resources of a type, at once.
    package func page(of type: ByteString, _ query: Query) throws(StoreError) -> Page {
        let reading = try reading(of: type, query)
        _ = try reading.goOn { false }
        return reading.page
    }

    // MARK: One resource in the past

    /// What stood under a key after the commit of a revision; nil where nothing did.
    package func item(_ key: ResourceKey, at revision: Revision) throws(StoreError) -> Page.Item? {
        try refuseAhead(revision)
        guard let shelf = catalog(key.type)?.shelf(key.namespace) else { return nil }
        guard let resource = shelf.resource(key.name), let version = resource.newest(upTo: revision) else {
            // It may have been there and be forgotten altogether.
            guard revision >= shelf.lostBefore else { throw .compacted(oldest: shelf.lostBefore) }
            return nil
        }
        return version.exists ? Page.Item(resource, version) : nil
    }

    /// A version by its number, be it a deletion; nil where there has been none of this number.
    package func item(_ key: ResourceKey, version number: UInt64) throws(StoreError) -> Page.Item? {
        guard let resource = resource(key), number <= resource.current.number else { return nil }
        guard let version = resource.version(number) else { throw .compacted(oldest: resource.versions[0].revision) }
        return Page.Item(resource, version)
    }

    func refuseAhead(_ revision: Revision) throws(StoreError) {
        guard revision <= present else {
            throw StoreError(.compacted, "revision \(revision) is ahead of the head, \(head); read again from there")
        }
    }

    // MARK: Figures

    /// Every shelf of what users keep, in the order of types and namespaces.
    package func forEachShelf(_ visit: (Shelf) -> Void) {
        for catalog in catalogs.values.sorted(by: { $0.name < $1.name }) where !catalog.isOwn {
            for shelf in catalog.sortedShelves { visit(shelf) }
        }
    }

    package struct Figures: Equatable {
        package fileprivate(set) var types = 0
        package fileprivate(set) var resources = 0
        package fileprivate(set) var versions = 0
        /// Of the bodies of all versions.
        package fileprivate(set) var bodyBytes = 0
        /// From this revision on every list can be read.
        package fileprivate(set) var oldestKept: Revision = 0
    }

    /// What there is on the shelves that may be read. Types are global, and count if they are defined or filled.
    package func figures(mayRead: (Shelf) -> Bool) -> Figures {
        var figures = Figures()
        for catalog in catalogs.values where !catalog.isOwn {
            let isDefined = resource(Self.definitionKey(of: catalog.name))?.exists ?? false
            var isFilled = false
            for shelf in catalog.shelves.values where mayRead(shelf) {
                figures.resources += shelf.liveCount
                figures.versions += shelf.versionCount
                figures.bodyBytes += shelf.bodyBytes
                figures.oldestKept = max(figures.oldestKept, shelf.lostBefore)
                if shelf.liveCount > 0 { isFilled = true }
            }
            if isDefined || isFilled { figures.types += 1 }
        }
        return figures
    }
}
