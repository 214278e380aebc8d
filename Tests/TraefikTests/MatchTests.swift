// Who takes a request: the table with its index answers as asking every router in turn does.

import Bytes
import JSON
import Testing
import Traefik

/// Asks every router, and sorts: what the table must come to.
private func naively(_ routers: [Router], _ request: Request) -> [String] {
    let takers = routers.filter { router in
        let listens = request.entryPoint.map { router.entryPoints.isEmpty || router.entryPoints.contains($0) } ?? true
        return listens && (request.isTLS ?? router.hasTLS) == router.hasTLS && router.rule.expression.matches(request)
    }
    return takers.sorted { left, right in
        left.priority == right.priority ? left.name.text < right.name.text : left.priority > right.priority
    }.map(\.name.text)
}

private func router(_ name: String, _ body: String, http: Bool = true) throws -> Router {
    try #require(try Router(ByteString(name), json(body), http: http))
}

struct RandomRules {
    var random: SeededRandom

    mutating func pick<Element>(_ choices: [Element]) -> Element { choices.randomElement(using: &random)! }

    mutating func host() -> String { pick(["a.example", "b.example", "c.b.example", "A.example", "d"]) }
    mutating func path() -> String { pick(["/", "/api", "/api/v1", "/apix", "/b", "/b/c"]) }

    mutating func matcher() -> String {
        switch Int.random(in: 0..<9, using: &random) {
        case 0, 1: "Host(`\(host())`)"
        case 2: "Host(`\(pick(["*.example", "*", "*.b.example"]))`)"
        case 3: "Path(`\(path())`)"
        case 4, 5: "PathPrefix(`\(path())`)"
        case 6: "Method(`\(pick(["GET", "POST"]))`)"
        case 7: "HostRegexp(`^[ab]\\.`)"
        default: "Query(`q`, `1`)"
        }
    }

    mutating func rule(depth: Int = 3) -> String {
        guard depth > 0 else { return matcher() }
        switch Int.random(in: 0..<6, using: &random) {
        case 0: return "(\(rule(depth: depth - 1)) || \(rule(depth: depth - 1)))"
        case 1, 2: return "\(rule(depth: depth - 1)) && \(rule(depth: depth - 1))"
        case 3: return "!(\(rule(depth: depth - 1)))"
        default: return matcher()
        }
    }

    mutating func router(_ number: Int) throws -> Router {
        let priorities = ["", "", ", \"priority\": \(Int.random(in: -3..<40, using: &random))"]
        let priority = pick(priorities)
        let entryPoints = pick(["", ", \"entryPoints\": [\"web\"]", ", \"entryPoints\": [\"web\", \"other\"]"])
        let tls = pick(["", "", ", \"tls\": {}"])
        return try TraefikTests.router(
            "r\(number)", "{\"rule\": \"\(rule().replacing("\\", with: "\\\\"))\"\(priority)\(entryPoints)\(tls)}")
    }

    mutating func request() -> Request {
        Request(
            method: pick(["GET", "POST"]), host: host(), target: path() + pick(["", "?q=1"]),
            entryPoint: pick([nil, "web", "other"]), isTLS: pick([nil, true, false]))
    }
}

@Suite struct MatchTests {
    @Test(arguments: 0..<8)
    func `the index forgets nobody and keeps the order`(seed: UInt64) throws {
        var rules = RandomRules(random: SeededRandom(seed: seed))
        let routers = try (0..<40).map { try rules.router($0) }
        let table = RouterTable(routers)
        for _ in 0..<60 {
            let request = rules.request()
            let match = table.match(request)
            let found = match.map { [$0.router.name.text] + $0.others.map(\.name.text) } ?? []
            #expect(found == naively(routers, request))
            let ties = match?.others.filter { other in
                other.priority == match?.router.priority && other.hasTLS == match?.router.hasTLS
                    && (other.entryPoints.isEmpty || match?.router.entryPoints.isEmpty == true
                        || other.entryPoints.contains("web"))
            }
            #expect(match?.ties.map(\.name) == ties?.map(\.name))
        }
    }

    @Test func `a thousand routers are matched in no time`() throws {
        let routers = try (0..<1000).map { number in
            try router("r\(number)", "{\"rule\": \"Host(`h\(number).example`) && PathPrefix(`/p\(number % 7)`)\"}")
        }
        let table = RouterTable(routers)
        let requests = (0..<500).map { Request(host: "h\($0 * 2).example", target: "/p\($0 * 2 % 7)/x") }
        let clock = ContinuousClock()
        var found = 0
        let time = clock.measure {
            for request in requests where table.match(request) != nil { found += 1 }
        }
        #expect(found == 500)
        // A sanitizer may be looking on.
        #expect(time / 500 < .milliseconds(10))
    }

    @Test func `explicit priority goes before length, zero is none, ties are said`() throws {
        let table = try RouterTable([
            router("long", "{\"rule\": \"Host(`a.example`) && PathPrefix(`/api`)\"}"),
            router("strong", "{\"rule\": \"Host(`a.example`)\", \"priority\": 100}"),
            router("zero", "{\"rule\": \"Host(`a.example`)\", \"priority\": 0}"),
            router("twin", "{\"rule\": \"Host(`A.example`)\", \"entryPoints\": [\"web\"]}"),
        ])
        let match = try #require(table.match(Request(host: "a.example", target: "/api")))
        #expect(match.router.name == "strong" && !match.isAmbiguous)
        #expect(match.others.map(\.name) == ["long", "twin", "zero"])
        let other = RouterTable(
            try [
                router("zero", "{\"rule\": \"Host(`a.example`)\"}"),
                router("twin", "{\"rule\": \"Host(`A.example`)\"}"),
                router("secure", "{\"rule\": \"Host(`a.eXample`)\", \"tls\": {}}"),
            ])
        #expect(other.match(Request(host: "a.example"))?.ties.map(\.name).contains("secure") == false)
        #expect(other.match(Request(host: "a.example", isTLS: false))?.ties.map(\.name) == ["zero"])
        #expect(other.match(Request(host: "b.example")) == nil)
    }

    @Test func `a router with others behind it opens the way to them alone`() throws {
        let table = try RouterTable([
            router("front", "{\"rule\": \"Host(`a`)\"}"),
            router("api", "{\"rule\": \"PathPrefix(`/api`)\", \"parentRefs\": [\"front@redis\"], \"service\": \"s\"}"),
            router("deep", "{\"rule\": \"PathPrefix(`/api/v1`)\", \"parentRefs\": [\"front\"], \"service\": \"s\"}"),
        ])
        #expect(table.match(Request(host: "a", target: "/api/v1"))?.chain.map(\.name) == ["front", "deep"])
        #expect(table.match(Request(host: "a", target: "/api"))?.chain.map(\.name) == ["front", "api"])
        #expect(table.match(Request(host: "a", target: "/"))?.isDeadEnd == true)
        #expect(table.match(Request(host: "b", target: "/api")) == nil)
    }

    @Test func `TCP routers that take every connection come last`() throws {
        let table = try RouterTable([
            router("all", "{\"rule\": \"HostSNI(`*`)\"}", http: false),
            router("one", "{\"rule\": \"ALPN(`h2`)\"}", http: false),
        ])
        #expect(table.match(Request(host: "a", protocols: ["h2"]))?.router.name == "one")
        #expect(table.match(Request(host: "a"))?.router.name == "all")
    }
}
