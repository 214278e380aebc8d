// Moving in from a stock server, and back: its folder and its files as they are, in the forms of Redis 7 and of the
// versions before it.

import Foundation
import TestSupport
import Testing

private let keys: [(key: String, value: String)] = [
    ("name", "alice"), ("empty", ""), ("number", "-12345678901"), ("leading", "007"), ("12", "a key of digits"),
    ("long", String(repeating: "something that packs well; ", count: 200)), ("binary\r\n", "\u{0}\u{1}\r\n$3"),
]

struct MigrationTests {
    private let folder: Folder

    init() throws {
        try Stock.require("redis-server")
        folder = try Folder()
    }

    private func milepost(_ options: String...) throws -> ServerProcess {
        try ServerProcess(["--dir", folder.path, "--save", ""] + options)
    }

    private func put(_ range: Range<Int>, over wire: Wire) throws {
        for (key, value) in keys[range] { #expect(try wire.call("SET", key, value) == .ok) }
    }

    /// A stock server that has written a base and an increment, and has ended.
    private func fill(preamble: String) throws {
        let server = try Stock.server(in: folder, "--appendonly", "yes", "--aof-use-rdb-preamble", preamble)
        let wire = server.1
        try put(0..<4, over: wire)
        #expect(try wire.call("SET", "ends", "later", "PXAT", "4000000000123") == .ok)
        #expect(try wire.call("SET", "gone", "1") == .ok)
        _ = try wire.call("BGREWRITEAOF")
        try wait(for: "the rewrite") {
            try wire.call("INFO", "persistence").text?.contains("aof_rewrite_in_progress:0") == true
                && FileManager.default.fileExists(
                    atPath: folder.file("appendonlydir/appendonly.aof.2.base.\(preamble == "yes" ? "rdb" : "aof")"))
        }
        try put(4..<keys.count, over: wire)
        for words in [["MULTI"], ["SET", "x", "1"], ["INCRBY", "x", "4"], ["EXEC"], ["DEL", "gone"], ["SELECT", "3"]] {
            try wire.send(Wire.request(words.map { Array($0.utf8) }))
            _ = try wire.reply()
        }
        #expect(try wire.call("SET", "elsewhere", "3") == .ok)
        try Stock.stop(server)
    }

    private func verify(_ wire: Wire, later: Bool = false) throws {
        for (key, value) in keys { #expect(try wire.call("GET", key).text == value, "\(key)") }
        #expect(try wire.call("PEXPIRETIME", "ends") == .integer(4_000_000_000_123))
        #expect(try wire.call("GET", "x").text == "5")
        #expect(try wire.call("DBSIZE") == .integer(Int64(keys.count + (later ? 3 : 2))))
        #expect(try wire.call("SELECT", "3") == .ok)
        #expect(try wire.call("GET", "elsewhere").text == "3")
        #expect(try wire.call("SELECT", "0") == .ok)
    }

    private func end(_ server: ServerProcess) throws {
        server.program.signal(SIGTERM)
        #expect(try server.program.status() == 0)
    }

    private func check() throws -> (status: Int32, text: String) {
        let program = try Program(Program.milepost, ["check", folder.path])
        return (try program.status(), program.output)
    }

    @Test(arguments: ["yes", "no"]) func theFolderOfAStockServerIsGoneOnWith(preamble: String) throws {
        try fill(preamble: preamble)
        let found = try check()
        #expect(found.status == 0, "\(found.text)")
        let server = try milepost("--appendonly", "yes")
        try verify(server.connect())
        #expect(try server.connect().call("SET", "later", "1") == .ok)
        try end(server)
        let again = try milepost("--appendonly", "yes")
        try verify(again.connect(), later: true)
        try end(again)
        // And back.
        let stock = try Stock.server(in: folder, "--appendonly", "yes")
        try verify(stock.1, later: true)
        try Stock.stop(stock)
    }

    /// Before Redis 7 a log was one file: a base, as a snapshot or as commands, and what came after it.
    @Test(arguments: ["yes", "no"]) func aLogOfOneFileIsTakenOver(preamble: String) throws {
        try fill(preamble: preamble)
        let base = folder.file("appendonlydir/appendonly.aof.2.base.\(preamble == "yes" ? "rdb" : "aof")")
        let bytes =
            try Data(contentsOf: URL(filePath: base))
            + Data(contentsOf: URL(filePath: folder.file("appendonlydir/appendonly.aof.2.incr.aof")))
        try FileManager.default.removeItem(atPath: folder.file("appendonlydir"))
        try bytes.write(to: URL(filePath: folder.file("appendonly.aof")))
        let found = try check()
        #expect(found.status == 0 && found.text.contains("commands"), "\(found.text)")
        for turn in 0..<2 {
            let server = try milepost("--appendonly", "yes")
            try verify(server.connect(), later: turn > 0)
            #expect(try server.connect().call("SET", "later", "1") == .ok)
            try end(server)
        }
        #expect(try check().status == 0)
    }

    @Test(arguments: ["snapshot", "base", "increment"]) func aKindThatIsNotServedStopsTheStartAndIsNamed(
        place: String
    ) throws {
        let server = try Stock.server(in: folder, "--appendonly", place == "snapshot" ? "no" : "yes")
        #expect(try server.1.call("SET", "plain", "1") == .ok)
        if place != "increment" { _ = try server.1.call("RPUSH", "queue:1", "a") }
        if place == "snapshot" { #expect(try server.1.call("SAVE") == .ok) }
        if place == "base" {
            _ = try server.1.call("BGREWRITEAOF")
            try wait(for: "the rewrite") {
                FileManager.default.fileExists(atPath: folder.file("appendonlydir/appendonly.aof.2.base.rdb"))
            }
        }
        if place == "increment" { _ = try server.1.call("RPUSH", "queue:1", "a") }
        try Stock.stop(server)
        let before = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
        let refused = try Program(
            Program.milepost,
            ["--port", "0", "--dir", folder.path, "--appendonly", place == "snapshot" ? "no" : "yes"])
        #expect(try refused.status() == 1)
        #expect(refused.errors.contains("'queue:1'"), "\(refused.errors)")
        #expect(try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted() == before)
        let found = try check()
        let name = place == "increment" ? "'RPUSH'" : "'queue:1'"
        #expect(found.status == 2 && found.text.contains(name), "\(found.text)")
    }
}
