// A real server whose disk is full, fails, or may not be written: what clients hear, what INFO and the log say, and
// that it goes on by itself when the disk is well again.

import Foundation
import TestSupport
import Testing

/// A small disk of its own, for as long as the test lasts; nil where this user may not have one.
private final class SmallDisk {
    let path: String

    init?(megabytes: Int) throws {
        path = FileManager.default.temporaryDirectory.appending(path: "milepost-disk-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        guard try Self.run("/bin/mount", ["-t", "tmpfs", "-o", "size=\(megabytes)m", "none", path]) else {
            try? FileManager.default.removeItem(atPath: path)
            return nil
        }
    }

    deinit {
        _ = try? Self.run("/bin/umount", ["-l", path])
        try? FileManager.default.removeItem(atPath: path)
    }

    func remount(_ option: String) throws {
        #expect(try Self.run("/bin/mount", ["-o", "remount,\(option)", path]))
    }

    private static func run(_ program: String, _ arguments: [String]) throws -> Bool {
        guard FileManager.default.isExecutableFile(atPath: program) else { return false }
        return try Program(program, arguments).status() == 0
    }
}

struct FailureTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "milepost-failing-\(UUID().uuidString)")

    private func cleanUp() { try? FileManager.default.removeItem(at: folder) }

    /// A server with a log and a disk in the hands of the test; nil where there is no compiler.
    private func server(policy: String) throws -> (ServerProcess, DiskFaults)? {
        guard let faults = try DiskFaults() else { return nil }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let server = try ServerProcess(
            ["--dir", folder.path, "--appendonly", "yes", "--appendfsync", policy, "--save", ""],
            variables: faults.variables)
        return (server, faults)
    }

    private func isMisconfigured(_ reply: Reply) -> Bool {
        if case .error(let line) = reply { line.hasPrefix("MISCONF Errors writing to the AOF file") } else { false }
    }

    private func isTakenBack(_ reply: Reply) -> Bool {
        if case .error(let line) = reply { isMisconfigured(reply) && line.contains("may yet apply") } else { false }
    }

    private func waitForHealing(_ server: ServerProcess) throws {
        try wait(for: "the log to be written again") { try server.info("aof_last_write_status") == "ok" }
    }

    private func kill(_ server: ServerProcess) throws {
        server.program.signal(SIGKILL)
        try wait(for: "the end of a killed server") { !server.program.isRunning }
    }

    @Test(arguments: ["always", "everysec"], ["pwrite 28", "pwrite 5"]) func writersOfAFailedBatchHearOfIt(
        policy: String, fault: String
    ) throws {
        guard let (server, faults) = try server(policy: policy) else { return }
        defer { cleanUp() }
        let wire = try server.connect()
        #expect(try wire.call("SET", "k", "before") == .status("OK"))
        faults.set(fault)
        // In the failed batch, with a reading of something else; an error in it stays what it is.
        try wire.send(
            [["SET", "k", "failed"], ["APPEND", "k", "!"], ["INCR", "k"]].flatMap { words in
                Wire.request(words.map { Array($0.utf8) })
            })
        let replies = try wire.replies(3)
        #expect(isTakenBack(replies[0]) && isTakenBack(replies[1]), "\(replies)")
        #expect(replies[2] == .error("ERR value is not an integer or out of range"))
        // After it.
        let refusal = try wire.call("SET", "k", "refused")
        #expect(isMisconfigured(refusal) && !isTakenBack(refusal))
        #expect(try server.info("aof_last_write_status") == "err")
        #expect(server.log.contains("Error writing to the AOF file: appendonlydir/appendonly.aof.1.incr.aof"))
        // Readings go on, but under `always` not of what is in memory alone.
        #expect(try wire.call("GET", "other") == .null)
        let reading = try server.connect().call("GET", "k")
        #expect(policy == "always" ? isTakenBack(reading) : reading == .bulk(Array("failed!".utf8)), "\(reading)")
        #expect(try wire.call("PING") == .status("PONG"))
        faults.set("")
        try waitForHealing(server)
        #expect(server.log.contains("The AOF file is written again"))
        #expect(try wire.call("GET", "k") == .bulk(Array("failed!".utf8)))
        #expect(try wire.call("APPEND", "k", "?") == .integer(8))
        try kill(server)
        try server.restartIfEnded()
        #expect(try server.connect().call("GET", "k") == .bulk(Array("failed!?".utf8)))
    }

    @Test func aSyncThatFailsIsNotTriedAgainAsIfNothingHadHappened() throws {
        guard let (server, faults) = try server(policy: "always") else { return }
        defer { cleanUp() }
        let wire = try server.connect()
        #expect(try wire.call("SET", "k", "1") == .status("OK"))
        faults.set("fdatasync 5")
        #expect(isTakenBack(try wire.call("INCR", "k")))
        #expect(try server.info("aof_last_write_status") == "err")
        #expect(try wire.call("BGREWRITEAOF") == .status("Background append only file rewriting scheduled"))
        faults.set("")
        try waitForHealing(server)
        #expect(try wire.call("INCR", "k") == .integer(3))
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/appendonlydir")
        // The first may still wait to be taken away, but another one has come after it.
        #expect(names.contains { $0.hasSuffix(".incr.aof") && $0 != "appendonly.aof.1.incr.aof" }, "\(names)")
        try kill(server)
        try server.restartIfEnded()
        #expect(try server.connect().call("GET", "k") == .bulk(Array("3".utf8)))
    }

    /// A rename that fails costs a rewrite or a snapshot, and nothing of what there is.
    @Test func aRenameThatFailsLeavesWhatThereIs() throws {
        guard let (server, faults) = try server(policy: "everysec") else { return }
        defer { cleanUp() }
        let wire = try server.connect()
        #expect(try wire.call("SET", "k", "1") == .status("OK"))
        faults.set("rename 5")
        #expect(try wire.call("BGREWRITEAOF").isError)
        #expect(try server.info("aof_last_bgrewrite_status") == "err")
        #expect(try wire.call("SAVE").isError)
        #expect(try server.info("rdb_last_bgsave_status") == "err")
        faults.set("")
        #expect(try wire.call("INCR", "k") == .integer(2))
        #expect(try wire.call("SAVE") == .status("OK"))
        try kill(server)
        try server.restartIfEnded()
        #expect(try server.connect().call("GET", "k") == .bulk(Array("2".utf8)))
    }

    @Test func aFullDiskIsToldAndLeftBehind() throws {
        guard let disk = try SmallDisk(megabytes: 4) else { return }
        let server = try ServerProcess(
            ["--dir", disk.path, "--appendonly", "yes", "--save", "", "--auto-aof-rewrite-percentage", "0"])
        let wire = try server.connect()
        let text = String(repeating: "x", count: 100_000)
        var stored = 0
        var last = Reply.nothing
        while stored < 60 {
            last = try wire.call("SET", "k\(stored)", text)
            if last.isError { break }
            stored += 1
        }
        #expect(isTakenBack(last) && stored > 20 && stored < 60, "\(stored) \(last)")
        #expect(isMisconfigured(try wire.call("SET", "more", "1")))
        #expect(server.log.contains("No space left on device"), "\(server.log)")
        try disk.remount("size=16m")
        try waitForHealing(server)
        #expect(try wire.call("SET", "more", "1") == .status("OK"))
        try kill(server)
        try server.restartIfEnded()
        #expect(try server.connect().call("DBSIZE") == .integer(Int64(stored) + 2))
    }

    @Test func aDiskThatMayNotBeWrittenStopsTheStartAndIsTold() throws {
        guard let disk = try SmallDisk(megabytes: 4) else { return }
        let server = try ServerProcess(["--dir", disk.path, "--appendonly", "yes", "--save", ""])
        #expect(try server.connect().call("SET", "k", "v") == .status("OK"))
        try kill(server)
        try disk.remount("ro")
        let other = try Program(
            Program.milepost, ["--port", String(Wire.freePort()), "--dir", disk.path, "--appendonly", "yes"])
        #expect(try other.status() == 1)
        #expect(other.errors.contains("Read-only file system"), "\(other.errors)")
        try disk.remount("rw")
        try server.restartIfEnded()
        #expect(try server.connect().call("GET", "k") == .bulk(Array("v".utf8)))
    }

    @Test func aManifestThatNamesWhatIsNotThereStopsTheStart() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { cleanUp() }
        let server = try ServerProcess(["--dir", folder.path, "--appendonly", "yes", "--save", ""])
        #expect(try server.connect().call("SET", "k", "v") == .status("OK"))
        try kill(server)
        let file = folder.path + "/appendonlydir/appendonly.aof.1.incr.aof"
        try FileManager.default.moveItem(atPath: file, toPath: file + ".away")
        let other = try Program(
            Program.milepost, ["--port", String(Wire.freePort()), "--dir", folder.path, "--appendonly", "yes"])
        #expect(try other.status() == 1)
        #expect(other.errors.contains("appendonly.aof.1.incr.aof is damaged at offset 0: No such file"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/appendonlydir").count == 3)
        try FileManager.default.moveItem(atPath: file + ".away", toPath: file)
        try server.restartIfEnded()
        #expect(try server.connect().call("GET", "k") == .bulk(Array("v".utf8)))
    }

    /// A log of one file is found again after an end between the steps of its move.
    @Test(arguments: [false, true]) func anOldLogIsMovedOnceMore(isListed: Bool) throws {
        try FileManager.default.createDirectory(
            at: folder.appending(path: "appendonlydir"), withIntermediateDirectories: true)
        defer { cleanUp() }
        let old = "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nv\r\n"
        try old.write(toFile: folder.path + "/appendonly.aof", atomically: true, encoding: .utf8)
        if isListed {
            try "file appendonly.aof seq 1 type b\n".write(
                toFile: folder.path + "/appendonlydir/appendonly.aof.manifest", atomically: true, encoding: .utf8)
        }
        let server = try ServerProcess(["--dir", folder.path, "--appendonly", "yes", "--save", ""])
        #expect(try server.connect().call("GET", "k") == .bulk(Array("v".utf8)))
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/appendonly.aof"))
    }

    /// WAITAOF waits for the disk, and nobody waits with it.
    @Test func whoWaitsForTheDiskHoldsNobodyUp() throws {
        guard let (server, faults) = try server(policy: "everysec") else { return }
        defer { cleanUp() }
        let wire = try server.connect()
        faults.set("fdatasync sleep 700000")
        let start = Date()
        for words in [["SET", "k", "v"], ["WAITAOF", "1", "0", "0"], ["WAITAOF", "0", "0", "0"], ["PING"]] {
            try wire.send(Wire.request(words.map { Array($0.utf8) }))
        }
        let other = try server.connect()
        #expect(try other.call("GET", "k") == .bulk(Array("v".utf8)))
        #expect(try server.info("blocked_clients", over: other) == "1")
        #expect(Date().timeIntervalSince(start) < 0.5)
        #expect(
            try wire.replies(4) == [
                .status("OK"), .array([.integer(1), .integer(0)]), .array([.integer(0), .integer(0)]), .status("PONG"),
            ])
        #expect(Date().timeIntervalSince(start) > 0.6)
        // Not for longer than was said, nor in a transaction.
        faults.set("fdatasync sleep 1500000")
        #expect(try wire.call("SET", "k", "w") == .status("OK"))
        #expect(try wire.call("WAITAOF", "1", "0", "50") == .array([.integer(0), .integer(0)]))
        _ = try wire.call("SET", "k", "x")
        _ = try wire.call("MULTI")
        _ = try wire.call("WAITAOF", "1", "0", "0")
        #expect(try wire.call("EXEC") == .array([.array([.integer(0), .integer(0)])]))
        #expect(try server.info("blocked_clients") == "0")
    }
}
