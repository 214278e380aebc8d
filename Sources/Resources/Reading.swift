// One list as it is read: shelf by shelf, each by its names or by a stretch of an index, as of one revision. What is
// not promised any more is refused, never left out.
//
// Indexes know the present only. For a moment before it, what has changed since stands in the feed; all else is in the
// index as it was then.
//
// Who reads by names may rest behind any of them and go on later, while the store changes: the list stays that of its
// revision, and nothing is let go of meanwhile.

internal import Bytes

package final class Reading {
    package enum Goal {
        case page
        /// Only how many there are.
        case count
    }

    private let store: Store
    private let catalog: Catalog?
    private let query: Query
    private let goal: Goal
    private let digest: UInt32
    private let look: IndexLook?
    private let mayRead: (Shelf) -> Bool
    private let isTooLate: () -> Bool

    private let revision: Revision
    private var isNow: Bool
    /// What the page before ended with.
    private var start: Page.Item?
    /// Where it rests.
    private var behind: Resource?
    private var isPinned = false
    package private(set) var looked = 0
    /// Why the list can't be read to its end.
    private var failure: StoreError?

    package private(set) var page: Page
    package private(set) var count = 0
    /// What comes first in the order that is asked for, of what has been looked at.
    private var found: [(key: [UInt8], item: Page.Item)] = []
    private lazy var firstKey = start.map { query.orderKey(of: $0) }

    init(
        _ store: Store, _ type: ByteString, _ query: Query, _ goal: Goal, _ mayRead: @escaping (Shelf) -> Bool,
        _ isTooLate: @escaping () -> Bool
    ) throws(StoreError) {
        self.store = store
        self.query = query
        self.goal = goal
        self.mayRead = mayRead
        self.isTooLate = isTooLate
        catalog = store.catalog(type)
        digest = query.digest(of: type, epoch: store.epoch)
        revision = query.cursor?.revision ?? query.revision ?? store.present
        isNow = revision >= store.present
        page = Page(revision: revision)
        guard query.cursor?.digest ?? digest == digest else { throw .foreignCursor }
        try store.refuseAhead(revision)
        if let lookup = query.lookup {
            guard let catalog else { throw .noIndex(lookup.index, of: type) }
            look = try IndexLook(lookup, catalog)
        } else {
            look = nil
        }
        start = try query.cursor.map { cursor throws(StoreError) in try item(at: cursor) }
    }

    deinit {
        if isPinned { store.endWalk() }
    }

    /// How many there are to be looked at, where no index leads to them.
    package var total: Int {
        var total = 0
        forEachShelf(from: nil) { shelf in
            total += shelf.resources.count
            return true
        }
        return total
    }

    // MARK: Reading

    /// Reads on; false where it rests before the end.
    /// - Parameter isTimeToRest: asked now and then, where there can be a rest.
    package func goOn(until isTimeToRest: () -> Bool) throws(StoreError) -> Bool {
        isNow = revision >= store.present
        // Others may have read between two slices.
        store.bodies.faults.last = nil
        if goal == .count, isNow, query.conditions.isEmpty, look == nil, behind == nil {
            countAll()
            return true
        }
        try walk(isTimeToRest)
        guard behind == nil else {
            if !isPinned { store.beginWalk() }
            isPinned = true
            return false
        }
        if !query.orders.isEmpty { endSorting() }
        return true
    }

    private func countAll() {
        forEachShelf(from: nil) { shelf in
            count += shelf.liveCount
            return true
        }
    }

    /// Whether any more is wanted behind this.
    private func take(_ item: Page.Item) -> Bool {
        guard goal == .page else {
            count += 1
            return true
        }
        guard query.orders.isEmpty else {
            sort(item)
            return true
        }
        guard page.items.count < query.limit else {
            page.cursor = page.items.last.map { Cursor($0, revision, digest) }
            return false
        }
        page.items.append(item)
        return true
    }

    // MARK: Sorting

    /// Of what comes behind the page before, one more than the limit is kept, where there is more.
    private var wanted: Int { query.limit == .max ? .max : query.limit + 1 }

    private func sort(_ item: Page.Item) {
        let key = query.orderKey(of: item)
        if let firstKey, !firstKey.isBefore(key) { return }
        found.append((key, item))
        // Now and then, so that what is kept is a few pages and not the store.
        if wanted < .max, found.count / 4 > max(wanted, Limits.leastSorted) { settle() }
    }

    private func settle() {
        found.sort { $0.key.isBefore($1.key) }
        if found.count > wanted { found.removeLast(found.count - wanted) }
    }

    private func endSorting() {
        settle()
        page.items = found.map(\.item)
        found = []
        guard page.items.count > query.limit else { return }
        page.items.removeLast()
        page.cursor = page.items.last.map { Cursor($0, revision, digest) }
    }

    /// What the last page ended with, as it stood then.
    private func item(at cursor: Cursor) throws(StoreError) -> Page.Item {
        guard let shelf = catalog?.shelf(cursor.namespace), mayRead(shelf) else { throw .foreignCursor }
        if let lost = lost(of: shelf) { throw .compacted(oldest: lost) }
        guard let resource = shelf.resource(cursor.name), let version = resource.newest(upTo: revision),
            version.exists
        else { throw .foreignCursor }
        return Page.Item(resource, version)
    }

    // MARK: Walking

    /// Takes whatever is wanted, by namespaces and in each by names, or by the index that is looked up, until no more
    /// is.
    private func walk(_ isTimeToRest: () -> Bool) throws(StoreError) {
        let first = behind ?? (query.orders.isEmpty ? start?.resource : nil)
        let rested = behind
        behind = nil
        forEachShelf(from: first?.shelf.namespace) { shelf in
            if rested?.shelf === shelf { return walkByNames(shelf, behind: rested, isTimeToRest) }
            return walk(shelf, isTimeToRest, behind: first?.shelf === shelf ? start : nil)
        }
        if let failure { throw failure }
        try store.refuseFault()
    }

    private func forEachShelf(from namespace: ByteString?, _ body: (Shelf) -> Bool) {
        guard let catalog else { return }
        guard let only = query.namespace else {
            return catalog.row.forEach(from: namespace?.bytes ?? []) { shelf in !mayRead(shelf) || body(shelf) }
        }
        if let shelf = catalog.shelf(only), mayRead(shelf) { _ = body(shelf) }
    }

    private func walk(_ shelf: Shelf, _ isTimeToRest: () -> Bool, behind start: Page.Item?) -> Bool {
        if let lost = lost(of: shelf) {
            failure = .compacted(oldest: lost)
            return false
        }
        if let look {
            if shelf.missingInIndexes > 0 { failure = .incompleteIndex(look.index, shelf.missingInIndexes) }
            return failure == nil && walk(shelf, by: look, after: start)
        }
        // An index that most has changed of since is no help.
        let isUseful =
            (isNow || store.feed.count(after: revision) < shelf.resources.count) && shelf.missingInIndexes == 0
        if isUseful, let look = IndexLook(query.conditions, shelf) { return walk(shelf, by: look, after: start) }
        return walkByNames(shelf, behind: start?.resource, isTimeToRest)
    }

    private func walkByNames(_ shelf: Shelf, behind last: Resource?, _ isTimeToRest: () -> Bool) -> Bool {
        var goesOn = true
        shelf.forEach(from: last?.name.bytes ?? []) { resource in
            if resource === last { return true }
            goesOn = consider(resource, isNow ? resource.current : resource.newest(upTo: revision))
            if goesOn, looked.isMultiple(of: Limits.looksBetweenClocks), isTimeToRest() {
                behind = resource
                goesOn = false
            }
            return goesOn
        }
        return goesOn
    }

    /// By a stretch of an index, with what was in it at the time between what still is.
    private func walk(_ shelf: Shelf, by look: IndexLook, after start: Page.Item?) -> Bool {
        let first = start.flatMap { look.place(of: $0) }
        if start != nil, first == nil {
            failure = .foreignCursor
            return false
        }
        var changed = isNow ? [][...] : since(revision, on: shelf, by: look, after: first)[...]
        var goesOn = true
        shelf.indexes[look.index]?.forEach(prefix: look.prefix, from: first) { entry in
            while goesOn, let next = changed.first, next.key.isBefore(entry.orderKey) {
                goesOn = consider(next.item.resource, next.item.version)
                changed.removeFirst()
            }
            let resource = entry.resource
            guard goesOn, entry.orderKey != first, isNow || resource.current.revision <= revision else { return goesOn }
            let item = Page.Item(resource, resource.current)
            if look.mayRepeat, look.place(of: item) != entry.orderKey { return true }
            goesOn = consider(resource, resource.current)
            return goesOn
        }
        while goesOn, let next = changed.popFirst() {
            goesOn = consider(next.item.resource, next.item.version)
        }
        return goesOn
    }

    /// What stood in a stretch of an index at a revision and has changed since, in its order.
    private func since(
        _ revision: Revision, on shelf: Shelf, by look: IndexLook, after first: [UInt8]?
    ) -> [(key: [UInt8], item: Page.Item)] {
        var seen: Set<ByteString> = []
        var found: [(key: [UInt8], item: Page.Item)] = []
        store.feed.forEach(after: revision) { entry in
            guard entry.resource.shelf === shelf, seen.insert(entry.resource.name).inserted,
                let version = entry.resource.newest(upTo: revision), version.exists
            else { return true }
            let item = Page.Item(entry.resource, version)
            if let key = look.place(of: item), first?.isBefore(key) ?? true { found.append((key, item)) }
            return true
        }
        return found.sorted { $0.key.isBefore($1.key) }
    }

    private func consider(_ resource: Resource, _ version: Version?) -> Bool {
        looked += 1
        if looked.isMultiple(of: Limits.looksBetweenClocks), isTooLate() {
            failure = StoreError(
                .timeout,
                "the time was over before the list was read; ask for less, or give it a longer TIMEOUT")
            return false
        }
        guard let version, version.exists else { return true }
        let item = Page.Item(resource, version)
        return !query.holds(for: item) || take(item)
    }

    /// The oldest revision that is kept of a shelf, where that is not old enough.
    private func lost(of shelf: Shelf) -> Revision? {
        guard !isNow else { return nil }
        let lost = max(shelf.lostBefore, store.feed.lostThrough)
        return revision < lost ? lost : nil
    }
}
