// The stretch of an index in which all that is wanted stands, for one shelf.

internal import Bytes
internal import JSON

struct IndexLook {
    let index: ByteString
    let parts: [Definition.Part]
    let prefix: [UInt8]
    /// Whether a resource may have several keys in the stretch; it then stands at the first.
    let mayRepeat: Bool

    /// The keys that begin with the values of a lookup.
    init(_ lookup: Query.Lookup, _ catalog: Catalog) throws(StoreError) {
        guard let parts = catalog.definition.indexes[lookup.index] else {
            throw .noIndex(lookup.index, of: catalog.name)
        }
        guard lookup.values.count <= parts.count else {
            throw .tooManyKeys(lookup.values.count, for: lookup.index, of: parts.count)
        }
        index = lookup.index
        self.parts = parts
        prefix = zip(parts, lookup.values).flatMap { part, value in part.key(ofArgument: value) }
        mayRepeat = !parts.dropFirst(lookup.values.count).allSatisfy(\.isSingle)
    }

    /// The stretch of names that conditions fix, of the index that most of them lead into; nil where they lead into
    /// none. Who is in no index for want of a part is wanted by no condition either.
    init?(_ conditions: [Query.Condition], _ shelf: Shelf) {
        var best: (index: ByteString, parts: [Definition.Part], prefix: [UInt8], count: Int)?
        for (index, parts) in shelf.catalog.definition.indexes {
            let (prefix, count) = Self.prefix(of: parts, conditions, shelf)
            // Behind what is fixed only the name may count, so that the order is that of names.
            guard count > best?.count ?? 0, parts.dropFirst(count).allSatisfy(\.isAddress) else { continue }
            best = (index, parts, prefix, count)
        }
        guard let best else { return nil }
        (index, parts, prefix, mayRepeat) = (best.index, best.parts, best.prefix, false)
    }

    /// The key of the first parts that are fixed, and how many of them there are; none unless one is a path.
    private static func prefix(
        of parts: [Definition.Part], _ conditions: [Query.Condition], _ shelf: Shelf
    ) -> (key: [UInt8], count: Int) {
        var key: [UInt8] = []
        var count = 0
        var hasPath = false
        for part in parts {
            if part == .namespace {
                key += IndexKeys.key(of: shelf.namespace)
            } else if let operand = conditions.first(where: { $0.fixes(part) })?.operand {
                operand.withView { JSONKey.append(JSONView($0), to: &key) }
                hasPath = true
            } else {
                break
            }
            count += 1
        }
        return hasPath ? (key, count) : ([], 0)
    }

    /// Where an item stands in the stretch; nil where it does not.
    func place(of item: Page.Item) -> [UInt8]? {
        IndexKeys.keys(of: item.version.body ?? [], parts, item.resource)
            .filter { $0.starts(with: prefix) }
            .min { $0.isBefore($1) }
    }
}

extension Query.Condition {
    fileprivate func fixes(_ part: Definition.Part) -> Bool {
        guard relation == .equal, case .path(let path) = place else { return false }
        return part == .path(path)
    }
}

extension Definition.Part {
    /// Whether a resource has one of it at most.
    fileprivate var isSingle: Bool {
        if case .path(let path) = self { path.isExact } else { true }
    }

    fileprivate var isAddress: Bool { self == .name || self == .namespace }

    fileprivate func key(ofArgument value: ByteString) -> [UInt8] {
        isAddress ? IndexKeys.key(of: value) : value.withView { IndexKeys.key(ofArgument: $0) }
    }
}

extension StoreError {
    static func incompleteIndex(_ index: ByteString, _ count: Int) -> StoreError {
        StoreError(
            .unreadable,
            "the index '\(index.text)' lacks \(count) resources whose bodies could not be read when it was made; "
                + "define the type again when the disk is well, or start the server again")
    }

    static func tooManyKeys(_ given: Int, for index: ByteString, of parts: Int) -> StoreError {
        let parts = parts == 1 ? "1 part" : "\(parts) parts"
        return StoreError(.invalid, "the index '\(index.text)' has \(parts), and \(given) keys were given")
    }

    static func noIndex(_ index: ByteString, of type: ByteString) -> StoreError {
        StoreError(
            .notFound, "the type \(type.text) has no index '\(index.text)'; RES.TYPE GET shows those that it has")
    }
}
