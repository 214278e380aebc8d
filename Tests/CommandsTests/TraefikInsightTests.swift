// What can be asked about the routing: plans, matches, findings, drawings.

import Bytes
import Engine
import Testing
import TestSupport

struct TraefikInsightTests {
    private let client = TestClient()

    init() {
        client.send("HELLO", "3")
        for line in [
            "RES.PUT http.middlewares default zip '{\"compress\":{}}'",
            "RES.PUT http.middlewares default limit '{\"rateLimit\":{\"average\":5}}'",
            "RES.PUT http.middlewares default all '{\"chain\":{\"middlewares\":[\"zip\",\"limit\"]}}'",
            "TRAEFIK.EXPOSE default web RULE 'Host(`a.example`)' URL http://w1 URL http://w2 ENTRYPOINT web",
            "TRAEFIK.EXPOSE default api RULE 'Host(`a.example`) && PathPrefix(`/api`)' URL http://api ENTRYPOINT web "
                + "MIDDLEWARE auth@file all",
        ] {
            let reply = client.type(line)
            precondition(!reply.hasPrefix("(error)"), reply)
        }
    }

    @discardableResult
    private func ask(_ line: String) -> Reply {
        client.send(Request.words(of: line)!)
    }

    // MARK: Plans

    @discardableResult
    private func plan(_ operations: String) -> Reply {
        client.send("TRAEFIK.PLAN", "default", operations)
    }

    @Test func aPlanTellsWhatWouldChangeAndChangesNothing() {
        let head = client.server.engine.revision
        let reply = plan(
            """
            [{"op":"patch","type":"http.routers","namespace":"default","name":"web","merge":{"priority":1000}},
             {"op":"put","type":"http.middlewares","namespace":"default","name":"one","resource":{"compress":{}}},
             {"op":"put","type":"notes","namespace":"default","name":"one","resource":1},
             {"op":"delete","type":"http.routers","namespace":"default","name":"absent"}]
            """)
        #expect(reply.isError, "nothing is planned that could not be done: \(reply)")
        let whole = plan(
            """
            [{"op":"patch","type":"http.routers","namespace":"default","name":"web","merge":{"priority":1000}},
             {"op":"put","type":"http.middlewares","namespace":"default","name":"one","resource":{"compress":{}}},
             {"op":"put","type":"http.middlewares","namespace":"other","name":"one","resource":{"compress":{}}},
             {"op":"put","type":"notes","namespace":"default","name":"one","resource":1}]
            """)
        #expect(whole["changes"] == .integer(4) && whole["revision"] == .integer(head + 1))
        #expect(whole["objects"]?["added"] == .texts("http.middlewares/one"))
        #expect(whole["objects"]?["changed"] == .texts("http.routers/web"))
        #expect(whole["objects"]?["removed"] == .texts())
        #expect(
            whole["keys"]?["added"]
                == .texts("traefik/http/middlewares/one/compress", "traefik/http/routers/web/priority"))
        #expect(whole["unreachable"]?.elements?.first?.text?.hasPrefix("http.routers api: ") == true, "\(whole)")
        #expect(client.server.engine.revision == head)
    }

    // MARK: Matching

    @Test func aRequestGoesToTheLongerRuleAndThroughItsMiddlewares() {
        let reply = ask("TRAEFIK.MATCH default GET a.example /api/users ENTRYPOINT web CLIENTIP 10.0.0.1")
        #expect(reply["router"] == .text("api") && reply["service"] == .text("api"))
        #expect(reply["middlewares"] == .texts("auth@file", "zip", "limit"))
        #expect(reply["servers"] == .texts("http://api"))
        #expect(reply["ambiguous"] == .texts() && reply["behind"] == .texts())
        #expect(reply["others"]?.elements?.map { $0["router"] } == [.text("web")])
        #expect(ask("TRAEFIK.MATCH default GET a.example /")["servers"] == .texts("http://w1", "http://w2"))
        #expect(ask("TRAEFIK.MATCH default GET a.example / ENTRYPOINT other") == .null)
    }

    @Test func equalPrioritiesAreTold() {
        ask("TRAEFIK.EXPOSE default wab RULE 'Path(`/xyzabcd12`)' URL http://x PRIORITY 17")
        let reply = ask("TRAEFIK.MATCH default GET a.example /xyzabcd12")
        #expect(reply["ambiguous"]?.elements?.count == 1, "\(reply)")
    }

    @Test func headersAreLookedAt() {
        ask("TRAEFIK.EXPOSE default beta RULE 'Header(`X-A`, `1`) && Header(`X-B`, `2`)' URL http://x")
        #expect(ask("TRAEFIK.MATCH default GET b / HEADER x-a 1 x-b 2")["router"] == .text("beta"))
        #expect(ask("TRAEFIK.MATCH default GET b / HEADER x-a 1 HEADER x-b 2")["router"] == .text("beta"))
        #expect(ask("TRAEFIK.MATCH default GET b / HEADER x-a 1") == .null)
        #expect(ask("TRAEFIK.MATCH default GET b / HEADER x-a").isError)
    }

    @Test func aURLIsNoHostAndAWordNoPath() {
        #expect(
            ask("TRAEFIK.MATCH default GET http://a.example /")
                == .error("ERR a host is a name such as a.example, not 'http://a.example'"))
        #expect(ask("TRAEFIK.MATCH default GET a.example users").isError)
        #expect(ask("TRAEFIK.MATCH default OPTIONS a.example *") != .null)
    }

    @Test func aPlanNamesWhatIsNoRoutingOfTheNamespace() {
        let plan = ask(
            "TRAEFIK.PLAN default '[{\"op\":\"put\",\"type\":\"http.router\",\"namespace\":\"default\","
                + "\"name\":\"x\",\"resource\":{}}]'")
        #expect(plan["elsewhere"] == .texts("default:http.router:x"))
    }

    @Test func whatHasChangedCountsAtOnce() {
        #expect(ask("TRAEFIK.MATCH default GET b.example /") == .null)
        ask("TRAEFIK.EXPOSE default b RULE 'Host(`b.example`)' URL http://x")
        #expect(ask("TRAEFIK.MATCH default GET b.example /")["router"] == .text("b"))
        #expect(ask("TRAEFIK.MATCH other GET b.example /") == .null)
        ask("MULTI")
        ask("TRAEFIK.UNEXPOSE default b")
        ask("TRAEFIK.MATCH default GET b.example /")
        ask("TRAEFIK.EXPOSE default b RULE 'Host(`b.example`)' URL http://x")
        ask("TRAEFIK.MATCH default GET b.example /")
        let replies = ask("EXEC").elements ?? []
        #expect(replies.count == 4 && replies[1] == .null && replies[3]["router"] == .text("b"), "\(replies)")
    }

    // MARK: Looking and drawing

    @Test func aLookFindsWhatNobodyMeans() {
        ask("RES.PUT http.services default old '{\"loadBalancer\":{}}'")
        let findings = ask("TRAEFIK.CHECK")["findings"]?.elements ?? []
        let brief = findings.map { "\($0["subject"]?.text ?? "") \($0["type"]?.text ?? "") \($0["name"]?.text ?? "")" }
        #expect(brief == ["noServers http.services old", "unused http.services old"])
        #expect(ask("TRAEFIK.CHECK other")["findings"] == .texts())
    }

    @Test func theRoutingIsDrawn() {
        #expect(ask("TRAEFIK.GRAPH").text?.hasPrefix("digraph routing {") == true)
        #expect(ask("TRAEFIK.GRAPH") == ask("TRAEFIK.GRAPH default dot"))
        #expect(ask("TRAEFIK.GRAPH MERMAID").text?.hasPrefix("flowchart LR\n") == true)
        #expect(ask("TRAEFIK.GRAPH other").text?.contains("web") == false)
        for line in ["TRAEFIK.GRAPH default SVG", "TRAEFIK.GRAPH default DOT x", "TRAEFIK.CHECK a b"] {
            #expect(ask(line).isError, "\(line)")
        }
    }

    @Test func helpTellsOfEveryCommand() {
        let lines = ask("TRAEFIK.HELP").elements?.compactMap(\.text) ?? []
        for name in ["EXPOSE", "UNEXPOSE", "IMPORT", "EXPORT", "PLAN", "MATCH", "CHECK", "GRAPH", "HELP"] {
            #expect(lines.contains { $0.hasPrefix("TRAEFIK.\(name)") }, "\(name)")
        }
        #expect(!lines.contains { $0.hasPrefix("RES.") })
    }
}
