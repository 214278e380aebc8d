// All changes in the order of their revisions, for whoever wants to know what came after one. A change is told as long
// as its version is kept.

package struct Feed {
    /// There is one for each version that is kept, so it is small.
    package struct Entry {
        package let resource: Resource
        package let revision: Revision
        private let order: UInt32
        private let lowestBits: UInt32

        fileprivate init(_ resource: Resource, _ version: Version, order: UInt32) {
            self.resource = resource
            self.order = order
            revision = version.revision
            lowestBits = UInt32(truncatingIfNeeded: version.number)
        }

        package var place: Place { Place(revision: revision, number: order) }

        /// The number of its version, which is less than 2³² versions behind the present one.
        package var number: UInt64 {
            let present = resource.current.number
            return present - UInt64(UInt32(truncatingIfNeeded: present) &- lowestBits)
        }
    }

    /// Where a change stands, for ever: which one of its commit it is.
    package struct Place: Comparable, Sendable {
        package let revision: Revision
        let number: UInt32

        /// Behind everything of a revision.
        package static func end(of revision: Revision) -> Place { Place(revision: revision, number: .max) }

        /// The last revision of which nothing is left behind this place.
        package var wholeRevision: Revision { number == .max ? revision : revision - 1 }

        package static func < (left: Place, right: Place) -> Bool {
            (left.revision, left.number) < (right.revision, right.number)
        }
    }

    /// What was let go of at the front is taken out when it is half of all.
    private var entries: [Entry] = []
    private var first = 0
    /// How many entries are of versions that were let go of.
    private var spent = 0
    /// Nothing up to this revision is told.
    package private(set) var lostThrough: Revision = 0

    mutating func append(_ resource: Resource, _ version: Version) {
        var order: UInt32 = 0
        if let last = entries.indices.last, entries[last].revision == version.revision {
            order = entries[last].place.number + 1
        }
        entries.append(Entry(resource, version, order: order))
    }

    package var count: Int { entries.count - first }

    /// How many changes came after a revision.
    func count(after revision: Revision) -> Int { entries.count - index(after: .end(of: revision)) }

    /// The changes after a revision, in order, until `visit` answers false.
    package func forEach(after revision: Revision, _ visit: (Entry) -> Bool) {
        forEach(after: Place.end(of: revision), visit)
    }

    package func forEach(after place: Place, _ visit: (Entry) -> Bool) {
        var at = index(after: place)
        while at < entries.count, visit(entries[at]) { at += 1 }
    }

    // MARK: Letting go

    mutating func compact(before revision: Revision) {
        first = index(after: Place.end(of: revision))
        lostThrough = max(lostThrough, revision)
        if first > entries.count / 2 {
            entries.removeFirst(first)
            first = 0
        }
    }

    /// Takes note that versions were let go of. They go out when they are half of all.
    mutating func noteLoss(of count: Int) {
        spent += count
        guard spent > entries.count / 2 else { return }
        entries.removeFirst(first)
        entries.removeAll { $0.version == nil }
        (first, spent) = (0, 0)
    }

    private func index(after place: Place) -> Int {
        var low = first
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].place <= place { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension Feed.Entry {
    /// nil where it was let go of.
    package var version: Version? { resource.version(number) }
}
