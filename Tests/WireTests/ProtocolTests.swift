// What goes over the wire byte by byte: requests in pieces, inline requests, and what is no request at all.

import TestSupport
import Testing

struct ProtocolTests {
    private let server: ServerProcess

    init() throws {
        server = try ServerProcess()
    }

    private static let pipeline = Wire.request([Array("SET".utf8), Array("k".utf8), [0, 13, 10, 255]])
        + Array("GET k\r\n\r\n*0\r\n*-1\r\n".utf8)
        + Wire.request([Array("ECHO".utf8), []])
        + Array("SET 'a b' \"\\x41\\n\"\r\nGET \"a b\"\nPING\r\n".utf8)

    private static let answers: [Reply] = [.ok, .bulk([0, 13, 10, 255]), "", .ok, "A\n", .status("PONG")]

    @Test func aPipelineMayBeCutAnywhere() throws {
        let observer = try server.connect()
        for cut in Self.pipeline.indices {
            let wire = try server.connect()
            let id = try #require(try wire.call("CLIENT", "ID").number)
            let before = try inputBytes(of: id, observer)
            try wire.send(Self.pipeline[..<cut])
            try wait(for: "\(cut) bytes to be read") { try inputBytes(of: id, observer) == before + cut }
            try wire.send(Self.pipeline[cut...])
            #expect(try wire.replies(Self.answers.count) == Self.answers, "cut at \(cut)")
        }
    }

    @Test func aPipelineMayComeByteByByte() throws {
        let observer = try server.connect()
        let wire = try server.connect()
        let id = try #require(try wire.call("CLIENT", "ID").number)
        let before = try inputBytes(of: id, observer)
        for (index, byte) in Self.pipeline.enumerated() {
            try wire.send([byte])
            try wait(for: "byte \(index) to be read") { try inputBytes(of: id, observer) == before + index + 1 }
        }
        #expect(try wire.replies(Self.answers.count) == Self.answers)
    }

    /// How much the server has read from one client so far.
    private func inputBytes(of id: Int64, _ observer: Wire) throws -> Int {
        let line = try observer.call("CLIENT", "LIST", "ID", String(id)).text ?? ""
        let field = line.split(separator: " ").first { $0.hasPrefix("tot-net-in=") }
        return try #require(field.flatMap { Int($0.dropFirst("tot-net-in=".count)) })
    }

    @Test func manyRequestsAtOnceAreAnsweredInTheirOrder() throws {
        let wire = try server.connect()
        let count = 20_000
        try wire.send((0..<count).flatMap { Array("ECHO \($0)\r\n".utf8) })
        let expected = (0..<count).map { "$\(String($0).count)\r\n\($0)\r\n" }.joined()
        #expect(try wire.read(expected.utf8.count) == expected)
    }

    // MARK: What is no request

    /// More than any buffer takes at once, and nothing after it that would have the server look again.
    @Test func aBurstThatOneReadCannotTakeIsAnsweredToItsEnd() throws {
        let server = try ServerProcess()
        let wire = try Wire(port: server.port)
        let value = [UInt8](repeating: 0x76, count: 1000)
        let requests = (0..<300).map { Wire.request([Array("SET".utf8), Array("burst:\($0)".utf8), value]) }
        try wire.send(requests.joined())
        #expect(try wire.replies(300).allSatisfy { $0 == .status("OK") })
        // What fills the room of a read to its last byte looks as if more were to come.
        for size in stride(from: 32 << 10, through: 33 << 10, by: 64) {
            let echo = [UInt8](repeating: 0x65, count: size)
            try wire.send(Wire.request([Array("ECHO".utf8), echo]))
            #expect(try wire.reply() == .bulk(echo))
        }
    }

    @Test func requestsAndTheEndOfTheirSenderMayComeTogether() throws {
        let server = try ServerProcess()
        for count in [1, 5000] {
            let wire = try Wire(port: server.port)
            try wire.send(repeatElement(Wire.request([Array("PING".utf8)]), count: count).joined())
            wire.endSending()
            #expect(try wire.readToEnd() == String(repeating: "+PONG\r\n", count: count))
        }
    }

    @Test(arguments: [
        ("*x\r\n", "invalid multibulk length"),
        ("*2147483648\r\n", "invalid multibulk length"),
        ("*1\r\n:5\r\n", "expected '$', got ':'"),
        ("*1\r\n$x\r\n", "invalid bulk length"),
        ("*1\r\n$-1\r\n", "invalid bulk length"),
        ("*1\r\n$536870913\r\n", "invalid bulk length"),
        ("*" + String(repeating: "1", count: 66_000), "too big mbulk count string"),
        ("*1\r\n$" + String(repeating: "1", count: 66_000), "too big bulk count string"),
        (String(repeating: "a", count: 66_000), "too big inline request"),
        ("SET k \"v\r\n", "unbalanced quotes in request"),
        ("SET k 'v'w\r\n", "unbalanced quotes in request"),
    ])
    func whatIsNoRequestIsNamedAndEndsTheConnection(request: String, complaint: String) throws {
        let wire = try server.connect()
        try wire.send(Array(("PING\r\n" + request).utf8))
        #expect(try wire.readToEnd() == "+PONG\r\n-ERR Protocol error: \(complaint)\r\n")
        #expect(try server.connect().call("PING") == .status("PONG"))
    }

    @Test(arguments: [
        ("*11\r\n", "unauthenticated multibulk length"),
        ("*2\r\n$4\r\nAUTH\r\n$16385\r\n", "unauthenticated bulk length"),
    ])
    func whoHasNotAuthenticatedMaySendLittle(request: String, complaint: String) throws {
        let server = try ServerProcess("--requirepass", "secret")
        let wire = try server.connect()
        try wire.send(Array(request.utf8))
        #expect(try wire.readToEnd() == "-ERR Protocol error: \(complaint)\r\n")

        let friend = try server.connect()
        #expect(try friend.call("PING") == .error("NOAUTH Authentication required."))
        #expect(try friend.call("AUTH", "secret") == .ok)
        #expect(try friend.call("SET", "k", String(repeating: "v", count: 20_000)) == .ok)
    }

    @Test func quitIsAnsweredAndEndsTheConnection() throws {
        let wire = try server.connect()
        try wire.send(Array("PING\r\nQUIT\r\nSET k v\r\n".utf8))
        #expect(try wire.readToEnd() == "+PONG\r\n+OK\r\n")
        #expect(try server.connect().call("EXISTS", "k") == 0)
    }
}
