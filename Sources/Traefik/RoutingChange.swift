// What one state of a namespace has that another has not: objects, keys of the tree, and routers that nothing reaches
// any more.

package import Bytes
internal import JSON

package struct RoutingChange: Equatable, Sendable {
    package struct Object: Hashable, Sendable {
        package let kind: ObjectKind
        package let name: ByteString
    }

    /// Each in order.
    package struct Difference<Element: Equatable & Sendable>: Equatable, Sendable {
        package fileprivate(set) var added: [Element] = []
        package fileprivate(set) var changed: [Element] = []
        package fileprivate(set) var removed: [Element] = []

        package var isEmpty: Bool { added.isEmpty && changed.isEmpty && removed.isEmpty }
    }

    package let objects: Difference<Object>
    package let keys: Difference<ByteString>
    /// Routers that took requests before, as far as can be told, and never will again.
    package let unreachable: [Finding]

    /// - Parameter writer: writes the keys; nil where nothing is exported.
    package init(
        from old: Routing, to new: Routing, _ writer: TreeWriter? = TreeWriter(),
        _ prefix: NamespacePrefix = NamespacePrefix(nil), target: TraefikVersion = .newest
    ) {
        objects = Self.objects(old, new)
        let pairs = { (routing: Routing) in writer?.pairs(of: prefix.applied(to: routing)) ?? [] }
        keys = Self.keys(pairs(old), pairs(new))
        unreachable = objects.isEmpty ? [] : Self.unreachable(old, new, target)
    }

    private static func objects(_ old: Routing, _ new: Routing) -> Difference<Object> {
        var difference = Difference<Object>()
        new.forEach { kind, name, body in
            guard let before = old[kind, name] else {
                difference.added.append(Object(kind: kind, name: name))
                return
            }
            if before != body { difference.changed.append(Object(kind: kind, name: name)) }
        }
        old.forEach { kind, name, _ in
            if new[kind, name] == nil { difference.removed.append(Object(kind: kind, name: name)) }
        }
        return difference
    }

    private static func keys(_ old: [TreePair], _ new: [TreePair]) -> Difference<ByteString> {
        let before = Dictionary(uniqueKeysWithValues: old.map { ($0.key, $0.value) })
        let after = Set(new.map(\.key))
        var difference = Difference<ByteString>()
        for pair in new {
            guard let value = before[pair.key] else {
                difference.added.append(ByteString(pair.key))
                continue
            }
            if value != pair.value { difference.changed.append(ByteString(pair.key)) }
        }
        difference.removed = old.filter { !after.contains($0.key) }.map { ByteString($0.key) }
        return difference
    }

    private static func unreachable(_ old: Routing, _ new: Routing, _ target: TraefikVersion) -> [Finding] {
        let before = dead(old, target).map { Object(kind: $0.kind, name: $0.name) }
        return dead(new, target).filter { !before.contains(Object(kind: $0.kind, name: $0.name)) }
    }

    /// Routers that take nothing.
    private static func dead(_ routing: Routing, _ target: TraefikVersion) -> [Finding] {
        Check.report(on: routing, target: target).findings.filter { finding in
            finding.kind.isRouter && (finding.subject == .shadowed || finding.subject == .disabled)
        }
    }
}
