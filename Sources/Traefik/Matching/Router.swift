// A router as it competes with others for requests.

package import Bytes
package import JSON

package struct Router {
    package let name: ByteString
    package let rule: Rule
    /// What its author wrote, else the rule's length.
    package let priority: Int
    /// Empty for Traefik's default ones.
    package let entryPoints: [String]
    package let hasTLS: Bool
    package let parents: [String]
    package let service: String?
    package let middlewares: [String]

    /// nil for a router without a rule; those of UDP have none.
    package init?(
        _ name: ByteString, _ body: JSONValue, http isHTTP: Bool, target: TraefikVersion = .newest
    ) throws(RuleError) {
        guard let text = body.text("rule") else { return nil }
        let syntax: RuleGrammar.Syntax = body.text("ruleSyntax") == "v2" ? .old : .current
        rule = try Rule(text, RuleGrammar(http: isHTTP, syntax, target: target))
        self.name = name
        let explicit = body.member("priority")?.number?.integer ?? 0
        priority = explicit == 0 ? rule.priority : explicit
        entryPoints = body.texts("entryPoints")
        hasTLS = body.member("tls") != nil
        parents = body.texts("parentRefs").map(Self.localName)
        service = body.text("service")
        middlewares = body.texts("middlewares")
    }

    private static func localName(_ reference: String) -> String {
        reference.hasSuffix("@redis") ? String(reference.dropLast(6)) : reference
    }

    /// Whether it listens where the request comes in. Which entry points are default ones is not known here, so a
    /// router without any counts as listening everywhere.
    func listens(to request: Request) -> Bool {
        if let isTLS = request.isTLS, isTLS != hasTLS { return false }
        guard let entryPoint = request.entryPoint, !entryPoints.isEmpty else { return true }
        return entryPoints.contains(entryPoint)
    }

    /// Whether there are connections that both look at.
    func meets(_ other: Router) -> Bool {
        guard hasTLS == other.hasTLS else { return false }
        if entryPoints.isEmpty || other.entryPoints.isEmpty { return true }
        return !Set(entryPoints).isDisjoint(with: other.entryPoints)
    }
}

extension Router {
    /// The greatest priority first. Traefik's own order of equal ones is undefined; here it is that of names.
    static func comesBefore(_ left: Router, _ right: Router) -> Bool {
        (right.priority, left.name) < (left.priority, right.name)
    }
}
