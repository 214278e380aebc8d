// Whether a rule takes a request.

internal import Bytes
internal import Regex

extension RuleExpression {
    package func matches(_ request: Request) -> Bool {
        switch self {
        case .matcher(let matcher): matcher.matches(request)
        case .not(let inner): !inner.matches(request)
        case .and(let parts): parts.allSatisfy { $0.matches(request) }
        case .or(let parts): parts.contains { $0.matches(request) }
        }
    }
}

extension RuleMatcher {
    func matches(_ request: Request) -> Bool {
        switch self {
        case .host(let host): host.matches(request.host)
        case .hostRegexp(let pattern): pattern.matches(request.host.span)
        case .path(let path): request.path == path
        case .pathPrefix(let prefix): request.path.starts(with: prefix)
        case .pathRegexp(let pattern): pattern.matches(request.path.span)
        case .header(let name, let value): request.headers.contains { $0.name == name && $0.value == value }
        case .headerRegexp(let name, let pattern):
            request.headers.contains { $0.name == name && pattern.matches($0.value.span) }
        case .method(let method): request.method == method
        case .query(let name, let value): request.query.contains { $0.name == name && $0.value == value }
        case .queryRegexp(let name, let pattern):
            request.query.contains { $0.name == name && pattern.matches($0.value.span) }
        case .clientIP(let range): request.clientIP.map(range.contains) ?? false
        case .protocolName(let name): request.protocols.contains(name)
        case .old: false
        }
    }
}
