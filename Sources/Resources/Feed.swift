// All changes in the order of their revisions, for whoever wants to know what came after one.

package struct Feed {
    package struct Entry {
        package let resource: Resource
        package let number: UInt64
        package let revision: Revision
    }

    /// What was let go of at the front is taken out when it is half of all.
    private var entries: [Entry] = []
    private var first = 0
    /// Nothing up to this revision is told.
    package private(set) var lostThrough: Revision = 0

    mutating func append(_ resource: Resource, _ version: Version) {
        entries.append(Entry(resource: resource, number: version.number, revision: version.revision))
    }

    package var count: Int { entries.count - first }

    /// How many changes came after a revision.
    func count(after revision: Revision) -> Int { entries.count - place(after: revision) }

    /// The changes after a revision, in order, until `visit` answers false.
    package func forEach(after revision: Revision, _ visit: (Entry) -> Bool) {
        var at = place(after: revision)
        while at < entries.count, visit(entries[at]) { at += 1 }
    }

    mutating func compact(before revision: Revision) {
        first = place(after: revision)
        lostThrough = max(lostThrough, revision)
        if first > entries.count / 2 {
            entries.removeFirst(first)
            first = 0
        }
    }

    private func place(after revision: Revision) -> Int {
        var low = first
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].revision <= revision { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
