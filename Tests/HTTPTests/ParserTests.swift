// The parser over every split and every truncation of requests, well formed and hostile.

import Bytes
import HTTP
import TestSupport
import Testing

struct ParserTests {
    private static let inputs = [
        get("/health"),
        get("/traefik/team%2Da?x=1", "Authorization: Bearer a:b", "Connection: close"),
        get("/a") + get("/b", method: "HEAD") + get("/c", version: "1.0"),
        "\r\n" + get("/after-an-empty-line"),
        get("/a") + "GET /bare-line HTTP/1.1\nHost: x\n\n",
        get("/a") + "GET / HTTP/1.1\r\nHost: x\r\n folded\r\n\r\n",
        "GET / HTTP/2.0\r\n", "GET /x\r\n\r\n", "nonsense\n", get("/x", "Content-Length: 3") + "abc",
    ]

    @Test(arguments: inputs) func anySplitMeansTheSame(_ input: String) {
        let bytes = Array(input.utf8)
        let whole = parse(input)
        forEverySplit(of: bytes) { pieces in
            var feed = Feed()
            #expect(feed.take(pieces) == whole, "\(pieces.map { String(decoding: $0, as: UTF8.self) })")
        }
    }

    @Test func aBeginningIsNoRequestAndNoFault() {
        let input = get("/traefik/default", "Authorization: Basic YTpi", "If-None-Match: \"7\"")
        forEveryTruncation(of: Array(input.utf8)) { beginning in
            var feed = Feed()
            #expect(feed.take([beginning]) == Outcome(rest: beginning.count))
        }
    }

    @Test func aRequestIsUnderstood() throws {
        let outcome = parse(
            get(
                "/traefik/team-a", "authorization:  Bearer x y\t", "IF-NONE-MATCH: \"1\"", "If-None-Match: W/\"2\"",
                "Accept: */*", "X-Empty:", "Content-Length: 0", "Expect: 100-continue", method: "HEAD"))
        let request = try #require(outcome.requests.first)
        #expect(outcome.refusal == nil && outcome.requests.count == 1)
        #expect(request.wantsHeadOnly && !request.isLast)
        #expect(outcome.paths == ["/traefik/team-a"])
        #expect(request.authorization == Array("Bearer x y".utf8))
        #expect(request.knownTags == Array("\"1\",W/\"2\"".utf8))
    }

    @Test(arguments: [
        ("/", [""]), ("/health", ["health"]), ("/health/", ["health", ""]), ("/traefik/a%2Fb", ["traefik", "a/b"]),
        ("/traefik/%2e%2e/x", ["traefik", "..", "x"]), ("//x", ["", "x"]), ("/a+b", ["a+b"]),
        ("http://h:1/x/y", ["x", "y"]), ("HTTPS://[::1]:8080/x?y", ["x"]), ("http://h", [""]), ("http://h?q", [""]),
        ("/x?y=[|]%", ["x"]), ("/%C3%A9", ["é"]),
    ])
    func pathsAreDecoded(_ target: String, _ parts: [String]) {
        let outcome = parse(get(target))
        #expect(outcome.requests.map(\.path) == [parts.map { Array($0.utf8) }], "\(outcome)")
    }

    @Test func theEndOfAConnectionIsUnderstood() {
        #expect(parse(get("/")).requests.map(\.isLast) == [false])
        #expect(parse(get("/", "Connection: close")).requests.map(\.isLast) == [true])
        #expect(parse(get("/", "connection: keep-alive , CLOSE")).requests.map(\.isLast) == [true])
        #expect(parse(get("/", "Connection: closed")).requests.map(\.isLast) == [false])
        #expect(parse(get("/", "Connection: keep-alive", version: "1.0")).requests.map(\.isLast) == [true])
        #expect(parse("GET / HTTP/1.0\r\n\r\n").requests.map(\.isLast) == [true])
    }

    @Test func manyRequestsInARowAreFoundInOrder() {
        let count = 300
        let outcome = parse((0..<count).map { get("/\($0)") }.joined() + "GET /unfinished")
        #expect(outcome.paths == (0..<count).map { "/\($0)" })
        #expect(outcome.rest == 15 && outcome.refusal == nil)
    }

    // MARK: Refusals

    private static let refused: [(HTTPStatus, String)] = [
        (.badRequest, "GET / HTTP/1.1\nHost: x\n\n"),
        (.badRequest, "\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n"),
        (.badRequest, "GET  / HTTP/1.1\r\nHost: x\r\n\r\n"),
        (.badRequest, "GET / HTTP/1.1 \r\nHost: x\r\n\r\n"),
        (.badRequest, " GET / HTTP/1.1\r\nHost: x\r\n\r\n"),
        (.badRequest, "GET /\r\n\r\n"),
        (.badRequest, "GET / http/1.1\r\nHost: x\r\n\r\n"),
        (.badRequest, "GET / HTTP/11\r\nHost: x\r\n\r\n"),
        (.badRequest, "GET / HTTP/1.1\r\n\r\n"),
        (.badRequest, "GET / HTTP/1.1\r\nHost:\r\n\r\n"),
        (.badRequest, "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"),
        (.badRequest, "GET / HTTP/1.1\r\nHost: a b\r\n\r\n"),
        (.badRequest, "GET / HTTP/1.1\r\nHost: user@a\r\n\r\n"),
        (.badRequest, "GET / HTTP/1.1\r\nHost : x\r\n\r\n"),
        (.badRequest, "GET / HTTP/1.1\r\nHost: x\r\n folded\r\n\r\n"),
        (.badRequest, "GET / HTTP/1.1\r\n Host: x\r\n\r\n"),
        (.badRequest, "GET / HTTP/1.1\r\nHost: x\r\nNonsense\r\n\r\n"),
        (.badRequest, "GET / HTTP/1.1\r\nHost: x\r\n: value\r\n\r\n"),
        (.badRequest, "GET / HTTP/1.1\r\nHost: x\r\nX: a\u{1}b\r\n\r\n"),
        (.badRequest, "GET / HTTP/1.1\r\nHost: x\r\nX: a\rb\r\n\r\n"),
        (.badRequest, "GET /\u{7f} HTTP/1.1\r\nHost: x\r\n\r\n"),
        (.badRequest, "GET /é HTTP/1.1\r\nHost: x\r\n\r\n"),
        (.badRequest, "G(T / HTTP/1.1\r\nHost: x\r\n\r\n"),
        (.badRequest, get("/a#b")), (.badRequest, get("/%")), (.badRequest, get("/%4")), (.badRequest, get("/%zz")),
        (.badRequest, get("/a\\b")), (.badRequest, get("/a\"b")), (.badRequest, get("health")),
        (.badRequest, get("*")), (.badRequest, get("ftp://h/x")), (.badRequest, get("http:///x")),
        (.badRequest, get("http://u@h/x")), (.badRequest, get("h:80")),
        (.badRequest, get("/", "Content-Length: x")), (.badRequest, get("/", "Content-Length: -1")),
        (.badRequest, get("/", "Content-Length:")), (.badRequest, get("/", "Content-Length: 1, 1")),
        (.badRequest, get("/", "Content-Length: 0", "Content-Length: 1")),
        (.badRequest, get("/", "Transfer-Encoding: chunked")),
        (.badRequest, get("/", "Transfer-Encoding: chunked", "Content-Length: 4", method: "POST")),
        (.badRequest, get("/", "Authorization: Bearer a", "Authorization: Bearer b")),
        (.contentTooLarge, get("/", "Content-Length: 1")), (.contentTooLarge, get("/", "Content-Length: 00010")),
        (.contentTooLarge, get("/", "Content-Length: 99999999999999999999999999")),
        (.contentTooLarge, get("/", "Content-Length: 5", "Expect: 100-continue", method: "HEAD")),
        (.expectationFailed, get("/", "Expect: money")),
        (.methodNotAllowed, get("/", method: "POST")), (.methodNotAllowed, get("/", method: "get")),
        (.methodNotAllowed, get("/", "Content-Length: 5", method: "PUT")),
        (.methodNotAllowed, get("*", method: "OPTIONS")), (.methodNotAllowed, get("h:80", method: "CONNECT")),
        (.methodNotAllowed, get("/", method: "TRACE")), (.methodNotAllowed, get("/", method: "DELETE")),
        (.versionNotSupported, get("/", version: "2.0")), (.versionNotSupported, get("/", version: "1.2")),
        (.versionNotSupported, get("/", version: "0.9")),
        (.versionNotSupported, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        (.targetTooLong, get("/" + String(repeating: "a", count: HTTPLimits.requestLine))),
        (.targetTooLong, String(repeating: "a", count: HTTPLimits.requestLine + 2)),
        (.headersTooLarge, get("/", "X: " + String(repeating: "a", count: HTTPLimits.headers))),
        (.headersTooLarge, "GET / HTTP/1.1\r\n" + String(repeating: "a", count: HTTPLimits.headers + 2)),
        (
            .headersTooLarge,
            "GET / HTTP/1.1\r\nHost: x\r\n" + String(repeating: "X: y\r\n", count: HTTPLimits.headerCount) + "\r\n"
        ),
        (.badRequest, "\u{16}\u{3}\u{1}\u{2}\n"), (.badRequest, "*1\r\n$4\r\nPING\r\n"),
    ]

    @Test(arguments: refused.indices) func whatIsNoGoodRequestIsRefused(_ index: Int) throws {
        let (status, input) = Self.refused[index]
        let outcome = parse(input)
        #expect(outcome.refusal?.status == status, "\(input.prefix(200)): \(outcome)")
        #expect(outcome.requests.isEmpty)
        // Also when it comes byte by byte.
        var feed = Feed()
        #expect(feed.take(Array(input.utf8).map { [$0] }) == outcome)
    }

    @Test func whatIsJustWithinTheLimitsIsTaken() {
        let path = "/" + String(repeating: "a", count: HTTPLimits.requestLine - "GET / HTTP/1.1".utf8.count)
        #expect(parse(get(path)).paths == [path])
        let host = "Host: x\r\n"
        let filler = "X: " + String(repeating: "a", count: HTTPLimits.headers - host.utf8.count - "X: \r\n".utf8.count)
        #expect(parse("GET / HTTP/1.1\r\n\(host)\(filler)\r\n\r\n").paths == ["/"])
        #expect(parse("GET / HTTP/1.1\r\n\(host)\(filler)a\r\n\r\n").refusal?.status == .headersTooLarge)
        let many = String(repeating: "X: y\r\n", count: HTTPLimits.headerCount - 1)
        #expect(parse("GET / HTTP/1.1\r\n\(host)\(many)\r\n").paths == ["/"])
    }

    @Test func aWholeRequestFitsIntoTheSizeThatIsSaid() {
        let line = "GET /" + String(repeating: "a", count: HTTPLimits.requestLine - "GET / HTTP/1.1".utf8.count)
        let host = "Host: x\r\n"
        let filler = "X: " + String(repeating: "a", count: HTTPLimits.headers - host.utf8.count - "X: \r\n".utf8.count)
        let request = "\r\n\(line) HTTP/1.1\r\n\(host)\(filler)\r\n\r\n"
        #expect(parse(request).requests.count == 1)
        #expect(request.utf8.count == HTTPLimits.head)
    }
}
