// The log as it is begun, rewritten in either form, switched on and off and loaded again while the server runs; and how
// a server ends in the middle of what it does for the disk.

import Foundation
import TestSupport
import Testing

struct LogSwitchTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "milepost-switch-\(UUID().uuidString)")

    private func server(_ options: String...) throws -> ServerProcess {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return try ServerProcess(["--dir", folder.path, "--enable-debug-command", "yes"] + options)
    }

    private func clear() { try? FileManager.default.removeItem(at: folder) }

    private func has(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: folder.appending(path: name).path)
    }

    private func files(named part: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "appendonlydir").path)
            .filter { $0.contains(part) }
    }

    private func kill(_ server: ServerProcess) throws {
        server.program.signal(9)
        try wait(for: "the end of a killed server") { !server.program.isRunning }
    }

    private func send(_ lines: [String], over wire: Wire) throws -> [Reply] {
        for line in lines { try wire.send(Wire.request(line.split(separator: " ").map { Array($0.utf8) })) }
        return try wire.replies(lines.count)
    }

    private func waitForRewrite(of server: ServerProcess) throws {
        try wait(for: "the rewrite") {
            // In this order: what is scheduled comes to be in progress between the two.
            try server.info("aof_rewrite_scheduled") == "0" && server.info("aof_rewrite_in_progress") == "0"
        }
    }

    @Test func aBaseMayBeCommands() throws {
        let server = try server("--appendonly", "yes", "--aof-use-rdb-preamble", "no", "--save", "")
        defer { clear() }
        let wire = try server.connect()
        _ = try send(["DEBUG POPULATE 5000 key 300", "SET ends soon PX 10000000", "SELECT 3", "SET n 12"], over: wire)
        _ = try send(["BGREWRITEAOF"], over: wire)
        try waitForRewrite(of: server)
        _ = try send(["INCR n"], over: wire)
        let digest = try wire.call("DEBUG", "DIGEST")
        #expect(try files(named: "base") == ["appendonly.aof.2.base.aof"])
        for _ in 0..<2 {
            try kill(server)
            try server.restartIfEnded()
            #expect(try server.connect().call("DEBUG", "DIGEST") == digest)
        }
    }

    /// A base that has lost its end, though at a place where a batch ends, is damaged.
    @Test func aBaseOfCommandsIsWholeOrRefused() throws {
        let server = try server("--appendonly", "yes", "--aof-use-rdb-preamble", "no", "--save", "")
        defer { clear() }
        _ = try send(["SET k v", "BGREWRITEAOF"], over: try server.connect())
        try waitForRewrite(of: server)
        try kill(server)
        let base = folder.appending(path: "appendonlydir/appendonly.aof.2.base.aof")
        let whole = try Data(contentsOf: base)
        let lines = whole.split(separator: 0x0a, omittingEmptySubsequences: true)
        let withoutEnd = whole.dropLast(lines[lines.count - 1].count + 1)
        for damaged in [withoutEnd, whole.dropLast(30), Data()] {
            try damaged.write(to: base)
            let again = try Program(
                Program.milepost,
                ["--port", String(Wire.freePort()), "--dir", folder.path, "--appendonly", "yes", "--save", ""])
            #expect(try again.status() == 1)
            #expect(again.errors.contains("appendonly.aof.2.base.aof is damaged"), "\(again.errors)")
        }
    }

    @Test func theLogIsRewrittenWhereItIsOff() throws {
        let server = try server("--appendonly", "yes", "--save", "")
        defer { clear() }
        let wire = try server.connect()
        _ = try send(["SET k v", "CONFIG SET appendonly no", "SET later 1", "BGREWRITEAOF"], over: wire)
        try waitForRewrite(of: server)
        let left = try files(named: "appendonly").sorted()
        #expect(left == ["appendonly.aof.2.base.rdb", "appendonly.aof.manifest"])
        _ = try send(["SET k lost", "DEBUG LOADAOF"], over: wire)
        #expect(try wire.call("GET", "k") == .bulk(Array("v".utf8)))
        #expect(try wire.call("GET", "later") == .bulk(Array("1".utf8)))
    }

    /// Behind a snapshot the base is made between turns: what is written meanwhile is there after a kill as well.
    @Test func theLogIsSwitchedOnUnderWrites() throws {
        let server = try server("--save", "")
        defer { clear() }
        let wire = try server.connect()
        let begin = ["CONFIG SET rdb-key-save-delay 100", "BGSAVE", "CONFIG SET appendonly yes"]
        _ = try send(["DEBUG POPULATE 4000 key 200"] + begin, over: wire)
        #expect(try server.info("aof_rewrite_scheduled") == "1")
        _ = try send(["CONFIG SET rdb-key-save-delay 0"], over: wire)
        _ = try send((0..<1000).map { "SET key:\($0 * 3) changed" } + ["DEL key:7"], over: wire)
        try waitForRewrite(of: server)
        #expect(try files(named: "manifest") == ["appendonly.aof.manifest"])
        _ = try send(["SET last 1"], over: wire)
        let digest = try wire.call("DEBUG", "DIGEST")
        try kill(server)
        let again = try ServerProcess(
            ["--dir", folder.path, "--appendonly", "yes", "--save", "", "--enable-debug-command", "yes"])
        #expect(try again.connect().call("DEBUG", "DIGEST") == digest)
    }

    /// Nobody waits for the base, and a kill before it is whole leaves what there was before the log was asked for.
    @Test(arguments: ["no", "yes"]) func theLogIsBegunBetweenTurns(logsAfterwards: String) throws {
        let server = try server("--save", "")
        defer { clear() }
        let wire = try server.connect()
        _ = try send(["DEBUG POPULATE 3000 key 200", "SET k before", "SAVE"], over: wire)
        let start = Date()
        _ = try send(["CONFIG SET rdb-key-save-delay 10000", "CONFIG SET appendonly yes", "SET k after"], over: wire)
        #expect(Date().timeIntervalSince(start) < 10)
        #expect(try server.info("aof_enabled") == "1" && server.info("aof_rewrite_in_progress") == "1")
        try kill(server)
        let again = try ServerProcess(["--dir", folder.path, "--appendonly", logsAfterwards, "--save", ""])
        let replies = try send(["GET k", "DBSIZE"], over: try again.connect())
        #expect(replies == [.bulk(Array("before".utf8)), .integer(3001)])
    }

    @Test func aLogThatIsNotWholeYetHoldsTheEndBack() throws {
        let server = try server("--save", "", "--rdb-key-save-delay", "10000000")
        defer { clear() }
        let wire = try server.connect()
        _ = try send(["SET a 1", "SET b 2", "BGSAVE", "CONFIG SET appendonly yes"], over: wire)
        #expect(try wire.call("SHUTDOWN") == .error("ERR Errors trying to SHUTDOWN. Check logs."))
        server.program.signal(15)
        try wait(for: "the refusal") { server.log.contains("Error trying to save the DB, can't exit") }
        #expect(server.log.contains("Writing initial AOF, can't exit"))
        _ = try send(["CONFIG SET appendonly no"], over: wire)
        #expect(!has("appendonlydir"))
        _ = try send(["CONFIG SET appendonly yes shutdown-on-sigterm force"], over: wire)
        server.program.signal(15)
        try wait(for: "the end") { !server.program.isRunning }
    }

    /// A sync that is under way when the log is closed tells nothing of the one that is opened then.
    @Test func theLogIsLoadedAgainInTheMiddleOfASync() throws {
        let server = try server("--appendonly", "yes", "--appendfsync", "always", "--save", "")
        defer { clear() }
        let (writer, wire) = (try server.connect(), try server.connect())
        for turn in 0..<40 {
            try writer.send(Wire.request(["SET", "k", "\(turn)"].map { Array($0.utf8) }))
            #expect(try wire.call("DEBUG", "LOADAOF") == .status("OK"))
            _ = try writer.replies(1)
        }
        #expect(try wire.call("GET", "k") == .bulk(Array("39".utf8)))
    }

    @Test func anUpgradeThatRedisHasBegunIsFinished() throws {
        try FileManager.default.createDirectory(
            at: folder.appending(path: "appendonlydir"), withIntermediateDirectories: true)
        defer { clear() }
        try Data("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nv\r\n".utf8).write(to: folder.appending(path: "appendonly.aof"))
        try Data("file appendonly.aof seq 1 type b\n".utf8)
            .write(to: folder.appending(path: "appendonlydir/appendonly.aof.manifest"))
        let server = try server("--appendonly", "yes", "--save", "")
        #expect(try server.connect().call("GET", "k") == .bulk(Array("v".utf8)))
        #expect(has("appendonlydir/appendonly.aof") && !has("appendonly.aof"))
    }

    /// What a stock server wrote stays part of the log, through starts with and without writes in between.
    @Test func aLogOfAStockServerIsGoneOnWith() throws {
        try FileManager.default.createDirectory(
            at: folder.appending(path: "appendonlydir"), withIntermediateDirectories: true)
        defer { clear() }
        let manifest = (1...2).map { "file appendonly.aof.\($0).incr.aof seq \($0) type i\n" }.joined()
        try Data(manifest.utf8).write(to: folder.appending(path: "appendonlydir/appendonly.aof.manifest"))
        for (number, key) in [(1, "a"), (2, "b")] {
            try Data("*3\r\n$3\r\nSET\r\n$1\r\n\(key)\r\n$1\r\nv\r\n".utf8)
                .write(to: folder.appending(path: "appendonlydir/appendonly.aof.\(number).incr.aof"))
        }
        let server = try server("--appendonly", "yes", "--save", "")
        for turn in 0..<4 {
            #expect(try server.connect().call("DBSIZE") == .integer(Int64(2 + turn / 2)))
            if turn % 2 == 1 { _ = try server.connect().call("SET", "k\(turn)", "v") }
            try kill(server)
            try server.restartIfEnded()
        }
        #expect(try server.connect().call("DBSIZE") == .integer(4))
        _ = try server.connect().call("BGREWRITEAOF")
        try waitForRewrite(of: server)
        try kill(server)
        try server.restartIfEnded()
        #expect(try server.connect().call("DBSIZE") == .integer(4))
    }

    @Test func whatIsThrownAwayDoesNotComeBackWithASnapshot() throws {
        let server = try server("--save", "900 1", "--rdb-key-save-delay", "1000")
        defer { clear() }
        let wire = try server.connect()
        _ = try send(["DEBUG POPULATE 5000", "BGSAVE", "FLUSHALL"], over: wire)
        #expect(try server.info("rdb_bgsave_in_progress") == "0")
        try kill(server)
        try server.restartIfEnded()
        #expect(try server.connect().call("DBSIZE") == .integer(0))
    }

    /// What is half loaded does not take the place of the whole.
    @Test func anEndDuringTheLoadLeavesTheSnapshotAlone() throws {
        let server = try server("--save", "900 1")
        defer { clear() }
        _ = try send(["DEBUG POPULATE 2000", "SAVE"], over: try server.connect())
        try kill(server)
        let before = try Data(contentsOf: folder.appending(path: "dump.rdb"))
        let again = try Program(
            Program.milepost,
            [
                "--port", String(Wire.freePort()), "--dir", folder.path, "--save", "900 1", "--key-load-delay", "5000",
            ])
        try wait(for: "the load") { again.output.contains("Reading dump.rdb") }
        again.signal(15)
        #expect(try again.status() == 0)
        #expect(try Data(contentsOf: folder.appending(path: "dump.rdb")) == before)
    }

    @Test func aSecondSignalLeavesNothingHalfMade() throws {
        let server = try server("--save", "900 1", "--rdb-key-save-delay", "200000")
        defer { clear() }
        _ = try send((0..<20).map { "SET \($0) 1" }, over: try server.connect())
        let draft = "temp-\(server.program.identifier).rdb"
        server.program.signal(2)
        try wait(for: "the draft") { has(draft) }
        server.program.signal(2)
        try wait(for: "the end") { !server.program.isRunning }
        #expect(!has(draft) && !has("dump.rdb"))
    }

    @Test(arguments: ["idletime", "freq"]) func useIsRememberedByASnapshot(kind: String) throws {
        let server = try server("--save", "", "--maxmemory-policy", kind == "freq" ? "allkeys-lfu" : "allkeys-lru")
        defer { clear() }
        let wire = try server.connect()
        _ = try wire.call("SET", "k", "v")
        guard case .bulk(let payload) = try wire.call("DUMP", "k") else { throw Impatience(description: "no payload") }
        try wire.send(
            Wire.request(
                ["RESTORE", "old", "0"].map { Array($0.utf8) } + [payload, Array(kind.utf8), Array("200".utf8)]))
        #expect(try wire.replies(1) == [.status("OK")])
        for _ in 0..<2 {
            guard case .integer(let use) = try wire.call("OBJECT", kind, "old") else { break }
            #expect((200...210).contains(use))
            #expect(try wire.call("DEBUG", "RELOAD") == .status("OK"))
        }
    }
}

struct CrashReportTests {
    @Test func aCrashIsToldToTheLog() throws {
        let server = try ServerProcess("--save", "", "--enable-debug-command", "yes")
        try server.connect().send(Wire.request(["DEBUG", "SEGFAULT"].map { Array($0.utf8) }))
        try wait(for: "the end") { !server.program.isRunning }
        #expect(server.log.contains("crashed by signal: 11"), "\(server.log)")
        #expect(server.log.contains("STACK TRACE DONE"))
    }

    @Test func anAlarmTellsWhereTheLoopIs() throws {
        let server = try ServerProcess("--save", "")
        server.program.signal(14)
        try wait(for: "the report") { server.log.contains("STACK TRACE DONE") }
        #expect(server.log.contains("Received SIGALRM"))
        #expect(try server.connect().call("PING") == .status("PONG"))
    }
}
