// The dashboard and the alerts ask for nothing that Prometheus's Redis exporter does not tell of this server.

import Foundation
import TestSupport
import Testing

struct MonitoringTests {
    private static let folder = repository.appending(path: "conf/monitoring")
    private static let exporter = "/usr/bin/prometheus-redis-exporter"

    /// Every query, by where it stands.
    private func queries() throws -> [(place: String, query: String)] {
        struct Alerts: Decodable {
            struct Group: Decodable { let rules: [Rule] }
            struct Rule: Decodable {
                let alert: String
                let expr: String
                let annotations: [String: String]
            }
            let groups: [Group]
        }
        struct Dashboard: Decodable {
            struct Panel: Decodable {
                let title: String
                let targets: [Target]
            }
            struct Target: Decodable { let expr: String }
            let panels: [Panel]
        }
        let text = try String(contentsOf: Self.folder.appending(path: "alerts.yml"), encoding: .utf8)
        let alerts = try JSONDecoder().decode(Alerts.self, from: jsonOfYAML(text)).groups.flatMap(\.rules)
        for alert in alerts { #expect(alert.annotations.keys.sorted() == ["action", "summary"], "\(alert.alert)") }
        let dashboard = try JSONDecoder().decode(
            Dashboard.self, from: Data(contentsOf: Self.folder.appending(path: "grafana-dashboard.json")))
        return alerts.map { ($0.alert, $0.expr) }
            + dashboard.panels.flatMap { panel in panel.targets.map { (panel.title, $0.expr) } }
    }

    /// Does what makes the server count, so that every figure is there.
    private func use(_ server: ServerProcess) throws {
        let wire = try server.connect()
        #expect(try wire.call("AUTH", "admin", "no").isError)
        #expect(try wire.call("AUTH", "traefik", "traefik") == .ok)
        #expect(try wire.call("GET", "k").isError)
        #expect(try wire.call("AUTH", "admin", "admin") == .ok)
        #expect(try wire.call("SET", "k", "v", "EX", "1000") == .ok)
        _ = try wire.call("GET", "k")
    }

    private func metrics(of server: ServerProcess, _ service: ComposeFile.Service) throws -> [Substring] {
        let port = Wire.freePort()
        let variables = service.variables.map {
            $0.hasPrefix("REDIS_ADDR=") ? "REDIS_ADDR=redis://127.0.0.1:\(server.port)" : $0
        }
        let address = "127.0.0.1:\(port)"
        let program = try Program(Self.exporter, ["-web.listen-address", address], variables: variables)
        try wait(for: "the exporter") { program.isRunning ? (try? Wire(port: port)) != nil : true }
        let wire = try Wire(port: port)
        try wire.send(Array("GET /metrics HTTP/1.0\r\n\r\n".utf8))
        return try wire.readToEnd().split(separator: "\n").filter { $0.hasPrefix("redis_") }
    }

    @Test func everyQueryFindsItsFigures() throws {
        try cancelIfMissing(
            "the dashboard", status: FileManager.default.isExecutableFile(atPath: Self.exporter) ? 0 : 77)
        let compose = try ComposeFile.read()
        let server = try containerServer(variables: compose["milepost"].variables)
        try use(server)
        let lines = try metrics(of: server, compose["exporter"])
        #expect(lines.contains("redis_up 1"), "\(lines)")
        #expect(!lines.contains { $0.hasPrefix("redis_exporter_last_scrape_error") && !$0.hasSuffix(" 0") })
        let all = try queries()
        #expect(all.count > 30)
        for (place, query) in all {
            for name in query.matches(of: /redis_[a-z_]+/).map(\.output) {
                let found = lines.filter { $0.hasPrefix(name + " ") || $0.hasPrefix(name + "{") }
                #expect(!found.isEmpty, "\(place): \(name)")
                // A label that is asked for is one that the figure has, with that value.
                for label in query.matches(of: /[a-z]+="[^"]*"/).map(\.output) {
                    #expect(found.contains { $0.contains(label) }, "\(place): \(label)")
                }
            }
        }
    }

    @Test func everyFileIsWhereTheComposeFileAndTheOthersLookForIt() throws {
        struct Targets: Decodable {
            struct Job: Decodable { let static_configs: [Group] }
            struct Group: Decodable { let targets: [String] }
            let rule_files: [String]
            let scrape_configs: [Job]
        }
        let text = try String(contentsOf: Self.folder.appending(path: "prometheus.yml"), encoding: .utf8)
        let prometheus = try JSONDecoder().decode(Targets.self, from: jsonOfYAML(text))
        let compose = try ComposeFile.read()
        let mounted = try compose["prometheus"].mounts.map(\.target)
        for file in prometheus.rule_files { #expect(mounted.contains(file)) }
        for target in prometheus.scrape_configs.flatMap(\.static_configs).flatMap(\.targets) {
            #expect(compose.services[String(target.prefix { $0 != ":" })] != nil, "\(target)")
        }
        let grafana = try compose["grafana"]
        let home = try #require(grafana.environment?["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"])
        #expect(grafana.mounts.map(\.target).contains(home))
        for name in ["grafana-sources.yml", "grafana-folders.yml"] {
            let content = try String(contentsOf: Self.folder.appending(path: name), encoding: .utf8)
            #expect(try !jsonOfYAML(content).isEmpty)
            #expect(grafana.mounts.map(\.source).contains("./conf/monitoring/\(name)"))
        }
    }
}
