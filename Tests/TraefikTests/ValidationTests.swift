// What is refused when it is written, where, and why.

import Bytes
import JSON
import Testing
import Traefik

private func objections(
    _ kind: ObjectKind, _ body: String, named name: String = "x", _ validator: Validator = Validator()
) -> [String] {
    validator.objections(to: json(body), named: ByteString(name), of: kind).map(\.text)
}

private func objections(_ kind: ObjectKind, _ body: String, _ validator: Validator) -> [String] {
    objections(kind, body, named: "x", validator)
}

@Suite struct ValidationTests {
    @Test(arguments: [
        (ObjectKind.httpRouters, #"{"rul":"x"}"#, "/rul: no such field: write rule or ruleSyntax"),
        (.httpRouters, #"{"entrypoints":["web"]}"#, "/entrypoints: no such field: it is written entryPoints"),
        (.httpRouters, #"{"rule":"Host(`a`"}"#, "/rule: "),
        (
            .httpRouters, #"{"priority":"9"}"#,
            "/priority: a whole number belongs here, not this string: leave out its quotes"
        ),
        (
            .httpRouters, #"{"priority":9223372036854775808}"#,
            "/priority: the number must be from -9223372036854775808 to"
        ),
        (.httpRouters, #"{"middlewares":"a"}"#, "/middlewares: a list belongs here, not this string: write"),
        (.httpRouters, #"{"middlewares":["a,b"]}"#, "/middlewares/0: 'a,b' holds a comma"),
        (.httpRouters, #"{"middlewares":["a"," b"]}"#, "/middlewares/1: ' b' has blanks"),
        (.httpRouters, #"{"middlewares":[]}"#, "/middlewares: an empty list"),
        (.httpRouters, #"{"tls":{"certResolver":""}}"#, "/tls/certResolver: an empty string"),
        (.httpRouters, #"{"tls":{"domains":[{"main":"a"},{}]}}"#, "/tls/domains/1: an empty object"),
        (.httpRouters, #"{"tls":true}"#, "/tls: an object belongs here, not true or false"),
        (
            .httpRouters, #"{"tls":{"resolvedOptions":"x"}}"#,
            "/tls/resolvedOptions: this field is Traefik's own: leave it out"
        ),
        (.httpRouters, "[]", "an object belongs here"),
        (.tcpRouters, #"{"rule":"Host(`a`)"}"#, "/rule: at byte 0: no matcher is called 'Host'"),
        (.udpRouters, #"{"rule":"x"}"#, "/rule: no such field: there are entryPoints, service"),
        (
            .httpServices, #"{"loadBalancer":{"healthCheck":{"interval":"10 s"}}}"#,
            "/loadBalancer/healthCheck/interval: a duration"
        ),
        (
            .httpServices, #"{"loadBalancer":{"healthCheck":{"interval":1.5}}}"#,
            "/loadBalancer/healthCheck/interval: a duration"
        ),
        (
            .httpServices, #"{"loadBalancer":{"passHostHeader":true},"weighted":{"services":[{"name":"a"}]}}"#,
            "loadBalancer and weighted"
        ),
        (.httpServices, #"{"failover":{"service":"a","healthCheck":{}}}"#, "/failover/healthCheck: an empty object"),
        (
            .httpServices, #"{"weighted":{"services":[{"name":"a","status":503}]}}"#,
            "/weighted/services/0/status: this field"
        ),
        (.httpServersTransports, #"{"spiffe":{}}"#, "/spiffe: an empty object"),
        (.httpServersTransports, #"{"peerCertSANs":[{"type":"DNS"}]}"#, "/peerCertSANs: came with Traefik 3.8"),
        (
            .httpMiddlewares, #"{"compress":{},"retry":{"attempts":1}}"#,
            "here are compress and retry: make a middleware of each"
        ),
        (
            .httpMiddlewares, #"{"headers":{"customRequestHeaders":{"X/Y":"a"}}}"#,
            "/headers/customRequestHeaders/X~1Y: 'X/Y' holds"
        ),
        (
            .httpMiddlewares, #"{"headers":{"customRequestHeaders":{"1":"a"}}}"#,
            "/headers/customRequestHeaders/1: '1' is taken"
        ),
        (
            .httpMiddlewares, #"{"headers":{"customRequestHeaders":{"A":"a","a":"b"}}}"#,
            "takes 'a' and 'A' for the same"
        ),
        (
            .httpMiddlewares, #"{"headers":{"customRequestHeaders":{"A":""}}}"#,
            "/headers/customRequestHeaders/A: an empty string"
        ),
        (
            .httpMiddlewares, #"{"headers":{"customRequestHeaders":{"A":1}}}"#,
            "/headers/customRequestHeaders/A: a string belongs here, not this number: put it in quotes"
        ),
        (.httpMiddlewares, #"{"errors":{"statusRewrites":{"418":404,"418-418":405}}}"#, "for the same"),
        (.httpMiddlewares, #"{"grpcWeb":{}}"#, "/grpcWeb: an empty object"),
        (.httpMiddlewares, #"{"plugin":{"p":{"a":[["b"]]}}}"#, "/plugin/p/a: the tree of keys carries lists"),
        (.httpMiddlewares, #"{"plugin":{"p":{"[0]":"x"}}}"#, "/plugin/p/[0]: a name in brackets"),
        (.httpMiddlewares, #"{"plugin":{"p":{}}}"#, "/plugin/p: an empty object"),
        (.tlsCertificates, "{}", "an empty object"),
    ])
    func `what won't do is said with its place`(kind: ObjectKind, body: String, text: String) {
        let found = objections(kind, body)
        #expect(found.contains { $0.contains(text) }, "\(found)")
        #expect(found.allSatisfy { $0.hasPrefix("/") || !text.hasPrefix("/") })
    }

    @Test(arguments: [
        (
            ObjectKind.httpRouters,
            #"{"rule":"Host(`a`)","service":"s","tls":{},"priority":-1,"observability":{"metrics":false}}"#
        ),
        (.httpRouters, "{}"), (.httpRouters, #"{"rule":"Host(`a`, `b`)","ruleSyntax":"v2"}"#),
        (.httpServices, #"{"loadBalancer":{"healthCheck":{"interval":"1m30s","timeout":5},"sticky":{"cookie":{}}}}"#),
        (.httpMiddlewares, #"{"errors":{"statusRewrites":{"418":404,"500-503":502}}}"#),
        (.httpMiddlewares, #"{"retry":{}}"#),
        (.httpMiddlewares, #"{"headers":{"customResponseHeaders":{"Vary":"a, b","Server":" "}}}"#),
        (.httpMiddlewares, #"{"plugin":{"p":{"n":3,"on":true,"l":["a","b"],"o":[{"x":"1"}]}}}"#),
        (.tcpServices, #"{"loadBalancer":{"proxyProtocol":{},"terminationDelay":-1}}"#), (.tlsStores, "{}"),
    ])
    func `what Traefik takes is taken`(kind: ObjectKind, body: String) {
        #expect(objections(kind, body) == [])
    }

    @Test func `names that the tree cannot hold are refused`() {
        for name in ["42", "a@file", "a/b"] {
            #expect(objections(.httpRouters, "{}", named: name).count == 1, "\(name)")
        }
        #expect(objections(.tlsCertificates, #"{"certFile":"a"}"#, named: "42") == [])
        #expect(objections(.httpMiddlewares, #"{"compress":{}}"#, named: "Milepost").count == 1)
    }

    @Test func `over HTTP everything is carried, and the rest is held to as before`() {
        let http = Validator(isForTree: false)
        #expect(objections(.httpMiddlewares, #"{"grpcWeb":{}}"#, named: "1", http) == [])
        #expect(objections(.httpRouters, #"{"middlewares":["a,b"," c"],"entryPoints":[]}"#, http) == [])
        #expect(objections(.httpMiddlewares, #"{"headers":{"customRequestHeaders":{"X/1":"","x/1":""}}}"#, http) == [])
        #expect(objections(.httpMiddlewares, #"{"plugin":{"p":{"a":[["b"],{}]}}}"#, http) == [])
        #expect(objections(.httpMiddlewares, #"{"grpcWeb":{"x":1}}"#, http).count == 1)
        #expect(objections(.httpRouters, "{}", named: "a@file", http).count == 1)
    }

    @Test func `a field that the target does not have is refused`() throws {
        let old = Validator(target: try #require(TraefikVersion(target: "3.5")))
        let exact = Validator(target: try #require(TraefikVersion(target: "3.6.3")))
        #expect(
            objections(.httpRouters, #"{"parentRefs":["a"]}"#, old) == [
                "/parentRefs: came with Traefik 3.6, and the target is 3.5: leave it out, "
                    + "or set traefik-version to what is used"
            ])
        #expect(objections(.httpRouters, #"{"parentRefs":["a"]}"#, exact) == [])
        #expect(objections(.httpMiddlewares, #"{"errors":{"errorRequestHeaders":["a"]}}"#, exact).count == 1)
        #expect(objections(.httpMiddlewares, #"{"errors":{"errorRequestHeaders":["a"]}}"#) == [])
    }

    @Test(arguments: [
        ("10", 10_000_000_000), ("+3s", 3_000_000_000), ("-1", -1_000_000_000), ("1m30s", 90_000_000_000),
        ("1.5h", 5_400_000_000_000), (".5s", 500_000_000), ("250us", 250_000), ("250µs", 250_000), ("0", 0),
        ("1h0m0.5s", 3_600_500_000_000), ("100ms", 100_000_000), ("7ns", 7),
    ])
    func `durations are read as Go reads them`(text: String, wanted: Int) {
        #expect(GoText.duration(text) == wanted)
    }

    @Test(arguments: [
        "", "s", "10 s", "10d", "PT5S", "1.5", "+", "-s", ".s", "9223372036s1", "99999999999h", "1e3s", "1M",
    ])
    func `what is no duration is none`(text: String) {
        #expect(GoText.duration(text) == nil)
    }
}
