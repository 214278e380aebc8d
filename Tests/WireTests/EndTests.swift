// A real server whose disk fails when it is to end, to load its data again or to begin a log: what is asked for is
// refused in words, nothing that was answered is lost, and it goes on. And a data folder is not left while something is
// kept there.

import Foundation
import TestSupport
import Testing

struct EndTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "milepost-end-\(UUID().uuidString)")

    private func cleanUp() { try? FileManager.default.removeItem(at: folder) }

    /// A server and a disk in the hands of the test; nil where there is no compiler.
    private func server(_ options: String...) throws -> (ServerProcess, DiskFaults)? {
        guard let faults = try DiskFaults() else { return nil }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let fixed = ["--dir", folder.path, "--enable-debug-command", "yes", "--save", ""]
        return (try ServerProcess(fixed + options, variables: faults.variables), faults)
    }

    /// A server with a log, whose disk has failed since `k` was 1; somebody has made it 2 meanwhile.
    private func server(loggingUntil fault: String) throws -> (ServerProcess, DiskFaults, Wire)? {
        guard let (server, faults) = try server("--appendonly", "yes") else { return nil }
        let wire = try server.connect()
        #expect(try wire.call("SET", "k", "1") == .status("OK"))
        faults.set(fault)
        _ = try wire.call("SET", "k", "2")
        return (server, faults, wire)
    }

    private func send(_ lines: [String], over wire: Wire) throws -> [Reply] {
        for line in lines { try wire.send(Wire.request(line.split(separator: " ").map { Array($0.utf8) })) }
        return try wire.replies(lines.count)
    }

    private func isMisconfigured(_ reply: Reply) -> Bool {
        if case .error(let line) = reply { line.hasPrefix("MISCONF Errors writing to the AOF file") } else { false }
    }

    private func waitForHealing(_ server: ServerProcess) throws {
        try wait(for: "the log to be written again") { try server.info("aof_last_write_status") == "ok" }
    }

    /// Once it has ended, the next one in the same folder has what was answered last.
    private func expectAfterEnd(of server: ServerProcess, _ value: String) throws {
        try wait(for: "the end") { !server.program.isRunning }
        try server.restartIfEnded()
        #expect(try server.connect().call("GET", "k") == .bulk(Array(value.utf8)))
    }

    @Test(arguments: ["pwrite 28", "fdatasync 5"]) func anEndThatWouldLoseSomethingIsRefused(fault: String) throws {
        guard let (server, faults, wire) = try server(loggingUntil: fault) else { return }
        defer { cleanUp() }
        #expect(try wire.call("SHUTDOWN") == .error("ERR Errors trying to SHUTDOWN. Check logs."))
        #expect(server.log.contains("The data could not be brought to disk: Errors writing to the AOF file"))
        server.program.signal(15)
        try wait(for: "the refusal") { server.log.contains("Error trying to save the DB, can't exit") }
        #expect(try wire.call("GET", "k") == .bulk(Array("2".utf8)))
        #expect(try server.info("aof_last_write_status") == "err")
        faults.set("")
        try waitForHealing(server)
        try wire.send(Wire.request(["SHUTDOWN"].map { Array($0.utf8) }))
        try expectAfterEnd(of: server, "2")
    }

    @Test(arguments: ["pwrite 28", "rename 5"]) func anEndWithASnapshotThatFailsIsRefused(fault: String) throws {
        guard let (server, faults) = try server() else { return }
        defer { cleanUp() }
        let wire = try server.connect()
        #expect(try wire.call("SET", "k", "1") == .status("OK"))
        faults.set(fault)
        #expect(try wire.call("SHUTDOWN", "SAVE") == .error("ERR Errors trying to SHUTDOWN. Check logs."))
        #expect(try wire.call("GET", "k") == .bulk(Array("1".utf8)))
        // What was half made goes on the disk's own queue.
        try wait(for: "the draft to go") { try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty }
        faults.set("")
        try wire.send(Wire.request(["SHUTDOWN", "SAVE"].map { Array($0.utf8) }))
        try expectAfterEnd(of: server, "1")
    }

    @Test(arguments: ["pwrite 28", "fdatasync 5"]) func aLoadThatWouldLoseSomethingIsRefused(fault: String) throws {
        guard let (server, faults, wire) = try server(loggingUntil: fault) else { return }
        defer { cleanUp() }
        let refusal = try wire.call("DEBUG", "LOADAOF")
        #expect(isMisconfigured(refusal), "\(refusal)")
        #expect(try wire.call("GET", "k") == .bulk(Array("2".utf8)))
        faults.set("rename 5")
        #expect(try wire.call("DEBUG", "RELOAD").isError)
        #expect(try wire.call("GET", "k") == .bulk(Array("2".utf8)))
        faults.set("")
        try waitForHealing(server)
        #expect(try send(["DEBUG LOADAOF", "INCR k"], over: wire) == [.status("OK"), .integer(3)])
        #expect(try send(["DEBUG RELOAD", "INCR k"], over: wire) == [.status("OK"), .integer(4)])
        server.program.signal(9)
        try expectAfterEnd(of: server, "4")
    }

    /// A log whose base can't be put in place is not begun, and can be when the disk is well.
    @Test func aLogThatCannotBeBegunIsTold() throws {
        guard let (server, faults) = try server("--appendonly", "yes") else { return }
        defer { cleanUp() }
        let wire = try server.connect()
        #expect(try send(["SET k 1", "CONFIG SET appendonly no"], over: wire).allSatisfy { !$0.isError })
        faults.set("rename 5")
        #expect(try wire.call("CONFIG", "SET", "appendonly", "yes").isError)
        #expect(try wire.call("SET", "k", "2") == .status("OK"))
        faults.set("")
        #expect(try wire.call("CONFIG", "SET", "appendonly", "yes") == .status("OK"))
        #expect(try wire.call("INCR", "k") == .integer(3))
        server.program.signal(9)
        try expectAfterEnd(of: server, "3")
    }

    // MARK: The folder

    @Test func theFolderIsNotLeftWhileSomethingIsKeptThere() throws {
        let other = folder.appending(path: "other")
        try FileManager.default.createDirectory(at: other, withIntermediateDirectories: true)
        defer { cleanUp() }
        let server = try ServerProcess(
            "--dir", folder.path, "--save", "", "--appendonly", "yes", "--enable-protected-configs", "yes")
        let wire = try server.connect()
        let move = ["CONFIG SET dir other"]
        func refusal(_ reason: String) -> [Reply] {
            [.error("ERR CONFIG SET failed (possibly related to argument 'dir') - \(reason)")]
        }
        #expect(
            try send(move, over: wire)
                == refusal(
                    "The append only file is on and stays there: switch it off first, with CONFIG SET appendonly no"
                ))
        #expect(try send(["CONFIG SET dir ."], over: wire) == [.status("OK")])
        _ = try send(
            ["CONFIG SET appendonly no rdb-key-save-delay 10000000", "SET k 1", "SET l 1", "BGSAVE"], over: wire)
        #expect(
            try send(move, over: wire)
                == refusal(
                    "A snapshot is being made in the folder: wait for its end, or give it up with BGSAVE CANCEL"))
        _ = try send(["BGSAVE CANCEL", "CONFIG SET rdb-key-save-delay 0"], over: wire)
        #expect(try send(move + ["SAVE"], over: wire) == [.status("OK"), .status("OK")])
        #expect(FileManager.default.fileExists(atPath: other.appending(path: "dump.rdb").path))
        guard case .array(let words) = try wire.call("CONFIG", "GET", "dir"), case .bulk(let path)? = words.last else {
            throw Impatience(description: "no folder")
        }
        #expect(String(decoding: path, as: UTF8.self).hasSuffix("/other"))
        let second = try Program(Program.milepost, ["--port", String(Wire.freePort()), "--dir", other.path])
        #expect(try second.status() == 1)
        let third = try ServerProcess("--dir", folder.path, "--save", "", "--enable-protected-configs", "yes")
        #expect(
            try send(["CONFIG SET dir ..", "SAVE"], over: wire)
                == refusal("Another server keeps its data in that folder") + [.status("OK")])
        #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "dump.rdb").path))
        withExtendedLifetime(third) {}
    }
}
