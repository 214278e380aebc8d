// What is on disk, loaded again by a running server, and what happens when two things want the tables at once.

import Foundation
import TestSupport
import Testing

struct ReloadTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "milepost-reload-\(UUID().uuidString)")

    private func server(_ options: String...) throws -> ServerProcess {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return try ServerProcess(
            ["--dir", folder.path, "--enable-debug-command", "yes", "--save", ""] + options)
    }

    private func send(_ lines: [String], over wire: Wire) throws -> [Reply] {
        for line in lines {
            try wire.send(Wire.request(line.split(separator: " ").map { Array($0.utf8) }))
        }
        return try wire.replies(lines.count)
    }

    @Test(arguments: ["no", "yes"]) func aSnapshotIsLoadedAgain(logs: String) throws {
        let server = try server("--appendonly", logs)
        defer { try? FileManager.default.removeItem(at: folder) }
        let wire = try server.connect()
        _ = try send(["SET k v", "SET ends soon PX 10000000", "SELECT 3", "SET n 12"], over: wire)
        let digest = try wire.call("DEBUG", "DIGEST")
        #expect(try wire.call("DEBUG", "RELOAD") == .status("OK"))
        #expect(try wire.call("DEBUG", "DIGEST") == digest)
        #expect(try server.info("rdb_changes_since_last_save") == "0")
        #expect(try server.info("aof_enabled") == (logs == "yes" ? "1" : "0"))
        _ = try send(["SET n 13", "SET new 1", "DEBUG RELOAD NOSAVE NOFLUSH MERGE"], over: wire)
        #expect(try send(["GET n", "GET new"], over: wire) == [.bulk(Array("12".utf8)), .bulk(Array("1".utf8))])
        #expect(try send(["DEBUG RELOAD NOSAVE", "GET new"], over: wire) == [.status("OK"), .null])
        #expect(
            try wire.call("DEBUG", "RELOAD", "SOON")
                == .error("ERR DEBUG RELOAD only supports the MERGE, NOFLUSH and NOSAVE options."))
    }

    /// With the log on it goes on behind what was loaded; what comes then is loaded as well.
    @Test func theLogIsLoadedAgain() throws {
        let server = try server("--appendonly", "yes")
        defer { try? FileManager.default.removeItem(at: folder) }
        let wire = try server.connect()
        for turn in 0..<3 {
            _ = try send(["SET k \(turn)", "SELECT 3", "APPEND n 12", "SELECT 0"], over: wire)
            let digest = try wire.call("DEBUG", "DIGEST")
            #expect(try wire.call("DEBUG", "LOADAOF") == .status("OK"))
            #expect(try wire.call("DEBUG", "DIGEST") == digest)
        }
        #expect(try server.info("aof_enabled") == "1")
        // What the log holds can be loaded when nothing is added to it any more.
        let digest = try wire.call("DEBUG", "DIGEST")
        _ = try send(["CONFIG SET appendonly no", "SET k lost", "DEBUG LOADAOF"], over: wire)
        #expect(try wire.call("DEBUG", "DIGEST") == digest)
    }

    /// The snapshot that is under way is finished, and then the log is begun with all there is.
    @Test func theLogIsSwitchedOnWhileASnapshotIsMade() throws {
        let server = try server()
        defer { try? FileManager.default.removeItem(at: folder) }
        let wire = try server.connect()
        _ = try wire.call("DEBUG", "POPULATE", "6000", "key", "40")
        let digest = try wire.call("DEBUG", "DIGEST")
        #expect(
            try send(["BGSAVE", "CONFIG SET appendonly yes", "INCR later"], over: wire)
                == [.status("Background saving started"), .status("OK"), .integer(1)])
        try wait(for: "the log") {
            try server.info("aof_enabled") == "1" && server.info("aof_rewrite_in_progress") == "0"
        }
        let all = try wire.call("DEBUG", "DIGEST")
        #expect(try wire.call("DEBUG", "LOADAOF") == .status("OK"))
        #expect(try wire.call("DEBUG", "DIGEST") == all)
        _ = try wire.call("CONFIG", "SET", "appendonly", "no")
        #expect(try wire.call("DEBUG", "RELOAD", "NOSAVE") == .status("OK"))
        #expect(try wire.call("DEBUG", "DIGEST") == digest)
    }

    @Test func aSnapshotThatIsGivenUpDoesNotDisturbTheNext() throws {
        let server = try server()
        defer { try? FileManager.default.removeItem(at: folder) }
        let wire = try server.connect()
        _ = try wire.call("DEBUG", "POPULATE", "6000", "key", "40")
        for _ in 0..<20 { _ = try send(["BGSAVE", "PING", "BGSAVE CANCEL", "BGSAVE", "BGSAVE CANCEL"], over: wire) }
        _ = try wire.call("BGSAVE")
        try wait(for: "the snapshot") { try server.info("rdb_bgsave_in_progress") == "0" }
        #expect(try server.info("rdb_last_bgsave_status") == "ok")
        let digest = try wire.call("DEBUG", "DIGEST")
        #expect(try wire.call("DEBUG", "RELOAD", "NOSAVE") == .status("OK"))
        #expect(try wire.call("DEBUG", "DIGEST") == digest)
    }
}
