// Long requests whose client goes away in the middle, by its own will or another's: over a real connection, since only
// there can a server overlook that nobody waits any more.

import TestSupport
import Testing

struct GivenUpWorkTests {
    /// Long enough to be seen under way, whatever machine it is.
    private static func importing() -> [String] {
        let routers = (0..<5_000).map { "\"r\($0)\":{\"rule\":\"Path(`/\($0)`)\",\"service\":\"s@file\"}" }
        return ["TRAEFIK.IMPORT", "default", "JSON", "{\"http\":{\"routers\":{\(routers.joined(separator: ","))}}}"]
    }

    private static func transaction() -> [String] {
        let operations = (0..<50_000).map {
            "{\"op\":\"put\",\"type\":\"t\",\"namespace\":\"n\",\"name\":\"k\($0)\",\"resource\":{\"a\":\($0)}}"
        }
        return ["RES.TXN", "[\(operations.joined(separator: ","))]"]
    }

    enum Way: CaseIterable { case killed, gone }

    /// What is under way, as INFO has it; empty where nothing is.
    private func work(_ wire: Wire) throws -> [String] {
        let lines = try wire.call("INFO", "milepost").text?.split(separator: "\r\n") ?? []
        return lines.filter { $0.hasPrefix("long_work_") }.map(String.init)
    }

    @Test(arguments: ["TRAEFIK.IMPORT", "RES.TXN"], Way.allCases)
    func nothingIsLeftOfIt(command: String, way: Way) throws {
        let server = try ServerProcess()
        let other = try server.connect()
        let keys = try other.call("DBSIZE")
        let words = command == "RES.TXN" ? Self.transaction() : Self.importing()
        var client: Wire? = try server.connect()
        let number = try #require(try client?.call("CLIENT", "ID").number)
        try client?.send(Wire.request(words.map { Array($0.utf8) }))
        try wait(for: "the work to begin") { try !work(other).isEmpty }
        #expect(try work(other).allSatisfy { $0.contains("client=\(number),") })
        switch way {
        case .killed:
            #expect(try other.call("CLIENT", "KILL", "ID", "\(number)") == 1)
            #expect(try client?.readToEnd() == "")
            #expect(try work(other) == [], "it is given up with its connection")
        case .gone: client = nil
        }
        try wait(for: "the work to be given up") { try work(other).isEmpty }
        #expect(try server.info("blocked_clients", over: other) == "0")
        #expect(try server.info("connected_clients", over: other) == "1")
        #expect(try other.call("DBSIZE") == keys)
        // The next commit is the first.
        #expect(try other.call("RES.PUT", "t", "n", "k", "1").elements == [.integer(1), .integer(1)])
        #expect(try other.call("RES.LIST", "http.routers", "default", "COUNT") == 0)
    }
}
