// CONFIG beyond its examples: patterns, all or nothing, and what happens when a change cannot take effect.

import Commands
import Engine
import Testing
import TestSupport

struct ConfigCommandTests {
    private let server = TestServer()
    private var client: TestClient { TestClient(of: server) }

    private func value(_ name: String) -> String? {
        client.send("CONFIG", "GET", name).elements?.last?.text
    }

    @Test func patternsAndNamesAreAnsweredOnce() {
        let client = client
        client.send("HELLO", "3")
        guard case .map(let elements) = client.send("CONFIG", "GET", "maxmemory", "MAXMEMORY*", "timeout") else {
            Issue.record("no map")
            return
        }
        let names = stride(from: 0, to: elements.count, by: 2).compactMap { elements[$0].text }
        #expect(Set(names).count == names.count)
        #expect(Set(names).isSuperset(of: ["maxmemory", "maxmemory-policy", "timeout"]))
        #expect(names.allSatisfy { $0.hasPrefix("maxmemory") || $0 == "timeout" })
    }

    @Test func severalAreSetAndPutIntoEffectTogether() {
        #expect(client.send("CONFIG", "SET", "timeout", "7", "maxmemory", "1mb") == .ok)
        #expect(value("timeout") == "7")
        #expect(value("maxmemory") == "1048576")
        #expect(server.host.appliedOptions == ["timeout", "maxmemory"])
    }

    @Test func oneThatIsRefusedLeavesAllAsTheyWere() {
        #expect(client.send("CONFIG", "SET", "timeout", "7", "maxmemory", "much").isError)
        #expect(client.send("CONFIG", "SET", "timeout", "7", "nothing", "1").isError)
        #expect(client.send("CONFIG", "SET", "timeout", "7", "timeout", "8").isError)
        #expect(client.send("CONFIG", "SET", "timeout", "7", "databases", "8").isError)
        #expect(client.type("CONFIG SET timeout 7 maxmemory") == "(error) ERR syntax error")
        #expect(value("timeout") == "0")
        #expect(server.host.appliedOptions.isEmpty)
    }

    @Test func whatCannotTakeEffectIsTakenBack() {
        server.host.applyError = CommandError("no such luck")
        #expect(client.type("CONFIG SET timeout 7 maxmemory 1mb") == "(error) ERR no such luck")
        #expect(value("timeout") == "0")
        #expect(value("maxmemory") == "0")
    }

    @Test func statisticsBeginAnewButThePeakStays() {
        let client = client
        client.send("SET", "k", "v")
        client.send("GET", "k")
        client.send("NOTHING")
        server.engine.statistics.peakMemory = 12_345
        #expect(client.send("CONFIG", "RESETSTAT") == .ok)
        #expect(server.engine.statistics.keyHits == 0)
        #expect(server.engine.statistics.peakMemory == 12_345)
        let text = client.send("INFO", "commandstats", "errorstats").text ?? ""
        #expect(!text.contains("cmdstat_get") && !text.contains("errorstat_"))
    }
}
