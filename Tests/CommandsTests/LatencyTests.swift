// How long commands take: counters, percentiles and histograms of each, and the history of what took long.

import Commands
import Engine
import Testing
import TestSupport

struct LatencyTests {
    private let server = TestServer()
    private let client: TestClient

    init() {
        server.services.settings.debugCommand = .always
        client = TestClient(of: server)
    }

    private func lines(_ section: String) -> [String] {
        client.send("INFO", section).text?.split(separator: "\r\n").map(String.init) ?? []
    }

    private func spend(_ seconds: String) {
        #expect(client.send("DEBUG", "SLEEP", seconds) == .ok)
    }

    // MARK: Every command

    @Test func theTimeOfACommandIsCounted() {
        spend("0.2")
        spend("0.1")
        #expect(lines("commandstats").contains {
            $0.hasPrefix("cmdstat_debug:calls=2,usec=300000,usec_per_call=150000.00,")
        })
        #expect(lines("stats").contains("eventloop_duration_cmd_sum:300000"))
    }

    @Test func whatRunsForExecCountsForItselfAndForExec() {
        client.send("MULTI")
        client.send("DEBUG", "SLEEP", "0.2")
        client.send("DEBUG", "SLEEP", "0.3")
        client.send("EXEC")
        #expect(lines("commandstats").contains { $0.hasPrefix("cmdstat_exec:calls=1,usec=500000,") })
        #expect(lines("commandstats").contains { $0.hasPrefix("cmdstat_debug:calls=2,usec=500000,") })
        #expect(lines("stats").contains("eventloop_duration_cmd_sum:500000"))
    }

    @Test func percentilesAreThoseThatAreAskedFor() {
        for _ in 1...98 { spend("0.001") }
        spend("0.01")
        spend("0.1")
        client.send("CONFIG", "SET", "latency-tracking-info-percentiles", "0 50 99 100")
        let line = lines("latencystats").first { $0.hasPrefix("latency_percentiles_usec_debug:") }
        let values = line?.split(separator: ":")[1].split(separator: ",").map { $0.split(separator: "=") } ?? []
        #expect(values.map { $0[0] } == ["p0", "p50", "p99", "p100"])
        for (value, truth) in zip(values.map { Double($0[1])! }, [1_000.0, 1_000, 10_000, 100_000]) {
            #expect(value >= truth && value <= truth * 65 / 64, "\(value) for \(truth)")
        }
    }

    @Test func percentilesAreKeptUnlessToldOtherwise() {
        client.send("CONFIG", "SET", "latency-tracking", "no")
        client.send("SET", "a", "b")
        #expect(!lines("latencystats").contains { $0.contains("usec_set") })
        client.send("CONFIG", "SET", "latency-tracking", "yes")
        client.send("SET", "a", "b")
        #expect(lines("latencystats").contains("latency_percentiles_usec_set:p50=0.000,p99=0.000,p99.9=0.000"))
        client.send("CONFIG", "RESETSTAT")
        #expect(lines("latencystats").contains { $0.contains("usec_config|resetstat:") })
        #expect(!lines("latencystats").contains { $0.contains("usec_set") })
    }

    @Test func theHistogramCountsUpToEachLimit() {
        for seconds in ["0.000001", "0.000003", "0.000003", "0.0001", "2"] { spend(seconds) }
        let histogram = client.send("LATENCY", "HISTOGRAM", "debug", "nothing")
        #expect(
            histogram == [
                "debug", ["calls", 5, "histogram_usec", [1, 1, 4, 3, 132, 4, 1_082_130, 5]],
            ])
    }

    @Test func aContainerStandsForItsSubcommands() {
        client.send("CLIENT", "ID")
        client.send("CLIENT", "GETNAME")
        let names = client.send("LATENCY", "HISTOGRAM", "client").elements ?? []
        #expect(names.compactMap(\.text) == ["client|id", "client|getname"])
        #expect(client.send("LATENCY", "HISTOGRAM", "client|id").elements?.first == "client|id")
        client.send("CONFIG", "RESETSTAT")
        #expect(client.send("LATENCY", "HISTOGRAM").elements?.first == "config|resetstat")
    }

    // MARK: What took long

    @Test func whatTookLongHasAHistory() {
        client.send("CONFIG", "SET", "latency-monitor-threshold", "200")
        let start = server.now / 1000
        spend("0.3")
        spend("0.1")
        server.advance(milliseconds: 2000)
        spend("0.5")
        spend("0.4")
        let history = client.send("LATENCY", "HISTORY", "command").elements ?? []
        #expect(history.compactMap { $0.elements?[1].number }.first == 300)
        #expect(history.compactMap { $0.elements?[0].number }.first == start)
        let latest = client.send("LATENCY", "LATEST").elements?.first?.elements
        #expect(latest?[0] == "command")
        #expect(latest?[3] == 500)
        #expect(client.send("LATENCY", "RESET", "fast-command") == 0)
        #expect(client.send("LATENCY", "RESET", "COMMAND") == 1)
        #expect(client.send("LATENCY", "LATEST") == [])
    }

    @Test func ofOneSecondTheWorstIsKept() {
        client.send("CONFIG", "SET", "latency-monitor-threshold", "1")
        server.setTime(TestServer.beginning)
        spend("0.010")
        spend("0.030")
        spend("0.020")
        #expect(client.send("LATENCY", "HISTORY", "command") == [[.integer(TestServer.beginning / 1000), 30]])
    }

    @Test func withoutAThresholdNothingIsKept() {
        spend("5")
        #expect(client.send("LATENCY", "LATEST") == [])
        #expect(client.send("LATENCY", "DOCTOR").text?.contains("latency-monitor-threshold") == true)
    }

    @Test func theGraphHasAColumnForEverySample() {
        client.send("CONFIG", "SET", "latency-monitor-threshold", "1")
        for milliseconds in [10, 20, 30, 40] {
            server.setTime((server.now / 1000 + 61) * 1000)
            spend("0.0\(milliseconds)")
        }
        let lines = client.send("LATENCY", "GRAPH", "command").text?
            .split(separator: "\n", omittingEmptySubsequences: false) ?? []
        #expect(lines[0] == "command - high 40 ms, low 10 ms (all time high 40 ms)")
        #expect(lines[2...] == ["   #", "  #|", " o||", "_|||", "    ", "3210", "mmms", ""])
    }

    @Test func theDoctorNamesWhatItFoundAndWhatToDo() {
        client.send("CONFIG", "SET", "latency-monitor-threshold", "1", "slowlog-log-slower-than", "-1")
        spend("0.010")
        let text = client.send("LATENCY", "DOCTOR").text ?? ""
        #expect(text.contains("1. command: 1 times (10 ms on average, mean deviation 0 ms"))
        #expect(text.contains("Turn the slow log on"))
    }

    @Test func theLatestOfManySamplesAreKept() {
        var monitor = LatencyMonitor()
        monitor.setThreshold(milliseconds: 1)
        for second in 0..<Int64(500) { monitor.note(.expiryCycle, (second + 1) * 1_000_000, at: second) }
        monitor.note(.expiryCycle, 999_999, at: 1000)
        let series = monitor.series(named: "expire-cycle")
        #expect(series?.samples.count == 160)
        #expect(series?.samples.first?.second == 340)
        #expect(series?.worst == 500)
        #expect(monitor.series(named: "command") == nil)
    }
}
