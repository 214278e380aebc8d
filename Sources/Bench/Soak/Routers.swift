// Keeps routing and reads it as Traefik does: what one load shows is of one moment, and can be decoded.

internal import Bytes
internal import Platform

/// Changes several routers at once, each time to a new generation, and exposes and withdraws others.
final class RouteKeeper: Actor {
    static let together = 5
    private static let exposed = 10

    private let exchange: Exchange
    private var random: SeededRandom
    private var generation = 0
    private var ways: Set<Int> = []

    init(_ server: Endpoint, _ tally: Tally, seed: UInt64) throws(BenchError) {
        random = SeededRandom(seed: seed)
        exchange = try Exchange(server, "keeper of routes", tally)
    }

    func listen() throws(BenchError) { try exchange.settle() }

    func speak(_ requests: Int) throws(BenchError) {
        generation += 1
        switch generation % 4 {
        case 0: expose(Int.random(in: 0..<Self.exposed, using: &random))
        case 1: withdraw(ways.randomElement(using: &random))
        default: renew()
        }
        try exchange.send()
    }

    private func renew() {
        let operations = (0..<Self.together).map { number in
            """
            {"op":"put","type":"http.services","namespace":"default","name":"gen\(number)","resource":
             {"loadBalancer":{"servers":[{"url":"http://10.0.\(number).\(generation % 250):8080"}]}}},
            {"op":"put","type":"http.routers","namespace":"default","name":"gen\(number)","resource":
             {"rule":"Host(`g\(generation)-\(number).example`)","service":"gen\(number)","entryPoints":["web"]}}
            """
        }
        exchange.ask("RES.TXN", "[\(operations.joined(separator: ","))]") { reply, _ in
            reply["revision"]?.number == nil ? "\(reply)" : nil
        }
    }

    private func expose(_ way: Int) {
        ways.insert(way)
        exchange.ask(
            "TRAEFIK.EXPOSE", "default", "way\(way)", "RULE",
            "Host(`way\(way).example`) && PathPrefix(`/n\(generation)`)",
            "URL", "http://10.1.0.\(way):80", "URL", "http://10.1.1.\(way):80"
        ) { reply, _ in reply["revision"]?.number == nil ? "\(reply)" : nil }
    }

    private func withdraw(_ way: Int?) {
        guard let way else { return renew() }
        ways.remove(way)
        exchange.ask("TRAEFIK.UNEXPOSE", "default", "way\(way)") { reply, _ in
            reply["revision"]?.number == nil ? "\(reply)" : nil
        }
    }
}

/// Hears that something has changed, lists all keys, and reads them.
final class RouteReader: Actor {
    private let events: Exchange
    private let exchange: Exchange
    private var hasNews = true
    private var lastRevision = 0
    private let clock = LinuxClock()

    init(_ server: Endpoint, _ tally: Tally) throws(BenchError) {
        events = try Exchange(server, "reader of routes", tally)
        exchange = try Exchange(server, "reader of routes", tally)
        events.ask("PSUBSCRIBE", "__keyspace*:traefik*") { reply, _ in
            reply.elements?.first == .text("psubscribe") ? nil : "\(reply)"
        }
        exchange.ask("HELLO", "3") { reply, _ in reply["proto"] == .number(3) ? nil : "\(reply)" }
        for one in [events, exchange] {
            try one.send()
            try one.settle()
        }
    }

    func speak(_ requests: Int) throws(BenchError) {
        if try !events.heard().isEmpty { hasNews = true }
        guard hasNews else { return }
        hasNews = false
        let start = clock.monotonicNanoseconds
        exchange.ask("SCAN", "0", "MATCH", "traefik*", "COUNT", "10") { [self] reply, _ in
            guard let page = reply.elements, page.count == 2, page[0] == .text("0"),
                let keys = page[1].elements?.compactMap(\.text), !keys.isEmpty
            else { return "\(reply) instead of one page" }
            read(keys, since: start)
            return nil
        }
        try exchange.send()
    }

    func listen() throws(BenchError) { try exchange.settle() }

    private func read(_ keys: [String], since start: Int64) {
        exchange.ask(["MGET"] + keys) { [self] reply, _ in
            // Who comes back later than within seconds reads what is there then, as from any store.
            if clock.monotonicNanoseconds - start > 4_000_000_000 { return nil }
            guard let values = reply.elements, values.count == keys.count else { return "\(reply)" }
            exchange.tally.note("loads of routes")
            return judge(Dictionary(zip(keys, values), uniquingKeysWith: { _, last in last }))
        }
    }

    // MARK: Decoding

    private func judge(_ tree: [String: Reply]) -> String? {
        var generations: Set<Substring> = []
        var names: Set<Substring> = []
        for (key, value) in tree {
            guard let text = value.text else { return "\(key) was listed and is not there" }
            let steps = key.split(separator: "/")
            guard steps.count > 3 else { continue }
            if steps[2] == "routers" { names.insert(steps[3]) }
            guard steps[2] == "routers", steps[4] == "rule", steps[3].hasPrefix("gen") else { continue }
            generations.insert(text.dropFirst("Host(`g".count).prefix { $0 != "-" })
        }
        if generations.count > 1 { return "routers of the generations \(generations.sorted())" }
        return lacking(names, tree) ?? revision(tree)
    }

    /// Whether each router has its rule, its service, and that a server.
    private func lacking(_ names: Set<Substring>, _ tree: [String: Reply]) -> String? {
        for name in names {
            guard tree["traefik/http/routers/\(name)/rule"] != nil,
                let service = tree["traefik/http/routers/\(name)/service"]?.text
            else { return "the router \(name) is half there" }
            if tree["traefik/http/services/\(service)/loadBalancer/servers/0/url"] == nil {
                return "the service \(service) of \(name) is not there"
            }
        }
        return nil
    }

    private func revision(_ tree: [String: Reply]) -> String? {
        let key = "traefik/http/middlewares/milepost/headers/customResponseHeaders/X-Config-Revision"
        guard let revision = tree[key]?.text.flatMap({ Int($0) }) else { return "\(key) is not there" }
        defer { lastRevision = revision }
        return revision < lastRevision ? "revision \(revision) after \(lastRevision)" : nil
    }
}
