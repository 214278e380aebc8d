// What can't be exported though it stands is left out and told, and everything else is exported without it.

import Bytes
import Commands
import Exports
import Testing
import TestSupport
import Traefik

struct ExportLeftOutTests {
    private let room = RoutingRoom()
    /// A field that came with Traefik 3.4.
    private static let young = #"{"loadBalancer":{"servers":[{"url":"http://b"}],"strategy":"p2c"}}"#

    private func status() -> Reply? {
        room.admin.send("HELLO", "3")
        return room.admin.send("TRAEFIK.STATUS", "CHECK").elements?[0]
    }

    /// One that listens, when all that came before is told.
    private func listener() -> TestClient {
        let client = TestClient(of: room.server)
        client.send("PSUBSCRIBE", "__keyspace*:traefik*")
        for _ in 0..<2 {
            room.server.advance(milliseconds: 1000)
            room.server.settle()
        }
        _ = client.messages()
        return client
    }

    /// The keys of the events that came, and what became of each.
    private func heard(_ client: TestClient) -> [String] {
        client.messages().map { message in
            let words = message.elements?.compactMap(\.text) ?? []
            return words.suffix(2).joined(separator: " ").replacing("__keyspace@0__:", with: "")
        }
    }

    @Test func whatAnOlderTraefikCannotReadIsLeftOut() throws {
        room.putWeb()
        room.put("http.services", "young", Self.young)
        let listener = listener()
        room.server.configure("traefik-version", "3.0")
        #expect(try room.routing().names(of: .httpServices) == ["app"])
        room.server.advance(milliseconds: 100)
        room.server.settle()
        #expect(listener.messages().count == 1)
        let entry = try #require(status()?["left-out"]?.elements?.first)
        #expect(entry["type"] == .text("http.services") && entry["name"] == .text("young"))
        #expect(entry["reason"]?.text?.contains("/loadBalancer/strategy: came with Traefik 3.4") == true)
        #expect(status()?["equal"] == 1)

        // Other commits go on, and what is set right is exported.
        room.put("http.routers", "other", #"{"rule":"Host(`o`)","service":"young"}"#)
        #expect(try room.routing().names(of: .httpServices) == ["app"])
        room.put("http.services", "young", #"{"loadBalancer":{"servers":[{"url":"http://b"}]}}"#)
        #expect(try room.routing().names(of: .httpServices) == ["app", "young"])
        #expect(status()?["left-out"] == .texts() && status()?["equal"] == 1)
    }

    @Test func whatAPlainKeyHeldBackReturnsWhenThatGoes() throws {
        room.putWeb()
        room.put("http.services", "young", Self.young)
        room.server.configure("traefik-version", "3.0")
        // As after a start with another root, under which there is a plain key already.
        let plain = "traefik/http/services/young/loadBalancer/servers/0/url"
        room.server.setBeneathCommands(plain, "http://p")
        room.server.configure("traefik-version", "3.7")
        #expect(status()?["left-out"]?.elements?.first?["reason"]?.text?.contains("the plain key \(plain)") == true)
        let listener = listener()
        room.server.services.exporter.keepHouse()
        #expect(listener.messages().isEmpty && status()?["left-out"]?.elements?.count == 1)

        room.admin.send("DEL", plain)
        #expect(heard(listener) == ["\(plain) del"])
        room.server.services.exporter.keepHouse()
        room.server.settle()
        #expect(status()?["left-out"] == .texts() && status()?["equal"] == 1)
        #expect(room.admin.send("GET", plain) == .text("http://b"))
        // What is back is told at once and once, so that a Traefik that listens reads it.
        #expect(heard(listener) == ["traefik/_milepost/revision set"])
        room.server.advance(milliseconds: 1000)
        room.server.services.exporter.keepHouse()
        room.server.settle()
        #expect(heard(listener).isEmpty)
    }

    @Test func whatReturnsInABurstIsToldAtTheEndOfIt() throws {
        room.putWeb()
        let names = ["a", "b"]
        for name in names { room.put("http.services", name, Self.young) }
        room.server.configure("traefik-version", "3.0")
        let plain = names.map { "traefik/http/services/\($0)/loadBalancer/servers/0/url" }
        for key in plain { room.server.setBeneathCommands(key, "http://p") }
        room.server.configure("traefik-version", "3.7")
        #expect(status()?["left-out"]?.elements?.count == 2)
        let listener = listener()
        for key in plain {
            room.admin.send("DEL", key)
            room.server.services.exporter.keepHouse()
            room.server.settle()
        }
        let event = "traefik/_milepost/revision set"
        #expect(heard(listener) == ["\(plain[0]) del", event, "\(plain[1]) del"])
        #expect(status()?["left-out"] == .texts() && status()?["equal"] == 1)
        room.server.advance(milliseconds: 100)
        room.server.settle()
        #expect(heard(listener) == [event])
        #expect(try room.routing().names(of: .httpServices) == ["a", "app", "b"])
    }

    @Test func whatIsAimedAtAgainIsThereAgain() throws {
        room.put("http.services", "young", Self.young)
        let before = room.tree()
        room.server.configure("traefik-version", "3.3")
        #expect(room.tree() != before)
        room.server.configure("traefik-version", "3.4")
        #expect(room.tree() == before)
        room.server.configure("traefik-version", "3.3")
        room.admin.type("RES.DEL http.services default young")
        #expect(status()?["left-out"] == .texts() && status()?["equal"] == 1)
    }

    @Test func whoMayNotReadItIsNotToldOfIt() {
        room.put("http.services", "young", Self.young)
        room.server.configure("traefik-version", "3.0")
        room.admin.type("ACL SETUSER traefik on nopass +@all %R~traefik/*")
        let traefik = TestClient(of: room.server)
        traefik.type("AUTH traefik x")
        traefik.send("HELLO", "3")
        #expect(traefik.send("TRAEFIK.STATUS").elements?[0]["left-out"] == .texts())
        #expect(status()?["left-out"]?.elements?.count == 1)
    }
}
