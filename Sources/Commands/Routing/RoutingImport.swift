// What a document of another's makes of the routing of a namespace: as few steps as lead there, so that what is there
// already stays as it is.

internal import Bytes
internal import JSON
internal import Resources
internal import Traefik

struct RoutingImport {
    private let namespace: ByteString
    private let old: Routing
    private let new: Routing
    private let comesFromKeys: Bool
    private let writer = TreeWriter()

    init(_ given: Routing, over old: Routing, in namespace: ByteString, from form: RoutingForm) {
        self.namespace = namespace
        self.old = old
        if case .keys = form { comesFromKeys = true } else { comesFromKeys = false }
        new = Self.named(given, like: old)
    }

    /// A document names no certificates: one that is there already keeps its name, however often it is there. And what
    /// an export made to tell its revision is no part of what is exported.
    private static func named(_ given: Routing, like old: Routing) -> Routing {
        var new = given
        let inert = InertMiddleware.resourceName
        if let body = given[.httpMiddlewares, inert], InertMiddleware.isOurs(inert, body) {
            new[.httpMiddlewares, inert] = nil
        }
        for kind in ObjectKind.allCases where kind.isList {
            let known = Dictionary(grouping: old[kind].keys) { old[kind, $0] }
            for (name, body) in given[kind] {
                guard let names = known[body] else { continue }
                new[kind, name] = nil
                for name in names { new[kind, name] = body }
            }
        }
        return new
    }

    /// - Parameter replaces: whether what the document does not have goes.
    func steps(replacing replaces: Bool) -> [Step] {
        var steps: [Step] = []
        new.forEach { kind, name, body in
            guard !isStanding(kind, name, body) else { return }
            steps.append(Step(ResourceKey(kind, name, in: namespace), .put(body.bytes)))
        }
        guard replaces else { return steps }
        old.forEach { kind, name, _ in
            guard new[kind, name] == nil else { return }
            steps.append(Step(ResourceKey(kind, name, in: namespace), .delete()))
        }
        return steps
    }

    /// Whether of all that an exposure stands for nothing is left.
    func ends(_ exposure: ByteString) -> Bool {
        Exposure.kinds.allSatisfy { new[$0, exposure] == nil }
    }

    /// Keys tell no number from a text, so what they say is there if it would be written in the same keys.
    private func isStanding(_ kind: ObjectKind, _ name: ByteString, _ body: JSONValue) -> Bool {
        guard let standing = old[kind, name] else { return false }
        if standing == body { return true }
        guard comesFromKeys, !kind.isList else { return false }
        return Set(writer.pairs(of: standing, named: name, of: kind))
            == Set(writer.pairs(of: body, named: name, of: kind))
    }
}
