// What came after a revision: from where on it can be told without a gap, and in whole commits.

internal import Bytes

extension Store {
    /// Refuses to go on after a revision from which on something of what is asked for is no longer known.
    package func checkResumption(after revision: Revision, epoch: UInt64? = nil, _ scope: WatchScope)
        throws(StoreError)
    {
        if let epoch, epoch != self.epoch {
            throw .unresumable("epoch \(Epoch.text(epoch)) is another history, this one is \(Epoch.text(self.epoch))")
        }
        guard revision <= head else { throw .unresumable("revision \(revision) is ahead of the head, \(head)") }
        let oldest = oldestRevision(in: scope)
        guard revision >= oldest else {
            throw .unresumable(
                "what followed revision \(revision) is no longer kept, the oldest that is kept is \(oldest)")
        }
    }

    /// The earliest revision after which everything is known that happened within a scope.
    package func oldestRevision(in scope: WatchScope) -> Revision {
        var oldest = feed.lostThrough
        for catalog in catalogs(in: scope) {
            for shelf in catalog.shelves.values where scope.covers(shelf) { oldest = max(oldest, shelf.lostBefore) }
        }
        return oldest
    }

    private func catalogs(in scope: WatchScope) -> [Catalog] {
        guard let type = scope.type else { return Array(catalogs.values) }
        return catalog(type).map { [$0] } ?? []
    }

    /// The commits after a revision, at most so many, as far as they touch what is asked for. Ends early where much had
    /// to be looked through.
    package func changes(
        after revision: Revision, _ scope: WatchScope, limit: Int,
        lookingThrough most: Int = Limits.changesLookedThrough
    ) -> ChangePage {
        var page = ChangePage(revision: head)
        var looked = 0
        var last = revision
        feed.forEach(after: revision) { entry in
            guard entry.revision <= head else { return false }
            looked += 1
            if entry.revision != last, page.commits.count == limit || looked > most {
                page.revision = last
                return false
            }
            last = entry.revision
            if scope.covers(entry.resource.key), let version = entry.version {
                page.add(EventText(version, of: entry.resource, in: epoch))
            }
            return true
        }
        return page
    }
}

/// Whole commits, as far as they are of interest.
package struct ChangePage {
    /// Never empty, each of one commit.
    package fileprivate(set) var commits: [[EventText]] = []
    /// Everything up to here has been told.
    package fileprivate(set) var revision: Revision

    fileprivate init(revision: Revision) {
        self.revision = revision
    }

    fileprivate mutating func add(_ event: EventText) {
        if commits.last?[0].revision == event.revision {
            commits[commits.count - 1].append(event)
        } else {
            commits.append([event])
        }
    }
}

extension StoreError {
    fileprivate static func unresumable(_ reason: String) -> StoreError {
        StoreError(.compacted, "\(reason); read everything with RES.LIST and go on from the revision that it answers")
    }
}
