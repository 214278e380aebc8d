// Which router takes a request: all routers of a protocol in the order in which Traefik asks them, with an index so
// that few of many are asked.

package import Bytes

package struct RouterTable {
    /// Those that no other router stands before.
    private let roots: Level
    /// Routers behind another one, by its name.
    private let children: [ByteString: Level]
    /// Routers with rules of Traefik 2, which are not understood here.
    package let notAnalysed: [ByteString]

    private struct Level {
        let routers: [Router]
        let index: CoverIndex

        init(_ routers: [Router]) {
            self.routers = routers.sorted(by: Router.comesBefore)
            index = CoverIndex(self.routers.map(\.rule))
        }

        /// Every router that takes a request, the first in the order of Traefik first.
        func matches(_ request: Request) -> [Router] {
            index.candidates(for: request).map { routers[$0] }.filter {
                $0.listens(to: request) && $0.rule.expression.matches(request)
            }
        }
    }

    package init(_ routers: [Router]) {
        let known = routers.filter { !$0.rule.isOld }
        roots = Level(known.filter(\.parents.isEmpty))
        var families: [ByteString: [Router]] = [:]
        for router in known {
            for parent in router.parents { families[ByteString(parent), default: []].append(router) }
        }
        children = families.mapValues { Level($0) }
        notAnalysed = routers.filter(\.rule.isOld).map(\.name).sorted()
    }

    package init(_ routing: Routing, http isHTTP: Bool, target: TraefikVersion = .newest) {
        let routers = routing[isHTTP ? .httpRouters : .tcpRouters].compactMap { name, body in
            (try? Router(name, body, http: isHTTP, target: target)) ?? nil
        }
        self.init(routers)
    }

    /// Who takes a request. nil where nobody does.
    package func match(_ request: Request) -> RouterMatch? {
        let found = roots.matches(request)
        guard let first = found.first else { return nil }
        var chain = [first]
        var ties = Self.ties(with: first, in: found)
        // A router with others behind it only opens the way to them.
        while let level = children[chain[chain.count - 1].name], chain.count <= children.count {
            let inner = level.matches(request)
            guard let next = inner.first else {
                return RouterMatch(chain: chain, ties: ties, others: Array(found.dropFirst()), isDeadEnd: true)
            }
            chain.append(next)
            ties += Self.ties(with: next, in: inner)
        }
        return RouterMatch(chain: chain, ties: ties, others: Array(found.dropFirst()), isDeadEnd: false)
    }

    private static func ties(with first: Router, in found: [Router]) -> [Router] {
        found.dropFirst().filter { $0.priority == first.priority && $0.meets(first) }
    }
}

package struct RouterMatch {
    /// The router that takes the request, and those behind it that it goes on to, the last of which has the service.
    package let chain: [Router]
    /// Routers of the same priority that take it as well: which one Traefik asks first is undefined.
    package let ties: [Router]
    /// The runners-up, in order, ties included.
    package let others: [Router]
    /// Whether the last router of the chain has others behind it, none of which takes the request.
    package let isDeadEnd: Bool

    package var isAmbiguous: Bool { !ties.isEmpty }
    package var router: Router { chain[chain.count - 1] }
}
