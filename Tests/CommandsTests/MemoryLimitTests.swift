// Commands when memory has run out: what is refused, what goes on, and who has to leave.

import Commands
import Engine
import Testing
import TestSupport

struct MemoryLimitTests {
    private let server = TestServer()
    private let client: TestClient
    private let refusal = "(error) OOM command not allowed when used memory > 'maxmemory'."

    init() {
        client = TestClient(of: server)
        client.type("SET kept value")
    }

    @Test func whatNeedsMemoryIsRefusedAndTheRestGoesOn() {
        client.type("CONFIG SET maxmemory 1")
        for line in ["SET k v", "APPEND kept v", "INCR n", "MSET a 1 b 2", "SETRANGE kept 5 v"] {
            #expect(client.type(line) == refusal, "\(line)")
        }
        #expect(client.type("GET kept") == "\"value\"")
        #expect(client.type("EXPIRE kept 100") == "(integer) 1")
        #expect(client.type("DEL kept") == "(integer) 1")
        client.type("CONFIG SET maxmemory 0")
        #expect(client.type("SET k v") == "OK")
    }

    @Test func refusalsAreCountedWithTheirCommandAndTheirCode() {
        client.type("CONFIG SET maxmemory 1")
        client.type("SET k v")
        let text = client.send("INFO", "commandstats", "errorstats").text ?? ""
        #expect(text.contains("errorstat_OOM:count=1"))
        #expect(text.contains("cmdstat_set:calls=1,") && text.contains("rejected_calls=1"))
    }

    @Test func withAPolicyKeysMakeRoomBeforeACommandIsRefused() {
        for name in 0..<1_000 { client.type("SET key:\(name) value") }
        server.engine.gaugeMemory()
        client.type("CONFIG SET maxmemory \(server.engine.memory.used) maxmemory-policy allkeys-lru")
        for name in 1_000..<2_000 { #expect(client.type("SET key:\(name) value") == "OK") }
        #expect(server.engine.statistics.evictedKeys > 500)
        let told = client.send("INFO", "stats").text ?? ""
        #expect(told.contains("evicted_keys:\(server.engine.statistics.evictedKeys)\r\n"))
    }

    // MARK: Transactions

    @Test func aCommandThatIsRefusedWhileQueuedSpoilsTheTransaction() {
        client.type("MULTI")
        let other = server.connect()
        other.type("CONFIG SET maxmemory 1")
        #expect(client.type("SET k v") == refusal)
        #expect(client.type("EXEC") == "(error) EXECABORT Transaction discarded because of previous errors.")
    }

    @Test func aTransactionThatNeedsMemoryIsRefusedAsAWhole() {
        for line in ["MULTI", "SET k v", "GET kept"] { client.type(line) }
        server.connect().type("CONFIG SET maxmemory 1")
        #expect(
            client.type("EXEC") == "(error) EXECABORT Transaction discarded because of: "
                + "OOM command not allowed when used memory > 'maxmemory'.")
        #expect(client.type("EXEC") == "(error) ERR EXEC without MULTI")
    }

    @Test func aTransactionThatOnlyReadsGoesOn() {
        for line in ["MULTI", "GET kept"] { client.type(line) }
        server.connect().type("CONFIG SET maxmemory 1")
        #expect(client.type("EXEC") == "1) \"value\"")
    }

    @Test func onceATransactionRunsItRunsToItsEnd() {
        for line in ["MULTI", "INCR x", "CONFIG SET maxmemory 1", "INCR x"] { client.type(line) }
        #expect(client.type("EXEC") == "1) (integer) 1\n2) OK\n3) (integer) 2")
    }

    // MARK: Use

    @Test func useIsToldByThePolicyThatIsOn() {
        #expect(client.type("OBJECT IDLETIME kept") == "(integer) 0")
        #expect(client.type("OBJECT FREQ kept").hasPrefix("(error) ERR An LFU maxmemory policy is not selected"))
        client.type("CONFIG SET maxmemory-policy volatile-lfu lfu-log-factor 0")
        client.type("SET new 1")
        #expect(client.type("OBJECT FREQ new") == "(integer) 5")
        client.type("GET new")
        client.type("SET new 2")
        #expect(client.type("OBJECT FREQ new") == "(integer) 7")
        #expect(client.type("OBJECT IDLETIME new").hasPrefix("(error) ERR An LFU maxmemory policy is selected"))
        client.type("CLIENT NO-TOUCH on")
        client.type("GET new")
        #expect(client.type("OBJECT FREQ new") == "(integer) 7")
        client.type("TOUCH new")
        #expect(client.type("OBJECT FREQ new") == "(integer) 8")
        server.advance(milliseconds: 180_000)
        #expect(client.type("OBJECT FREQ new") == "(integer) 5")
    }
}

struct ClientMemoryTests {
    private let server = TestServer()
    private var memory: ClientMemory { server.services.clientMemory }

    /// A client that has queued so many bytes.
    private func client(using bytes: Int) -> TestClient {
        let client = server.connect()
        client.type("MULTI")
        client.send("SET", "k", String(repeating: "v", count: bytes))
        return client
    }

    private func noteAll() {
        for session in server.services.clients.inOrder { memory.note(session) }
    }

    private func excess() -> [UInt64] {
        noteAll()
        return memory.excess(of: server.services.clients.inOrder).map(\.id)
    }

    @Test func nothingIsCountedWithoutALimit() {
        _ = client(using: 100_000)
        noteAll()
        #expect(memory.total == 0 && !memory.isExceeded)
    }

    @Test func theLargestGoFirstAndOnlyAsManyAsMust() {
        let clients = [200_000, 400_000, 100_000, 800_000].map { client(using: $0) }
        memory.setLimit(1_000_000, server.services.clients.inOrder)
        #expect(memory.isExceeded)
        #expect(excess() == [clients[3].session.id])
        memory.setLimit(500_000, server.services.clients.inOrder)
        #expect(excess() == [clients[3].session.id, clients[1].session.id])
    }

    @Test func whoIsExemptStaysAndIsNotLookedAtInEveryTurn() {
        let client = client(using: 1_000_000)
        client.session.isExemptFromEviction = true
        memory.setLimit(1_000, server.services.clients.inOrder)
        #expect(memory.isExceeded && excess().isEmpty)
        #expect(!memory.isExceeded)
        memory.reconsider()
        #expect(memory.isExceeded)
    }

    @Test func aLimitIsNeverTooLowToBeRaised() {
        _ = server.connect()
        memory.setLimit(1, server.services.clients.inOrder)
        noteAll()
        #expect(!memory.isExceeded)
    }

    @Test func clientsThatGoAndLimitsThatEndLeaveNothingCounted() {
        let client = client(using: 100_000)
        memory.setLimit(1_000_000, server.services.clients.inOrder)
        #expect(memory.total > 100_000)
        client.disconnect()
        #expect(memory.total == 0)
        _ = server.connect()
        noteAll()
        memory.setLimit(nil, server.services.clients.inOrder)
        #expect(memory.total == 0)
    }

    @Test func aPercentageIsOneOfMaxmemoryAndOfNoneNoLimit() {
        let control = server.connect()
        control.type("CLIENT NO-EVICT on")
        _ = client(using: 800_000)
        control.type("CONFIG SET maxmemory-clients 5%")
        noteAll()
        #expect(!memory.isExceeded)
        control.type("CONFIG SET maxmemory 10000000")
        noteAll()
        #expect(memory.isExceeded)
    }

    @Test func clientsGoBeforeKeysDo() {
        let control = server.connect()
        control.type("SET key value")
        let large = client(using: 2_000_000)
        server.engine.gaugeMemory()
        let limit = server.engine.memory.used - 1_000
        control.type("CONFIG SET maxmemory \(limit) maxmemory-policy allkeys-lru maxmemory-clients 1mb")
        noteAll()
        control.type("PING")
        #expect(large.isClosed && !control.isClosed)
    }
}
