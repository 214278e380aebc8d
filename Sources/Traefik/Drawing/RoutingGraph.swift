// The routing as a graph: from entry points over routers and middlewares to services and their servers.

internal import Bytes
internal import JSON

package struct RoutingGraph {
    struct Node: Hashable {
        enum Form {
            case entryPoint, router, middleware, service, server, outside
            /// What is neither: transports, options, stores, certificates.
            case other
        }

        let form: Form
        let label: String
    }

    struct Edge: Hashable {
        let from: Int
        let to: Int
        let label: String
    }

    private(set) var nodes: [Node] = []
    private(set) var edges: [Edge] = []
    private var places: [String: Int] = [:]
    private var known: Set<Edge> = []

    package init(_ routing: Routing) {
        routing.forEach { kind, name, body in _ = place(of: kind, name, body) }
        routing.forEach { kind, name, body in
            let own = place(of: kind, name, body)
            if kind.isRouter { connect(entryPoints: body.texts("entryPoints"), kind, to: own, body) }
            connect(references: ReferenceTable.references(in: body, of: kind), routing, from: own)
            connect(serversOf: body, from: own)
        }
    }

    // MARK: Nodes

    private mutating func place(_ key: String, _ node: @autoclosure () -> Node) -> Int {
        if let place = places[key] { return place }
        nodes.append(node())
        places[key] = nodes.count - 1
        return nodes.count - 1
    }

    private mutating func place(of kind: ObjectKind, _ name: ByteString, _ body: JSONValue) -> Int {
        place("\(kind.rawValue)/\(name.text)", Node(form: Self.form(kind), label: Self.label(kind, name, body)))
    }

    private static func form(_ kind: ObjectKind) -> Node.Form {
        if kind.isRouter { return .router }
        if kind.isService { return .service }
        return kind.isMiddleware ? .middleware : .other
    }

    private static func label(_ kind: ObjectKind, _ name: ByteString, _ body: JSONValue) -> String {
        if let rule = body.text("rule") { return "\(name.text)\n\(rule)" }
        let alternatives = Facts.current.fields(of: kind).alternatives
        guard let one = alternatives.first(where: { body.member($0.name) != nil }) else { return name.text }
        return "\(name.text)\n\(one.name)"
    }

    // MARK: Edges

    private mutating func connect(_ from: Int, _ to: Int, _ label: String = "") {
        let edge = Edge(from: from, to: to, label: label)
        if known.insert(edge).inserted { edges.append(edge) }
    }

    private mutating func connect(entryPoints: [String], _ kind: ObjectKind, to router: Int, _ body: JSONValue) {
        for name in entryPoints {
            connect(place("entry point/\(name)", Node(form: .entryPoint, label: name)), router)
        }
        guard entryPoints.isEmpty, body.texts("parentRefs").isEmpty, kind != .udpRouters else { return }
        connect(place("entry point/", Node(form: .entryPoint, label: "default entry points")), router)
    }

    private mutating func connect(references: [Reference], _ routing: Routing, from own: Int) {
        for reference in references {
            let target: Int
            if let name = reference.localName, let body = routing[reference.kind, name] {
                target = place(of: reference.kind, name, body)
            } else {
                target = place("outside/\(reference.name)", Node(form: .outside, label: reference.name))
            }
            let label = Self.label(reference)
            // A router stands behind its parents.
            if label == "parentRefs" { connect(target, own) } else { connect(own, target, label) }
        }
    }

    /// The member that holds a reference, where it is not plain from what it leads to.
    private static func label(_ reference: Reference) -> String {
        let names = reference.path.text.split(separator: "/").map(String.init)
        let isPlain = ["service", "services", "middlewares"].contains(names[0])
        return isPlain ? "" : names.last { !TreeForm.isNumber($0) && $0 != "name" } ?? ""
    }

    private mutating func connect(serversOf body: JSONValue, from service: Int) {
        for server in body.member("loadBalancer")?.member("servers")?.elements ?? [] {
            guard let address = server.text("url") ?? server.text("address") else { continue }
            connect(service, place("server/\(address)", Node(form: .server, label: address)))
        }
    }
}
