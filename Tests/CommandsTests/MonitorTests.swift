// MONITOR: who sees what of the requests of others.

import Commands
import Engine
import Testing
import TestSupport

struct MonitorTests {
    private let server = TestServer()
    private let watcher: TestClient
    private let client: TestClient

    init() {
        watcher = TestClient(of: server)
        client = TestClient(of: server)
        watcher.send("MONITOR")
    }

    /// What was shown, without the time.
    private var shown: [String] {
        watcher.messages().compactMap(\.text).map { line in
            line.split(separator: " ", maxSplits: 1).dropFirst().joined()
        }
    }

    @Test func aRequestIsShownWithTimeDatabaseAndClient() {
        server.setTime(1_700_000_000_123)
        client.send("SELECT", "3")
        client.send("SET", "a key", "1\r\n\t\u{7}\u{8}\"\\é")
        #expect(
            watcher.messages() == [
                .status(#"1700000000.123000 [3 127.0.0.1:50000] "SELECT" "3""#),
                .status(#"1700000000.123000 [3 127.0.0.1:50000] "SET" "a key" "1\r\n\t\a\b\"\\\xc3\xa9""#),
            ])
    }

    @Test func secretsAreLeftOut() {
        client.send("AUTH", "me", "secret")
        client.send("HELLO", "3", "AUTH", "me", "secret")
        #expect(
            shown == [
                #"[0 127.0.0.1:50000] "AUTH" "(redacted)" "(redacted)""#,
                #"[0 127.0.0.1:50000] "HELLO" "3" "AUTH" "(redacted)" "(redacted)""#,
            ])
    }

    @Test func whatAdministratorsDoAndWhatIsRefusedIsNotShown() {
        client.send("CONFIG", "GET", "*")
        client.send("SLOWLOG", "LEN")
        client.send("NOTHING")
        client.send("GET")
        client.send("CLIENT", "LIST")
        #expect(shown.isEmpty)
        client.send("CLIENT", "ID")
        #expect(shown.count == 1)
    }

    @Test func aTransactionIsShownWhenItRunsAndEndsWithItsExec() {
        for words in [["MULTI"], ["SET", "k", "v"], ["EXEC"]] { client.send(words) }
        #expect(shown.map { $0.split(separator: " ")[2] } == [#""MULTI""#, #""SET""#, #""EXEC""#])
        for words in [["MULTI"], ["NOTHING"], ["EXEC"]] { client.send(words) }
        #expect(shown.map { $0.split(separator: " ")[2] } == [#""MULTI""#, #""EXEC""#])
        for words in [["MULTI"], ["EXEC", "x"]] { client.send(words) }
        #expect(shown.map { $0.split(separator: " ")[2] } == [#""MULTI""#, #""EXEC""#])
    }

    @Test func aMonitorMayNotTouchData() {
        #expect(watcher.type("GET k") == "(error) ERR Replica can't interact with the keyspace")
        #expect(watcher.type("PUBLISH a b").hasPrefix("(error) ERR Replica"))
        #expect(watcher.exchange(Request.bytes(of: "MONITOR")).isEmpty)
        let replies = Reply.all(in: watcher.exchange(Request.bytes(of: "PING")))
        #expect(replies.first == .status("PONG"))
        #expect(replies.last?.text?.hasSuffix(#""PING""#) == true)
    }

    @Test func itIsNotForTransactions() {
        for words in [["MULTI"], ["MONITOR"]] { client.send(words) }
        #expect(client.type("EXEC") == "1) (error) ERR MONITOR isn't allowed for DENY BLOCKING client")
    }

    @Test func itEndsWithResetAndWithTheConnection() {
        let list = client.send("CLIENT", "LIST").text ?? ""
        #expect(list.contains("flags=O "))
        watcher.send("RESET")
        _ = watcher.messages()
        client.send("PING")
        #expect(watcher.messages().isEmpty)
        #expect(!watcher.send("GET", "k").isError)
        watcher.send("MONITOR")
        watcher.disconnect()
        #expect(client.send("PING") == .status("PONG"))
    }
}
