// What Prometheus's own tool says of our metrics page and of our rules: nothing.

import Foundation
import TestSupport
import Testing

struct PromtoolTests {
    private static let tool = "/usr/bin/promtool"

    private func check(_ words: String...) throws {
        try cancelIfMissing(
            "promtool", status: FileManager.default.isExecutableFile(atPath: Self.tool) ? 0 : 77)
        let check = try Program("/bin/sh", ["-c", "exec \(words.joined(separator: " "))"])
        let status = try check.status()
        #expect(status == 0 && check.errors.isEmpty, "\(status): \(check.output)\(check.errors)")
    }

    /// A server in which there is something of everything that is counted.
    private func used(_ port: Int) throws -> (server: ServerProcess, wires: [Wire]) {
        let server = try ServerProcess(["--http-port", String(port), "--appendonly", "yes"])
        let wires = try (0..<4).map { _ in try server.connect() }
        let wire = wires[0]
        #expect(try !wire.call("TRAEFIK.EXPOSE", "default", "a", "RULE", "Path(`/`)", "URL", "http://a").isError)
        #expect(try !wire.call("RES.PUT", "t", "team-a", "x", "1").isError)
        #expect(try wire.call("SET", "k", "v", "PX", "1") == .ok)
        #expect(try wire.call("nonsense").isError)
        let listeners = ["PSUBSCRIBE __keyspace*:traefik*", "RES.WATCH * * FROM 0", "MONITOR"]
        for (listener, line) in zip(wires.dropFirst(), listeners) {
            try listener.send(line: line)
            #expect(try !listener.nextReply().isError)
        }
        return (server, wires)
    }

    @Test func theMetricsAreAsPrometheusWantsThem() throws {
        let port = Wire.freePort()
        let (server, wires) = try used(port)
        let page = try Wire(port: port)
        try page.send(Array("GET /metrics HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n".utf8))
        let text = try page.readToEnd()
        let content = text[try #require(text.firstRange(of: "\r\n\r\n")).upperBound...]
        #expect(content.contains("milepost_") && wires.count == 4)
        let file = server.program.folder.appending(path: "metrics")
        try Data(content.utf8).write(to: file)
        try check(Self.tool, "check", "metrics", "<", file.path)
    }

    @Test func theAlertsAreRulesThatPrometheusTakes() throws {
        let folder = repository.appending(path: "conf/monitoring")
        try check(Self.tool, "check", "rules", folder.appending(path: "alerts.yml").path)
        try check(Self.tool, "check", "config", "--syntax-only", folder.appending(path: "prometheus.yml").path)
    }
}
