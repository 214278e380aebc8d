// CONFIG GET and CONFIG SET: patterns, aliases, all or nothing, and what may not be changed.

import Configuration
import Testing

struct ClientTests {
    @Test func severalOptionsAreSetTogetherAndThoseThatChangedAreReported() throws {
        var configuration = Configuration()
        let changed = try configuration.setAll(
            [("TIMEOUT", "10"), ("hz", "10"), ("save", "900 1 60 5")], fromLocalClient: false)
        #expect(changed == [.timeout, .save])
        #expect(configuration.integer(.timeout) == 10)
        #expect(configuration.savePoints == [SavePoint(seconds: 900, changes: 1), SavePoint(seconds: 60, changes: 5)])
    }

    @Test func oneRefusedValueLeavesAllAsTheyWere() {
        var configuration = Configuration()
        let error = #expect(throws: ConfigurationError.self) {
            try configuration.setAll([("timeout", "10"), ("hz", "fast"), ("port", "x")], fromLocalClient: true)
        }
        #expect(
            error?.reply
                == Self.failed("hz", "argument couldn't be parsed into an integer"))
        #expect(configuration == Configuration())
    }

    @Test(arguments: [
        ([("timeout", "x"), ("nosuch", "1")], "Unknown option or number of arguments for CONFIG SET - 'nosuch'"),
        ([("user", "alice on")], "Unknown option or number of arguments for CONFIG SET - 'user'"),
        ([("timeout", "x"), ("Daemonize", "yes")], failed("Daemonize", "can't set immutable config")),
        ([("dir", "/tmp")], failed("dir", "can't set protected config")),
        ([("timeout", "1"), ("TIMEOUT", "2")], failed("TIMEOUT", "duplicate parameter")),
        ([("replica-priority", "1"), ("slave-priority", "2")], failed("slave-priority", "duplicate parameter")),
        ([("slave-priority", "x")], failed("slave-priority", "argument couldn't be parsed into an integer")),
        ([("daemonize", "yes"), ("nosuch", "1")], failed("daemonize", "can't set immutable config")),
        ([("traefik-export", "a root b")], failed("traefik-export", "can't set immutable config")),
    ])
    func theFirstObstacleIsNamedAndNamesComeBeforeValues(_ pairs: [(String, String)], _ reply: String) {
        var configuration = Configuration()
        let error = #expect(throws: ConfigurationError.self) {
            try configuration.setAll(pairs.map { ($0.0, $0.1) }, fromLocalClient: true)
        }
        #expect(error?.reply == reply)
        #expect(configuration == Configuration())
    }

    private static func failed(_ option: String, _ reason: String) -> String {
        "CONFIG SET failed (possibly related to argument '\(option)') - \(reason)"
    }

    @Test func protectedOptionsAreChangedByWhomTheConfigurationPermits() throws {
        var configuration = Configuration()
        try configuration.set("enable-protected-configs", to: ["local"], from: .commandLine)
        #expect(try configuration.setAll([("dir", "/tmp")], fromLocalClient: true) == [.dir])
        #expect(throws: ConfigurationError.self) {
            try configuration.setAll([("dir", "/")], fromLocalClient: false)
        }
        #expect(configuration.text(.dir) == "/tmp")
    }

    @Test func anAliasIsAnotherNameOfTheSameOption() throws {
        var configuration = Configuration()
        #expect(try configuration.setAll([("slave-read-only", "no")], fromLocalClient: false) == [.replicaReadOnly])
        #expect(configuration.get(named: "replica-read-only")?.value == "no")
        let found = configuration.get { $0.hasSuffix("-read-only") }.map(\.name)
        #expect(found == ["replica-read-only", "slave-read-only"])
    }

    @Test func anExactNameKeepsTheSpellingOfWhoAsks() throws {
        let port = try #require(Configuration().get(named: "PoRt"))
        #expect(port == ("PoRt", "6379"))
        #expect(Configuration().get(named: "po*t") == nil)
    }

    @Test func hiddenOptionsAreFoundByNameOnlyAndDirectivesNotAtAll() {
        let all = Configuration().get { _ in true }.map(\.name)
        #expect(all.contains("maxmemory") && all.contains("masterauth"))
        #expect(!all.contains("key-load-delay") && !all.contains("user") && !all.contains("include"))
        #expect(Configuration().get(named: "key-load-delay")?.value == "0")
        #expect(Configuration().get(named: "user") == nil)
    }

    @Test func everythingThatConfigGetShowsCanBeSetAgain() throws {
        var configuration = Configuration()
        try configuration.set("enable-protected-configs", to: ["yes"], from: .commandLine)
        try configuration.set("maxmemory-clients", to: ["5%"], from: .commandLine)
        let before = configuration
        let settable = configuration.get { Option.named($0).map { !$0.traits.contains(.fixed) } ?? false }
            .filter { Option.named($0.name)?.name == $0.name }
        #expect(settable.count > 120)
        #expect(try configuration.setAll(settable, fromLocalClient: false).isEmpty)
        #expect(configuration == before)
    }

    @Test func settingTheDefaultAgainIsNoSettingAtAll() throws {
        var configuration = Configuration()
        _ = try configuration.setAll([("activedefrag", "yes"), ("rdb-del-sync-files", "yes")], fromLocalClient: false)
        #expect(configuration.withoutEffect == [.activedefrag, .rdbDelSyncFiles])
        _ = try configuration.setAll([("activedefrag", "no"), ("rdb-del-sync-files", "no")], fromLocalClient: false)
        #expect(configuration.withoutEffect.isEmpty)
        #expect(configuration == Configuration())
    }
}
