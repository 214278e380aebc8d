// The container and its compose file, tried without a container: files that hang together, and every command in them
// run with the program, the configuration and the environment that they name.

import Foundation
import TestSupport
import Testing

struct ContainerTests {
    private static let configurationFile = "/etc/milepost/docker.conf"

    @Test func theComposeFileHangsTogether() throws {
        let compose = try ComposeFile.read()
        let files = FileManager.default
        for (name, service) in compose.services {
            #expect(service.image != nil, "\(name)")
            if let build = service.build {
                #expect(files.fileExists(atPath: repository.appending(path: build.dockerfile).path))
            }
            for port in service.ports ?? [] { #expect(port.hasPrefix("127.0.0.1:"), "\(name) is open to others") }
            for network in service.networks ?? [] { #expect(compose.networks[network] != nil, "\(network)") }
            for (source, _) in service.mounts {
                #expect(files.fileExists(atPath: repository.appending(path: source).path), "\(source)")
            }
            for volume in service.volumes ?? [] where !volume.hasPrefix(".") {
                #expect(compose.volumes[String(volume.prefix { $0 != ":" })] != nil, "\(volume)")
            }
            for (other, dependency) in service.depends_on ?? [:] {
                #expect(compose.services[other]?.profiles == nil && dependency.condition == "service_healthy")
            }
        }
        // Alone unless more is asked for.
        #expect(compose.services.filter { $0.value.profiles == nil }.map(\.key) == ["milepost"])
        let profiles = Set(compose.services.values.flatMap { $0.profiles ?? [] })
        #expect(profiles == ["traefik", "monitoring"])
        // Who speaks with the server does so where nothing leaves, and what is routed to does not see it.
        #expect(compose.networks["store"]?.internal == true)
        for name in ["whoami-one", "whoami-two"] { #expect(try compose[name].networks == ["backends"]) }
        for name in ["milepost", "traefik", "routes", "exporter"] {
            #expect(try compose[name].networks?.contains("store") == true)
        }
    }

    @Test func theImageHoldsWhatItsCommandsName() throws {
        let file = try Dockerfile.read()
        let copies = file.instructions.filter { $0.word == "COPY" }.map { $0.rest.split(separator: " ") }
        #expect(copies.contains { $0 == ["--from=build", "/milepost", "/usr/local/bin/milepost"] })
        #expect(copies.contains { $0 == ["conf/docker.conf", Self.configurationFile[...]] })
        #expect(try file.words("ENTRYPOINT") == ["milepost"])
        #expect(try file.last("USER").hasPrefix("65532"))
        #expect(try file.last("FROM") == "gcr.io/distroless/cc-debian12:nonroot")
        let built = try #require(file.instructions.first { $0.word == "RUN" }).rest
        #expect(built.contains("-c release"))
        let volume = try #require(try ComposeFile.read()["milepost"].volumes?.first)
        #expect(volume.hasSuffix(":\(try file.last("VOLUME"))"))
        let configuration = try String(
            contentsOf: repository.appending(path: "conf/docker.conf"), encoding: .utf8)
        #expect(configuration.contains("\ndir \(try file.last("VOLUME"))\n"))
    }

    @Test func withoutPasswordsItServesItsHealthCheckAlone() throws {
        let server = try containerServer(variables: [])
        var check = try Dockerfile.read().words("HEALTHCHECK")
        #expect(check[..<3] == ["milepost", "ping", Self.configurationFile])
        check[2] = repository.appending(path: "conf/docker.conf").path
        let ping = try Program(Program.milepost, check.dropFirst() + ["--port", "\(server.port)"])
        #expect(try ping.status() == 0, "\(ping.output)\(ping.errors)")

        let wire = try server.connect()
        #expect(try wire.call("PING") == .error("NOAUTH Authentication required."))
        for user in ["default", "admin", "traefik", "monitor"] {
            #expect(try wire.call("AUTH", user, "").errorCode == "WRONGPASS")
        }
        #expect(try wire.call("AUTH", "health", "") == .ok)
        #expect(try wire.call("PING") == .status("PONG"))
        for words in ["GET k", "INFO", "SCAN 0", "ACL WHOAMI", "SUBSCRIBE c"] {
            try wire.send(line: words)
            #expect(try wire.reply().errorCode == "NOPERM", "\(words)")
        }
    }

    @Test func aPasswordMayComeAsASecret() throws {
        let secret = FileManager.default.temporaryDirectory.appending(path: "milepost-secret-\(UUID().uuidString)")
        try Data("open sesame\n".utf8).write(to: secret)
        defer { try? FileManager.default.removeItem(at: secret) }
        let server = try containerServer(variables: ["MILEPOST_PASSWORD_ADMIN_FILE=\(secret.path)"])
        #expect(try server.connect().call("AUTH", "admin", "open sesame") == .ok)
    }

    @Test func traefikMayReadItsRoutesAndNothingElse() throws {
        let compose = try ComposeFile.read()
        let server = try containerServer(variables: compose["milepost"].variables)
        let admin = try server.connect()
        #expect(try admin.call("AUTH", "admin", "admin") == .ok)
        #expect(try !admin.call("TRAEFIK.EXPOSE", "default", "a", "RULE", "Path(`/`)", "URL", "http://a").isError)
        #expect(try admin.call("SET", "secret", "v") == .ok)

        // As its provider asks: see the transcript of a real one.
        let traefik = try server.connect()
        let words = try compose["traefik"].command ?? []
        let flags = Dictionary(uniqueKeysWithValues: words.map { $0.split(separator: "=", maxSplits: 1) }.map {
            (String($0[0]), String($0[1]))
        })
        #expect(flags["--providers.redis.endpoints"] == "milepost:6379")
        let user = try #require(flags["--providers.redis.username"])
        let password = try #require(flags["--providers.redis.password"])
        #expect(try !traefik.call("HELLO", "3", "AUTH", user, password).isError)
        #expect(try traefik.call("CLIENT", "SETINFO", "LIB-NAME", "go-redis") == .ok)
        #expect(try traefik.call("SELECT", "0") == .ok)
        // Told that it may not, Traefik goes on.
        #expect(try traefik.call("CONFIG", "SET", "notify-keyspace-events", "KEA").errorCode == "NOPERM")
        #expect(try traefik.call("EXISTS", "traefik/qmslkjdf") == 0)
        let keys = try traefik.call("SCAN", "0", "MATCH", "traefik*", "COUNT", "10").elements?.last?.elements ?? []
        #expect(keys.count == 5)
        try traefik.send(Wire.request([Array("MGET".utf8)] + keys.map { Array(($0.text ?? "").utf8) }))
        #expect(try traefik.reply().elements?.compactMap(\.text).contains("Path(`/`)") == true)

        #expect(try traefik.call("MGET", "secret").errorCode == "NOPERM")
        #expect(try traefik.call("EXISTS", "secret").errorCode == "NOPERM")
        #expect(try traefik.call("SCAN", "0", "COUNT", "1000").elements?.last?.elements?.count == 5)
        for channel in ["*", "__key*", "__keyspace@0__:*"] {
            #expect(try traefik.call("PSUBSCRIBE", channel).errorCode == "NOPERM")
        }
        try expectRefusals(of: traefik, asking: admin)
        #expect(try traefik.call("PSUBSCRIBE", "__keyspace*:traefik*").elements?.last == 1)
    }

    /// Every other command of the server, with enough words, each of them a key that may be read.
    private func expectRefusals(of traefik: Wire, asking admin: Wire) throws {
        let allowed: Set = [
            "hello", "auth", "quit", "reset", "client|setinfo", "select", "exists", "scan", "mget", "psubscribe",
            "ping",
        ]
        let names = try admin.call("COMMAND", "LIST").elements?.compactMap(\.text) ?? []
        #expect(names.count > 150)
        for name in names where !allowed.contains(name) {
            let arity = try admin.call("COMMAND", "INFO", name).elements?.first?.elements?[1]
            guard case .integer(let count) = arity else { throw WireError.refused(name) }
            let words = name.split(separator: "|").map(String.init)
            let filling = Array(repeating: "traefik/x", count: max(0, Int(abs(count)) - words.count))
            try traefik.send(Wire.request((words + filling).map { Array($0.utf8) }))
            let reply = try traefik.reply()
            // A family by itself is no command, and DEBUG is refused to everybody.
            let isFamily = words.count == 1 && names.contains { $0.hasPrefix(name + "|") }
            // EXEC says so as the reason why a transaction is discarded, even where there is none.
            let isNotPermitted = reply.failure?.contains("NOPERM ") ?? false
            let isRefused = isNotPermitted || (isFamily || name.hasPrefix("debug")) && reply.isError
            #expect(isRefused, "\(name): \(reply)")
        }
    }

    @Test func theExampleRoutesAreLoadedOnce() throws {
        let compose = try ComposeFile.read()
        let server = try containerServer(variables: compose["milepost"].variables)
        let service = try compose["routes"]
        #expect(service.mounts.map(\.source) == ["./conf/routes"])
        var words = try #require(service.entrypoint)
        words = words.map { $0.replacing("/routes/", with: repository.path + "/conf/routes/") }
        #expect(words[0] == "sh")
        let variables = service.variables.map {
            $0.hasPrefix("MILEPOST_HOST") ? "MILEPOST_HOST=127.0.0.1"
                : $0.hasPrefix("MILEPOST_PORT") ? "MILEPOST_PORT=\(server.port)" : $0
        }
        let first = try Program("/bin/sh", Array(words.dropFirst()), variables: variables)
        let status = try first.status()
        try cancelIfMissing("load.sh", status: status)
        #expect(status == 0, "\(first.output)\(first.errors)")

        let admin = try server.connect()
        #expect(try admin.call("AUTH", "admin", "admin") == .ok)
        for (host, path, router) in [
            ("localhost", "/", "everything"), ("localhost", "/one", "one"), ("two.example.org", "/", "two"),
        ] {
            let match = try admin.call("TRAEFIK.MATCH", "default", "GET", host, path)
            #expect("\(match.rendered)".contains("\"\(router)\""), "\(match.rendered)")
        }
        // Each server that is routed to is a service of the file.
        let keys = try admin.call("KEYS", "traefik/http/services/*/url").elements?.compactMap(\.text) ?? []
        let servers = try keys.map { try admin.call("GET", $0).text ?? "" }
        #expect(Set(servers) == ["http://whoami-one", "http://whoami-two"])
        for name in servers { #expect(compose.services[String(name.dropFirst("http://".count))] != nil) }

        #expect(try !admin.call("RES.DEL", "http.routers", "default", "two").isError)
        let second = try Program("/bin/sh", Array(words.dropFirst()), variables: variables)
        #expect(try second.status() == 0 && second.output.contains("nothing was loaded"), "\(second.output)")
        #expect(try admin.call("EXISTS", "traefik/http/routers/two/rule") == 0)
    }
}
