// Resources on disk: they survive whatever the server survives, with their past, and a stock server finds their bodies.

import Foundation
import TestSupport
import Testing

struct ResourcePersistenceTests {
    private func fill(_ wire: Wire, _ store: String = "memory") throws {
        let type = "{\"indexes\":{\"byN\":[\"/n\"]},\"unique\":[\"/u\"],\"store\":\"\(store)\"}"
        #expect(try wire.call("RES.TYPE", "DEFINE", "things", type).isError == false)
        for number in 0..<300 {
            let body = "{\"n\":\(number % 7),\"u\":\(number),\"text\":\"\(String(repeating: "x", count: number))\"}"
            _ = try wire.call("RES.PUT", "things", "shop", "t\(number)", body)
        }
        _ = try wire.call("RES.PUT", "things", "shop", "t1", "{\"n\":99}")
        _ = try wire.call("RES.DEL", "things", "shop", "t2")
        _ = try wire.call("RES.PUT", "things", "shop", "ends", "[1.0]", "TTL", "1000")
        _ = try wire.call("SET", "plain", "v")
    }

    /// Everything that a client can ask, revisions and times included.
    private func look(_ wire: Wire) throws -> [Reply] {
        var replies = [
            try wire.call("RES.LIST", "things", "shop", "WITHMETA"), try wire.call("RES.CHANGES", "FROM", "0"),
            try wire.call("RES.FIND", "things", "byN", "1", "99"), try wire.call("RES.TYPE", "LIST"),
            try wire.call("RES.PUT", "things", "shop", "twin", "{\"u\":7}"), try wire.call("DEBUG", "DIGEST"),
        ]
        for name in ["t1", "t2", "ends"] {
            replies.append(try wire.call("RES.HISTORY", "things", "shop", name, "WITHBODY"))
        }
        return replies
    }

    @Test(arguments: ["yes", "no"], ["memory", "ondemand"])
    func aRestartKeepsAllOfThem(basesAreSnapshots: String, store: String) throws {
        let folder = try Folder()
        let server = try ServerProcess(
            [
                "--dir", folder.path, "--appendonly", "yes", "--aof-use-rdb-preamble", basesAreSnapshots,
                "--enable-debug-command", "yes",
            ])
        try fill(try server.connect(), store)
        let before = try look(try server.connect())
        #expect(before.count(where: \.isError) == 1, "\(before.filter(\.isError))")
        try restart(server)
        #expect(try look(try server.connect()) == before)
        let wire = try server.connect()
        _ = try wire.call("BGREWRITEAOF")
        try wait(for: "the log to be rewritten") {
            try wire.call("INFO", "persistence").text?.contains("aof_rewrite_in_progress:0") ?? false
        }
        try restart(server)
        #expect(try look(try server.connect()) == before)
    }

    private func restart(_ server: ServerProcess) throws {
        kill(server.program.identifier, SIGKILL)
        try wait(for: "the end of a killed server") { !server.program.isRunning }
        try server.restartIfEnded()
    }

    @Test(arguments: ["memory", "ondemand"]) func aReloadKeepsAllOfThem(store: String) throws {
        let folder = try Folder()
        let server = try ServerProcess(["--dir", folder.path, "--enable-debug-command", "yes"])
        let wire = try server.connect()
        try fill(wire, store)
        let before = try look(wire)
        #expect(try wire.call("DEBUG", "RELOAD") == .ok)
        #expect(try look(wire) == before)
    }

    @Test func aStartFromASnapshotAloneIsAnotherEpoch() throws {
        let folder = try Folder()
        let server = try ServerProcess(["--dir", folder.path, "--enable-debug-command", "yes"])
        let wire = try server.connect()
        try fill(wire)
        #expect(try wire.call("SAVE") == .ok)
        let epoch = try wire.call("RES.STATS").elements?[1].text ?? ""
        try restart(server)
        let next = try server.connect()
        #expect(try next.call("RES.STATS").elements?[1].text != epoch)
        #expect(try next.call("RES.CHANGES", "FROM", "\(epoch):3").failure?.hasPrefix("COMPACTED") == true)
        #expect(try next.call("RES.HISTORY", "things", "shop", "t1").elements?.count == 2)
    }

    @Test(arguments: ["memory", "ondemand"]) func aStockServerFindsTheBodiesAsStrings(store: String) throws {
        try Stock.require("redis-server")
        let folder = try Folder()
        let server = try ServerProcess(["--dir", folder.path])
        let wire = try server.connect()
        try fill(wire, store)
        #expect(try wire.call("SAVE") == .ok)
        try Stock.check("redis-check-rdb", folder.file("dump.rdb"))
        let stock = try Stock.server(in: folder)
        #expect(try stock.1.call("GET", "shop:things:t1") == .text("{\"n\":99}"))
        #expect(try stock.1.call("TYPE", "shop:things:t1") == .status("string"))
        #expect(try stock.1.call("DBSIZE") == .integer(301))
        #expect((try stock.1.call("TTL", "shop:things:ends").number ?? 0) > 900)
        try Stock.stop(stock)
    }

    @Test func bodiesOnDiskAreReadOnWhereTheServerGoesToAnotherFolder() throws {
        let (old, new) = (try Folder(), try Folder())
        let server = try ServerProcess(["--dir", old.path, "--enable-protected-configs", "yes"])
        let wire = try server.connect()
        #expect(try wire.call("RES.TYPE", "DEFINE", "things", "{\"store\":\"ondemand\"}").isError == false)
        _ = try wire.call("RES.PUT", "things", "shop", "a", "{\"n\":1}")
        try wait(for: "the body to be on disk") {
            try wire.call("INFO", "stats").text?.contains("resource_bodies_disk_bytes:7") ?? false
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: old.file("bodies")).count == 1)
        #expect(try wire.call("CONFIG", "SET", "dir", new.path) == .ok)
        #expect(try FileManager.default.contentsOfDirectory(atPath: old.file("bodies")).isEmpty)
        #expect(try wire.call("RES.GET", "things", "shop", "a") == .text("{\"n\":1}"))
        _ = try wire.call("RES.PUT", "things", "shop", "b", "{\"n\":2}")
        try wait(for: "the next body to be in the new folder") {
            FileManager.default.fileExists(atPath: new.file("bodies"))
        }
        #expect(try wire.call("RES.GET", "things", "shop", "b") == .text("{\"n\":2}"))
    }
}
