// What is told over HTTP: routing as the resources have it, only to whom it may be told, and never an empty document.

import Bytes
import Commands
import Engine
import JSON
import TestSupport
import Testing
import Traefik

struct PageTests {
    private let room = ResourceRoom()
    private static let web =
        #"{"http":{"routers":{"web":{"rule":"Path(`/`)","service":"web@redis"}},"#
        + #""services":{"web":{"loadBalancer":{"servers":[{"url":"http://a"}]}}}}}"#

    /// A visitor, of a user if its password is given.
    private func enter(_ name: String? = nil, _ password: String = "") throws(PageRefusal) -> Visitor {
        let session = room.server.connect().session
        let visitor = Visitor(session, of: room.server.services)
        if let name { try visitor.prove(Array(name.utf8), Array(password.utf8)) }
        return visitor
    }

    private func page(of namespace: String) throws -> RoutingPage {
        var visitor = try enter()
        return try visitor.routing(of: Array(namespace.utf8))
    }

    private func document(of namespace: String) throws -> JSONValue {
        try page(of: namespace).content.withView { try JSONValue(reading: $0) }
    }

    private func refusal(_ read: () throws -> Void) -> PageRefusal? {
        do { try read() } catch { return error as? PageRefusal }
        return nil
    }

    private func take(_ document: String, _ namespace: String = "default", _ more: String...) {
        let words = ["TRAEFIK.IMPORT", namespace, "JSON", document] + more
        let reply = room.admin.send(words.map { Array($0.utf8) })
        #expect(!reply.isError, "\(reply)")
    }

    private static func inert(_ revision: Int) -> String {
        #"{"headers":{"customResponseHeaders":{"X-Config-Revision":"\#(revision)"}}}"#
    }

    // MARK: Documents

    @Test func referencesAreThoseOfTheProviderThatReadsThem() throws {
        take(Self.web)
        let expected =
            #"{"http":{"routers":{"web":{"rule":"Path(`/`)","service":"web"}},"#
            + #""services":{"web":{"loadBalancer":{"servers":[{"url":"http://a"}]}}},"#
            + #""middlewares":{"milepost":\#(Self.inert(1))}}}"#
        #expect(try document(of: "default") == expected.json)
        #expect(try page(of: "default").revision == 1)
    }

    @Test(arguments: 0..<6 as Range<UInt64>) func theDocumentIsWhatTheResourcesSay(seed: UInt64) throws {
        let routing = RandomObjects.acceptable(seed: seed)
        take(routing.document.text)
        var read = try Routing(document: document(of: "default"))
        let inert = read[.httpMiddlewares, InertMiddleware.resourceName]
        #expect(inert == InertMiddleware.body(revision: UInt64(room.server.engine.revision)))
        read[.httpMiddlewares, InertMiddleware.resourceName] = nil
        for kind in ObjectKind.allCases where !kind.isList { #expect(read[kind] == routing[kind], "\(kind)") }
        #expect(Set(read[.tlsCertificates].values) == Set(routing[.tlsCertificates].values))
        let sections = try document(of: "default").object?.members.map(\.name.text) ?? []
        #expect(Set(sections).isSubset(of: ["http", "tcp", "udp", "tls"]))
    }

    @Test func whatTheTreeOfKeysCannotCarryIsCarried() throws {
        let body = #"{"http":{"serversTransports":{"7":{"spiffe":{}}}}}"#
        take(body, "team")
        let read = try Routing(document: document(of: "team"))
        #expect(read[.httpServersTransports, "7"] == #"{"spiffe":{}}"#.json)
    }

    @Test func nothingThatStoodNowhereIsTold() throws {
        for namespace in ["default", "nowhere", "", "A b", "a:b", "@"] {
            #expect(refusal { _ = try page(of: namespace) } == .missing, "\(namespace)")
        }
        // What has nothing of Traefik's has no routing.
        room.admin.type("RES.PUT things other x 1")
        #expect(refusal { _ = try page(of: "other") } == .missing)
        room.admin.type("RES.NAMESPACE CREATE fresh")
        #expect(try document(of: "fresh") == #"{"http":{"middlewares":{"milepost":\#(Self.inert(0))}}}"#.json)
    }

    @Test(arguments: ["yes", "no"]) func whatWasEmptiedIsToldAndIsNotEmpty(inert: String) throws {
        room.server.configure("traefik-inert", inert)
        take(Self.web)
        #expect(try document(of: "default").text.contains("milepost") == (inert == "yes"))
        take("{}", "default", "REPLACE")
        let empty = #"{"http":{"middlewares":{"milepost":\#(Self.inert(2))}}}"#
        #expect(try document(of: "default") == empty.json)
        take(Self.web, "team")
        #expect(room.admin.type("RES.NAMESPACE DROP team") == "(integer) 2")
        #expect(try document(of: "team").text.contains("milepost"))
    }

    @Test func nothingIsToldBeforeEverythingIsLoaded() throws {
        take(Self.web)
        room.server.services.isLoading = true
        defer { room.server.services.isLoading = false }
        #expect(refusal { _ = try page(of: "default") } == .loading)
        #expect(!room.server.services.healthPage.isReady)
    }

    @Test func whatHasNotChangedIsNotMadeAgain() throws {
        take(Self.web)
        let first = try page(of: "default")
        for _ in 0..<10 { #expect(try page(of: "default") == first) }
        // Others' commits do not matter.
        take(Self.web, "team")
        #expect(try page(of: "default") == first)
        #expect(try Metrics.of(room.server)["milepost_routing_renderings_total"] == 1)
        room.admin.type("RES.DEL http.routers default web")
        let second = try page(of: "default")
        #expect(second.tag != first.tag && second.revision == 3)
        room.server.configure("traefik-inert", "no")
        #expect(try page(of: "default").tag != second.tag)
        #expect(try Metrics.of(room.server)["milepost_routing_renderings_total"] == 3)
    }

    @Test func whatComesToItsEndIsNotTold() throws {
        take(Self.web)
        room.admin.type(#"RES.PUT http.middlewares default zip '{"compress":{}}' TTL 10"#)
        #expect(try document(of: "default").text.contains("compress"))
        room.server.advance(milliseconds: 10_000)
        #expect(try !document(of: "default").text.contains("compress"))
    }

    // MARK: Rights

    @Test func aTenantLearnsNothingOfOthers() throws {
        take(Self.web, "theirs")
        take(Self.web, "mine")
        room.admin.type("ACL SETUSER tenant on >pw +traefik.export %R~mine:* ~theirs:http.routers:*")
        for namespace in ["theirs", "nowhere", "default", ""] {
            let refusal = refusal {
                var visitor = try enter("tenant", "pw")
                _ = try visitor.routing(of: Array(namespace.utf8))
            }
            #expect(refusal == .noRight, "\(namespace)")
        }
        var visitor = try enter("tenant", "pw")
        #expect(try visitor.routing(of: Array("mine".utf8)).revision == 2)
        #expect(refusal { _ = try visitor.metrics() } == .noRight)
    }

    @Test func theRightToTheCommandIsNeededAndNoOther() throws {
        take(Self.web)
        room.admin.type("ACL SETUSER keys on nopass -@all ~*")
        room.admin.type("ACL SETUSER poller on nopass +traefik.export|namespace %R~default:*")
        room.admin.type("ACL SETUSER metrics on nopass +info %R~*")
        var keys = try enter("keys")
        #expect(refusal { _ = try keys.routing(of: Array("default".utf8)) } == .noRight)
        #expect(refusal { _ = try keys.metrics() } == .noRight)
        var poller = try enter("poller")
        #expect(try poller.routing(of: Array("default".utf8)).revision == 1)
        var metrics = try enter("metrics")
        #expect(try !metrics.metrics().isEmpty)
        #expect(refusal { _ = try metrics.routing(of: Array("default".utf8)) } == .noRight)
    }

    @Test func aProofIsAskedForAsOnTheOtherPort() throws {
        take(Self.web)
        #expect(refusal { _ = try enter("nobody", "x") } == .wrongProof)
        room.server.configure("requirepass", "secret")
        #expect(refusal { _ = try page(of: "default") } == .noProof)
        #expect(refusal { _ = try enter("default", "wrong") } == .wrongProof)
        var known = try enter("default", "secret")
        #expect(try known.routing(of: Array("default".utf8)).revision == 1)
        room.admin.type("AUTH secret")
        let log = room.admin.type("ACL LOG")
        #expect(log.contains("\"auth\"") && log.contains("\"HTTP\"") && log.contains("\"nobody\""))
        #expect(room.server.engine.statistics.authenticationFailures == 2)
        // Nobody has to say who it is to learn of its health.
        #expect(room.server.services.healthPage.isReady)
    }

    @Test func refusalsAreInTheLogOfRefusals() throws {
        room.admin.type("ACL SETUSER tenant on nopass +traefik.export %R~mine:*")
        var visitor = try enter("tenant")
        #expect(refusal { _ = try visitor.routing(of: Array("theirs".utf8)) } == .noRight)
        #expect(refusal { _ = try visitor.metrics() } == .noRight)
        let log = room.admin.type("ACL LOG")
        #expect(log.contains("\"theirs:*\"") && log.contains("\"info\""))
    }

    // MARK: Health

    @Test func healthTellsWhatAnOrchestratorAsks() throws {
        take(Self.web)
        let page = room.server.services.healthPage
        let epoch = room.admin.type("RES.STATS").split(separator: "\n")[1].split(separator: "\"")[1]
        let expected =
            #"{"status":"ready","revision":1,"epoch":"\#(epoch)","persistence":{"log":"off","snapshot":"off"}}"#
        #expect(String(decoding: page.content, as: UTF8.self) == expected + "\n")
        room.server.services.writeRefusal = CommandError("MISCONF", "no")
        let worse = room.server.services.healthPage
        // Reads go on, so nobody should be sent elsewhere.
        #expect(worse.isReady)
        #expect(String(decoding: worse.content, as: UTF8.self).hasPrefix(#"{"status":"readonly""#))
    }
}

extension String {
    fileprivate var json: JSONValue? { try? Array(utf8).withView { try JSONValue(reading: $0) } }
}
