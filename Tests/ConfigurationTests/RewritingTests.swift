// CONFIG REWRITE: the file says what is true, and otherwise what it said.

import Configuration
import Testing

struct RewritingTests {
    private struct Missing: Error {}

    private func load(_ content: [UInt8], with others: [String: String] = [:]) throws -> Configuration {
        try Launch(file: "test.conf").configuration(reading: { path in
            if path == "test.conf" { return content }
            guard let file = others[path] else { throw Missing() }
            return Array(file.utf8)
        })
    }

    /// What becomes of a file when some options are set as a client sets them; it must load as what was set.
    private func rewritten(
        _ content: String, setting pairs: [(String, String)], with others: [String: String] = [:],
        withDefaults: Bool = false
    ) throws -> String {
        var configuration = try load(Array(content.utf8), with: others)
        _ = try configuration.setAll(pairs.map { ($0.0, $0.1) }, fromLocalClient: true)
        let new = try configuration.rewriting(
            Array(content.utf8),
            reading: { path in
                guard let file = others[path] else { throw Missing() }
                return Array(file.utf8)
            }, withDefaults: withDefaults)
        #expect(try load(new, with: others) == configuration)
        return String(decoding: new, as: UTF8.self)
    }

    private let file = """
        # What this server does.

        port   7000
          # indented
        timeout 5
        maxmemory 1gb
        loglevel "verbose"
        timeout 6

        """

    @Test func aFileThatIsTrueStaysAsItIs() throws {
        #expect(try rewritten(file, setting: []) == file)
        #expect(try rewritten(file, setting: [("timeout", "6"), ("maxmemory", "1024mb")]) == file)
    }

    @Test func aLineIsWrittenAnewInItsPlaceAndOnlyOnce() throws {
        #expect(
            try rewritten(file, setting: [("timeout", "7"), ("maxmemory", "3000000")]) == """
                # What this server does.

                port   7000
                  # indented
                timeout 7
                maxmemory 3000000
                loglevel "verbose"

                """)
    }

    @Test func whatTheFileLacksComesAfterARemark() throws {
        let once = try rewritten("port 1", setting: [("hz", "20"), ("requirepass", "a \"b\"\n")])
        #expect(once == "port 1\n\n# Written by CONFIG REWRITE\nhz 20\nrequirepass \"a \\\"b\\\"\\n\"\n")
        let twice = try rewritten(once, setting: [("timeout", "9")])
        #expect(twice == once + "timeout 9\n")
    }

    @Test func anOptionThatHasItsDefaultAgainKeepsItsLine() throws {
        #expect(try rewritten("timeout 5\n", setting: [("timeout", "0")]) == "timeout 0\n")
    }

    @Test func anAliasGivesWayToTheName() throws {
        let text = try rewritten("slave-priority 5\nhz 20\n", setting: [("slave-priority", "6")])
        #expect(text == "replica-priority 6\nhz 20\n")
    }

    @Test func severalLinesOfOneOptionStandTogether() throws {
        #expect(
            try rewritten("save 900 1\nport 1\nsave 60 5\n", setting: [("save", "10 20 30 40")])
                == "save 10 20\nsave 30 40\nport 1\n")
        #expect(try rewritten("save 900 1\nport 1\nsave 60 5\n", setting: [("save", "")]) == "save \"\"\nport 1\n")
        #expect(
            try rewritten("", setting: [("client-output-buffer-limit", "pubsub 1mb 1000 6")]).hasSuffix(
                """
                client-output-buffer-limit normal 0 0 0
                client-output-buffer-limit replica 256mb 64mb 60
                client-output-buffer-limit pubsub 1mb 1000 6

                """))
    }

    @Test func whatAnIncludedFileSaysIsOverruledAtTheEnd() throws {
        let others = ["more.conf": "timeout 1\nsave 1 1\nhz 15"]
        let text = try rewritten(
            "timeout 3\nsave 900 1\ninclude more.conf\n", setting: [("timeout", "2"), ("save", "5 5"), ("hz", "10")],
            with: others)
        #expect(text.hasPrefix("include more.conf\n\n# Written by CONFIG REWRITE\n"))
        #expect(text.contains("\ntimeout 2\n") && text.contains("\nhz 10\n"))
        #expect(text.contains("\nsave \"\"\nsave 5 5\n"))
    }

    @Test func directivesStayWordForWord() throws {
        let content = "user alice on >secret ~*\nrename-command CONFIG \"\"\nuser bob off\n"
        #expect(try rewritten(content, setting: [("timeout", "1")]).hasPrefix(content))
    }

    @Test func everyOptionCanBeWrittenAndRead() throws {
        let text = try rewritten("# mine\n", setting: [("timeout", "1")], withDefaults: true)
        #expect(text.hasPrefix("# mine\n\n# Written by CONFIG REWRITE\n"))
        for option in Option.all where !option.isDirective && !option.traits.contains(.once) {
            #expect(text.contains("\n\(option.name) "), "\(option.name)")
        }
    }

    @Test(arguments: [
        "bind 10.0.0.1 -::1", "shutdown-on-sigterm nosave now", "oom-score-adj-values 1 2 3", "replicaof 10.0.0.1 7000",
        "latency-tracking-info-percentiles 0 99.99", "unixsocketperm 700", "maxmemory-clients 5%", "bind ",
        "latency-tracking-info-percentiles ", "notify-keyspace-events KEA", "maxmemory-clients 10mb",
        "proc-title-template {title} {port}",
    ])
    func everyKindOfValueIsReadAgain(_ line: String) throws {
        var configuration = Configuration()
        let words = line.split(separator: " ", maxSplits: 1).map(String.init)
        let option = try #require(Option.named(words[0]))
        let value = words.count > 1 ? words[1] : ""
        let given = option.kind.takesSeveralWords ? value.split(separator: " ").map(String.init) : [value]
        try configuration.set(words[0], to: given, from: .client)
        let new = try configuration.rewriting([], reading: { _ in throw Missing() })
        #expect(try load(new) == configuration)
    }

    @Test func aFileThatIsWrongIsLeftAlone() {
        #expect(throws: ConfigurationError.self) {
            try Configuration().rewriting(Array("prot 1".utf8), reading: { _ in [] })
        }
    }
}
