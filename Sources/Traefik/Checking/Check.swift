// Looks at a whole configuration for what Traefik would take without a word, and its author would not have wanted.

internal import Bytes
internal import JSON
internal import Resources

package struct Check {
    private typealias Place = Neighbours.Place

    private let routing: Routing
    private let neighbours: Neighbours
    private let target: TraefikVersion
    private var findings: [Finding] = []
    private var notAnalysed: [ByteString] = []
    /// What something refers to.
    private var used: Set<Place> = []

    /// - Parameter neighbours: plain keys, which may use what is looked at. Of them only circles are told.
    package static func report(
        on routing: Routing, beside neighbours: Neighbours = Neighbours(), target: TraefikVersion = .newest
    ) -> CheckReport {
        var check = Check(routing, neighbours, target)
        check.look()
        return CheckReport(findings: check.findings, notAnalysed: check.notAnalysed)
    }

    private init(_ routing: Routing, _ neighbours: Neighbours, _ target: TraefikVersion) {
        self.routing = routing
        self.neighbours = neighbours
        self.target = target
    }

    private mutating func look() {
        noteUses()
        lookForShadows(.httpRouters)
        lookForShadows(.tcpRouters)
        routing.forEach { kind, name, body in
            if let reason = reasonToBeDisabled(kind, name, body) { report(.disabled, kind, name, reason) }
        }
        routing.forEach { kind, name, body in
            guard kind.isRouter, body.texts("entryPoints").isEmpty, body.texts("parentRefs").isEmpty else { return }
            report(.noEntryPoints, kind, name, "names no entry points, so it is at Traefik's default ones")
        }
        routing.forEach { kind, name, body in
            guard kind.isService, let balancer = body.member("loadBalancer") else { return }
            guard balancer.member("servers")?.elements?.isEmpty ?? true else { return }
            report(.noServers, kind, name, "has no servers, so every request fails")
        }
        routing.forEach { kind, name, _ in
            guard kind.isService || kind.isMiddleware, !used.contains(Place(kind: kind, name: name)) else { return }
            report(.unused, kind, name, "nothing here refers to it")
        }
        for circle in neighbours.circles {
            let way = circle.map(\.text).wayRound
            report(.circle, circle[0].kind, circle[0].name, "is of plain keys that lead back to it: \(way)")
        }
    }

    private mutating func report(_ subject: Finding.Subject, _ kind: ObjectKind, _ name: ByteString, _ reason: String) {
        findings.append(Finding(subject: subject, kind: kind, name: name, reason: reason))
    }

    private mutating func noteUses() {
        used.formUnion(neighbours.uses)
        routing.forEach { kind, _, body in
            for reference in ReferenceTable.references(in: body, of: kind) {
                guard let name = reference.localName else { continue }
                used.insert(Place(kind: reference.kind, name: name))
            }
        }
    }

    private mutating func lookForShadows(_ kind: ObjectKind) {
        let routers = routing[kind].compactMap { name, body -> Router? in
            guard reasonToBeDisabled(kind, name, body) == nil else { return nil }
            return (try? Router(name, body, http: kind == .httpRouters, target: target)) ?? nil
        }
        let shadows = Shadows(routers, kind) { leadsSomewhere($0, kind) }
        findings += shadows.findings
        notAnalysed += shadows.notAnalysed
    }

    /// Whether a router certainly answers, as far as can be told here: its service and its middlewares are of a kind.
    private func leadsSomewhere(_ router: Router, _ kind: ObjectKind) -> Bool {
        guard let service = router.service else { return false }
        let services: ObjectKind = kind == .httpRouters ? .httpServices : .tcpServices
        let middlewares: ObjectKind = kind == .httpRouters ? .httpMiddlewares : .tcpMiddlewares
        let names = [(services, service)] + router.middlewares.map { (middlewares, $0) }
        return names.allSatisfy { kind, name in
            let reference = Reference(path: .root, kind: kind, name: name)
            guard let name = reference.localName, !reference.isBuiltIn else { return true }
            return routing[kind, name].map { reasonToBeDisabled(kind, name, $0) == nil } ?? false
        }
    }

    // MARK: What Traefik would not run

    /// Why Traefik would leave an object out; nil where nothing here tells.
    private func reasonToBeDisabled(_ kind: ObjectKind, _ name: ByteString, _ body: JSONValue) -> String? {
        if kind.isService || kind.isMiddleware {
            let alternatives = Facts.current.fields(of: kind).alternatives
            return alternatives.contains { body.member($0.name) != nil }
                ? nil : "is of no kind, so Traefik leaves it out"
        }
        guard kind.isRouter else { return nil }
        if let text = body.text("rule"), kind == .tcpRouters, namesHost(text), body.member("tls") == nil {
            return "asks for a server's name, which only TLS tells, and has no tls"
        }
        if kind != .udpRouters, body.text("rule") == nil { return "has no rule" }
        if let priority = body.member("priority")?.number?.integer, priority > Rule.greatestPriority {
            return "has a priority above \(Rule.greatestPriority)"
        }
        return reasonInFamily(kind, name, body)
    }

    private func namesHost(_ rule: String) -> Bool {
        guard let rule = try? Rule(rule, RuleGrammar(http: false, target: target)) else { return false }
        return rule.expression.namesHost
    }

    private func reasonInFamily(_ kind: ObjectKind, _ name: ByteString, _ body: JSONValue) -> String? {
        let isParent = kind == .httpRouters && used.contains(Place(kind: kind, name: name))
        let hasService = body.text("service") != nil
        if !isParent, !hasService { return "has no service" }
        if isParent, hasService { return "has a service and routers behind it, of which Traefik takes only one" }
        guard !body.texts("parentRefs").isEmpty else { return nil }
        let own = ["entryPoints", "tls", "observability"].first { body.member($0) != nil }
        return own.map { "is behind another router, so it cannot have \($0)" }
    }
}

extension RuleExpression {
    /// Whether it asks for the name of a server.
    fileprivate var namesHost: Bool {
        switch self {
        case .matcher(.host(let host)): host.form != .any
        case .matcher(.hostRegexp): true
        case .matcher: false
        case .not(let inner): inner.namesHost
        case .and(let parts), .or(let parts): parts.contains(where: \.namesHost)
        }
    }
}
