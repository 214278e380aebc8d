// What a document of another's makes of the routing of a namespace: as few steps as lead there, so that what is there
// already stays as it is.

internal import Bytes
internal import JSON
internal import Resources
internal import Traefik

struct RoutingImport {
    private let namespace: ByteString
    private let store: Store
    private let new: Routing
    private let form: RoutingForm
    /// What is known of objects already.
    private let findings: [ResourceKey: ImportFinding]

    init(
        _ given: Routing, into namespace: ByteString, of store: Store, from form: RoutingForm,
        knowing findings: [ResourceKey: ImportFinding]
    ) throws(StoreError) {
        self.namespace = namespace
        self.store = store
        self.form = form
        self.findings = findings
        new = try Self.named(given, like: store, in: namespace)
    }

    /// A document names no certificates: one that is there already keeps its name, however often it is there. And what
    /// an export made to tell its revision is no part of what is exported.
    private static func named(
        _ given: Routing, like store: Store, in namespace: ByteString
    ) throws(StoreError) -> Routing {
        var new = given
        let inert = InertMiddleware.resourceName
        if let body = given[.httpMiddlewares, inert], InertMiddleware.isOurs(inert, body) {
            new[.httpMiddlewares, inert] = nil
        }
        for kind in ObjectKind.allCases where kind.isList && !given[kind].isEmpty {
            let old = try store.routing(of: namespace, [kind])
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
            let key = ResourceKey(kind, name, in: namespace)
            let known = findings[key].flatMap { $0.holds(of: key, in: store) ? $0 : nil }
            let finding = known ?? ImportFinding(body, at: key, form, in: store)
            if let step = finding.step { steps.append(step) }
        }
        guard replaces else { return steps }
        for kind in ObjectKind.allCases {
            store.catalog(kind.type)?.shelf(namespace)?.forEach { resource in
                if resource.exists, new[kind, resource.name] == nil { steps.append(Step(resource.key, .delete())) }
                return true
            }
        }
        return steps
    }

    /// Whether of all that an exposure stands for nothing is left.
    func ends(_ exposure: ByteString) -> Bool {
        Exposure.kinds.allSatisfy { new[$0, exposure] == nil }
    }
}

/// What becomes of one object.
struct ImportFinding {
    /// The number of the version that stood there; 0 for none.
    private let version: UInt64
    /// nil where it is there as it is wanted.
    var step: Step?

    init(_ body: JSONValue, at key: ResourceKey, _ form: RoutingForm, in store: Store) {
        let current = store.resource(key)?.current
        version = current?.number ?? 0
        let bytes = body.bytes
        if !Self.says(current?.body, bytes, body, key, form) { step = Step(key, .put(bytes)) }
    }

    /// Whether nothing has happened to it since.
    func holds(of key: ResourceKey, in store: Store) -> Bool { version == store.resource(key)?.current.number ?? 0 }

    /// Keys tell no number from a text, so what they say is there if it would be written in the same keys.
    private static func says(
        _ standing: [UInt8]?, _ bytes: [UInt8], _ body: JSONValue, _ key: ResourceKey, _ form: RoutingForm
    ) -> Bool {
        guard let standing else { return false }
        if standing == bytes { return true }
        let value = standing.withView { JSONValue(JSONView($0)) }
        if value == body { return true }
        guard case .keys = form, let kind = ObjectKind(type: key.type), !kind.isList else { return false }
        let writer = TreeWriter()
        return Set(writer.pairs(of: value, named: key.name, of: kind))
            == Set(writer.pairs(of: body, named: key.name, of: kind))
    }
}
