// A look at a data folder agrees with what a start does, whatever has happened to a byte; and a repair does what a
// start would do, and no more.

import Bytes
import Durability
import Platform
import Testing
import TestSupport

struct FolderCheckTests {
    private static let today = TestServer.beginning + 1_000_000

    /// A base of one turn, and an increment of three.
    private func smallFolder() throws -> (disk: SimulatedDisk, contents: [[String]]) {
        let disk = SimulatedDisk()
        let server = try FolderServer(on: disk)
        var contents: [[String]] = []
        for second in 1...4 {
            let time = TestServer.beginning + Int64(second) * 1000
            server.turn(
                at: time, "SET key:\(second) \(second)", "MSET a \(second) b \(second)", "EXPIREAT a 4000000000")
            contents.append(server.contents)
            if second == 1 { try server.rewrite() }
        }
        return (disk, contents)
    }

    private func outcome(_ disk: SimulatedDisk, _ options: (String, String)) -> (contents: [String], isCut: Bool)? {
        guard let server = try? FolderServer(on: disk, at: Self.today, options.0, options.1) else { return nil }
        return (server.contents, server.log.contains { $0.contains("are cut off") })
    }

    /// Flips a bit of every byte of a file: the check and the start must agree, and only the last batch may go.
    private func checkFlips(_ path: String, _ folder: SimulatedDisk, _ contents: [[String]], _ logs: String) throws {
        let intact = try #require(folder[path])
        for index in intact.indices {
            let disk = folder.copy
            var bytes = intact
            bytes[index] ^= 1 << UInt8(index % 8)
            disk[path] = bytes
            let before = disk.files
            let report = try lookAround(disk)
            #expect(disk.files == before)
            let started = outcome(disk, ("appendonly", logs))
            guard let started else {
                #expect(report.verdict == .damaged, "byte \(index) of \(path): only the start sees it")
                #expect(disk.files == before, "byte \(index) of \(path): the start has changed something")
                #expect(report.text.contains("offset") || report.text.contains("No such file"), "\(report.text)")
                continue
            }
            #expect(report.verdict == (started.isCut ? .repairable : .whole), "byte \(index) of \(path)")
            // Where only the line behind a batch is torn, its commands are whole.
            let isLess = started.isCut && started.contents == contents[contents.count - 2]
            #expect(isLess || started.contents == contents.last, "byte \(index) of \(path) goes unnoticed")
        }
    }

    @Test(arguments: ["appendonly.aof.manifest", "appendonly.aof.2.base.rdb", "appendonly.aof.2.incr.aof"])
    func everyFlippedByteOfALogIsFoundOrHarmless(name: String) throws {
        let (disk, contents) = try smallFolder()
        try checkFlips("appendonlydir/\(name)", disk, contents, "yes")
    }

    @Test func everyFlippedByteOfASnapshotIsFound() throws {
        let disk = SimulatedDisk()
        let server = try FolderServer(on: disk, "appendonly", "no")
        server.turn(
            at: Self.today, "SET a 1", "SET b \(String(repeating: "long ", count: 20))", "EXPIREAT a 4000000000")
        try server.save()
        try checkFlips("dump.rdb", disk, [[], server.contents], "no")
    }

    /// Every length to which the last file may have been torn.
    @Test func everyTornEndIsRepairedAsAStartDoesIt() throws {
        let (folder, _) = try smallFolder()
        let path = "appendonlydir/appendonly.aof.2.incr.aof"
        let whole = try #require(folder[path])
        for count in stride(from: 0, to: whole.count, by: 3) {
            let disk = folder.copy
            disk[path] = Array(whole[..<count])
            let started = outcome(disk.copy, ("appendonly", "yes"))
            let check = FolderCheck(".", on: disk)
            let verdict = try check.report().verdict
            #expect(verdict == (started?.isCut == true ? .repairable : .whole), "cut at \(count)")
            let before = disk.files
            let (report, lines) = try repair(check, acts: false)
            #expect(disk.files == before && report.verdict == verdict && lines.count == (verdict == .whole ? 0 : 1))
            let (after, done) = try repair(check, acts: true)
            #expect(after.verdict == .whole && done.count == lines.count, "\(done)")
            let left = try #require(disk[path])
            let cut = disk.files.filter { $0.key.contains(".cut-") }
            #expect(left + (cut.values.first ?? []) == Array(whole[..<count]) && cut.count == done.count)
            // A second one finds nothing more to do, and a start takes what is left as it is.
            let repaired = disk.files
            #expect(try repair(check, acts: true).lines.isEmpty && disk.files == repaired)
            let again = outcome(disk, ("appendonly", "yes"))
            #expect(again?.contents == started?.contents && again?.isCut == false)
        }
    }

    private func repair(_ check: FolderCheck, acts: Bool) throws -> (report: FolderReport, lines: [String]) {
        guard case .looked(let report, let lines) = try FolderRepair(check).run(acts: acts) else {
            throw Disappointment(description: "the folder is in use")
        }
        return (report, lines)
    }

    private struct Disappointment: Error, CustomStringConvertible {
        let description: String
    }

    @Test func damageIsNotRepaired() throws {
        let (disk, _) = try smallFolder()
        disk["appendonlydir/appendonly.aof.2.incr.aof"]![60] ^= 1
        disk["dump.rdb"] = Array("REDIS0010 and nothing more".utf8)
        let before = disk.files
        let (report, lines) = try repair(FolderCheck(".", on: disk), acts: true)
        #expect(report.verdict == .damaged && lines.isEmpty && disk.files == before)
        #expect(report.text.contains("appendonly.aof.2.incr.aof is damaged at offset"), "\(report.text)")
        #expect(report.text.contains("dump.rdb is damaged at offset"), "\(report.text)")
    }

    @Test func aFolderInUseIsLookedAtAndNotRepaired() throws {
        let (disk, _) = try smallFolder()
        let server = try FolderServer(on: disk, at: Self.today)
        server.turn(at: Self.today, "SET more 1")
        disk["appendonlydir/appendonly.aof.2.incr.aof"]!.removeLast(5)
        let check = FolderCheck(".", on: disk)
        let report = try check.report()
        #expect(report.isInUse && report.verdict == .whole && report.text.contains("is being written"))
        guard case .inUse = try FolderRepair(check).run(acts: true) else {
            return #expect(Bool(false), "it is repaired while a server works there")
        }
    }

    @Test func whatIsLeftOverIsNamedAndDoesNotCount() throws {
        let (disk, _) = try smallFolder()
        disk["temp-17.rdb"] = [1, 2, 3]
        disk["appendonlydir/appendonly.aof.9.incr.aof"] = [4]
        let report = try lookAround(disk)
        #expect(report.verdict == .whole)
        #expect(report.text.contains("temp-17.rdb\n    3 bytes\n    not read by a server"))
        #expect(report.text.contains("9.incr.aof\n    1 byte\n    not read by a server: the manifest does not name it"))
        #expect(try !lookAround(SimulatedDisk()).hasData)
    }

    /// An increment without a manifest is a log whose manifest was lost, and never an empty start.
    @Test func aManifestThatWasLostIsDamage() throws {
        let (disk, _) = try smallFolder()
        disk["appendonlydir/appendonly.aof.manifest"] = nil
        let before = disk.files
        #expect(try lookAround(disk).verdict == .damaged)
        #expect(outcome(disk, ("appendonly", "yes")) == nil)
        #expect(disk.files == before)
    }

    @Test func aLogOfOneFileIsLookedAtAsItIsLoaded() throws {
        let disk = SimulatedDisk()
        let good = Request.bytes(of: "SELECT", "0") + Request.bytes(of: "SET", "old", "1")
        disk["appendonly.aof"] = good
        #expect(try lookAround(disk).verdict == .whole)
        disk["appendonly.aof"] = good.dropLast(3)
        #expect(try lookAround(disk).verdict == .repairable)
        disk["appendonly.aof"] = good + Request.bytes(of: "RPUSH", "list", "1")
        let report = try lookAround(disk)
        #expect(report.verdict == .damaged && report.text.contains("the command 'RPUSH', and it is not served"))
        disk["appendonly.aof"] = good
        let expected = "0 old = \(Reply.bulk([0x31])) until \(Reply.integer(-1))"
        #expect(outcome(disk.copy, ("appendonly", "yes"))?.contents == [expected])
        // The manifest is there, and the file has not been moved yet.
        disk["appendonlydir/appendonly.aof.manifest"] = Array("file appendonly.aof seq 1 type b\n".utf8)
        #expect(try lookAround(disk).verdict == .whole)
    }
}
