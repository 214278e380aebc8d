// Routers that never take a request, because others before them take every one, and routers with the same rule. Only
// what can be proved is said; that the routers before are not disabled by what stands outside is presumed.

internal import Bytes

struct Shadows {
    private struct Entry {
        let router: Router
        let conjunctions: Conjunctions
    }

    private let kind: ObjectKind
    private var entries: [Entry] = []
    /// The entries by the condition that tells most, of each alternative of their rules, so that few are compared.
    private var byCondition: [RuleCondition: [Int]] = [:]
    private(set) var findings: [Finding] = []
    private(set) var notAnalysed: [ByteString] = []

    /// `routers` are those that Traefik would run. Only those that are sound take anything away from others.
    init(_ routers: [Router], _ kind: ObjectKind, _ isSound: (Router) -> Bool) {
        self.kind = kind
        for router in routers.sorted(by: Router.comesBefore) {
            guard let conjunctions = Conjunctions(router.rule) else {
                notAnalysed.append(router.name)
                continue
            }
            let entry = Entry(router: router, conjunctions: conjunctions)
            let isSettled = judge(entry)
            if !isSettled, !conjunctions.isPlain { notAnalysed.append(router.name) }
            if isSound(router) { add(entry) }
        }
        notAnalysed.sort()
    }

    private mutating func add(_ entry: Entry) {
        entries.append(entry)
        for conditions in entry.conjunctions.all {
            guard let condition = Self.mostTelling(of: conditions) else { continue }
            byCondition[condition, default: []].append(entries.count - 1)
        }
    }

    /// Answers whether something was proved.
    private mutating func judge(_ entry: Entry) -> Bool {
        let router = entry.router
        if let twin = twin(of: entry) {
            let reason =
                twin.priority == router.priority
                ? "has the same rule and priority as \(twin.name.text); which of them Traefik asks first is undefined"
                : "has the same rule as \(twin.name.text), which comes before it"
            report(.duplicate, router, reason)
            return true
        }
        var takers: Set<ByteString> = []
        for conditions in entry.conjunctions.all {
            guard let taker = taker(of: conditions, before: router) else { return false }
            takers.insert(taker.name)
        }
        let names = takers.sorted().map(\.text).joined(separator: " and ")
        report(.shadowed, router, "never takes a request: \(names) takes all of them before it")
        return true
    }

    private mutating func report(_ subject: Finding.Subject, _ router: Router, _ reason: String) {
        findings.append(Finding(subject: subject, kind: kind, name: router.name, reason: reason))
    }

    private func twin(of entry: Entry) -> Router? {
        guard let condition = entry.conjunctions.all.first.flatMap(Self.mostTelling) else { return nil }
        return (byCondition[condition] ?? []).lazy.map { entries[$0] }.first { other in
            other.conjunctions == entry.conjunctions && other.router.parents == entry.router.parents
                && other.router.meets(entry.router)
        }?.router
    }

    /// A router before this one, at all of its places, that takes every request that fulfils these conditions.
    private func taker(of conditions: Set<RuleCondition>, before router: Router) -> Router? {
        var places: Set<Int> = []
        for condition in conditions {
            for wider in Self.wider(condition) { places.formUnion(byCondition[wider] ?? []) }
        }
        return places.sorted().lazy.map { entries[$0] }.first { other in
            other.router.priority > router.priority && other.router.isWherever(router)
                && other.conjunctions.takesAll(of: conditions)
        }?.router
    }

    /// The same for the same conditions, whatever their order.
    private static func mostTelling(of conditions: Set<RuleCondition>) -> RuleCondition? {
        conditions.max { left, right in
            let (one, other) = (left.weight, right.weight)
            return one == other ? "\(left)" < "\(right)" : one < other
        }
    }

    /// The conditions that a condition implies, itself included.
    private static func wider(_ condition: RuleCondition) -> [RuleCondition] {
        switch condition {
        case .host(let name):
            let rest = name.firstIndex(of: UInt8(ascii: ".")).map { Array(name[$0...]) }
            return [condition, .anyHost] + (rest.map { [.hostBelow($0)] } ?? [])
        case .hostBelow: return [condition, .anyHost]
        case .path(let path): return [condition] + prefixes(of: path)
        case .pathPrefix(let path): return prefixes(of: path)
        default: return [condition]
        }
    }

    private static func prefixes(of path: [UInt8]) -> [RuleCondition] {
        (1...max(1, path.count)).map { .pathPrefix(Array(path.prefix($0))) }
    }
}

extension Router {
    /// Whether it looks at every connection that the other one looks at.
    fileprivate func isWherever(_ other: Router) -> Bool {
        guard hasTLS == other.hasTLS, Set(other.parents).isSubset(of: parents), parents.isEmpty == other.parents.isEmpty
        else { return false }
        // Those without entry points are at Traefik's default ones, which are not known here.
        if entryPoints.isEmpty || other.entryPoints.isEmpty { return entryPoints.isEmpty && other.entryPoints.isEmpty }
        return Set(other.entryPoints).isSubset(of: entryPoints)
    }
}
