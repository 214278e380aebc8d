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

    @Test func whatAnOlderTraefikCannotReadIsLeftOut() throws {
        room.putWeb()
        room.put("http.services", "young", Self.young)
        let listener = TestClient(of: room.server)
        listener.send("PSUBSCRIBE", "__keyspace*:traefik*")
        room.server.advance(milliseconds: 1000)
        room.server.settle()
        _ = listener.messages()
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
        let listener = TestClient(of: room.server)
        listener.send("PSUBSCRIBE", "__keyspace*:traefik*")
        room.server.advance(milliseconds: 1000)
        room.server.settle()
        _ = listener.messages()
        room.server.services.exporter.keepHouse()
        #expect(listener.messages().isEmpty && status()?["left-out"]?.elements?.count == 1)

        room.admin.send("DEL", plain)
        room.server.services.exporter.keepHouse()
        room.server.settle()
        #expect(status()?["left-out"] == .texts() && status()?["equal"] == 1)
        #expect(room.admin.send("GET", plain) == .text("http://b"))
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
