// The recorded words of a real Traefik at a server in a process of its own: beside many other keys, with the keys
// written as they stand, and with the resources that were made of them.

import Bytes
import Foundation
import JSON
import TestSupport
import Testing
import Traefik

private let facts = ProcessInfo.processInfo.environment["MILEPOST_SHARED_DATA"].map {
    URL(fileURLWithPath: $0).appendingPathComponent("traefik")
}

private func fact(_ name: String) throws -> String {
    try String(contentsOf: #require(facts).appendingPathComponent(name), encoding: .utf8)
}

@Suite(.enabled(if: facts != nil, "MILEPOST_SHARED_DATA names no folder"))
struct ProviderReplayTests {
    private static let event = "an event: another client did "
    private let server: ServerProcess
    private let writer: Wire

    init() throws {
        server = try ServerProcess("--enable-debug-command", "yes")
        writer = try server.connect()
        #expect(try writer.call("DEBUG", "POPULATE", "200000") == .ok)
        for line in try fact("simple.kv").split(separator: "\n") {
            let halves = line.split(separator: "\t").map(String.init)
            #expect(try writer.call("SET", halves[0], halves[1]) == .ok)
        }
    }

    private func replay() throws -> ProviderReplay { ProviderReplay(try fact("wire.txt"), at: server.port) }

    /// What Traefik would show of a load, by rules that know nothing of how the keys were written.
    private func shown(_ load: ProviderReplay.Load) -> JSONValue {
        var routing = Routing()
        for object in PlainReader.objects(load.pairs) where object.name != "milepost" {
            routing[object.kind, ByteString(object.name)] = object.body
        }
        return Shown.routing(routing)
    }

    /// The recorded answer, with the change that the recorded event was about.
    private func expected(priority: Int) throws -> JSONValue {
        let text = try fact("simple.json")
        let patch = "{\"http\":{\"routers\":{\"Router0\":{\"priority\":\(priority)}}}}"
        return try JSONValue(reading: text).merged(with: JSONValue(reading: patch))
    }

    private func checkLoads(_ replay: ProviderReplay) throws {
        #expect(replay.loads.count == 5)
        for (index, load) in replay.loads.enumerated() {
            #expect(load.roundTrips == 2)
            #expect(try shown(load) == expected(priority: index < 3 ? 42 : 43), "load \(index)")
        }
    }

    @Test func theKeysAsTheyStandAreLoadedAsTraefikShowsThem() throws {
        let replay = try replay()
        let title = try #require(try replay.run(to: Self.event))
        let words = title.dropFirst(Self.event.count).split(separator: " ").map { Array($0.utf8) }
        try writer.send(Wire.request(words))
        #expect(try writer.reply() == .ok)
        #expect(try replay.run() == nil)
        try checkLoads(replay)
        #expect(replay.loads.allSatisfy { $0.pairs.count == 35 })
    }

    @Test func theResourcesThatAreMadeOfThemAreLoadedTheSame() throws {
        #expect(try !writer.call("TRAEFIK.IMPORT", "default", "KV").isError)
        #expect(try writer.call("RES.LIST", "http.routers", "default", "COUNT") == 2)
        let replay = try replay()
        _ = try replay.run(to: Self.event)
        // Whoever begins to listen is told once by itself, so that nothing is lost in between.
        let told = try replay.wire("conn2").nextReply()
        #expect(told.elements?[2].text == "__keyspace@0__:traefik/_milepost/revision")
        let change = try writer.call("RES.PATCH", "http.routers", "default", "Router0", "MERGE", "{\"priority\":43}")
        #expect(!change.isError, "\(change)")
        #expect(try replay.run() == nil)
        try checkLoads(replay)
        #expect(replay.loads.map { $0.value(of: "traefik/_milepost/revision") } == ["1", "1", "1", "2", "2"])
        #expect(replay.loads.allSatisfy { $0.pairs.count == 35 + 2 })
    }
}
