// The way of a request behind the routers that take it: the middlewares that it passes, in order, and the servers that
// it may come to.

internal import Bytes
internal import JSON

package struct RequestWay: Equatable, Sendable {
    /// As they are referred to; those of a chain stand in its place.
    package private(set) var middlewares: [String] = []
    /// As it is referred to; nil where no router of the chain leads to one.
    package private(set) var service: String?
    /// Of the service and of those that it shares requests among, each once.
    package private(set) var servers: [String] = []
    private var known: Set<Place> = []

    private struct Place: Hashable {
        let kind: ObjectKind
        let name: ByteString
    }

    package init(_ match: RouterMatch, in routing: Routing) {
        for router in match.chain { passAll(of: .httpRouters, router.name, in: routing) }
        guard !match.isDeadEnd, let body = routing[.httpRouters, match.router.name] else { return }
        let references = ReferenceTable.references(in: body, of: .httpRouters)
        guard let reference = references.first(where: { $0.kind == .httpServices }) else { return }
        service = reference.name
        reach(reference, in: routing)
        guard let name = reference.localName else { return }
        passAll(of: .httpServices, name, in: routing)
    }

    /// The middlewares that an object asks for.
    private mutating func passAll(of kind: ObjectKind, _ name: ByteString, in routing: Routing) {
        guard let body = routing[kind, name] else { return }
        for reference in ReferenceTable.references(in: body, of: kind) where reference.kind == .httpMiddlewares {
            pass(reference, in: routing)
        }
    }

    private mutating func pass(_ reference: Reference, in routing: Routing) {
        guard let name = reference.localName, routing[.httpMiddlewares, name]?.member("chain") != nil else {
            middlewares.append(reference.name)
            return
        }
        // A chain within itself leads nowhere else, and Traefik refuses it.
        let place = Place(kind: .httpMiddlewares, name: name)
        guard known.insert(place).inserted else { return }
        passAll(of: .httpMiddlewares, name, in: routing)
        known.remove(place)
    }

    private mutating func reach(_ reference: Reference, in routing: Routing) {
        guard let name = reference.localName, let body = routing[.httpServices, name],
            known.insert(Place(kind: .httpServices, name: name)).inserted
        else { return }
        for server in body.member("loadBalancer")?.member("servers")?.elements ?? [] {
            if let url = server.text("url"), !servers.contains(url) { servers.append(url) }
        }
        for inner in ReferenceTable.references(in: body, of: .httpServices) where inner.kind == .httpServices {
            reach(inner, in: routing)
        }
    }
}
