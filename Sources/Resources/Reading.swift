// One list as it is read: shelf by shelf, each by its names or by a stretch of an index, as of one revision. What is
// not promised any more is refused, never left out.
//
// Indexes know the present only. For a moment before it, what has changed since stands in the feed; all else is in the
// index as it was then.

internal import Bytes

final class Reading {
    private let store: Store
    private let catalog: Catalog?
    private let query: Query
    private let digest: UInt32
    private let look: IndexLook?
    private let mayRead: (Shelf) -> Bool
    private let isOver: () -> Bool

    let revision: Revision
    private let isNow: Bool
    private var looked = 0
    /// Why the list can't be read to its end.
    private var failure: StoreError?

    init(
        _ store: Store, _ type: ByteString, _ query: Query, _ mayRead: @escaping (Shelf) -> Bool,
        _ isOver: @escaping () -> Bool
    ) throws(StoreError) {
        self.store = store
        store.bodies.faults.last = nil
        self.query = query
        self.mayRead = mayRead
        self.isOver = isOver
        catalog = store.catalog(type)
        digest = query.digest(of: type, epoch: store.epoch)
        revision = query.cursor?.revision ?? query.revision ?? store.present
        isNow = revision >= store.present
        guard query.cursor?.digest ?? digest == digest else { throw .foreignCursor }
        try store.refuseAhead(revision)
        if let lookup = query.lookup {
            guard let catalog else { throw .noIndex(lookup.index, of: type) }
            look = try IndexLook(lookup, catalog)
        } else {
            look = nil
        }
    }

    // MARK: Answers

    func page() throws(StoreError) -> Page {
        let start = try query.cursor.map { cursor throws(StoreError) in try item(at: cursor) }
        var page = Page(revision: revision)
        guard query.orders.isEmpty else {
            page.items = try sorted(after: start)
            if page.items.count > query.limit {
                page.items.removeLast()
                page.cursor = page.items.last.map { Cursor($0, revision, digest) }
            }
            return page
        }
        try walk(after: start) { item in
            guard page.items.count < query.limit else {
                page.cursor = page.items.last.map { Cursor($0, revision, digest) }
                return false
            }
            page.items.append(item)
            return true
        }
        return page
    }

    func count() throws(StoreError) -> Int {
        var count = 0
        if isNow, query.conditions.isEmpty, look == nil {
            forEachShelf(from: nil) { shelf in
                count += shelf.liveCount
                return true
            }
            return count
        }
        try walk(after: nil) { _ in
            count += 1
            return true
        }
        return count
    }

    /// What comes first behind `start` in the order that is asked for: one more than the limit, where there is more.
    private func sorted(after start: Page.Item?) throws(StoreError) -> [Page.Item] {
        let first = start.map { query.orderKey(of: $0) }
        let (wanted, isAll) = query.limit.addingReportingOverflow(1)
        var found: [(key: [UInt8], item: Page.Item)] = []
        func settle() {
            found.sort { $0.key.isBefore($1.key) }
            if !isAll, found.count > wanted { found.removeLast(found.count - wanted) }
        }
        try walk(after: nil) { item in
            let key = query.orderKey(of: item)
            if let first, !first.isBefore(key) { return true }
            found.append((key, item))
            // Now and then, so that what is kept is a few pages and not the store.
            if !isAll, found.count / 4 > max(wanted, Limits.looksBetweenClocks) { settle() }
            return true
        }
        settle()
        return found.map(\.item)
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

    /// Shows whatever is wanted and stands behind `start`, by namespaces and in each by names, or by the index that is
    /// looked up, until `show` answers false.
    private func walk(after start: Page.Item?, _ show: (Page.Item) -> Bool) throws(StoreError) {
        forEachShelf(from: start?.resource.shelf.namespace) { shelf in
            walk(shelf, after: start?.resource.shelf === shelf ? start : nil, show)
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

    private func walk(_ shelf: Shelf, after start: Page.Item?, _ show: (Page.Item) -> Bool) -> Bool {
        if let lost = lost(of: shelf) {
            failure = .compacted(oldest: lost)
            return false
        }
        if let look {
            if shelf.missingInIndexes > 0 { failure = .incompleteIndex(look.index, shelf.missingInIndexes) }
            return failure == nil && walk(shelf, by: look, after: start, show)
        }
        // An index that most has changed of since is no help.
        let isUseful = (isNow || store.feed.count(after: revision) < shelf.resources.count)
            && shelf.missingInIndexes == 0
        if isUseful, let look = IndexLook(query.conditions, shelf) {
            return walk(shelf, by: look, after: start, show)
        }
        var goesOn = true
        shelf.forEach(from: start?.resource.name.bytes ?? []) { resource in
            if resource === start?.resource { return true }
            goesOn = consider(resource, isNow ? resource.current : resource.newest(upTo: revision), show)
            return goesOn
        }
        return goesOn
    }

    /// By a stretch of an index, with what was in it at the time between what still is.
    private func walk(
        _ shelf: Shelf, by look: IndexLook, after start: Page.Item?, _ show: (Page.Item) -> Bool
    ) -> Bool {
        let first = start.flatMap { look.place(of: $0) }
        if start != nil, first == nil {
            failure = .foreignCursor
            return false
        }
        var changed = isNow ? [][...] : since(revision, on: shelf, by: look, after: first)[...]
        var goesOn = true
        shelf.indexes[look.index]?.forEach(prefix: look.prefix, from: first) { entry in
            while goesOn, let next = changed.first, next.key.isBefore(entry.orderKey) {
                goesOn = consider(next.item.resource, next.item.version, show)
                changed.removeFirst()
            }
            let resource = entry.resource
            guard goesOn, entry.orderKey != first, isNow || resource.current.revision <= revision else { return goesOn }
            let item = Page.Item(resource, resource.current)
            if look.mayRepeat, look.place(of: item) != entry.orderKey { return true }
            goesOn = consider(resource, resource.current, show)
            return goesOn
        }
        while goesOn, let next = changed.popFirst() {
            goesOn = consider(next.item.resource, next.item.version, show)
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

    private func consider(_ resource: Resource, _ version: Version?, _ show: (Page.Item) -> Bool) -> Bool {
        looked += 1
        if looked.isMultiple(of: Limits.looksBetweenClocks), isOver() {
            failure = StoreError(
                .timeout,
                "the time was over before the list was read; ask for less, or give it a longer TIMEOUT")
            return false
        }
        guard let version, version.exists else { return true }
        let item = Page.Item(resource, version)
        return !query.holds(for: item) || show(item)
    }

    /// The oldest revision that is kept of a shelf, where that is not old enough.
    private func lost(of shelf: Shelf) -> Revision? {
        guard !isNow else { return nil }
        let lost = max(shelf.lostBefore, store.feed.lostThrough)
        return revision < lost ? lost : nil
    }
}
