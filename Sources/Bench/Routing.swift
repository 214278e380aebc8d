// What Traefik's way of asking costs, and what people ask about its routing: a load beside many other keys, a load of
// many keys, the import of a long file, and a match among many routers.

internal import Glibc
internal import Platform

enum Routing {
    case load, largeLoad, importing, matching

    func measure(on contestant: Contestant) throws(BenchError) -> Sample {
        try contestant.withEmpty { instance throws(BenchError) in
            switch self {
            case .load: try measureLoad(on: instance.endpoint)
            case .largeLoad: try measureLargeLoad(on: instance.endpoint)
            case .importing: try measureImport(on: instance.endpoint)
            case .matching: try measureMatches(on: instance.endpoint)
            }
        }
    }
}

private let clock = LinuxClock()

/// Milliseconds that something takes.
private func timed<Result>(_ body: () throws(BenchError) -> Result) throws(BenchError) -> (Double, Result) {
    let start = clock.monotonicNanoseconds
    let result = try body()
    return (Double(clock.monotonicNanoseconds - start) / 1e6, result)
}

private func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

// MARK: Loads

/// A server to whose database Traefik's provider would come, over one connection.
private struct Provider {
    let conversation: Conversation

    init(_ endpoint: Endpoint) throws(BenchError) {
        conversation = try Conversation(endpoint)
    }

    /// One load as Traefik does it: pages until the cursor is 0, then all keys at once. Only the server's part and the
    /// way to it count, not what this program does with the replies.
    func load() throws(BenchError) -> (milliseconds: Double, roundTrips: Int, keys: Int) {
        var (time, roundTrips, cursor) = (0.0, 0, "0")
        var keys: [String] = []
        repeat {
            let request = Conversation.request(["SCAN", cursor, "MATCH", "traefik*", "COUNT", "10"])
            let (taken, page) = try timed { () throws(BenchError) in try conversation.ask(request) }
            (time, roundTrips) = (time + taken, roundTrips + 1)
            // 2, the length and the text of the cursor, how many keys, then a length and a text for each.
            let lines = page.split(separator: "\r\n", omittingEmptySubsequences: false)
            cursor = String(lines[2])
            for place in stride(from: 5, to: lines.count, by: 2) { keys.append(String(lines[place])) }
        } while cursor != "0"
        let request = Conversation.request(["MGET"] + keys)
        let (taken, _) = try timed { () throws(BenchError) in try conversation.ask(request) }
        return (time + taken, roundTrips + 1, keys.count)
    }

    /// The median of many loads, or of as many as two seconds allow.
    func sample(of count: Int, expecting keys: Int) throws(BenchError) -> Sample {
        var times: [Double] = []
        var roundTrips = 0
        while times.count < count, times.count < 3 || times.reduce(0, +) < 2_000 {
            let load = try load()
            if load.keys != keys { throw .failed("a load has \(load.keys) keys, not \(keys)") }
            times.append(load.milliseconds)
            roundTrips = load.roundTrips
        }
        return [.routingLoad: median(times), .roundTrips: Double(roundTrips)]
    }
}

/// Seven routes of five keys each, beside 200,000 keys that are nobody's concern; where the server can, they are
/// resources.
private func measureLoad(on endpoint: Endpoint) throws(BenchError) -> Sample {
    try KeyFamily.small.fill(endpoint, from: 0, count: 200_000)
    for number in 0..<7 {
        let (router, service) = ("traefik/http/routers/r\(number)", "traefik/http/services/s\(number)/loadBalancer")
        try endpoint.ask("SET", "\(router)/rule", "Host(`h\(number).example`)")
        try endpoint.ask("SET", "\(router)/service", "s\(number)")
        try endpoint.ask("SET", "\(router)/entryPoints/0", "web")
        for server in 0..<2 {
            try endpoint.ask("SET", "\(service)/servers/\(server)/url", "http://10.0.\(server).\(number)")
        }
    }
    let keepsResources = (try? endpoint.ask("TRAEFIK.IMPORT", "default", "KV")) != nil
    return try Provider(endpoint).sample(of: 201, expecting: keepsResources ? 37 : 35)
}

private func measureLargeLoad(on endpoint: Endpoint) throws(BenchError) -> Sample {
    for service in 0..<5 {
        let servers = (0..<10_000).map { "{\"url\":\"http://10.\(service).\($0 / 250).\($0 % 250):8080\"}" }
        let body = "{\"loadBalancer\":{\"servers\":[\(servers.joined(separator: ","))]}}"
        try endpoint.ask("RES.PUT", "http.services", "default", "s\(service)", body)
    }
    try endpoint.ask("CONFIG", "RESETSTAT")
    var sample = try Provider(endpoint).sample(of: 21, expecting: 50_002)
    sample[.routingTick] = try longestTick(of: endpoint)
    return sample
}

// MARK: Documents

/// A file as people write it: routes by host and path, with a middleware, a health check and two servers.
private func yaml(routes: Int) -> String {
    var routers = ""
    var services = ""
    for number in 0..<routes {
        routers += """
                r\(number):
                  rule: "Host(`h\(number).example`) && PathPrefix(`/api/v\(number % 7)`)"
                  service: s\(number)
                  entryPoints: [web, websecure]
                  middlewares: [strip]
                  tls:
                    certResolver: le

            """
        services += """
                s\(number):
                  loadBalancer:
                    servers:
                      - url: "http://10.0.\(number / 250).\(number % 250):8080"
                      - url: "http://10.1.\(number / 250).\(number % 250):8080"
                    healthCheck:
                      path: /health
                      interval: 10s

            """
    }
    let middleware = "    strip:\n      stripPrefix:\n        prefixes: [/api]\n"
    return "http:\n  middlewares:\n\(middleware)  routers:\n\(routers)  services:\n\(services)"
}

private func measureImport(on endpoint: Endpoint) throws(BenchError) -> Sample {
    let conversation = try Conversation(endpoint)
    let request = Conversation.request(["TRAEFIK.IMPORT", "default", "YAML", yaml(routes: 5_000)])
    try endpoint.ask("CONFIG", "RESETSTAT")
    let (first, _) = try timed { () throws(BenchError) in try conversation.ask(request) }
    let tick = try longestTick(of: endpoint)
    let (second, reply) = try timed { () throws(BenchError) in try conversation.ask(request) }
    if !reply.hasSuffix(":0") { throw .failed("the second import is not without changes: \(reply)") }
    var sample: Sample = [.importTime: first, .importAgain: second]
    sample[.routingTick] = tick
    return sample
}

/// Matches among a thousand routers: that are found by their host, and that have none, so that each must be asked.
private func measureMatches(on endpoint: Endpoint) throws(BenchError) -> Sample {
    let conversation = try Conversation(endpoint)
    func ask(_ words: String...) throws(BenchError) -> Double {
        let request = Conversation.request(words)
        return try timed { () throws(BenchError) in try conversation.ask(request) }.0
    }
    _ = try ask("TRAEFIK.IMPORT", "default", "YAML", yaml(routes: 1_000))
    func match(_ namespace: String, _ number: Int) throws(BenchError) -> Double {
        try ask(
            "TRAEFIK.MATCH", namespace, "GET", "h\(number).example", "/api/v\(number % 7)/x", "HEADER", "X-Number",
            String(number))
    }
    let first = try match("default", 500)
    var times: [Double] = []
    for number in 0..<1_000 { times.append(try match("default", number)) }
    var document = "http:\n  services:\n    s: {loadBalancer: {servers: [{url: \"http://10.0.0.1\"}]}}\n  routers:\n"
    for number in 0..<1_000 {
        document += "    r\(number): {rule: \"HeaderRegexp(`X-Number`, `^\(number)$`)\", service: s}\n"
    }
    _ = try ask("TRAEFIK.IMPORT", "other", "YAML", document)
    _ = try match("other", 0)
    var each: [Double] = []
    for number in 0..<1_000 { each.append(try match("other", number)) }
    return [.firstMatch: first, .match: median(times), .eachMatch: median(each)]
}
