// SLOWLOG: what is remembered of a command that took long, and what is not.

import Commands
import Engine
import Testing
import TestSupport

struct SlowLogTests {
    private let server = TestServer()
    private let client: TestClient

    init() {
        server.services.settings.debugCommand = .always
        client = TestClient(of: server)
    }

    private func set(_ option: String, _ value: String) {
        #expect(client.send("CONFIG", "SET", option, value) == .ok)
    }

    /// The words of every command remembered, the newest first.
    private var commands: [[String]] {
        entries.map { $0[3].elements?.compactMap(\.text) ?? [] }
    }

    private var entries: [[Reply]] {
        client.send("SLOWLOG", "GET", "-1").elements?.compactMap(\.elements) ?? []
    }

    @Test func onlyWhatTookLongEnoughIsRemembered() {
        set("slowlog-log-slower-than", "100000")
        client.send("PING")
        client.send("DEBUG", "SLEEP", "0.099")
        #expect(client.send("SLOWLOG", "LEN") == 0)
        client.send("DEBUG", "SLEEP", "0.1")
        #expect(client.send("SLOWLOG", "LEN") == 1)
    }

    @Test func anEntryTellsWhoAskedForWhatAndWhen() {
        client.send("CLIENT", "SETNAME", "somebody")
        client.send("DEBUG", "SLEEP", "0.2")
        let end = server.now / 1000
        let words = Reply.texts("DEBUG", "SLEEP", "0.2")
        #expect(entries == [[0, .integer(end), 200_000, words, "127.0.0.1:50000", "somebody"]])
    }

    @Test func theOldestGoWhenThereAreTooMany() {
        set("slowlog-max-len", "3")
        set("slowlog-log-slower-than", "0")
        for number in 1...9 { client.send("ECHO", "\(number)") }
        #expect(commands == [["ECHO", "9"], ["ECHO", "8"], ["ECHO", "7"]])
        #expect(client.send("SLOWLOG", "GET", "1").elements?.count == 1)
        set("slowlog-max-len", "0")
        #expect(client.send("SLOWLOG", "LEN") == 0)
    }

    @Test func aNegativeThresholdRemembersNothing() {
        set("slowlog-log-slower-than", "-1")
        client.send("DEBUG", "SLEEP", "10")
        #expect(entries.isEmpty)
    }

    @Test func whatJustFitsIsWhole() {
        set("slowlog-log-slower-than", "0")
        let most = ["DEL"] + (3...33).map(String.init)
        let longest = ["ECHO", String(repeating: "A", count: 128)]
        client.send(most)
        client.send(longest)
        #expect(commands.prefix(2) == [longest, most])
    }

    @Test func whatWasCutSaysByHowMuch() {
        set("slowlog-log-slower-than", "0")
        client.send(["DEL"] + (3...34).map(String.init))
        client.send("ECHO", String(repeating: "A", count: 129))
        let commands = commands
        #expect(commands[0] == ["ECHO", String(repeating: "A", count: 128) + "... (1 more bytes)"])
        #expect(commands[1].count == 32)
        #expect(commands[1].suffix(2) == ["32", "... (2 more arguments)"])
    }

    @Test func secretsAreLeftOut() {
        set("slowlog-log-slower-than", "0")
        client.send("SLOWLOG", "RESET")
        client.send("CONFIG", "SET", "timeout", "7", "requirepass", "", "tls-key-file-pass", "x")
        client.send("AUTH", "default", "x")
        client.send("HELLO", "2", "SETNAME", "me", "AUTH", "default", "x")
        #expect(
            commands.reversed().dropFirst() == [
                ["CONFIG", "SET", "timeout", "7", "requirepass", "(redacted)", "tls-key-file-pass", "(redacted)"],
                ["AUTH", "(redacted)", "(redacted)"],
                ["HELLO", "2", "SETNAME", "me", "AUTH", "(redacted)", "(redacted)"],
            ])
    }

    @Test func whatRanForExecIsRememberedAndExecIsNot() {
        client.send("MULTI")
        client.send("DEBUG", "SLEEP", "0.2")
        client.send("PING")
        client.send("EXEC")
        #expect(commands == [["DEBUG", "SLEEP", "0.2"]])
    }

    @Test func aCommandThatFailedIsRememberedToo() {
        set("slowlog-log-slower-than", "0")
        client.send("INCR", "k", "k")
        client.send("AUTH", "x")
        #expect(commands.first == ["AUTH", "(redacted)"])
    }
}

extension TestClient {
    @discardableResult
    func send(_ words: [String]) -> Reply {
        send(words.map { Array($0.utf8) })
    }
}
