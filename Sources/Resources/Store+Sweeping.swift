// Steps that concern many resources at once: all of a type, all of a namespace, all that an index finds.

package import Bytes

extension Store {
    /// Deletes every resource of a type in a namespace.
    package func stepsToClear(_ type: ByteString, in namespace: ByteString) -> [Step] {
        catalog(type)?.shelf(namespace)?.stepsToClear ?? []
    }

    /// Deletes every resource of a namespace, and the namespace where it was made on purpose.
    package func stepsToDrop(_ namespace: ByteString) -> [Step] {
        let steps = shelves(of: namespace).flatMap(\.stepsToClear)
        guard self.namespace(namespace)?.quota != nil else { return steps }
        return steps + [Step(Self.namespaceKey(of: namespace), .delete())]
    }

    /// Deletes what an index finds by the keys of its first parts, in one namespace or in all.
    package func stepsToDrop(
        _ type: ByteString, by index: ByteString, _ keys: [[UInt8]], in namespace: ByteString?
    ) throws(StoreError) -> [Step] {
        guard let catalog = catalog(type), let parts = catalog.definition.indexes[index] else {
            throw .noIndex(index, of: type)
        }
        guard keys.count <= parts.count else {
            throw .tooManyKeys(keys.count, for: index, of: parts.count)
        }
        let shelves = catalog.sortedShelves.filter { namespace == nil || $0.namespace == namespace }
        return shelves.flatMap { shelf in shelf.found(in: index, by: keys).map { Step($0.key, .delete()) } }
    }

    /// Makes a namespace what it was after a commit. Types stay as they are now.
    package func stepsToRevert(
        _ namespace: ByteString, to revision: Revision, at now: Int64
    ) throws(StoreError) -> [Step] {
        guard revision <= head else {
            throw StoreError(.compacted, "revision \(revision) is ahead of the head, \(head); name one up to there")
        }
        bodies.faults.last = nil
        var steps: [Step] = []
        for shelf in shelves(of: namespace) {
            if revision < shelf.lostBefore { throw .compacted(oldest: shelf.lostBefore) }
            shelf.forEach { resource in
                if let step = resource.stepBack(to: revision, at: now) { steps.append(step) }
                return true
            }
        }
        try refuseFault()
        return steps
    }

    private func shelves(of namespace: ByteString) -> [Shelf] {
        catalogs.values.sorted { $0.name < $1.name }.compactMap { $0.shelf(namespace) }
    }
}

extension Shelf {
    fileprivate var stepsToClear: [Step] {
        var steps: [Step] = []
        forEach { resource in
            if resource.exists { steps.append(Step(resource.key, .delete())) }
            return true
        }
        return steps
    }

    /// The resources under keys of an index, each once.
    fileprivate func found(in index: ByteString, by keys: [[UInt8]]) -> [Resource] {
        var found: [Resource] = []
        var seen: Set<ByteString> = []
        indexes[index]?.forEach(prefix: keys.flatMap { $0 }) { entry in
            if seen.insert(entry.resource.name).inserted { found.append(entry.resource) }
            return true
        }
        return found
    }
}

extension Resource {
    /// What makes it the state of a revision again that is kept; nil where it is that already.
    fileprivate func stepBack(to revision: Revision, at now: Int64) -> Step? {
        let old = versions.last { $0.revision <= revision }
        // What would have ended since then has ended.
        guard let old, let body = old.body, old.end.map({ $0 > now }) ?? true else {
            return exists ? Step(key, .delete()) : nil
        }
        if current.says(body), current.end == old.end { return nil }
        return Step(key, .put(body, .always, .until(old.end)))
    }
}
