// A Traefik's Redis provider as it speaks on the wire, at a server in a process of its own.

import Bytes
import Foundation
import TestSupport
import Testing

struct TraefikTests {
    private static let pattern = "__keyspace*:traefik*"

    /// Connects as the provider does.
    private func connect(to server: ServerProcess) throws -> Wire {
        let wire = try server.connect()
        #expect(try !wire.call("HELLO", "3").isError)
        _ = try wire.call("CLIENT", "MAINT_NOTIFICATIONS", "on", "moving-endpoint-type", "internal-ip")
        _ = try wire.call("CLIENT", "SETINFO", "LIB-NAME", "go-redis(,go1.26.6)")
        _ = try wire.call("CONFIG", "SET", "notify-keyspace-events", "KEA")
        #expect(try wire.call("EXISTS", "traefik/qmslkjdfmqlskdjfmqlksjazcueznbvbwzlkajzebvkwjdcqmlsfj") == 0)
        return wire
    }

    /// One load: two requests, whatever else the database holds.
    private func load(_ wire: Wire) throws -> [String: String] {
        let page = try wire.call("SCAN", "0", "MATCH", "traefik*", "COUNT", "10").elements
        #expect(page?.first?.text == "0")
        let keys = page?.last?.elements?.compactMap(\.text) ?? []
        #expect(keys == keys.sorted())
        try wire.send(Wire.request((["MGET"] + keys).map { Array($0.utf8) }))
        let values = try wire.reply().elements?.map { $0.text ?? "" } ?? []
        return Dictionary(uniqueKeysWithValues: zip(keys, values))
    }

    private func put(_ wire: Wire, _ number: Int, _ host: String) throws {
        let service =
            #"{"loadBalancer":{"servers":[{"url":"http://10.0.0.\#(number)"},{"url":"http://10.0.1.\#(number)"}]}}"#
        #expect(try !wire.call("RES.PUT", "http.services", "default", "app\(number)", service).isError)
        let router = #"{"rule":"Host(`\#(host)`)","service":"app\#(number)","entryPoints":["web"]}"#
        #expect(try !wire.call("RES.PUT", "http.routers", "default", "web\(number)", router).isError)
    }

    @Test func aLoadIsTwoRequestsBesideManyOtherKeys() throws {
        let server = try ServerProcess("--enable-debug-command", "yes")
        let writer = try server.connect()
        #expect(try writer.call("DEBUG", "POPULATE", "200000") == .ok)
        for number in 0..<7 { try put(writer, number, "a.example") }
        let reader = try connect(to: server)
        #expect(try load(reader).count == 7 * 5 + 2)
        let times = try (0..<20).map { _ in
            let start = ContinuousClock.now
            _ = try load(reader)
            return ContinuousClock.now - start
        }
        // Far more than it takes, and far less than a walk over all keys.
        #expect(times.min()! < .milliseconds(50), "\(times)")

        let listener = try connect(to: server)
        #expect(try listener.call("PSUBSCRIBE", Self.pattern).elements?.first?.text == "psubscribe")
        // What changed between the two connections is not lost.
        let key = "traefik/_milepost/revision"
        let event = ["__keyspace@0__:" + key, "set"]
        #expect(try listener.nextReply().elements?.compactMap(\.text).suffix(2) == event[...])
        _ = try writer.call("MULTI")
        for number in 0..<7 { _ = try writer.call("DEL", "default:http.routers:web\(number)") }
        #expect(try writer.call("EXEC").elements?.count == 7)
        #expect(try listener.nextReply().elements?.compactMap(\.text).suffix(2) == event[...])
        #expect(try load(reader)[key] == "15")
        #expect(try load(reader).count == 7 * 2 + 2)
        // Seven deletions are one event; the last of the burst before may come beside it.
        try listener.send(Wire.request([Array("PING".utf8)]))
        var others = 0
        while try listener.nextReply() != .status("PONG") { others += 1 }
        #expect(others <= 1)
    }

    /// What a manager of Traefik's configuration keeps in a file of its own: it is loaded at the start, with all that
    /// refers to what.
    @Test func whatIsManagedIsThereAgainWithWhatDependsOnWhat() throws {
        let folder = try Folder()
        let server = try ServerProcess("--dir", folder.path, "--appendonly", "yes", "--appendfsync", "always")
        let wire = try server.connect()
        #expect(try !wire.call("RES.CREATE", "http.middlewares", "default", "zip", "{\"compress\":{}}").isError)
        let exposed = try wire.call(
            "TRAEFIK.EXPOSE", "default", "shop", "RULE", "Host(`a`)", "URL", "http://a", "MIDDLEWARE", "zip")
        #expect(!exposed.isError, "\(exposed)")
        let before = try wire.call("TRAEFIK.EXPORT", "JSON")
        kill(server.program.identifier, SIGKILL)
        try wait(for: "the end of a killed server") { !server.program.isRunning }
        try server.restartIfEnded()
        let again = try server.connect()
        #expect(try again.call("TRAEFIK.EXPORT", "JSON") == before)
        for (kind, name) in [("http.middlewares", "zip"), ("http.services", "shop")] {
            #expect(try again.call("RES.DEL", kind, "default", name).failure?.hasPrefix("INUSE") == true)
        }
        #expect(try again.call("TRAEFIK.UNEXPOSE", "default", "shop").elements?.last == 3)
        #expect(try again.call("RES.DEL", "http.middlewares", "default", "zip") == 1)
    }

    @Test(arguments: [["--appendonly", "yes"], ["--appendonly", "no"]])
    func whatIsExportedIsThereAgainAfterARestart(options: [String]) throws {
        let folder = try Folder()
        let server = try ServerProcess(["--dir", folder.path, "--enable-debug-command", "yes"] + options)
        let wire = try server.connect()
        for number in 0..<4 { try put(wire, number, "a.example") }
        #expect(try wire.call("SET", "traefik/http/routers/plain/rule", "Host(`p`)") == .ok)
        #expect(try wire.call(options[1] == "yes" ? "BGREWRITEAOF" : "SAVE").isError == false)
        try wait(for: "the log to be rewritten") { try server.info("aof_rewrite_in_progress", over: wire) == "0" }
        if options[1] == "yes" { #expect(try wire.call("DEL", "default:http.routers:web3") == 1) }
        let before = try load(wire)
        let digest = try wire.call("DEBUG", "DIGEST")
        kill(server.program.identifier, SIGKILL)
        try wait(for: "the end of a killed server") { !server.program.isRunning }
        try server.restartIfEnded()
        let again = try server.connect()
        #expect(try load(again) == before)
        #expect(try again.call("DEBUG", "DIGEST") == digest)
        #expect(try again.call("SET", "traefik/http/routers/web1/rule", "x").isError)
        #expect(try again.call("DEL", "traefik/http/routers/plain/rule") == 1)
        #expect(try again.call("DEL", "default:http.routers:web0") == 1)
        #expect(try load(again).count == before.count - 4)
        #expect(try again.call("DEBUG", "RELOAD") == .ok)
        #expect(try load(again).count == before.count - 4)
    }
}
