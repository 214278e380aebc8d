// A rule as alternatives of conditions that all must hold: the form in which one rule can be proved to take everything
// that another takes.

internal import Regex

/// A condition on a request, as far as it can be compared with others.
enum RuleCondition: Hashable {
    case host([UInt8])
    /// One more label before this name.
    case hostBelow([UInt8])
    case anyHost
    case path([UInt8])
    case pathPrefix([UInt8])
    case method([UInt8])
    /// What is compared by its text alone; so are negations.
    case other([String])

    init(_ matcher: RuleMatcher, isNegated: Bool) {
        let plain = Self.plain(matcher)
        self = isNegated ? .other(["!", "\(plain)"]) : plain
    }

    private static func plain(_ matcher: RuleMatcher) -> RuleCondition {
        switch matcher {
        case .host(let host):
            switch host.form {
            case .exact: .host(host.name)
            case .oneMoreLabel: .hostBelow(host.name)
            case .any: .anyHost
            }
        case .path(let path): .path(path)
        case .pathPrefix(let path): .pathPrefix(path)
        case .method(let method): .method(method)
        case .hostRegexp(let pattern): .other(["HostRegexp", pattern.text])
        case .pathRegexp(let pattern): .other(["PathRegexp", pattern.text])
        case .header(let name, let value): .other(["Header", "\(name)", "\(value)"])
        case .headerRegexp(let name, let pattern): .other(["HeaderRegexp", "\(name)", pattern.text])
        case .query(let name, let value): .other(["Query", "\(name)", "\(value)"])
        case .queryRegexp(let name, let pattern): .other(["QueryRegexp", "\(name)", pattern.text])
        case .clientIP(let range): .other(["ClientIP", "\(range)"])
        case .protocolName(let name): .other(["ALPN", "\(name)"])
        case .old: .other(["old"])
        }
    }

    /// Whether it is one of those that proofs are made of.
    var isPlain: Bool { if case .other = self { false } else { true } }

    /// How few requests fulfil it, as a rule.
    var weight: Int {
        switch self {
        case .host: 6
        case .path: 5
        case .pathPrefix(let path): path.count > 1 ? 4 : 1
        case .hostBelow: 3
        case .other: 2
        case .method: 1
        case .anyHost: 0
        }
    }

    /// Whether every request that fulfils it fulfils the other one too.
    func implies(_ other: RuleCondition) -> Bool {
        if self == other { return true }
        switch (self, other) {
        case (.host, .anyHost), (.hostBelow, .anyHost): return true
        case (.host(let host), .hostBelow(let name)):
            return host.firstIndex(of: UInt8(ascii: ".")).map { $0 > 0 && host[$0...] == name[...] } ?? false
        case (.path(let path), .pathPrefix(let prefix)), (.pathPrefix(let path), .pathPrefix(let prefix)):
            return path.starts(with: prefix)
        default: return false
        }
    }
}

struct Conjunctions: Hashable {
    let all: Set<Set<RuleCondition>>
    /// Whether hosts, paths and methods are all that it asks for.
    let isPlain: Bool

    private static let most = 64

    /// nil where there are too many.
    init?(_ rule: Rule) {
        guard !rule.isOld, let all = Self.alternatives(rule.expression, isNegated: false) else { return nil }
        self.all = all
        isPlain = all.allSatisfy { $0.allSatisfy(\.isPlain) }
    }

    private static func alternatives(_ expression: RuleExpression, isNegated: Bool) -> Set<Set<RuleCondition>>? {
        switch expression {
        case .matcher(let matcher): [[RuleCondition(matcher, isNegated: isNegated)]]
        case .not(let inner): alternatives(inner, isNegated: !isNegated)
        case .and(let parts): isNegated ? sum(parts, isNegated) : product(parts, isNegated)
        case .or(let parts): isNegated ? product(parts, isNegated) : sum(parts, isNegated)
        }
    }

    private static func sum(_ parts: [RuleExpression], _ isNegated: Bool) -> Set<Set<RuleCondition>>? {
        var sum: Set<Set<RuleCondition>> = []
        for part in parts {
            guard let alternatives = alternatives(part, isNegated: isNegated) else { return nil }
            sum.formUnion(alternatives)
            guard sum.count <= most else { return nil }
        }
        return sum
    }

    private static func product(_ parts: [RuleExpression], _ isNegated: Bool) -> Set<Set<RuleCondition>>? {
        var product: Set<Set<RuleCondition>> = [[]]
        for part in parts {
            guard let alternatives = alternatives(part, isNegated: isNegated) else { return nil }
            product = Set(product.flatMap { left in alternatives.map { left.union($0) } })
            guard product.count <= most else { return nil }
        }
        return product
    }

    /// Whether it takes every request that fulfils these conditions.
    func takesAll(of conditions: Set<RuleCondition>) -> Bool {
        all.contains { own in own.allSatisfy { wanted in conditions.contains { $0.implies(wanted) } } }
    }
}
