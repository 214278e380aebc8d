// What a resource has been and hangs together with: RES.HISTORY, RES.DIFF, RES.REFS; and RES.STATS of all.

import Bytes
import Commands
import Engine
import Resources
import Testing
import TestSupport

struct ResourceHistoryTests {
    private let client = TestClient()
    private let server: TestServer

    init() {
        server = client.server
        client.type("CLIENT SETNAME editor")
        client.type("RES.PUT routers default web '{\"a\":1}'")
        client.type("RES.PUT routers default web '{\"a\":2,\"b\":[]}' TTL 10")
        client.type("RES.DEL routers default web")
        client.type("RES.PUT routers default web '{\"a\":2}'")
        client.send("HELLO", "3")
    }

    private func history(_ words: String = "") -> [Reply] {
        client.send(Request.words(of: "RES.HISTORY routers default web \(words)") ?? []).elements ?? []
    }

    @Test func theNewestVersionComesFirst() {
        let versions = history()
        #expect(versions.map { $0["version"] } == [.integer(4), .integer(3), .integer(2), .integer(1)])
        #expect(versions.map { $0["revision"] } == [.integer(4), .integer(3), .integer(2), .integer(1)])
        #expect(versions.map { $0["event"]?.text } == ["created", "deleted", "updated", "created"])
        #expect(versions.allSatisfy { $0["author"]?.text == "default (editor)" && $0["time"] == .integer(server.now) })
        #expect(versions.map { $0["expires"] } == [.null, .null, .integer(server.now + 10_000), .null])
        #expect(versions.allSatisfy { $0["resource"] == nil })
    }

    @Test func pagesAndBodiesOfHistory() {
        #expect(history("LIMIT 2 BEFORE 4").map { $0["version"] } == [.integer(3), .integer(2)])
        #expect(history("BEFORE 1").isEmpty)
        #expect(
            history("WITHBODY").map { $0["resource"] } == [
                .bulk(Array("{\"a\":2}".utf8)), .null, .bulk(Array("{\"a\":2,\"b\":[]}".utf8)),
                .bulk(Array("{\"a\":1}".utf8)),
            ])
        client.type("RES.DEL routers default web")
        #expect(history("LIMIT 1").first?["event"]?.text == "deleted")
        #expect(client.type("RES.HISTORY routers default never") == "(empty array)")
    }

    @Test func historyThatIsLetGoOfIsNotTold() throws {
        try server.engine.resources.compact(before: 4)
        #expect(history().map { $0["version"] } == [.integer(4)])
    }

    @Test(arguments: [
        ("LIMIT", "syntax error: a value is missing at the end"), ("BEFORE 0", "BEFORE takes a whole number from 1"),
        ("x", "syntax error: RES.HISTORY takes no 'x' here"),
    ])
    func wrongWordsOfHistoryAreRefused(words: String, refusal: String) {
        #expect(client.type("RES.HISTORY routers default web \(words)") == "(error) ERR \(refusal)")
    }

    @Test func aDifferenceIsAPatch() throws {
        let patch = try #require(client.send("RES.DIFF", "routers", "default", "web", "1", "2").text)
        #expect(patch.hasPrefix("[{\"op\":"))
        #expect(client.send("RES.DIFF", "routers", "default", "web", "4", "4").text == "[]")
        client.send("RES.ROLLBACK", "routers", "default", "web", "TO", "1")
        #expect(!client.send("RES.PATCH", "routers", "default", "web", "JSON", patch).isError)
        #expect(client.send("RES.GET", "routers", "default", "web").text == "{\"a\":2,\"b\":[]}")
    }

    @Test func aDifferenceNeedsTwoBodies() throws {
        func diff(_ first: String, _ second: String) -> String {
            client.type("RES.DIFF routers default web \(first) \(second)")
        }
        #expect(
            diff("1", "3") == "(error) NOTFOUND version 3 of default:routers:web is its deletion, which has no body")
        #expect(
            diff("5", "1") == "(error) NOTFOUND default:routers:web has no version 5; RES.HISTORY lists those "
                + "it has")
        #expect(diff("0", "1") == "(error) ERR a version is a whole number from 1")
        try server.engine.resources.compact(before: 4)
        #expect(diff("1", "4") == "(error) COMPACTED that is no longer kept; the oldest revision that is kept is 4")
    }

    @Test func referencesAreToldBothWays() {
        client.type("RES.TYPE DEFINE routes '{\"refs\":[{\"path\":\"/to/*\",\"type\":\"routers\"}]}'")
        client.type("RES.PUT routes default r1 '{\"to\":[\"web\"]}'")
        client.type("RES.PUT routes other r2 '{\"to\":[\"default/web\"]}'")
        func keys(_ reply: Reply?) -> [[String?]]? { reply?.elements?.map { ($0.elements ?? []).map(\.text) } }
        let web = client.send("RES.REFS", "routers", "default", "web")
        #expect(keys(web["references"]) == [])
        #expect(keys(web["referencedBy"]) == [["routes", "default", "r1"], ["routes", "other", "r2"]])
        #expect(
            keys(client.send("RES.REFS", "routes", "other", "r2")["references"]) == [["routers", "default", "web"]])
        #expect(
            client.type("RES.REFS routers default gone") == "(error) NOTFOUND default:routers:gone does not "
                + "exist; RES.LIST shows what does")
    }

    @Test func figuresAreOfAll() {
        let figures = client.send("RES.STATS")
        #expect(figures["epoch"]?.text?.utf8.count == 16)
        #expect(figures["revision"] == .integer(4) && figures["oldest-revision"] == .integer(0))
        #expect(figures["types"] == .integer(1) && figures["namespaces"] == .integer(1))
        #expect(figures["resources"] == .integer(1) && figures["versions"] == .integer(4))
        #expect(figures["bytes"] == .integer(7 + 14 + 7))
        #expect(figures["cache-hits"] == .integer(0) && figures["cache-misses"] == .integer(0))
        #expect(client.type("RES.CACHE CLEAR a:b").hasPrefix("(error) INVALID 'a:b': a type"))
    }
}
