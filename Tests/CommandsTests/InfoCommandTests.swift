// INFO and MEMORY: which sections come when, the shape of their lines, and figures that must be true.

import Commands
import Engine
import Testing
import TestSupport

struct InfoCommandTests {
    private let server = TestServer()
    private let client: TestClient

    init() {
        client = TestClient(of: server)
    }

    private func titles(_ words: String...) -> [String] {
        text(words).split(separator: "\r\n").filter { $0.hasPrefix("# ") }.map { String($0.dropFirst(2)) }
    }

    private func text(_ words: [String]) -> String {
        client.send((["INFO"] + words).map { Array($0.utf8) }).text ?? ""
    }

    private func field(_ name: String, in section: String) -> String? {
        text([section]).split(separator: "\r\n").first { $0.hasPrefix(name + ":") }.map {
            String($0.dropFirst(name.count + 1))
        }
    }

    @Test func sectionsComeInTheirOrderAndOnce() {
        let usual = titles()
        #expect(usual.first == "Server")
        #expect(usual.last == "Milepost")
        #expect(!usual.contains("Commandstats"))
        #expect(titles("default") == usual)
        #expect(titles("keyspace", "SERVER", "server", "nothing") == ["Server", "Keyspace"])
        #expect(titles("nothing").isEmpty)
        #expect(titles("commandstats", "latencystats", "default") == titles("all"))
        #expect(titles("everything") == titles("cpu", "all"))
        #expect(Set(titles("all")).subtracting(usual) == ["Commandstats", "Latencystats"])
    }

    @Test func everyLineIsATitleOrAFieldOrBetweenSections() {
        client.send("SET", "k", "v", "EX", "10")
        client.send("NOTHING")
        var names: Set<String> = []
        for line in text(["all"]).split(separator: "\r\n", omittingEmptySubsequences: false).dropLast() {
            if line.isEmpty || line.hasPrefix("# ") { continue }
            let name = line.prefix { $0 != ":" }
            #expect(name.count < line.count, "\(line)")
            #expect(names.insert(String(name)).inserted, "\(name) comes twice")
        }
        #expect(names.isSuperset(of: ["redis_version", "used_memory", "keyspace_hits", "role", "db0", "cmdstat_set"]))
    }

    @Test func theThirdProtocolSaysThatItIsText() {
        client.send("HELLO", "3")
        guard case .verbatim(let format, let text) = client.send("INFO", "cluster") else {
            Issue.record("not verbatim")
            return
        }
        #expect(format == "txt")
        #expect(text == "# Cluster\r\ncluster_enabled:0\r\n")
    }

    @Test func countersCount() {
        client.send("SET", "k", "v")
        client.send("GET", "k")
        client.send("GET", "absent")
        client.send("INCR", "k")
        client.send("GET")
        #expect(field("keyspace_hits", in: "stats") == "1")
        #expect(field("keyspace_misses", in: "stats") == "1")
        #expect(field("errorstat_ERR", in: "errorstats") == "count=2")
        #expect(field("cmdstat_incr", in: "commandstats")?.hasSuffix("rejected_calls=0,failed_calls=1") == true)
        #expect(field("cmdstat_get", in: "commandstats")?.hasPrefix("calls=2,") == true)
        #expect(field("cmdstat_get", in: "commandstats")?.hasSuffix("rejected_calls=1,failed_calls=0") == true)
        #expect(field("cmdstat_set", in: "commandstats")?.hasPrefix("calls=1,") == true)
    }

    @Test func `the system is asked for memory only by who shows it`() {
        client.send("INFO", "persistence", "stats", "server")
        client.send("LASTSAVE")
        #expect(server.host.residenceAsked == 0)
        client.send("INFO")
        #expect(server.host.residenceAsked == 1)
    }

    @Test func clientsAreCounted() {
        let other = TestClient(of: server)
        other.send("SUBSCRIBE", "channel")
        client.send("WATCH", "a", "b")
        #expect(field("connected_clients", in: "clients") == "2")
        #expect(field("pubsub_clients", in: "clients") == "1")
        #expect(field("watching_clients", in: "clients") == "1")
        #expect(field("total_watched_keys", in: "clients") == "2")
        #expect(field("pubsub_channels", in: "stats") == "1")
    }

    @Test func theKeyspaceTellsOfDatabasesWithKeys() {
        client.send("SET", "a", "1", "PX", "2000")
        client.send("SET", "b", "1", "PX", "4000")
        client.send("SET", "c", "1")
        #expect(text(["keyspace"]) == "# Keyspace\r\ndb0:keys=3,expires=2,avg_ttl=3000\r\n")
    }

    @Test func memoryStatsIsAMapOfEveryDatabaseWithKeysToo() {
        client.send("HELLO", "3")
        client.send("SET", "k", "v")
        let reply = client.send("MEMORY", "STATS")
        #expect(reply["keys.count"] == 1)
        #expect(reply["db.0"]?["overhead.hashtable.main"]?.number ?? 0 > 0)
        #expect(reply["db.1"] == nil)
        client.send("DEL", "k")
        let empty = client.send("MEMORY", "STATS")
        #expect(empty["db.0"] == nil && empty["overhead.db.hashtable.lut"] == 0)
        guard case .double = reply["fragmentation"] else {
            Issue.record("the ratio is no double")
            return
        }
    }

    @Test func memoryUsageCountsTheTimeOfAKey() {
        client.send("SET", "k", "v", "EX", "100")
        let withTime = client.send("MEMORY", "USAGE", "k").number ?? 0
        client.send("SET", "k", "v")
        #expect(withTime >= (client.send("MEMORY", "USAGE", "k").number ?? 0) + 16)
    }

    @Test func memoryUsageGrowsWithTheValue() {
        client.send("SET", "k", String(repeating: "v", count: 10_000))
        #expect(client.send("MEMORY", "USAGE", "k").number ?? 0 > 10_000)
        #expect(client.send("MEMORY", "USAGE", "k", "SAMPLES", "0").number ?? 0 > 10_000)
        #expect(client.type("MEMORY USAGE k SAMPLES") == "(error) ERR syntax error")
        #expect(client.type("MEMORY USAGE k SAMPLES x") == "(error) ERR value is not an integer or out of range")
    }
}
