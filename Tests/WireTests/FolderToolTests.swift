// The program as a tool for data folders, and the way back to a point of the past, as an operator uses them.

import Foundation
import TestSupport
import Testing

struct FolderToolTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "milepost-tool-\(UUID().uuidString)")
    private var increment: URL { folder.appending(path: "appendonlydir/appendonly.aof.1.incr.aof") }

    init() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private func server(_ options: String...) throws -> ServerProcess {
        try ServerProcess(["--dir", folder.path, "--appendonly", "yes", "--save", ""] + options)
    }

    private func stop(_ server: ServerProcess) throws {
        server.program.signal(SIGTERM)
        #expect(try server.program.status() == 0)
    }

    private func run(_ arguments: String...) throws -> (status: Int32, output: String, errors: String) {
        let program = try Program(Program.milepost, arguments)
        let status = try program.status()
        return (status, program.output, program.errors)
    }

    /// Every file below the folder, with what it holds and when it was last changed.
    private func picture() throws -> [String: [String]] {
        let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
        var picture: [String: [String]] = [:]
        for path in paths + ["."] {
            let whole = folder.appending(path: path).path
            let attributes = try FileManager.default.attributesOfItem(atPath: whole)
            let changed = (attributes[.modificationDate] as? Date)?.timeIntervalSince1970
            let bytes = FileManager.default.contents(atPath: whole)?.base64EncodedString() ?? ""
            picture[path] = [changed.map { "\($0)" } ?? "", "\(attributes[.posixPermissions] ?? "")", bytes]
        }
        return picture
    }

    @Test func aCheckSaysHowItIsAndLeavesNoTrace() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let running = try server()
        let wire = try running.connect()
        for number in 0..<50 { _ = try wire.call("SET", "key:\(number)", "value") }
        _ = try wire.call("SAVE")
        let during = try run("check", folder.path)
        #expect(during.status == 0 && during.output.contains("A server works in this folder"), "\(during.output)")
        try stop(running)
        let before = try picture()
        let whole = try run("check", folder.path)
        #expect(whole.status == 0 && whole.output.contains("50 keys") && whole.output.contains("All is whole."))
        #expect(whole.output.contains("in 50 batches") && !whole.output.contains("works in this folder"))
        #expect(try run("check", folder.appending(path: "dump.rdb").path).status == 0)
        #expect(try picture() == before)

        let bytes = try Data(contentsOf: increment)
        try bytes.dropLast(30).write(to: increment)
        let torn = try picture()
        let found = try run("check", folder.path)
        #expect(found.status == 1 && found.output.contains("torn: ") && found.output.contains("at offset"))
        let would = try run("repair", folder.path)
        #expect(would.status == 1 && would.output.contains("would be cut off") && would.output.contains("--yes"))
        #expect(try picture() == torn)

        let repaired = try run("repair", "--yes", folder.path)
        #expect(repaired.status == 0 && repaired.output.contains("cut off, and kept in"), "\(repaired.output)")
        let after = try picture()
        #expect(after.keys.count { $0.contains(".cut-") } == 1)
        #expect(try run("repair", "--yes", folder.path).status == 0)
        #expect(try picture() == after)

        var damaged = bytes
        damaged[bytes.count / 2] ^= 1
        try damaged.write(to: increment)
        for words in [["check"], ["repair", "--yes"]] {
            let program = try Program(Program.milepost, words + [folder.path])
            #expect(try program.status() == 2)
            #expect(program.output.contains("is damaged at offset"), "\(program.output)")
        }
        #expect(try Data(contentsOf: increment) == damaged)
    }

    /// What is on its way to the disk, and files that come and go, are no damage.
    @Test func aCheckMayBeMadeWhileTheServerWritesAndRewrites() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let running = try server()
        let wire = try running.connect()
        let other = try running.connect()
        let batch = (0..<3000).flatMap { number in
            Wire.request(["SET", "key:\(number)", String(repeating: "v", count: 100)].map { Array($0.utf8) })
        }
        for round in 1...4 {
            try wire.send(batch)
            _ = try other.call("BGREWRITEAOF")
            let found = try run("check", folder.path)
            #expect(found.status == 0, "round \(round): \(found.output)")
            _ = try wire.replies(3000)
        }
    }

    @Test func aBackupIsWholeAndCanBeHadBack() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let running = try server()
        let wire = try running.connect()
        for number in 0..<100 { _ = try wire.call("SET", "key:\(number)", "value") }
        let backup = folder.appending(path: "backup.rdb")
        _ = try wire.call("BGSAVE", "TO", backup.path)
        try wait(for: "the backup") { try running.info("rdb_bgsave_in_progress") == "0" }
        let found = try run("check", backup.path)
        #expect(found.status == 0 && found.output.contains("100 keys"), "\(found.output)")
        _ = try wire.call("FLUSHALL")
        try stop(running)
        try FileManager.default.removeItem(at: folder.appending(path: "appendonlydir"))
        try FileManager.default.moveItem(at: backup, to: folder.appending(path: "dump.rdb"))
        let restored = try server()
        #expect(try restored.connect().call("DBSIZE") == .integer(100))
        try stop(restored)
        #expect(try run("check", folder.path).status == 0)
    }

    @Test func whatItCannotDoIsSaid() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        for arguments in [
            ["check"], ["check", "--yes", "a"], ["check", "a", "b"], ["repair", "--dbfilename"],
            ["check", "--dbfilename", "a/b", "."],
        ] {
            let program = try Program(Program.milepost, arguments)
            #expect(try program.status() == 3)
            #expect(program.errors.contains("--help'"), "\(arguments): \(program.errors)")
        }
        #expect(try run("check", folder.path + "/missing").status == 3)
        let empty = try run("check", folder.path)
        #expect(empty.status == 3 && empty.output.contains("There is no data here."))
        for word in ["check", "repair"] {
            let help = try run(word, "--help")
            #expect(help.status == 0 && help.output.contains("Usage: milepost \(word)"))
        }
        let running = try server()
        let refused = try run("repair", "--yes", folder.path)
        #expect(refused.status == 3 && refused.output.contains("Stop it first"), "\(refused.output)")
        #expect(try running.connect().call("PING") == .status("PONG"))
    }

    @Test func theWayBackToAMomentAndOnFromThere() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let first = try server()
        let wire = try first.connect()
        #expect(try wire.call("SET", "kept", "1") == .ok)
        let time = try wire.call("TIME").elements?.compactMap { $0.text.flatMap { Int64($0) } } ?? []
        let moment = time[0] * 1000 + time[1] / 1000 + 1
        // The clock has to have passed the moment before anything else is written.
        try wait(for: "the next moment") {
            let now = try wire.call("TIME").elements?.compactMap { $0.text.flatMap { Int64($0) } } ?? []
            return now[0] * 1000 + now[1] / 1000 > moment
        }
        #expect(try wire.call("FLUSHALL") == .ok)
        #expect(try wire.call("SET", "mistake", "1") == .ok)
        try stop(first)

        let back = try server("--recover-to-time", String(moment))
        #expect(try back.connect().call("KEYS", "*") == .array([.bulk(Array("kept".utf8))]))
        #expect(try back.connect().call("SET", "later", "1") == .ok)
        try stop(back)
        let again = try server("--recover-to-time", String(moment))
        #expect(try again.connect().call("DBSIZE") == .integer(2))
        #expect(again.log.contains("all of it is loaded"))
        try stop(again)

        // The log of before is whole, and a start on it finds everything.
        let aside = try run("check", "--appenddirname", "appendonlydir.before-recovery-1", folder.path)
        #expect(aside.status == 0, "\(aside.output)")
        let old = try server("--appenddirname", "appendonlydir.before-recovery-1")
        #expect(try old.connect().call("KEYS", "*") == .array([.bulk(Array("mistake".utf8))]))
        try stop(old)

        let refused = try run(
            "--port", "0", "--dir", folder.path, "--appendonly", "yes", "--recover-to-time", "2020-01-01T00:00:00Z")
        #expect(refused.status == 1 && refused.errors.contains("the oldest point that it leads to is"))
        let bad = try run("--recover-to-time", "yesterday")
        #expect(bad.status == 1 && bad.errors.contains("2026-11-21T05:48:03Z"), "\(bad.errors)")
    }
}
