// Long requests are prepared in slices: others are served between them, the outcome is the same as at once, what has
// changed meanwhile counts, and who goes away leaves nothing behind.

import Bytes
import Commands
import Engine
import Testing
import TestSupport

struct LongWorkTests: SlicedWorkSuite {
    let work = SlicedWork()

    /// A document of so many routes, longer than what is done at once.
    private static func document(_ routes: Int = 300, port: Int = 80, rule: String = "Path(`/`)") -> String {
        let routers = (0..<routes).map { "\"r\($0)\":{\"rule\":\"\(rule)\",\"service\":\"s\($0)\"}" }
        let services = (0..<routes).map {
            "\"s\($0)\":{\"loadBalancer\":{\"servers\":[{\"url\":\"http://10.0.0.1:\(port)\"}]}}"
        }
        return "{\"http\":{\"routers\":{\(routers.joined(separator: ","))},"
            + "\"services\":{\(services.joined(separator: ","))}}}"
    }

    private static func transaction(_ count: Int = 600, body: (Int) -> String = { "{\"a\":\($0)}" }) -> String {
        let operations = (0..<count).map {
            "{\"op\":\"put\",\"type\":\"t\",\"namespace\":\"n\",\"name\":\"k\($0)\",\"resource\":\(body($0))}"
        }
        return "[\(operations.joined(separator: ","))]"
    }

    private func put(_ service: String, _ url: String) {
        let body = "{\"loadBalancer\":{\"servers\":[{\"url\":\"\(url)\"}]}}"
        #expect(!other.send("RES.PUT", "http.services", "default", service, body).isError)
    }

    @Test func othersAreServedBetweenSlicesAndSeeNothingOfIt() {
        begin("TRAEFIK.IMPORT", "default", "JSON", Self.document())
        for _ in 0..<3 {
            slice()
            #expect(other.send("PING") == .status("PONG"))
            #expect(other.type("RES.LIST http.routers default COUNT") == "(integer) 0")
            #expect(server.engine.revision == 0)
        }
        #expect(finish().rendered.hasSuffix("3) \"changes\"\n4) (integer) 600"))
        #expect(other.type("RES.LIST http.routers default COUNT") == "(integer) 300")
        #expect(server.engine.revision == 1)
    }

    @Test(arguments: ["MERGE", "REPLACE"]) func theOutcomeIsTheSameAsAtOnce(mode: String) {
        let first = Self.document(250)
        let second = Self.document(400, port: 81)
        for document in [first, second] {
            begin("TRAEFIK.IMPORT", "default", "JSON", document, mode)
            let reply = finish()
            #expect(!reply.isError, "\(reply)")
        }
        let atOnce = TestClient()
        for document in [first, second] { atOnce.send("TRAEFIK.IMPORT", "default", "JSON", document, mode) }
        for words in [["TRAEFIK.EXPORT"], ["TRAEFIK.EXPORT", "KV"], ["TRAEFIK.STATUS", "CHECK"], ["KEYS", "*"]] {
            let words = words.map { Array($0.utf8) }
            #expect(other.send(words).rendered == atOnce.send(words).rendered)
        }
        begin("TRAEFIK.IMPORT", "default", "JSON", second, mode)
        #expect(finish().rendered.hasSuffix("(integer) 0"))
    }

    @Test func whatChangesMeanwhileCounts() {
        put("s7", "http://10.0.0.1:80")
        begin("TRAEFIK.IMPORT", "default", "JSON", Self.document())
        for _ in 0..<11 { slice() }
        // Looked at already: as wanted, and absent.
        put("s7", "http://other")
        put("s3", "http://10.0.0.1:80")
        #expect(!finish().isError)
        #expect(other.type("RES.GET http.services default s7").contains("10.0.0.1:80"))
        let history = other.type("RES.HISTORY http.services default s3 LIMIT 1")
        #expect(history.contains("2) (integer) 1\n    3) \"revision\""))
        other.send("HELLO", "3")
        #expect(other.send("TRAEFIK.STATUS", "CHECK").elements?[0]["equal"] == 1)
    }

    @Test func newStandardsCount() {
        let young = Self.document().replacing("\"loadBalancer\":{", with: "\"loadBalancer\":{\"strategy\":\"p2c\",")
        begin("TRAEFIK.IMPORT", "default", "JSON", young)
        slice(of: 450)
        server.configure("traefik-version", "3.0")
        let reply = finish()
        #expect(reply.rendered.contains("came with Traefik 3.4"), "\(reply)")
        #expect(server.engine.revision == 0)
    }

    @Test func aRefusedOneChangesNothingAndSaysTheSame() {
        let bad = Self.document().replacing("\"r150\":{\"rule\":\"Path(`/`)\"", with: "\"r150\":{\"rul\":\"x\"")
        begin("TRAEFIK.IMPORT", "default", "JSON", bad)
        let reply = finish()
        #expect(reply.rendered.contains("INVALID default:http.routers:r150: /rul: no such field"), "\(reply)")
        let broken = Self.document() + "]"
        begin("TRAEFIK.IMPORT", "default", "JSON", broken)
        #expect(finish().rendered.hasPrefix("(error) INVALID"))
        #expect(server.engine.revision == 0)
    }

    @Test(arguments: ["gone", "killed"]) func whoGoesAwayLeavesNothing(way: String) {
        begin("TRAEFIK.IMPORT", "default", "JSON", Self.document())
        slice()
        if way == "gone" {
            client.disconnect()
        } else {
            other.send("CLIENT", "KILL", "ID", "\(client.session.id)")
        }
        #expect(server.services.longWorks.isEmpty)
        slice()
        #expect(server.engine.revision == 0)
        #expect(other.type("RES.LIST http.services default COUNT") == "(integer) 0")
    }

    @Test func aTransactionIsPreparedInSlicesToo() {
        begin("RES.TXN", Self.transaction())
        slice()
        #expect(other.send("PING") == .status("PONG") && server.engine.revision == 0)
        let reply = finish()
        #expect(reply.rendered.hasPrefix("1) \"revision\"\n2) (integer) 1\n3) \"changes\"\n4) (integer) 600"))
        begin("RES.TXN", Self.transaction { $0 == 400 ? "{\"a\":1,\"a\":2}" : "1" })
        #expect(finish().rendered.hasPrefix("(error) INVALID "))
        begin("RES.TXN", Self.transaction { _ in "2" })
        slice()
        other.send("CLIENT", "KILL", "ID", "\(client.session.id)")
        slice()
        #expect(server.engine.revision == 1 && server.services.longWorks.isEmpty)
    }

    @Test func inATransactionOfTheClientItIsDoneAtOnce() {
        client.send("MULTI")
        client.send("RES.TXN", Self.transaction())
        #expect(client.send("EXEC").elements?.count == 1)
        #expect(server.engine.revision == 1)
    }

    @Test func itTellsHowFarItIs() {
        begin("TRAEFIK.IMPORT", "default", "JSON", Self.document())
        for _ in 0..<4 { slice() }
        var lines: [String] = []
        server.services.longWorks.tellProgress(at: TestServer.beginning + 4000) { lines.append($0) }
        #expect(lines.isEmpty)
        server.services.longWorks.tellProgress(at: TestServer.beginning + 10_000) { lines.append($0) }
        #expect(lines == ["Importing into default: 33% (200 of 600 objects), 20 objects a second, about 20 s left"])
        let info = other.send("INFO", "milepost").text ?? ""
        let line = "long_work_0:client=\(client.session.id),work=Importing_into_default,unit=objects,done=200,total=600"
        #expect(info.contains(line))
    }
}
