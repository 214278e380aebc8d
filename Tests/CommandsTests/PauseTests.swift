// CLIENT PAUSE: which requests wait, for how long, and what stands still meanwhile.

import Commands
import Engine
import Testing
import TestSupport

struct PauseTests {
    private let server = TestServer()
    private let administrator: TestClient
    private let client: TestClient

    init() {
        administrator = TestClient(of: server)
        client = TestClient(of: server)
    }

    private func field(_ name: String, in section: String) -> String? {
        administrator.send("INFO", section).text?.split(separator: "\r\n").first { $0.hasPrefix(name + ":") }
            .map { String($0.dropFirst(name.count + 1)) }
    }

    @Test func writesWaitAndReadsDoNot() {
        #expect(administrator.send("CLIENT", "PAUSE", "60000", "WRITE") == .ok)
        #expect(client.send("GET", "k") == .null)
        #expect(client.send("SET", "k", "v") == .nothing)
        #expect(field("blocked_clients", in: "clients") == "1")
        #expect(field("paused_actions", in: "clients") == "write")
        #expect(field("paused_reason", in: "clients") == "client_pause")
        #expect(field("paused_timeout_milliseconds", in: "clients") == "60000")
        #expect(administrator.send("CLIENT", "LIST").text?.contains("flags=b ") == true)
        administrator.send("CLIENT", "UNPAUSE")
        client.resume()
        #expect(client.messages() == [.ok])
        #expect(client.send("GET", "k") == "v")
        #expect(field("blocked_clients", in: "clients") == "0")
        #expect(field("paused_actions", in: "clients") == "none")
    }

    @Test func whatMightTravelToReplicasWaitsToo() {
        administrator.send("CLIENT", "PAUSE", "60000", "WRITE")
        #expect(client.send("PUBLISH", "a", "b") == .nothing)
    }

    @Test func aPauseOfEverythingEndsOnlyWithItsTime() {
        administrator.send("CLIENT", "PAUSE", "1000")
        #expect(administrator.send("CLIENT", "UNPAUSE") == .nothing)
        #expect(client.send("PING") == .nothing)
        server.advance(milliseconds: 999)
        client.resume()
        #expect(client.messages().isEmpty)
        server.advance(milliseconds: 1)
        client.resume()
        #expect(client.messages() == [.status("PONG")])
    }

    @Test func whatFollowsARequestThatWaitsWaitsWithItInOrder() {
        administrator.send("CLIENT", "PAUSE", "60000", "WRITE")
        let pipeline = Request.bytes(of: "SET", "k", "v") + Request.bytes(of: "GET", "k") + Array("PING\r\n".utf8)
        #expect(client.exchange(pipeline).isEmpty)
        administrator.send("CLIENT", "UNPAUSE")
        client.resume()
        #expect(client.messages() == [.ok, "v", .status("PONG")])
    }

    @Test func aFaultyRequestIsRefusedAtOnce() {
        administrator.send("CLIENT", "PAUSE", "60000", "WRITE")
        #expect(client.type("SET k") == "(error) ERR wrong number of arguments for 'set' command")
    }

    @Test func aTransactionWaitsWhereItWouldWrite() {
        client.send("MULTI")
        client.send("SET", "k", "v")
        administrator.send("CLIENT", "PAUSE", "60000", "WRITE")
        let reader = TestClient(of: server)
        for words in [["MULTI"], ["GET", "k"]] { reader.send(words) }
        #expect(reader.send("EXEC") == [.null])
        #expect(client.send("EXEC") == .nothing)
        administrator.send("CLIENT", "UNPAUSE")
        client.resume()
        #expect(client.messages() == [[.ok]])
    }

    @Test func aPauseInsideATransactionLetsItEnd() {
        for words in [["MULTI"], ["SET", "a", "1"], ["CLIENT", "PAUSE", "60000", "WRITE"], ["SET", "b", "2"]] {
            client.send(words)
        }
        #expect(client.send("EXEC") == [.ok, .ok, .ok])
        #expect(client.send("MGET", "a", "b") == ["1", "2"])
        #expect(client.send("SET", "c", "3") == .nothing)
    }

    @Test func aSecondPauseNeitherShortensNorLoosensTheFirst() {
        administrator.send("CLIENT", "PAUSE", "60000", "WRITE")
        administrator.send("CLIENT", "PAUSE", "10", "WRITE")
        server.advance(milliseconds: 59_999)
        #expect(client.send("SET", "k", "v") == .nothing)
        let other = TestClient()
        for words in [
            ["MULTI"], ["CLIENT", "PAUSE", "1000", "ALL"], ["CLIENT", "PAUSE", "2000", "WRITE"], ["EXEC"],
        ] { other.send(words) }
        #expect(other.send("PING") == .nothing)
        other.server.advance(milliseconds: 1999)
        other.resume()
        #expect(other.messages().isEmpty)
    }

    @Test func aPauseThatIsOverBindsNoLaterOne() {
        administrator.send("CLIENT", "PAUSE", "10", "ALL")
        server.advance(milliseconds: 10)
        administrator.send("CLIENT", "PAUSE", "10", "WRITE")
        #expect(client.send("PING") == .status("PONG"))
        administrator.send("CLIENT", "UNPAUSE")
        administrator.send("CLIENT", "PAUSE", "0", "ALL")
        #expect(client.send("PING") == .status("PONG"))
    }

    @Test func nothingExpiresMeanwhile() {
        client.send("SET", "k", "v", "PX", "10")
        administrator.send("CLIENT", "PAUSE", "60000", "WRITE")
        server.advance(milliseconds: 20)
        server.settle()
        #expect(client.send("GET", "k") == .null)
        #expect(field("expired_keys", in: "stats") == "0")
        #expect(client.send("DBSIZE") == 1)
        administrator.send("CLIENT", "UNPAUSE")
        #expect(client.send("GET", "k") == .null)
        #expect(field("expired_keys", in: "stats") == "1")
        #expect(client.send("DBSIZE") == 0)
    }

    @Test func aMonitorWaitsForNothing() {
        client.send("MONITOR")
        administrator.send("CLIENT", "PAUSE", "60000", "ALL")
        #expect(client.send("PING") == .status("PONG"))
    }

    @Test func timeoutsMustBeOnes() {
        #expect(client.type("CLIENT PAUSE -1") == "(error) ERR timeout is negative")
        #expect(client.type("CLIENT PAUSE 9223372036854775807") == "(error) ERR timeout is out of range")
        #expect(client.type("CLIENT PAUSE 1 ALL x").hasPrefix("(error) ERR unknown subcommand or wrong number"))
    }
}
