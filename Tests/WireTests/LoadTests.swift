// What one client may do to the others and to the machine: read slowly, come in crowds, stay silent, stay away.

import Foundation
import TestSupport
import Testing

struct LoadTests {
    private static let megabyte = 1 << 20

    @Test func whoReadsSlowlyKeepsNobodyWaitingAndNoMemory() throws {
        let server = try ServerProcess()
        let value = String(repeating: "v", count: Self.megabyte)
        let other = try server.connect()
        #expect(try other.call("SET", "k", value) == .ok)
        let before = server.program.residentBytes

        let slow = try server.connect()
        let count = 300
        try slow.send(Array(String(repeating: "GET k\r\n", count: count).utf8))
        for _ in 0..<1000 { #expect(try other.call("PING") == .status("PONG")) }
        #expect(server.program.residentBytes - before < 16 * Self.megabyte)

        // Everything is still there for the slow one to read.
        let reply = "$\(Self.megabyte)\r\n\(value)\r\n"
        for _ in 0..<count {
            let isWhole = try slow.read(reply.utf8.count) == reply
            #expect(isWhole)
        }
        #expect(try slow.call("PING") == .status("PONG"))
    }

    @Test func whoWritesEverythingBeforeReadingIsReadAllTheSame() throws {
        let server = try ServerProcess()
        let client = try server.connect()
        let key = String(repeating: "k", count: 200)
        let value = String(repeating: "v", count: 100)
        #expect(try client.call("SET", key, value) == .ok)
        let before = server.program.residentBytes
        // Neither these requests nor their replies fit into what the kernel buffers of a connection.
        let count = 150_000
        try client.send(Array(String(repeating: "GET \(key)\r\n", count: count).utf8))
        #expect(server.program.residentBytes - before < 70 * Self.megabyte)
        let reply = "$100\r\n\(value)\r\n"
        let replies = try client.read(reply.utf8.count * count)
        #expect(replies == String(repeating: reply, count: count))
    }

    @Test func aSubscriberThatDoesNotReadIsLetGoAtItsLimit() throws {
        let server = try ServerProcess("--client-output-buffer-limit", "pubsub 8mb 2mb 60")
        let subscriber = try server.connect()
        _ = try subscriber.call("SUBSCRIBE", "news")
        let publisher = try server.connect()
        let text = String(repeating: "x", count: 1 << 18)
        var heard = true
        for _ in 0..<400 where heard { heard = try publisher.call("PUBLISH", "news", text) == 1 }
        #expect(!heard, "a hundred megabytes wait for one subscriber")
        #expect(server.program.residentBytes < 64 * Self.megabyte)
        #expect(try server.info("client_output_buffer_limit_disconnections") == "1")
    }

    @Test func whoSendsMoreAtOnceThanItMayIsLetGoUnheard() throws {
        let server = try ServerProcess("--client-query-buffer-limit", "1mb")
        let sender = try server.connect()
        try sender.send(Wire.request(["SET", "k", String(repeating: "v", count: Self.megabyte)].map { Array($0.utf8) }))
        // Bytes that nobody read any more may turn the end into a reset.
        _ = try? sender.readToEnd()
        let other = try server.connect()
        #expect(try other.call("EXISTS", "k") == 0)
        #expect(try server.info("client_query_buffer_limit_disconnections", over: other) == "1")
        #expect(try other.call("SET", "k", String(repeating: "v", count: Self.megabyte - 100)) == .ok)
    }

    @Test func whoIsOwedMoreAtOnceThanItMayIsLetGo() throws {
        let server = try ServerProcess("--client-output-buffer-limit", "normal 64kb 0 0")
        let reader = try server.connect()
        #expect(try reader.call("SET", "large", String(repeating: "v", count: 100_000)) == .ok)
        #expect(try reader.call("SET", "small", String(repeating: "v", count: 60_000)) == .ok)
        #expect(try reader.call("GET", "small").text?.count == 60_000)
        try reader.send(line: "GET large")
        #expect(try reader.readToEnd() == "")
        #expect(try server.info("client_output_buffer_limit_disconnections") == "1")
    }

    @Test func oneClientTooManyIsToldSo() throws {
        let server = try ServerProcess("--maxclients", "2")
        let first = try server.connect()
        let second = try server.connect()
        #expect(try first.call("PING") == .status("PONG"))
        #expect(try second.call("PING") == .status("PONG"))
        #expect(try server.connect().readToEnd() == "-ERR max number of clients reached\r\n")

        try second.send(line: "QUIT")
        #expect(try second.readToEnd() == "+OK\r\n")
        try wait(for: "a place") { (try? server.connect().call("PING")) == .status("PONG") }
        let rejected = try server.info("rejected_connections", over: first)
        #expect(rejected.flatMap(Int.init).map { $0 >= 1 } == true)
    }

    @Test func whoStaysSilentIsLetGoAfterTheTimeout() throws {
        let server = try ServerProcess("--timeout", "1")
        let subscriber = try server.connect()
        _ = try subscriber.call("SUBSCRIBE", "news")
        let began = Date()
        let silent = try server.connect()
        #expect(try silent.readToEnd() == "")
        #expect(Date().timeIntervalSince(began) >= 1)
        // A subscriber is not expected to say anything.
        #expect(try server.connect().call("PUBLISH", "news", "good") == 1)
        #expect(try subscriber.reply() == ["message", "news", "good"])
    }

    @Test func tenThousandConnectionsCostFourKilobytesEach() throws {
        let count = min(10_000, Wire.descriptorLimit - 500)
        let server = try ServerProcess("--maxclients", String(count + 200))
        try #require(try server.info("maxclients") == String(count + 200))
        let warmUp = try (0..<100).map { _ in try Self.greeted(by: server) }
        let before = server.program.residentBytes

        let crowd = try (0..<count).map { _ in try Self.greeted(by: server) }
        let growth = server.program.residentBytes - before
        #expect(growth <= count * 4096, "\(growth / count) bytes for each of \(count) connections")
        #expect(try server.info("connected_clients") == String(count + warmUp.count + 1))
        for wire in [crowd[0], crowd[count / 2], crowd[count - 1]] {
            #expect(try wire.call("PING") == .status("PONG"))
        }
    }

    /// A connection that has been used and is idle now.
    private static func greeted(by server: ServerProcess) throws -> Wire {
        let wire = try server.connect()
        #expect(try wire.call("PING") == .status("PONG"))
        return wire
    }
}
