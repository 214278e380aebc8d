// What Traefik hears and when, that what it lists and reads then is one revision, and who is shown as reading.

import Bytes
import Commands
import Engine
import JSON
import Resources
import Testing
import TestSupport
import Traefik

struct ExportEventTests {
    private let room = RoutingRoom()

    private func listener(_ name: String = "__keyspace*:traefik*") -> TestClient {
        let client = TestClient(of: room.server)
        client.send("PSUBSCRIBE", name)
        return client
    }

    private func pass(milliseconds: Int64) {
        room.server.advance(milliseconds: milliseconds)
        room.server.settle()
    }

    private let event = [
        "pmessage", "__keyspace*:traefik*", "__keyspace@0__:traefik/_milepost/revision", "set",
    ]

    private func events(_ client: TestClient) -> [[String]] {
        client.messages().map { $0.elements?.compactMap(\.text) ?? [] }
    }

    private func putRouters(_ count: Int) {
        room.admin.send("MULTI")
        for number in 0..<count {
            room.put("http.routers", "r\(number)", #"{"rule":"Host(`a`)","service":"app@file"}"#)
        }
        room.admin.send("EXEC")
    }

    // MARK: Events

    @Test func aCommitOfManyIsOneEvent() {
        let client = listener()
        pass(milliseconds: 100)
        _ = client.messages()
        pass(milliseconds: 100)
        putRouters(100)
        #expect(events(client) == [event])
        pass(milliseconds: 1000)
        #expect(events(client).isEmpty)
    }

    @Test func aBurstIsOneEventAtOnceAndOneEachInterval() {
        let client = listener()
        pass(milliseconds: 1000)
        _ = client.messages()
        var counts: [Int] = []
        for number in 0..<95 {
            room.put("http.routers", "web", #"{"rule":"Host(`a`)","service":"s\#(number)@file"}"#)
            counts.append(events(client).count)
            pass(milliseconds: 10)
        }
        counts.append(events(client).count)
        #expect(counts[0] == 1)
        #expect(counts.reduce(0, +) == 10)
        // The last change is never left untold.
        pass(milliseconds: 100)
        #expect(events(client).count == 1)
        pass(milliseconds: 1000)
        #expect(events(client).isEmpty)
    }

    @Test func whoBeginsToListenIsSentAnEventALittleLater() {
        let other = listener()
        pass(milliseconds: 100)
        _ = other.messages()
        let client = listener()
        pass(milliseconds: 99)
        #expect(events(client).isEmpty)
        pass(milliseconds: 1)
        #expect(events(client) == [event])
        #expect(events(other).isEmpty)
        let general = listener("*")
        pass(milliseconds: 200)
        #expect(events(general).isEmpty)
    }

    @Test func whatDoesNotConcernTheRootIsNoEvent() {
        let client = listener()
        pass(milliseconds: 100)
        _ = client.messages()
        room.put("shoes", "left", "{}")
        room.put("http.routers", "web", #"{"rule":"Host(`a`)","service":"app@file"}"#, namespace: "other")
        pass(milliseconds: 200)
        #expect(events(client).isEmpty)
        room.admin.type("SET traefik/http/routers/plain/rule x")
        #expect(events(client).map { $0.last } == ["set"])
    }

    // MARK: One look

    @Test func whatWasListedIsReadAsItWas() throws {
        putRouters(3)
        let reader = TestClient(of: room.server)
        let keys = room.tree(reader)
        room.admin.send("DEL", "default:http.routers:r1")
        room.put("http.routers", "r0", #"{"rule":"Host(`b`)","service":"app@file"}"#)
        room.put("http.routers", "r0", #"{"rule":"Host(`c`)","service":"app@file"}"#)
        let routing = try RoutingRoom.routing(keys, values: reader)
        #expect(routing.names(of: .httpRouters) == ["r0", "r1", "r2"])
        #expect(routing[.httpRouters, "r0"]?["rule"]?.string?.text == "Host(`a`)")
        // The next look is at what stands now, and so is one without a list or after five seconds.
        #expect(reader.send("MGET", "traefik/http/routers/r0/rule").elements?[0].text == "Host(`c`)")
        _ = room.tree(reader)
        room.put("http.routers", "r0", #"{"rule":"Host(`d`)","service":"app@file"}"#)
        pass(milliseconds: 5000)
        #expect(reader.send("MGET", "traefik/http/routers/r0/rule").elements?[0].text == "Host(`d`)")
    }

    /// Any interleaving of commits and reads shows the configuration of one revision.
    @Test(arguments: Seeds.fixed(3)) func everyReadIsOneRevision(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var history: [String: Routing] = [:]
        let readers = (0..<3).map { _ in TestClient(of: room.server) }
        var listed: [Int: [String]] = [:]
        for step in 0..<60 {
            if Int.random(in: 0..<3, using: &random) > 0 {
                change(step, &random)
                let routing = try room.routing()
                history[revision(of: routing)] = routing
            } else {
                let reader = Int.random(in: 0..<3, using: &random)
                guard let keys = listed[reader] else {
                    listed[reader] = room.tree(readers[reader])
                    continue
                }
                listed[reader] = nil
                let routing = try RoutingRoom.routing(keys, values: readers[reader])
                #expect(keys.isEmpty || history[revision(of: routing)] == routing, "step \(step)")
            }
        }
        let status = room.admin.send("TRAEFIK.STATUS", "CHECK").elements?[0].elements ?? []
        #expect(status.firstIndex(of: .text("equal")).map { status[$0 + 1] } == 1)
    }

    private func revision(of routing: Routing) -> String {
        routing[.httpMiddlewares, "milepost"]?["headers"]?["customResponseHeaders"]?["X-Config-Revision"]?.string?.text
            ?? ""
    }

    /// One commit of up to five changes.
    private func change(_ step: Int, _ random: inout SeededRandom) {
        room.admin.send("MULTI")
        for _ in 0..<Int.random(in: 1...5, using: &random) {
            let name = "r\(Int.random(in: 0..<8, using: &random))"
            if Bool.random(using: &random) {
                let entryPoints = (0...Int.random(in: 0..<12, using: &random)).map { "\"e\($0)\"" }.joined(
                    separator: ",")
                room.put(
                    "http.routers", name,
                    #"{"rule":"Host(`h\#(step)`)","service":"app@file","entryPoints":[\#(entryPoints)]}"#)
            } else {
                room.admin.send("DEL", "default:http.routers:\(name)")
            }
        }
        room.admin.send("EXEC")
    }

    // MARK: Readers

    @Test func readersAreShownWithWhatTheyHaveRead() {
        let client = listener()
        client.session.name = "traefik"
        let reader = TestClient(of: room.server)
        reader.session.name = "traefik"
        putRouters(2)
        #expect(room.text("TRAEFIK.STATUS").contains("\"behind\""))
        pass(milliseconds: 30_000)
        #expect(room.text("TRAEFIK.STATUS").contains("\"stuck\""))
        _ = RoutingRoom.values(room.tree(reader), reader)
        let status = room.text("TRAEFIK.STATUS")
        #expect(status.contains("\"current\"") && !status.contains("\"stuck\"") && !status.contains("\"behind\""))
        client.disconnect()
        reader.disconnect()
        #expect(room.text("TRAEFIK.STATUS").contains("(empty array)"))
    }

    /// The states of the readers of the first root by their names, and the revision that each has read.
    private func states() -> [String: String] {
        room.admin.send("HELLO", "3")
        let readers = room.admin.send("TRAEFIK.STATUS").elements?[0]["readers"]?.elements ?? []
        return Dictionary(
            readers.map { ($0["name"]?.text ?? "", "\($0["state"]?.text ?? "") \($0["revision"]?.number ?? -1)") }
        ) { $0 == $1 ? $0 : "\($0), \($1)" }
    }

    private func reader(_ name: String) -> TestClient {
        let client = TestClient(of: room.server)
        client.session.name = name
        return client
    }

    @Test func eachReaderIsShownWithItsOwnLag() {
        putRouters(2)
        let (quick, slow, partial) = (reader("quick"), reader("slow"), reader("partial"))
        for client in [quick, slow, partial] { _ = RoutingRoom.values(room.tree(client), client) }
        #expect(states() == ["quick": "current 1", "slow": "current 1", "partial": "current 1"])
        putRouters(3)
        #expect(states() == ["quick": "behind 1", "slow": "behind 1", "partial": "behind 1"])
        _ = RoutingRoom.values(room.tree(quick), quick)
        // Who reads less than was listed has not read it all.
        _ = RoutingRoom.values(room.tree(partial).dropLast(), partial)
        #expect(states() == ["quick": "current 2", "slow": "behind 1", "partial": "behind 1"])
    }

    @Test func whatIsReadLateIsTheRevisionThatWasListed() {
        let reader = reader("late")
        reader.send("HELLO", "3")
        reader.send("PSUBSCRIBE", "__keyspace*:traefik*")
        putRouters(1)
        pass(milliseconds: 100)
        let keys = room.tree(reader)
        putRouters(2)
        pass(milliseconds: 1000)
        _ = RoutingRoom.values(keys, reader)
        #expect(states() == ["late": "behind 1"])
        // It was told of the second commit, and that it has read the first since does not excuse it.
        pass(milliseconds: 30_000)
        #expect(states() == ["late": "stuck 1"])
        _ = RoutingRoom.values(room.tree(reader), reader)
        #expect(states() == ["late": "current 2"])
        pass(milliseconds: 60_000)
        #expect(states() == ["late": "current 2"])
    }

    // MARK: Namespaces

    private func roomWithTenants() -> RoutingRoom {
        RoutingRoom(exports: [["team-a", "root", "team-a-traefik"], ["team-b", "into", "traefik"]])
    }

    @Test func namespacesAreExportedWhereTheConfigurationSays() throws {
        let room = roomWithTenants()
        let service = #"{"loadBalancer":{"servers":[{"url":"http://a"}]}}"#
        for namespace in ["default", "team-a", "team-b"] {
            room.put("http.services", "app", service, namespace: namespace)
            room.put("http.routers", "web", #"{"rule":"Host(`a`)","service":"app"}"#, namespace: namespace)
        }
        #expect(try room.routing().names(of: .httpRouters) == ["team-b-web", "web"])
        #expect(room.text("GET", "traefik/http/routers/team-b-web/service") == "\"team-b-app\"")
        #expect(room.text("GET", "team-a-traefik/http/routers/web/service") == "\"app\"")
        #expect(
            room.text("RES.PUT", "http.routers", "default", "team-b-web", #"{"rule":"Host(`a`)","service":"app"}"#)
                == "(error) CONFLICT default:http.routers:team-b-web: traefik/http/routers/team-b-web is what "
                + "team-b:http.routers:web is exported as; rename one of them")
        room.put("tls.options", "default", #"{"minVersion":"VersionTLS12"}"#, namespace: "team-b")
        #expect(
            room.text("RES.PUT", "tls.options", "default", "default", #"{"minVersion":"VersionTLS13"}"#)
                .hasPrefix("(error) CONFLICT"))
    }
}
