// A namespace as one document and back, and what one state has that another has not.

import Bytes
import JSON
import TestSupport
import Testing
import Traefik

@Suite struct DocumentTests {
    @Test(arguments: 0..<10)
    func `a document holds all that it was made of`(seed: UInt64) throws {
        var objects = RandomObjects(random: SeededRandom(seed: seed))
        let routing = objects.routing()
        let again = try Routing(document: routing.document)
        for kind in ObjectKind.allCases where !kind.isList { #expect(again[kind] == routing[kind]) }
        // Certificates have no names there, and the same one twice is one.
        #expect(Set(again[.tlsCertificates].values) == Set(routing[.tlsCertificates].values))
        #expect(try Routing(document: again.document) == again)
    }

    @Test(arguments: Seeds.fixed(10))
    func `the page of a provider is the document, written by another way`(seed: UInt64) throws {
        var objects = RandomObjects(random: SeededRandom(seed: seed))
        var routing = objects.routing()
        routing[.httpMiddlewares, seed % 2 == 0 ? "milepost" : "zip"] = json(#"{"compress":{}}"#)
        for revision in [7, nil] as [UInt64?] {
            var document = ProviderDocument(revision: revision)
            for kind in ObjectKind.allCases {
                document.write(kind) { write in
                    for name in routing.names(of: kind) { write(name, routing[kind, name]?.bytes ?? []) }
                }
            }
            var expected = Routing()
            routing.forEach { kind, name, body in
                expected[kind, name] = ReferenceTable.rewriting(body, of: kind) { $0.localName?.text ?? $0.name }
            }
            if let revision { expected[.httpMiddlewares, "milepost"] = InertMiddleware.body(revision: revision) }
            #expect(String(decoding: document.finished(), as: UTF8.self) == expected.document.text)
        }
    }

    @Test(arguments: [
        (#""a@redis""#, #""a""#), (#""a@docker""#, #""a@docker""#), (#""a\u0040redis""#, #""a""#),
        (#""\"@redis""#, #""\"""#), (#""@redis""#, #""""#), ("7", "7"), (#"{"a":"a@redis"}"#, #"{"a":"a@redis"}"#),
    ])
    func `a page calls an object of its provider by its own name`(written: String, told: String) {
        var document = ProviderDocument(revision: nil)
        // What is called so beside the references stays.
        func body(_ reference: String) -> String {
            #"{"rule":"Path(`/a@redis`)","service":\#(reference),"middlewares":["m",\#(reference)],"note":"b@redis"}"#
        }
        document.write(.httpRouters) { $0("r@redis", Array(body(written).utf8)) }
        let expected = #"{"http":{"routers":{"r@redis":\#(body(told))}}}"#
        #expect(String(decoding: document.finished(), as: UTF8.self) == expected)
    }

    @Test func `fields are set right, and what is not known stays to be refused`() throws {
        let routing = try Routing(
            document: json(
                #"{"HTTP":{"Routers":{"Web":{"entrypoints":["a"],"TLS":{"certresolver":"le"},"foo":1}}},"#
                    + #""tls":{"certificates":[{"CertFile":"c"}],"options":null}}"#))
        #expect(routing[.httpRouters, "Web"] == json(#"{"entryPoints":["a"],"tls":{"certResolver":"le"},"foo":1}"#))
        #expect(routing[.tlsCertificates].values.first == json(#"{"certFile":"c"}"#))
        let twice = try Routing(document: json(#"{"http":{"routers":{"r":{"rule":"a","Rule":"b"}}}}"#))
        let body = try #require(twice[.httpRouters, "r"])
        #expect(Validator().objections(to: body, named: "r", of: .httpRouters).contains { $0.path.text == "/Rule" })
    }

    @Test(arguments: [
        ("[]", "the document: an object belongs here"), (#"{"grpc":{}}"#, "/grpc: Traefik knows no such section"),
        (#"{"entryPoints":{}}"#, "/entryPoints: this is of Traefik's static configuration"),
        (
            #"{"http":{"frobs":{}}}"#,
            "/http/frobs: Traefik knows no such kind of object; there are routers, services, middlewares"
        ),
        (#"{"tls":{"certificates":{}}}"#, "/tls/certificates: a list belongs here"),
        (#"{"http":{"routers":["a"]}}"#, "/http/routers: an object belongs here"),
    ])
    func `what is no configuration is refused with its place`(document: String, text: String) {
        do throws(DocumentError) {
            _ = try Routing(document: json(document))
            Issue.record("\(document) is taken")
        } catch { #expect(error.text.hasPrefix(text), "\(error.text)") }
    }

    @Test func `a change tells objects, keys and what nothing reaches any more`() throws {
        let old = try Routing(
            document: json(
                """
                {"http":{"routers":{"web":{"rule":"Host(`a`)","service":"s","entryPoints":["web"]}},
                 "services":{"s":{"loadBalancer":{"servers":[{"url":"http://a"}]}}},
                 "middlewares":{"m":{"compress":{}}}}}
                """))
        let new = try Routing(
            document: json(
                """
                {"http":{"routers":{"web":{"rule":"Host(`a`)","service":"s","entryPoints":["web"]},
                  "all":{"rule":"Host(`a`)","service":"s","entryPoints":["web"],"priority":5}},
                 "services":{"s":{"loadBalancer":{"servers":[{"url":"http://b"}]}}}}}
                """))
        let change = RoutingChange(from: old, to: new)
        #expect(change.objects.added.map(\.name) == ["all"])
        #expect(change.objects.changed.map(\.name) == ["s"])
        #expect(change.objects.removed.map(\.name) == ["m"])
        #expect(change.keys.added.count == 4)
        #expect(change.keys.changed == ["traefik/http/services/s/loadBalancer/servers/0/url"])
        #expect(change.keys.removed == ["traefik/http/middlewares/m/compress"])
        #expect(change.unreachable == [])
        var strong = new
        strong[.httpRouters, "all"] = json(
            #"{"rule":"Host(`a`) || Host(`b`)","service":"s","entryPoints":["web"],"priority":50}"#)
        #expect(RoutingChange(from: old, to: strong).unreachable.map(\.name) == ["web"])
        #expect(RoutingChange(from: new, to: new).objects.isEmpty)
    }
}
