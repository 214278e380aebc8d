// What a real server on a real disk keeps: through saving, logging, rewriting, being killed, and changing places with a
// stock server.

import Foundation
import TestSupport
import Testing

/// A folder for the data of one test.
private final class DataFolder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "milepost-data-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path + "/" + name) }
}

extension ServerProcess {
    fileprivate func kill() throws {
        program.signal(9)
        try wait(for: "the end of a killed server") { !program.isRunning }
    }

    fileprivate func digest() throws -> Reply { try connect().call("DEBUG", "DIGEST") }
}

private func fill(_ wire: Wire) throws {
    for number in 0..<300 {
        _ = try wire.call("SET", "plain:\(number)", String(repeating: "v\(number)", count: number))
        _ = try wire.call("SET", "number:\(number)", String(number * 7_919 - 100_000))
        _ = try wire.call("SET", "ends:\(number)", "x", "PX", String(10_000_000 + number))
    }
    _ = try wire.call("INCRBY", "number:0", "5")
    _ = try wire.call("APPEND", "plain:3", "more")
    _ = try wire.call("SETRANGE", "plain:4", "2", "range")
    _ = try wire.call("RENAME", "plain:5", "renamed")
    _ = try wire.call("COPY", "plain:6", "copied")
    _ = try wire.call("MOVE", "plain:7", "3")
    _ = try wire.call("DEL", "plain:8", "plain:9")
    _ = try wire.call("PERSIST", "ends:1")
    _ = try wire.call("PEXPIREAT", "ends:2", "4102444800000")
    _ = try wire.call("MSET", "m:1", "a", "m:2", "b")
    _ = try wire.call("SELECT", "2")
    _ = try wire.call("SET", "elsewhere", "1")
    _ = try wire.call("SWAPDB", "2", "4")
}

struct PersistenceTests {
    @Test func aSnapshotIsThereAfterAKill() throws {
        let folder = try DataFolder()
        let server = try ServerProcess("--dir", folder.path, "--enable-debug-command", "yes", "--save", "")
        try fill(server.connect())
        let digest = try server.digest()
        #expect(try server.connect().call("SAVE") == .status("OK"))
        _ = try server.connect().call("SET", "later", "is lost")
        try server.kill()
        try server.restartIfEnded()
        #expect(try server.digest() == digest)
        let keys = try server.connect().call("DBSIZE")
        #expect(keys == .integer(900))
        #expect(try server.info("rdb_last_load_keys_loaded") == "902")
    }

    @Test func aSnapshotInTheBackgroundIsThatOfItsMoment() throws {
        let folder = try DataFolder()
        let server = try ServerProcess("--dir", folder.path, "--enable-debug-command", "yes", "--save", "")
        let wire = try server.connect()
        _ = try wire.call("DEBUG", "POPULATE", "6000", "key", "40")
        let digest = try server.digest()
        try wire.send(Wire.request([Array("BGSAVE".utf8)]))
        for number in 0..<6_000 {
            try wire.send(Wire.request(["SET", "key:\(number * 7 % 6_000)", "changed"].map { Array($0.utf8) }))
        }
        try wire.send(Wire.request(["FLUSHDB"].map { Array($0.utf8) }))
        _ = try wire.replies(6_002)
        try wait(for: "the snapshot") { try server.info("rdb_bgsave_in_progress") == "0" }
        #expect(try server.info("rdb_last_bgsave_status") == "ok")
        try server.kill()
        try server.restartIfEnded()
        #expect(try server.digest() == digest)
    }

    @Test(arguments: ["always", "everysec", "no"]) func theLogTellsTheSameAgain(policy: String) throws {
        let folder = try DataFolder()
        let server = try ServerProcess(
            "--dir", folder.path, "--enable-debug-command", "yes", "--appendonly", "yes", "--appendfsync", policy,
            "--save", "")
        try fill(server.connect())
        for turn in 0..<3 {
            let digest = try server.digest()
            try server.kill()
            try server.restartIfEnded()
            #expect(try server.digest() == digest)
            // A second and third time, with a base and more behind it.
            if turn == 0 {
                #expect(
                    try server.connect().call("BGREWRITEAOF")
                        == .status("Background append only file rewriting started"))
                try wait(for: "the rewrite") { try server.info("aof_rewrite_in_progress") == "0" }
                #expect(folder.has("appendonlydir/appendonly.aof.2.base.rdb"))
            }
            _ = try server.connect().call("SET", "turn:\(turn)", "1")
        }
    }

    @Test func aFolderServesOneServer() throws {
        let folder = try DataFolder()
        let first = try ServerProcess("--dir", folder.path)
        let second = try Program(Program.milepost, ["--port", String(Wire.freePort()), "--dir", folder.path])
        #expect(try second.status() == 1)
        #expect(second.errors.contains("in use by another server"), "\(second.errors)")
        #expect(try first.connect().call("PING") == .status("PONG"))
    }

    @Test func damageStopsTheStartAndIsLeftAlone() throws {
        let folder = try DataFolder()
        let server = try ServerProcess("--dir", folder.path, "--appendonly", "yes", "--save", "")
        try fill(server.connect())
        try server.kill()
        let file = folder.path + "/appendonlydir/appendonly.aof.1.incr.aof"
        var bytes = try Data(contentsOf: URL(filePath: file))
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: URL(filePath: file))
        let again = try Program(
            Program.milepost, ["--port", String(Wire.freePort()), "--dir", folder.path, "--appendonly", "yes"])
        #expect(try again.status() == 1)
        #expect(again.errors.contains("is damaged at offset"), "\(again.errors)")
        #expect(try Data(contentsOf: URL(filePath: file)) == bytes)
    }

    @Test func aTornEndIsCutAndSaid() throws {
        let folder = try DataFolder()
        let server = try ServerProcess(
            "--dir", folder.path, "--appendonly", "yes", "--save", "", "--enable-debug-command", "yes")
        try fill(server.connect())
        let digest = try server.digest()
        _ = try server.connect().call("SET", "torn", "off")
        try server.kill()
        let file = folder.path + "/appendonlydir/appendonly.aof.1.incr.aof"
        let bytes = try Data(contentsOf: URL(filePath: file))
        try bytes.dropLast(60).write(to: URL(filePath: file))
        try server.restartIfEnded()
        #expect(try server.digest() == digest)
        #expect(server.log.contains("bytes are cut off"), "\(server.log)")
        _ = try server.connect().call("SET", "after", "it goes on")
        try server.kill()
        try server.restartIfEnded()
        #expect(try server.connect().call("GET", "after") == .bulk(Array("it goes on".utf8)))
    }

    @Test func theLastSaveIsMadeAtTheEnd() throws {
        let folder = try DataFolder()
        let server = try ServerProcess("--dir", folder.path, "--enable-debug-command", "yes")
        try fill(server.connect())
        let digest = try server.digest()
        server.program.signal(SIGTERM)
        #expect(try server.program.status() == 0)
        try server.restartIfEnded()
        #expect(try server.digest() == digest)
    }
}
