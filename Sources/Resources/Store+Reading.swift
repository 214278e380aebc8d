// Reading lists, now and in the past. What is not promised any more is refused, never left out.

package import Bytes
internal import JSON

extension Store {
    /// A page of the resources of a type.
    /// - Parameter isOver: asked now and then; true ends the reading with an error.
    package func page(
        of type: ByteString, _ query: Query, mayRead: (Shelf) -> Bool = { _ in true }, isOver: () -> Bool = { false }
    ) throws(StoreError) -> Page {
        let revision = query.cursor?.revision ?? query.revision ?? head
        var page = Page(revision: revision)
        try visit(type, query, at: revision, mayRead, isOver) { item, key in
            if page.items.count == query.limit {
                page.cursor = page.items.last.map { Cursor(revision: revision, after: query.orderKey(of: $0)) }
                return false
            }
            page.items.append(item)
            return true
        }
        return page
    }

    /// How many resources of a type meet the conditions.
    package func count(
        of type: ByteString, _ query: Query, mayRead: (Shelf) -> Bool = { _ in true }, isOver: () -> Bool = { false }
    ) throws(StoreError) -> Int {
        var plain = query
        plain.orders = []
        plain.cursor = nil
        let revision = query.revision ?? head
        if plain.conditions.isEmpty, revision == head {
            return shelves(of: type, plain).filter(mayRead).reduce(0) { $0 + $1.liveCount }
        }
        var count = 0
        try visit(type, plain, at: revision, mayRead, isOver) { _, _ in
            count += 1
            return true
        }
        return count
    }

    private func shelves(of type: ByteString, _ query: Query) -> [Shelf] {
        guard let catalog = catalog(type) else { return [] }
        guard let namespace = query.namespace else { return catalog.sortedShelves }
        return catalog.shelf(namespace).map { [$0] } ?? []
    }

    private func visit(
        _ type: ByteString, _ query: Query, at revision: Revision, _ mayRead: (Shelf) -> Bool, _ isOver: () -> Bool,
        _ body: (Page.Item, [UInt8]) -> Bool
    ) throws(StoreError) {
        guard revision <= head else {
            throw StoreError(.compacted, "revision \(revision) is ahead of the head, \(head); read again from there")
        }
        let shelves = shelves(of: type, query).filter(mayRead)
        if revision < head, let lost = shelves.map(\.lostBefore).max(), revision < lost {
            throw .compacted(oldest: lost)
        }
        if query.orders.isEmpty, query.equalityInIndex(of: catalog(type), isNow: revision == head) == nil {
            return try visitInOrder(shelves, query, at: revision, isOver, body)
        }
        var found: [(item: Page.Item, key: [UInt8])] = []
        try visitInOrder(shelves, query, at: revision, isOver) { item, key in
            found.append((item, key))
            return true
        }
        found.sort { $0.key.isBefore($1.key) }
        for (item, key) in found where !body(item, key) { return }
    }

    /// What meets the conditions and comes after the cursor, in the order of namespaces and names where none is asked
    /// for.
    private func visitInOrder(
        _ shelves: [Shelf], _ query: Query, at revision: Revision, _ isOver: () -> Bool,
        _ body: (Page.Item, [UInt8]) -> Bool
    ) throws(StoreError) {
        var looked = 0
        var isWanted = true
        var isTooLate = false
        for shelf in shelves where isWanted && query.reaches(shelf) {
            shelf.forEachCandidate(query, isNow: revision == head) { resource in
                looked += 1
                if looked.isMultiple(of: Limits.looksBetweenClocks), isOver() { isTooLate = true }
                guard !isTooLate else { return false }
                guard let version = resource.standing(at: revision, head: head) else { return true }
                let item = Page.Item(resource: resource, version: version)
                guard query.holds(for: item) else { return true }
                let key = query.orderKey(of: item)
                if let cursor = query.cursor, !cursor.after.isBefore(key) { return true }
                isWanted = body(item, key)
                return isWanted
            }
            if isTooLate { throw StoreError(.timeout, "the time was over before the list was read") }
        }
    }
}

extension Resource {
    /// The version that stood at a revision of which all is kept; nil where the resource did not exist then.
    fileprivate func standing(at revision: Revision, head: Revision) -> Version? {
        let version = revision >= current.revision ? current : versions.last { $0.revision <= revision }
        return version?.exists == true ? version : nil
    }
}

extension Shelf {
    /// The resources that may meet a query: those that an index names, or all from the cursor on.
    fileprivate func forEachCandidate(_ query: Query, isNow: Bool, _ visit: (Resource) -> Bool) {
        guard let (index, key) = query.equalityInIndex(of: catalog, isNow: isNow) else {
            return forEach(from: query.firstName(in: self), visit)
        }
        var seen: Set<ByteString> = []
        indexes[index]?.forEach(prefix: key) { entry in
            !seen.insert(entry.resource.name).inserted || visit(entry.resource)
        }
    }
}

extension [Definition.Part] {
    /// Whether everybody who has something at a path is in an index of these parts.
    fileprivate func leads(from path: JSONPointer) -> Bool {
        first == .path(path) && dropFirst().allSatisfy { $0 == .name || $0 == .namespace }
    }
}

extension Query {
    /// An index whose first part a condition fixes, and the key that it fixes it to. Indexes know the present only, and
    /// one with a further path does not know who has nothing there.
    func equalityInIndex(of catalog: Catalog?, isNow: Bool) -> (ByteString, [UInt8])? {
        guard isNow, let catalog, !catalog.definition.indexes.isEmpty else { return nil }
        for condition in conditions where condition.relation == .equal {
            guard case .path(let path) = condition.place,
                let index = catalog.definition.indexes.first(where: { $0.value.leads(from: path) })
            else { continue }
            return (index.key, condition.operand.withView { IndexKeys.key(ofArgument: $0) })
        }
        return nil
    }

    /// Whether something of a shelf may stand behind the cursor.
    fileprivate func reaches(_ shelf: Shelf) -> Bool {
        guard orders.isEmpty, let cursor, let end = cursor.after.firstIndex(of: 0) else { return true }
        return !shelf.namespace.bytes.lexicographicallyPrecedes(cursor.after[..<end])
    }

    /// The name from which on there is something behind the cursor, where names are the order.
    fileprivate func firstName(in shelf: Shelf) -> [UInt8] {
        guard orders.isEmpty, let cursor, let end = cursor.after.firstIndex(of: 0) else { return [] }
        let isHere = cursor.after[..<end].elementsEqual(shelf.namespace.bytes)
        return isHere ? Array(cursor.after[(end + 1)...]) : []
    }

    /// What items are sorted by: what is asked for, then the namespace and the name.
    func orderKey(of item: Page.Item) -> [UInt8] {
        var key: [UInt8] = []
        for order in orders {
            var part: [UInt8] = []
            item.withValue(at: order.place) { if part.isEmpty { JSONKey.append($0, to: &part) } }
            // What is missing comes first.
            if part.isEmpty { part = [0] }
            key += order.isDescending ? part.map { ~$0 } : part
        }
        return key + item.resource.shelf.namespace.bytes + [0] + item.resource.name.bytes
    }

    func holds(for item: Page.Item) -> Bool {
        conditions.allSatisfy { $0.holds(for: item) }
    }
}

extension Query.Condition {
    func holds(for item: Page.Item) -> Bool {
        var isMet = false
        item.withValue(at: place) { value in
            if !isMet { isMet = operand.withView { suits(value, JSONView($0)) } }
        }
        return relation == .unequal || relation == .isMissing ? !isMet : isMet
    }

    /// Whether one value does; what is denied is turned round above, where all values are known.
    private func suits(_ value: JSONView, _ operand: JSONView) -> Bool {
        switch relation {
        case .equal, .unequal: value.isEqual(to: operand)
        case .less, .atMost, .greater, .atLeast: value.kind == operand.kind && isInOrder(value, operand)
        case .isIn: operand.elements.contains { value.isEqual(to: $0) }
        case .hasPrefix: value.withContent { text in operand.withContent { text.starts(with: $0) } ?? false } ?? false
        case .matchesGlob:
            value.withContent { text in operand.withContent { Glob.matches($0, text) } ?? false } ?? false
        case .contains where value.kind == .array: value.elements.contains { $0.isEqual(to: operand) }
        case .contains: value.withContent { text in operand.withContent { text.contains($0) } ?? false } ?? false
        case .exists, .isMissing: true
        }
    }

    private func isInOrder(_ value: JSONView, _ operand: JSONView) -> Bool {
        switch value.order(to: operand) {
        case .less: relation == .less || relation == .atMost
        case .equal: relation == .atMost || relation == .atLeast
        case .greater: relation == .greater || relation == .atLeast
        }
    }
}

extension Page.Item {
    /// Lends the values at a place, one after another.
    fileprivate func withValue(at place: Place, _ body: (JSONView) -> Void) {
        if case .path(let path) = place {
            (version.body ?? []).withView { JSONView($0).forEach(at: path, body) }
        } else {
            metadata(place).bytes.withView { body(JSONView($0)) }
        }
    }

    private func metadata(_ place: Place) -> JSONValue {
        switch place {
        case .path: .null
        case .namespace: .string(JSONString(resource.shelf.namespace.bytes))
        case .name: .string(JSONString(resource.name.bytes))
        case .version: .number(JSONNumber(Int(clamping: version.number)))
        case .revision: .number(JSONNumber(Int(clamping: version.revision)))
        case .created: .number(JSONNumber(Int(clamping: resource.created)))
        case .updated: .number(JSONNumber(Int(clamping: version.time)))
        case .author: .string(JSONString(version.author.bytes))
        }
    }
}

extension ByteView {
    /// Whether the bytes of another stand somewhere in these.
    fileprivate func contains(_ other: ByteView) -> Bool {
        guard let first = other.first else { return true }
        var at = firstIndex(of: first)
        while let start = at {
            if dropFirst(start).starts(with: other) { return true }
            at = firstIndex(of: first, from: start + 1)
        }
        return false
    }
}
