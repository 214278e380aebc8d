// Who refers to whom: for every resource that something refers to, the keys of those, in order.

internal import Bytes
internal import JSON

struct References {
    private struct Entry: Ordered {
        let orderKey: [UInt8]
        let source: ResourceKey
    }

    private var row = OrderedRow<Entry>()

    mutating func add(from source: ResourceKey, to targets: [ResourceKey]) {
        for target in targets { row.insert(Entry(orderKey: Self.key(target, source), source: source)) }
    }

    mutating func remove(from source: ResourceKey, to targets: [ResourceKey]) {
        for target in targets { row.remove(Self.key(target, source)) }
    }

    /// Where it is not known any more to what.
    mutating func removeAll(from source: ResourceKey) {
        row.removeAll { $0.source == source }
    }

    func sources(of target: ResourceKey) -> [ResourceKey] {
        var sources: [ResourceKey] = []
        row.forEach(prefix: Self.prefix(target)) { entry in
            sources.append(entry.source)
            return true
        }
        return sources
    }

    /// What resources of a type refer to is read anew, since its definition has changed.
    mutating func rebuild(_ catalog: Catalog) {
        var old: [Entry] = []
        row.forEach(from: []) { entry in
            if entry.source.type == catalog.name { old.append(entry) }
            return true
        }
        for entry in old { row.remove(entry.orderKey) }
        for shelf in catalog.shelves.values {
            var found: [(ResourceKey, [ResourceKey])] = []
            shelf.forEach { resource in
                guard let body = resource.current.body else { return true }
                found.append((resource.key, Self.targets(in: body, of: resource.key, catalog)))
                return true
            }
            for (source, targets) in found { add(from: source, to: targets) }
        }
    }

    /// What a body refers to, each once. What does not name a resource is left out: planning has refused it.
    static func targets(in body: [UInt8], of key: ResourceKey, _ catalog: Catalog) -> [ResourceKey] {
        var targets = (catalog.rules?.references(in: body, of: key) ?? []).targets
        for reference in catalog.definition.references {
            for name in names(in: body, at: reference.path) {
                guard let target = target(name ?? [], of: key, reference), !targets.contains(target) else { continue }
                targets.append(target)
            }
        }
        return targets
    }

    /// The strings that a path leads to; nil for each value that is none.
    static func names(in body: [UInt8], at path: JSONPointer) -> [[UInt8]?] {
        var names: [[UInt8]?] = []
        body.withView { view in JSONView(view).forEach(at: path) { names.append($0.content) } }
        return names
    }

    /// Where the one of these stands that has a number.
    static func place(_ number: Int, in body: [UInt8], at path: JSONPointer) -> String {
        body.withView { view in JSONView(view).places(of: path)[number].text }
    }

    /// Where a name leads from a resource: `name` into the same namespace, `namespace/name` into another.
    static func target(
        _ name: [UInt8], of key: ResourceKey, _ reference: Definition.Reference
    ) -> ResourceKey? {
        let parts = name.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count <= 2, let last = parts.last, Array(last).withView(Naming.isName) else { return nil }
        let namespace = parts.count == 2 ? ByteString(Array(parts[0])) : key.namespace
        guard Naming.isNamespace(namespace.bytes) else { return nil }
        return ResourceKey(namespace: namespace, type: reference.type, name: ByteString(Array(last)))
    }

    /// No part of an address has a zero in it.
    private static func prefix(_ target: ResourceKey) -> [UInt8] { target.bytes + [0] }
    private static func key(_ target: ResourceKey, _ source: ResourceKey) -> [UInt8] { prefix(target) + source.bytes }
}
