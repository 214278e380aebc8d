// What a request must have so that a rule can take it, as far as hosts and paths tell: the ways into an index.

/// Each entry is a way that a request may fulfil; it must fulfil one of them.
enum Cover {
    case hosts(Set<[UInt8]>)
    case paths(Set<PathWay>)

    struct PathWay: Hashable {
        let path: [UInt8]
        let isPrefix: Bool
    }

    /// nil where hosts and paths tell nothing.
    init?(_ expression: RuleExpression) {
        if let hosts = Self.hosts(expression) {
            self = .hosts(hosts)
        } else if let paths = Self.paths(expression) {
            self = .paths(paths)
        } else {
            return nil
        }
    }

    private static func hosts(_ expression: RuleExpression) -> Set<[UInt8]>? {
        switch expression {
        case .matcher(.host(let host)): host.form == .exact ? [host.name] : nil
        case .matcher, .not: nil
        case .and(let parts): parts.compactMap(hosts).min { $0.count < $1.count }
        case .or(let parts): union(parts.map(hosts))
        }
    }

    private static func paths(_ expression: RuleExpression) -> Set<PathWay>? {
        switch expression {
        case .matcher(.path(let path)): [PathWay(path: path, isPrefix: false)]
        case .matcher(.pathPrefix(let path)): path.count > 1 ? [PathWay(path: path, isPrefix: true)] : nil
        case .matcher, .not: nil
        case .and(let parts): parts.compactMap(paths).min { $0.count < $1.count }
        case .or(let parts): union(parts.map(paths))
        }
    }

    /// One part that tells nothing is a way in for everything.
    private static func union<Way>(_ parts: [Set<Way>?]) -> Set<Way>? {
        parts.reduce(Set<Way>()) { sum, part in sum.flatMap { sum in part.map(sum.union) } }
    }
}

/// Which of many rules may take a request: those that its host or its path leads to, and those that neither tells of.
struct CoverIndex {
    private var hosts: [[UInt8]: [Int]] = [:]
    private var paths: [[UInt8]: [Int]] = [:]
    private var prefixes: [[UInt8]: [Int]] = [:]
    private var prefixLengths: Set<Int> = []
    private var others: [Int] = []

    init(_ rules: [Rule]) {
        for (place, rule) in rules.enumerated() { add(place, Cover(rule.expression)) }
    }

    private mutating func add(_ place: Int, _ cover: Cover?) {
        switch cover {
        case nil: others.append(place)
        case .hosts(let names):
            for name in names { hosts[name, default: []].append(place) }
        case .paths(let ways):
            for way in ways where way.isPrefix {
                prefixes[way.path, default: []].append(place)
                prefixLengths.insert(way.path.count)
            }
            for way in ways where !way.isPrefix { paths[way.path, default: []].append(place) }
        }
    }

    /// The places of the rules to look at, in order.
    func candidates(for request: Request) -> [Int] {
        var found = others
        found += hosts[request.host] ?? []
        found += paths[request.path] ?? []
        for length in prefixLengths where length <= request.path.count {
            found += prefixes[Array(request.path[..<length])] ?? []
        }
        // Two prefixes may lead to the same rule.
        return Set(found).sorted()
    }
}
