// The second port of the real program: by hand, where it is about bytes and patience, and by curl and Python.

import Foundation
import TestSupport
import Testing

/// A server with both ports.
private final class HTTPServer {
    let process: ServerProcess
    let port: Int
    let wire: Wire

    init(_ options: String...) throws {
        port = Wire.freePort()
        process = try ServerProcess(["--http-port", String(port)] + options)
        wire = try process.connect()
    }

    func connect() throws -> Wire { try Wire(port: port) }

    /// What is answered to requests before the connection ends.
    func exchange(_ text: String) throws -> String {
        let wire = try connect()
        try wire.send(Array(text.utf8))
        return try wire.readToEnd()
    }

    func get(_ path: String, _ headers: String..., method: String = "GET") throws -> Answer {
        let lines = ["\(method) \(path) HTTP/1.1", "Host: h", "Connection: close"] + headers
        return try Answer(exchange(lines.joined(separator: "\r\n") + "\r\n\r\n"))
    }

    func expose(_ namespace: String, _ name: String = "web") throws {
        let reply = try wire.call("TRAEFIK.EXPOSE", namespace, name, "RULE", "Path(`/`)", "URL", "http://a")
        #expect(!reply.isError, "\(reply)")
    }

    func info(_ field: String) throws -> String? { try process.info(field, over: wire) }
}

private struct Answer {
    let status: Int
    let headers: [String: String]
    let content: String

    init(_ text: String) throws {
        let parts = text.split(separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
        let lines = parts[0].split(separator: "\r\n")
        status = Int(lines.first?.split(separator: " ").dropFirst().first ?? "") ?? 0
        headers = Dictionary(
            lines.dropFirst().compactMap { line in
                line.firstRange(of: ": ").map { (String(line[..<$0.lowerBound]), String(line[$0.upperBound...])) }
            }, uniquingKeysWith: { $0 + ", " + $1 })
        content = parts.count > 1 ? String(parts[1]) : ""
    }
}

struct HTTPTests {
    @Test func itIsClosedUnlessAskedFor() throws {
        let server = try ServerProcess()
        #expect(try server.info("http_port") == "0")
        #expect(!server.log.contains("http"))
    }

    @Test func theThreePagesAreThere() throws {
        let server = try HTTPServer()
        try server.expose("default")
        let routing = try server.get("/traefik/default")
        #expect(routing.status == 200)
        #expect(routing.headers["X-Config-Revision"] == "1")
        #expect(routing.headers["Content-Type"] == "application/json")
        #expect(routing.headers["Content-Length"] == String(routing.content.utf8.count))
        #expect(routing.content.hasPrefix(#"{"http":{"routers":{"web":{"#))
        let health = try server.get("/health")
        #expect(health.status == 200 && health.content.contains(#""status":"ready""#))
        let metrics = try server.get("/metrics")
        #expect(metrics.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8")
        #expect(metrics.content.contains("\nmilepost_http_answers_total{status=\"200\"} 2\n"))
        #expect(metrics.content.contains("\nmilepost_export_revision{root=\"traefik\"} 1\n"))
        let tag = try #require(routing.headers["ETag"])
        let again = try server.get("/traefik/default", "If-None-Match: \(tag)")
        #expect(again.status == 304 && again.content.isEmpty)
        let head = try server.get("/traefik/default", method: "HEAD")
        #expect(head.content.isEmpty && head.headers["Content-Length"] == routing.headers["Content-Length"])
        #expect(try server.info("http_answers") == "5")
        #expect(try server.info("listener2")?.hasPrefix("name=http,") == true || server.info("listener1") != nil)
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", 404), ("GET /traefik HTTP/1.0\r\n\r\n", 404),
        ("GET /traefik/nowhere HTTP/1.0\r\n\r\n", 404), ("GET /health/x HTTP/1.0\r\n\r\n", 404),
        ("GET /health HTTP/1.1\r\n\r\n", 400), ("GET /health\n", 400), ("PING\r\n", 400),
        ("POST /health HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc", 405),
        ("GET /health HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc", 413),
        ("GET /health HTTP/1.1\r\nHost: h\r\nExpect: x\r\n\r\n", 417), ("GET /health HTTP/3.0\r\n", 505),
        ("GET /health HTTP/1.0\r\nAuthorization: Digest x\r\n\r\n", 200),
        ("GET /metrics HTTP/1.0\r\nAuthorization: Digest x\r\n\r\n", 401),
        ("GET /metrics HTTP/1.0\r\nAuthorization: Bearer nobody:x\r\n\r\n", 401),
    ])
    func whatIsWrongIsToldAndTheConnectionEnds(_ request: String, _ status: Int) throws {
        let server = try HTTPServer()
        let answer = try Answer(server.exchange(request))
        #expect(answer.status == status, "\(answer)")
        #expect(answer.headers["Connection"] == "close")
        #expect(status == 200 || (answer.content.hasSuffix("\n") && answer.content.count > 20))
        #expect((answer.headers["Allow"] == "GET, HEAD") == (status == 405))
        #expect((answer.headers["WWW-Authenticate"] != nil) == (status == 401))
        #expect(try server.wire.call("PING") == .status("PONG"))
    }

    @Test func longLinesAndManyHeadersAreRefused() throws {
        let server = try HTTPServer()
        let long = String(repeating: "a", count: 100_000)
        #expect(try Answer(server.exchange("GET /\(long) HTTP/1.1\r\n\r\n")).status == 414)
        #expect(try Answer(server.exchange("GET / HTTP/1.1\r\nHost: h\r\nX: \(long)\r\n\r\n")).status == 431)
        // A body that nobody waits for does not cost its sender the answer.
        let body = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n" + long
        #expect(try Answer(server.exchange(body)).status == 405)
    }

    // MARK: Connections

    @Test func aConnectionServesManyRequestsInOrder() throws {
        let server = try HTTPServer()
        let wire = try server.connect()
        let paths = (0..<200).map { ["/health", "/traefik/nowhere", "/x"][$0 % 3] }
        for path in paths.dropLast() { try wire.send(Array("GET \(path) HTTP/1.1\r\nHost: h\r\n\r\n".utf8)) }
        try wire.send(Array("GET \(paths.last!) HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n".utf8))
        let answers = try wire.readToEnd().components(separatedBy: "HTTP/1.1 ").dropFirst()
        #expect(answers.map { $0.prefix(3) } == paths.map { $0 == "/health" ? "200" : "404" })
        #expect(answers.count { $0.contains("Connection: close") } == 1)
    }

    @Test func whatComesInPiecesIsTaken() throws {
        let server = try HTTPServer()
        let wire = try server.connect()
        for byte in "GET /health HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n".utf8 {
            try wire.send([byte])
            #expect(try server.wire.call("PING") == .status("PONG"))
        }
        #expect(try Answer(wire.readToEnd()).status == 200)
    }

    @Test func whoEndsItsSideIsStillAnswered() throws {
        let server = try HTTPServer()
        let wire = try server.connect()
        try wire.send(Array("GET /health HTTP/1.1\r\nHost: h\r\n\r\nGET /x HTTP/1.1\r\nHost: h\r\n\r\n".utf8))
        wire.endSending()
        let answers = try wire.readToEnd().components(separatedBy: "HTTP/1.1 ").dropFirst()
        #expect(answers.map { $0.prefix(3) } == ["200", "404"])
    }

    @Test func whoIsSlowIsNotWaitedFor() throws {
        let server = try HTTPServer("--http-timeout", "1")
        let sender = try server.connect()
        let silent = try server.connect()
        try sender.send(Array("GET /health HT".utf8))
        #expect(try Answer(sender.readToEnd()).status == 408)
        #expect(try silent.readToEnd() == "")
        try wait(for: "the connections to end") { try server.info("http_connections") == "0" }
    }

    @Test func whoDoesNotReadKeepsNobodyElseWaiting() throws {
        let server = try HTTPServer()
        let long = String(repeating: "x", count: 1 << 19)
        for number in 0..<24 {
            let body = #"{"headers":{"customResponseHeaders":{"X-Long":"\#(long)"}}}"#
            #expect(try !server.wire.call("RES.PUT", "http.middlewares", "big", "m\(number)", body).isError)
        }
        let reader = try server.connect()
        try reader.send(Array("GET /traefik/big HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n".utf8))
        let lazy = try server.connect()
        try lazy.send(Array("GET /traefik/big HTTP/1.1\r\nHost: h\r\n\r\n".utf8))
        #expect(try server.get("/health").status == 200)
        let answer = try Answer(reader.readToEnd())
        #expect(answer.headers["Content-Length"] == String(answer.content.utf8.count))
        #expect(answer.content.utf8.count > 12 << 20)
        // Only now: a slow machine would send the reader away as well.
        #expect(try server.wire.call("CONFIG", "SET", "http-timeout", "1") == .status("OK"))
        try wait(for: "the one that does not read to be sent away") { try server.info("http_connections") == "0" }
    }

    @Test func thereAreNoMoreConnectionsThanAllowed() throws {
        let server = try HTTPServer("--http-max-connections", "2")
        let first = [try server.connect(), try server.connect()]
        try wait(for: "two connections") { try server.info("http_connections") == "2" }
        #expect(try Answer(server.connect().readToEnd()).status == 503)
        try first[0].send(Array("GET /health HTTP/1.0\r\n\r\n".utf8))
        #expect(try Answer(first[0].readToEnd()).status == 200)
        #expect(try server.info("http_connections_rejected") == "1")
        #expect(try server.info("connected_clients") == "1")
    }

    @Test func thePortIsMovedOpenedAndClosed() throws {
        let server = try ServerProcess()
        let wire = try server.connect()
        let port = Wire.freePort()
        #expect(try wire.call("CONFIG", "SET", "http-port", String(port)) == .ok)
        #expect(throws: Never.self) { try Wire(port: port) }
        let taken = try wire.call("CONFIG", "SET", "http-port", String(server.port))
        #expect(taken.rendered.contains("'http-port') - Can't listen on 127.0.0.1:\(server.port)"), "\(taken)")
        #expect(throws: Never.self) { try Wire(port: port) }
        #expect(try wire.call("CONFIG", "SET", "http-port", "0") == .ok)
        #expect(throws: WireError.self) { try Wire(port: port) }
    }

    // MARK: Rights

    @Test func aTenantIsToldTheSameOfWhatIsThereAndWhatIsNot() throws {
        let server = try HTTPServer(
            "--user", "tenant", "on", ">pw", "%R~mine:*", "+traefik.export", "--requirepass", "secret")
        _ = try server.wire.call("AUTH", "secret")
        try server.expose("theirs")
        try server.expose("mine")
        func exchange(_ path: String, _ proof: String) throws -> String {
            let text = try server.exchange("GET \(path) HTTP/1.0\r\nAuthorization: \(proof)\r\n\r\n")
            return text.replacing(/Date: .*\r\n/, with: "")
        }
        let refusals = try ["theirs", "nowhere", "default", "A%20b"].map { namespace in
            try exchange("/traefik/\(namespace)", "Bearer tenant:pw")
        }
        #expect(refusals[0].hasPrefix("HTTP/1.1 403"))
        #expect(Set(refusals).count == 1, "\(refusals)")
        #expect(try exchange("/traefik/mine", "Bearer tenant:pw").hasPrefix("HTTP/1.1 200"))
        #expect(try exchange("/traefik/mine", "Basic dGVuYW50OnB3").hasPrefix("HTTP/1.1 200"))
        let strangers = try ["mine", "nowhere"].map { try server.exchange("GET /traefik/\($0) HTTP/1.0\r\n\r\n") }
        #expect(strangers.allSatisfy { $0.hasPrefix("HTTP/1.1 401") })
        #expect(try exchange("/traefik/theirs", "Bearer secret").hasPrefix("HTTP/1.1 200"))
        #expect(try exchange("/traefik/theirs", "Bearer tenant:secret").hasPrefix("HTTP/1.1 401"))
        #expect(try exchange("/health", "Bearer tenant:secret").hasPrefix("HTTP/1.1 200"))
        // Who one was counts for nothing in the next request of the connection.
        let both = "GET /traefik/mine HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer tenant:pw\r\n\r\n"
        let answers = try server.exchange(both + "GET /traefik/mine HTTP/1.0\r\n\r\n")
        #expect(answers.components(separatedBy: "HTTP/1.1 ").dropFirst().map { $0.prefix(3) } == ["200", "401"])
        let log = try server.wire.call("ACL", "LOG").rendered
        #expect(log.contains("\"HTTP\"") && log.contains("\"theirs:*\""))
    }

    // MARK: The disk

    @Test func nothingIsToldThatIsNotOnTheDisk() throws {
        let folder = try Folder()
        let server = try HTTPServer("--dir", folder.path, "--appendonly", "yes", "--appendfsync", "always")
        for number in 1...20 {
            try server.expose("default", "web\(number)")
            #expect(try server.get("/traefik/default").headers["X-Config-Revision"] == String(number))
        }
    }

    // MARK: Clients

    private static let python = """
        import http.client, json, sys
        connection = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=60)
        for _ in range(3):
            connection.request("GET", "/traefik/default", headers={"Authorization": "Bearer poller:pw"})
            answer = connection.getresponse()
            document = json.loads(answer.read())
            assert answer.status == 200 and document["http"]["routers"]["web"]["service"] == "web", document
        connection.request("HEAD", "/health")
        answer = connection.getresponse()
        assert answer.status == 200 and answer.read() == b""
        connection.request("POST", "/health", body=b"x" * 100000)
        answer = connection.getresponse()
        assert answer.status == 405 and b"GET" in answer.read()
        connection.request("GET", "/health")
        assert json.load(connection.getresponse())["status"] == "ready"
        print("done")
        """

    @Test func pythonReads() throws {
        let server = try HTTPServer("--user", "poller", "on", ">pw", "%R~default:*", "+traefik.export")
        try server.expose("default")
        let client = try Program("/usr/bin/env", ["python3", "-c", Self.python, String(server.port)])
        let status = try client.status(atMost: 60)
        try cancelIfMissing("HTTPTests.pythonReads", status: status)
        #expect(client.output == "done\n", "\(client.errors)")
    }

    @Test func curlReads() throws {
        let server = try HTTPServer("--user", "poller", "on", ">pw", "%R~default:*", "+traefik.export")
        try server.expose("default")
        let base = "http://127.0.0.1:\(server.port)"
        let paths = ["/traefik/default", "/health", "/metrics", "/traefik/other", "/"]
        let arguments = ["curl", "-sS", "-u", "poller:pw", "-w", "%{http_code} "]
        let client = try Program(
            "/usr/bin/env", arguments + paths.flatMap { ["-o", "/dev/null", base + $0] })
        let status = try client.status(atMost: 60)
        try cancelIfMissing("HTTPTests.curlReads", status: status)
        #expect(client.output == "200 200 403 403 404 ", "\(client.errors)")
    }
}
