// What a look at a whole configuration finds, and that it raises no false alarm.

import Bytes
import JSON
import Testing
import Traefik

private func routing(_ sections: String) -> Routing {
    var routing = Routing()
    for section in json(sections).object!.members {
        for object in section.value.object!.members {
            routing[ObjectKind(rawValue: section.name.text)!, ByteString(object.name.content)] = object.value
        }
    }
    return routing
}

private func findings(_ subject: Finding.Subject, _ sections: String) -> [String] {
    Check.report(on: routing(sections)).findings.filter { $0.subject == subject }.map(\.name.text)
}

/// Routers by name and what they are, all of one service.
private func web(_ routers: String) -> String {
    #"{"http.services":{"s":{"loadBalancer":{"servers":[{"url":"http://a"}]}}},"http.routers":{"# + routers + "}}"
}

private func router(_ name: String, _ rule: String, _ more: String = "") -> String {
    #""\#(name)":{"service":"s","rule":"\#(rule)"\#(more)}"#
}

@Suite struct CheckTests {
    @Test(arguments: [
        ("PathPrefix(`/api`)", "PathPrefix(`/api/v1`) ", true), ("PathPrefix(`/api`)", "Path(`/apix`)", true),
        ("Path(`/api`)", "PathPrefix(`/api`)", false), ("Host(`*.b.example`)", "Host(`a.b.example`)", true),
        ("Host(`*.example`)", "Host(`a.b.example`)", false), ("Host(`a`)", "Host(`a`) && Path(`/x`)", true),
        ("Host(`a`) || Host(`b`)", "Host(`b`) && Query(`q`)", true), ("Host(`a`)", "Host(`a`) || Host(`b`)", false),
        ("Host(`a`) && Method(`GET`)", "Host(`a`)", false),
        ("!Host(`a`)", "Host(`b`)", false), ("PathPrefix(`/`)", "Host(`b`)", false),
        ("PathPrefix(`/`)", "Host(`b`) && Path(`/x`)", true), ("Host(`*`)", "Host(`b`) && Path(`/x`)", true),
        ("!Host(`a`)", "!Host(`a`) && Path(`/`)", true), ("Header(`A`, `b`)", "Header(`a`, `b`) && Path(`/`)", true),
        ("HostRegexp(`.*`)", "Host(`b`)", false), ("Host(`a`) && Query(`q`)", "Host(`a`) && Path(`/x`)", false),
    ])
    func `a router is shadowed where that can be proved`(before: String, after: String, isShadowed: Bool) {
        let routers = [router("before", before, #","priority":500"#), router("after", after)].joined(separator: ",")
        #expect(findings(.shadowed, web(routers)) == (isShadowed ? ["after"] : []))
    }

    @Test(arguments: [
        #","priority":500,"tls":{}"#, #","priority":500,"entryPoints":["other"]"#,
        #","priority":500,"entryPoints":["web"]"#,
        #","priority":1"#, #","priority":500,"middlewares":["broken"]"#, #","priority":9223372036854775807"#,
    ])
    func `nothing is shadowed by what may not stand before it`(more: String) {
        let routers = [
            router("before", "Host(`a`)", more), router("after", "Host(`a`) && Path(`/x`)", #","priority":2"#),
        ]
        #expect(findings(.shadowed, web(routers.joined(separator: ","))) == [])
    }

    @Test func `several routers may shadow one together`() {
        let routers = [
            router("one", "Host(`a`)", #","priority":500"#), router("two", "Host(`b`)", #","priority":500"#),
            router("both", "(Host(`a`) || Host(`b`)) && Path(`/x`)"),
        ]
        let report = Check.report(on: routing(web(routers.joined(separator: ","))))
        #expect(report.findings.contains { $0.subject == .shadowed && $0.reason.contains("one and two") })
    }

    /// Random routers, of which those that are called shadowed must never win.
    @Test(arguments: 0..<8)
    func `what is called shadowed never takes a request`(seed: UInt64) throws {
        var rules = RandomRules(random: SeededRandom(seed: seed))
        var all = routing(web(""))
        for number in 0..<40 {
            let priority = rules.pick(["", ",\"priority\":\(Int.random(in: 1..<60, using: &rules.random))"])
            let rule = rules.rule(depth: 2).replacing("\\", with: "\\\\")
            all[.httpRouters, ByteString("r\(number)")] = json(#"{"service":"s","rule":"\#(rule)"\#(priority)}"#)
        }
        let shadowed = Check.report(on: all).findings.filter { $0.subject == .shadowed }.map(\.name)
        let table = RouterTable(all, http: true)
        for _ in 0..<200 {
            guard let match = table.match(rules.request()) else { continue }
            #expect(!shadowed.contains(match.router.name) && !match.ties.contains { shadowed.contains($0.name) })
        }
    }

    @Test func `rules that are the same are found however they are written`() {
        let routers = [
            router("a", "Host(`a`) && (Path(`/x`) || Path(`/y`))"),
            router("b", "Path(`/y`) && Host(`A`) || Host(`a`) && Path(`/x`)"),
            router("c", "!(!Path(`/x`)) && Host(`a`)", #","tls":{}"#),
            router("d", "Host(`a`) && Path(`/x`)", #","tls":{}"#),
        ]
        #expect(findings(.duplicate, web(routers.joined(separator: ","))).sorted() == ["a", "d"])
    }

    @Test func `what asks for more than hosts, paths and methods is counted`() {
        let routers = [
            router("a", "Host(`a`) && Query(`q`)"), router("b", "Host(`b`)"),
            router("c", "Host(`c`, `d`)", #","ruleSyntax":"v2""#),
        ]
        #expect(Check.report(on: routing(web(routers.joined(separator: ",")))).notAnalysed == ["a", "c"])
    }

    @Test func `what Traefik leaves out, and what serves nobody, is told`() {
        let sections = """
            {"http.routers":{"bare":{},"web":{"rule":"Host(`a`)","service":"empty","entryPoints":["web"]},
              "top":{"rule":"Host(`b`)","service":"s"},
              "low":{"rule":"Path(`/`)","service":"s","parentRefs":["top"],"tls":{}}},
             "tcp.routers":{"db":{"rule":"HostSNI(`db`)","service":"t"},"all":{"rule":"HostSNI(`*`)","service":"t"}},
             "udp.routers":{"dns":{"service":"u@file"}},
             "http.services":{"s":{"weighted":{"services":[{"name":"empty"}]}},
              "empty":{"loadBalancer":{}},"lost":{"failover":{"service":"s"}}},
             "tcp.services":{"t":{"loadBalancer":{"servers":[{"address":"a:1"}]}}},
             "http.middlewares":{"m":{"compress":{}},"n":{"chain":{"middlewares":["m@redis"]}},"none":{}}}
            """
        #expect(findings(.disabled, sections) == ["bare", "low", "top", "none", "db"])
        #expect(findings(.noEntryPoints, sections) == ["bare", "top", "all", "db", "dns"])
        #expect(findings(.noServers, sections) == ["empty"])
        #expect(findings(.unused, sections) == ["lost", "n", "none"])
    }

    @Test func `hundreds of routers are looked at soon`() {
        var all = routing(web(""))
        for number in 0..<500 {
            all[.httpRouters, ByteString("r\(number)")] = json(
                #"{"service":"s","rule":"Host(`h\#(number % 100).example`) && PathPrefix(`/p\#(number)/x`)"}"#)
        }
        let clock = ContinuousClock()
        let time = clock.measure { #expect(Check.report(on: all).findings.filter { $0.subject == .shadowed }.isEmpty) }
        #expect(time < .seconds(60))
    }
}
