// Metrics: well formed, as INFO and the commands on resources tell the same, and of bounded number.

import Testing
import TestSupport

struct MetricsTests {
    private let room = ResourceRoom()

    private func info(_ section: String) -> [String: String] {
        let lines = room.admin.send("INFO", section).text?.split(separator: "\r\n") ?? []
        return Dictionary(
            lines.compactMap { line in
                line.firstIndex(of: ":").map { (String(line[..<$0]), String(line[line.index(after: $0)...])) }
            }, uniquingKeysWith: { first, _ in first })
    }

    private func numbers(_ section: String, _ fields: String...) -> [Double?] {
        let info = info(section)
        return fields.map { info[$0].flatMap(Double.init) }
    }

    @Test func theyAreWhatInfoTells() throws {
        for _ in 0..<3 { room.admin.type("SET a 1 EX 100") }
        room.admin.type("GET a")
        room.admin.type("GET b")
        room.admin.type("INCR a b")
        room.admin.type("LPUSHX a")
        room.server.advance(milliseconds: 3500)
        let metrics = try Metrics.of(room.server)
        #expect(metrics["milepost_uptime_seconds"] == 3.5)
        #expect(metrics[#"milepost_keys{database="0"}"#] == 1)
        #expect(metrics[#"milepost_keys_expiring{database="0"}"#] == 1)
        #expect(metrics[#"milepost_command_calls_total{command="set"}"#] == 3)
        #expect(metrics[#"milepost_command_rejections_total{command="incr"}"#] == 1)
        #expect(metrics[#"milepost_errors_total{code="ERR"}"#] == 2)
        #expect(metrics[#"milepost_build_info{version="0.0.0",compatible="7.2.4"}"#] == 1)
        #expect(
            ["hits", "misses"].map { metrics["milepost_keyspace_\($0)_total"] }
                == numbers("stats", "keyspace_hits", "keyspace_misses"))
        #expect([metrics["milepost_connected_clients"]] == numbers("clients", "connected_clients"))
        #expect([metrics["milepost_memory_limit_bytes"]] == numbers("memory", "maxmemory"))
        #expect(
            ["changes_since_save", "loading", "log_enabled"].map { metrics["milepost_\($0)"] }
                == numbers("persistence", "rdb_changes_since_last_save", "loading", "aof_enabled"))
        #expect(metrics.types.values.contains("counter"))
        for (name, type) in metrics.types { #expect((type == "counter") == name.hasSuffix("_total"), "\(name)") }
    }

    @Test func resourcesAreCounted() throws {
        for name in ["a", "b"] { room.put("shop:services:\(name)") }
        room.put("team:services:a", #"{"x":1}"#)
        room.put("team:services:a", #"{"x":2}"#)
        room.admin.type("RES.DEL services shop b")
        let watcher = room.client("HELLO 3", "RES.WATCH services shop")
        let metrics = try Metrics.of(room.server)
        #expect(metrics["milepost_resources_revision"] == 5)
        #expect(metrics[#"milepost_resources{type="services",namespace="shop"}"#] == 1)
        #expect(metrics[#"milepost_resources{type="services",namespace="team"}"#] == 1)
        #expect(metrics["milepost_resource_versions"] == 5)
        #expect(metrics["milepost_watchers"] == 1)
        #expect(metrics["milepost_watch_lag_revisions"] == 0)
        #expect(watcher.isClosed == false)
    }

    @Test func whoIsBehindIsSeen() throws {
        for number in 0..<5 { room.put("shop:services:s\(number)") }
        room.server.catchesUpAtOnce = false
        let watcher = room.client("HELLO 3", "RES.WATCH services shop FROM 1")
        let metrics = try Metrics.of(room.server)
        #expect(metrics[#"milepost_watches{state="behind"}"#] == 1)
        #expect(metrics["milepost_watch_lag_revisions"] == 4)
        room.server.catchesUpAtOnce = true
        watcher.type("PING")
        #expect(try Metrics.of(room.server)["milepost_watch_lag_revisions"] == 0)
    }

    @Test func exportsAndTheirReadersAreTold() throws {
        let room = RoutingRoom()
        room.admin.type("TRAEFIK.EXPOSE default web RULE Path(`/`) URL http://a")
        let reader = TestClient(of: room.server)
        for line in ["CLIENT SETNAME edge", "HELLO 3", "PSUBSCRIBE __keyspace*:traefik*"] { reader.type(line) }
        func load() {
            let page = reader.send("SCAN", "0", "MATCH", "traefik*", "COUNT", "10")
            reader.send((["MGET"] + (page.elements?.last?.elements?.compactMap(\.text) ?? [])).map { Array($0.utf8) })
        }
        load()
        let identity = #"user="default",name="edge",host="127.0.0.1""#
        let lag = "milepost_export_reader_lag_revisions{root=\"traefik\",\(identity)}"
        let first = try Metrics.of(room.server)
        #expect(first[#"milepost_export_revision{root="traefik"}"#] == 1)
        #expect(first[#"milepost_export_keys{root="traefik"}"#] == 5)
        #expect(first[lag] == 0)
        for number in 0..<3 { room.admin.type("TRAEFIK.EXPOSE default w\(number) RULE Path(`/`) URL http://a") }
        let second = try Metrics.of(room.server)
        #expect(second[lag] == 3)
        #expect(second[#"milepost_export_readers{root="traefik",state="behind"}"#] == 1)
        load()
        #expect(try Metrics.of(room.server)[lag] == 0)
        #expect(try Metrics.of(room.server)[#"milepost_export_events_total{root="traefik"}"#] ?? 0 >= 1)
    }

    @Test func thereIsABoundToTheirNumber() throws {
        room.admin.type("MULTI")
        for number in 0..<700 { room.admin.type("RES.PUT services n\(number) a {}") }
        room.admin.type("EXEC")
        let metrics = try Metrics.of(room.server)
        #expect(metrics.counts["milepost_resources"] ?? 0 <= 301)
        #expect(metrics[#"milepost_resources{type="_other",namespace="_other"}"#] == 400)
        let sum = metrics.samples.reduce(0) { $1.key.hasPrefix("milepost_resources{") ? $0 + $1.value : $0 }
        #expect(sum == 700)
    }

    @Test func namesOfClientsCanDoNoHarm() throws {
        room.admin.type("TRAEFIK.EXPOSE default web RULE Path(`/`) URL http://a")
        let reader = room.client()
        reader.send("CLIENT", "SETNAME", #"a"b\c{}"#)
        reader.type("PSUBSCRIBE __keyspace*:traefik*")
        let metrics = try Metrics.of(room.server)
        #expect(metrics.samples.keys.contains { $0.contains(#"name="a\"b\\c{}""#) })
    }
}
