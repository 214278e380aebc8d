// Resources met through the commands of plain keys.

import Bytes
import Engine
import Resources
import TestSupport
import Testing

private struct Owner: Actor {
    var author: ByteString { "owner" }
    func mayRead(_ key: ResourceKey) -> Bool { true }
}

struct ResourceKeyTests {
    private let client = TestClient()
    private var engine: Engine { client.server.engine }

    private func key(_ name: String) -> ResourceKey {
        ResourceKey(namespace: "shop", type: "things", name: ByteString(name))
    }

    private func put(_ name: String, _ body: String, type: ByteString = "things") throws {
        let key = ResourceKey(namespace: "shop", type: type, name: ByteString(name))
        try engine.carryOut([Step(key, .put(Array(body.utf8)))], by: Owner())
    }

    private func version(_ name: String) -> Version? { engine.resources.resource(key(name))?.current }

    @Test func itsBodyIsReadLikeAString() throws {
        try put("a", "{\"n\": 1.0}")
        #expect(client.send("GET", "shop:things:a") == .text("{\"n\":1.0}"))
        #expect(client.send("STRLEN", "shop:things:a") == .integer(9))
        #expect(client.send("GETRANGE", "shop:things:a", "1", "3") == .text("\"n\""))
        #expect(client.send("SUBSTR", "shop:things:a", "1", "3") == .text("\"n\""))
        #expect(client.send("MGET", "shop:things:a", "b") == .array([.text("{\"n\":1.0}"), .null]))
        #expect(client.send("TYPE", "shop:things:a") == .status("resource"))
        #expect(client.send("EXISTS", "shop:things:a") == .integer(1))
        #expect(client.send("SCAN", "0", "TYPE", "resource") == .array([.text("0"), .array([.text("shop:things:a")])]))
        #expect(client.send("SCAN", "0", "TYPE", "string") == .array([.text("0"), .array([])]))
        #expect(client.send("KEYS", "*") == .array([.text("shop:things:a")]))
    }

    @Test(arguments: [
        "SET K v", "SET K v NX", "SET K v XX GET", "SETNX K v", "SETEX K 10 v", "PSETEX K 10 v", "GETSET K v",
        "GETDEL K",
        "GETEX K", "APPEND K v", "SETRANGE K 0 v", "INCR K", "DECRBY K 2", "INCRBYFLOAT K 1.5", "MSET a 1 K v",
        "MSETNX a 1 K v", "RENAME K other", "RENAME plain K", "RENAMENX plain K", "COPY K other",
        "COPY plain K REPLACE",
        "MOVE K 1", "SWAPDB 0 1", "SWAPDB 1 0",
    ]) func whatWouldMakeItAStringIsRefused(command: String) throws {
        client.send("SET", "plain", "v")
        try put("a", "{}")
        let words = command.split(separator: " ").map { $0 == "K" ? "shop:things:a" : String($0) }
        let reply = client.send(words.map { Array($0.utf8) })
        #expect(reply.failure?.hasPrefix("WRONGTYPE ") == true, "\(command): \(reply)")
        #expect(client.send("MGET", "plain", "shop:things:a", "a") == .array([.text("v"), .text("{}"), .null]))
        #expect(version("a")?.number == 1)
    }

    @Test func anotherDatabaseHoldsPlainKeysOfThatName() throws {
        try put("a", "{}")
        client.send("SELECT", "1")
        #expect(client.send("SET", "shop:things:a", "v") == .status("OK"))
        #expect(client.send("MOVE", "shop:things:a", "0").failure?.hasPrefix("WRONGTYPE") == true)
        #expect(client.send("SWAPDB", "1", "2") == .status("OK"))
    }

    @Test func aResourceCantTakeThePlaceOfAPlainKey() throws {
        client.send("SET", "shop:things:a", "v")
        let error = #expect(throws: StoreError.self) { try put("a", "{}") }
        #expect(error?.code == .wrongType)
        #expect(engine.resources.head == 0)
    }

    @Test func deletingSeveralIsOneCommitOrNone() throws {
        try engine.carryOut(
            [
                Step(
                    Store.definitionKey(of: "users"),
                    .put(Array("{\"refs\":[{\"path\":\"/of\",\"type\":\"things\"}]}".utf8)))
            ], by: Owner())
        try put("a", "{}")
        try put("b", "{}")
        try put("u", "{\"of\":\"b\"}", type: "users")
        client.send("SET", "plain", "v")
        let head = engine.resources.head
        let refused = client.send("DEL", "plain", "shop:things:a", "shop:things:b")
        #expect(refused.failure?.hasPrefix("INUSE shop:things:b") == true, "\(refused)")
        #expect(client.send("EXISTS", "plain", "shop:things:a", "shop:things:b") == .integer(3))
        #expect(engine.resources.head == head)
        #expect(
            client.send("UNLINK", "plain", "shop:things:a", "shop:users:u", "shop:things:b", "shop:things:a", "none")
                == .integer(4))
        #expect(engine.resources.head == head + 1)
        #expect(version("a")?.event == .deleted)
    }

    @Test func itsEndIsACommit() throws {
        try put("a", "{}")
        #expect(client.send("EXPIRE", "shop:things:a", "10") == .integer(1))
        #expect(client.send("TTL", "shop:things:a") == .integer(10))
        #expect(version("a")?.number == 2)
        #expect(client.send("PERSIST", "shop:things:a") == .integer(1))
        #expect(client.send("PERSIST", "shop:things:a") == .integer(0))
        #expect(version("a")?.number == 3)
        client.send("PEXPIRE", "shop:things:a", "10")
        client.server.advance(milliseconds: 20)
        #expect(client.send("GET", "shop:things:a") == .null)
        #expect(version("a")?.event == .expired && version("a")?.number == 5)
        try put("b", "{}")
        #expect(client.send("EXPIRE", "shop:things:b", "-1") == .integer(1))
        #expect(version("b")?.event == .deleted)
    }

    @Test func whatIsReferredToGetsNoEnd() throws {
        try engine.carryOut(
            [
                Step(
                    Store.definitionKey(of: "users"),
                    .put(Array("{\"refs\":[{\"path\":\"/of\",\"type\":\"things\"}]}".utf8)))
            ], by: Owner())
        try put("b", "{}")
        try put("u", "{\"of\":\"b\"}", type: "users")
        #expect(client.send("EXPIRE", "shop:things:b", "10").failure?.hasPrefix("INUSE") == true)
        #expect(client.send("EXPIRE", "shop:things:b", "-1").failure?.hasPrefix("INUSE") == true)
        #expect(client.send("TTL", "shop:things:b") == .integer(-1))
    }

    @Test func memoryOfAResourceHasItsHistoryInIt() throws {
        let client = TestClient()
        let body = "\"\(String(repeating: "x", count: 1000))\""
        client.send("RES.PUT", "t", "n", "x", body)
        let one = try #require(client.send("MEMORY", "USAGE", "n:t:x").number)
        #expect(one > 2000)
        for number in 0..<9 {
            client.send("RES.PUT", "t", "n", "x", body.replacing("xxx", with: "y\(number)y", maxReplacements: 1))
        }
        let ten = try #require(client.send("MEMORY", "USAGE", "n:t:x").number)
        #expect(ten - one > 9 * 1000 && ten - one < 9 * 1400)
        client.send("SET", "plain", "v")
        #expect(try #require(client.send("MEMORY", "USAGE", "plain").number) < 200)
    }

    @Test(arguments: ["FLUSHALL", "FLUSHDB"]) func flushingIsOneCommitAndHistoryStays(command: String) throws {
        try put("a", "{}")
        try put("b", "{}")
        client.send("SET", "plain", "v")
        #expect(client.send(command) == .status("OK"))
        #expect(client.send("DBSIZE") == .integer(0))
        #expect(engine.resources.head == 3)
        #expect(engine.resources.resource(key("a"))?.versions.count == 2)
        #expect(client.send("SET", "shop:things:a", "v") == .status("OK"))
    }

    @Test func aTransactionIsOneCommit() throws {
        try put("a", "{}")
        try put("b", "{}")
        client.send("MULTI")
        client.send("DEL", "shop:things:a")
        client.send("SET", "shop:things:a", "plain")
        client.send("EXPIRE", "shop:things:b", "10")
        client.send("DEL", "shop:things:b")
        #expect(client.send("EXEC") == .array([.integer(1), .status("OK"), .integer(1), .integer(1)]))
        #expect(engine.resources.head == 3)
        #expect(version("b")?.number == 3)
    }

    @Test func whoWatchesItSeesItChange() throws {
        try put("a", "{}")
        client.send("WATCH", "shop:things:a")
        try put("a", "{\"n\":1}")
        client.send("MULTI")
        client.send("SET", "k", "v")
        #expect(client.send("EXEC") == .null)
    }
}
