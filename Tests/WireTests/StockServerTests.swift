// What we write, read by Redis's own server and tools; and what they write, read by us. Where they are not installed,
// this is skipped, and said so; where the environment has CI=true, it is a failure.

import Bytes
import Foundation
import Journal
import Platform
import Testing
import TestSupport

private let disk = LinuxDisk()

/// A folder that goes with its owner.
final class Folder {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "milepost-stock-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }
}

enum Stock {
    /// Skips the test where a program is missing.
    static func require(_ program: String) throws {
        let isThere = ["/usr/bin", "/usr/local/bin"].contains {
            FileManager.default.isExecutableFile(atPath: "\($0)/\(program)")
        }
        if isThere { return }
        let isRequired = ProcessInfo.processInfo.environment["CI"] == "true"
        try #require(!isRequired, "\(program) is not installed, and .ci/run should have seen to it")
        try Test.cancel("SKIPPED: \(program) is not installed on this machine")
    }

    /// Runs one of Redis's tools on a file, and expects that it has nothing to say against it.
    static func check(_ tool: String, _ file: String) throws {
        let program = try Program(tool, [file])
        let status = try program.status()
        #expect(status == 0, "\(program.output)\(program.errors)")
    }

    static func server(in folder: Folder, _ options: String...) throws -> (Program, Wire) {
        let port = Wire.freePort()
        let program = try Program(
            "redis-server", ["--port", String(port), "--dir", folder.path, "--save", ""] + options)
        try wait(for: "redis-server to be ready") {
            program.output.contains("Ready to accept connections") || !program.isRunning
        }
        guard program.isRunning else { throw Impatience(description: "redis-server ended: \(program.output)") }
        return (program, try Wire(port: port))
    }

    static func stop(_ server: (Program, Wire)) throws {
        try? server.1.send(line: "SHUTDOWN NOSAVE")
        _ = try server.0.status()
    }
}

private let longText = String(repeating: "something that packs well; ", count: 200)

/// Keys and values of every form in which a string is written.
private let sample: [(key: String, value: String)] = [
    ("name", "alice"), ("empty", ""), ("small", "12"), ("negative", "-32768"), ("large", "2147483647"),
    ("larger", "9223372036854775807"), ("leading", "007"), ("long", longText), ("12345", "a key that is a number"),
    (String(repeating: "packed key ", count: 10), "value"),
]

struct StockSnapshotTests {
    private func snapshot(packs: Bool) -> [UInt8] {
        var options = SnapshotWriter.Options()
        options.packs = packs
        var writer = SnapshotWriter(options)
        writer.field("redis-ver", ByteView("7.0.0"))
        Array(longText.utf8).withView { writer.own("history", $0) }
        writer.database(0, keys: sample.count + 1, expiring: 1)
        for (key, value) in sample { add(key, value, nil, to: &writer) }
        add("expiring", "soon", 4_000_000_000_123, to: &writer)
        writer.database(3, keys: 30_000, expiring: 0)
        for number in 0..<30_000 { add("key:\(number)", "value \(number) of the third database", nil, to: &writer) }
        writer.end()
        return writer.takePiece()
    }

    private func add(_ key: String, _ value: String, _ expiry: Int64?, to writer: inout SnapshotWriter) {
        Array(key.utf8).withView { key in
            Array(value.utf8).withView { writer.entry(key, .bytes($0), expiry: expiry) }
        }
    }

    @Test(arguments: [true, false]) func aStockServerLoadsOurs(packs: Bool) throws {
        try Stock.require("redis-server")
        try Stock.require("redis-check-rdb")
        let folder = try Folder()
        let bytes = snapshot(packs: packs)
        #expect(bytes.count > 1 << 20)
        try Data(bytes).write(to: URL(filePath: folder.file("dump.rdb")))
        try Stock.check("redis-check-rdb", folder.file("dump.rdb"))
        let server = try Stock.server(in: folder)
        for (key, value) in sample { #expect(try server.1.call("GET", key).text == value) }
        #expect(try server.1.call("PEXPIRETIME", "expiring") == .integer(4_000_000_000_123))
        #expect(try server.1.call("SELECT", "3") == .ok)
        #expect(try server.1.call("DBSIZE") == .integer(30_000))
        #expect(try server.1.call("GET", "key:29999").text == "value 29999 of the third database")
        try Stock.stop(server)
    }

    @Test func weReadWhatAStockServerSaved() throws {
        try Stock.require("redis-server")
        let folder = try Folder()
        let server = try Stock.server(in: folder)
        for (key, value) in sample { #expect(try server.1.call("SET", key, value) == .ok) }
        #expect(try server.1.call("SET", "expiring", "soon", "PXAT", "4000000000123") == .ok)
        #expect(try server.1.call("SAVE") == .ok)
        try Stock.stop(server)
        var reader = try SnapshotReader.open(folder.file("dump.rdb"), on: disk)
        var found: [String: String] = [:]
        var expiries: [String: Int64] = [:]
        while let item = try reader.next() {
            guard case .entry(let entry) = item else { continue }
            switch entry.value {
            case .integer(let number): found[entry.key.text] = String(number)
            case .bytes(let view): found[entry.key.text] = view.text
            }
            expiries[entry.key.text] = entry.expiry
        }
        #expect(found == Dictionary(uniqueKeysWithValues: sample + [("expiring", "soon")]))
        #expect(expiries == ["expiring": 4_000_000_000_123])
        #expect(reader.end == reader.size)
    }

    @Test func aKindThatWeDoNotServeIsNamed() throws {
        try Stock.require("redis-server")
        let folder = try Folder()
        let server = try Stock.server(in: folder)
        _ = try server.1.call("RPUSH", "queue:1", "a")
        #expect(try server.1.call("SAVE") == .ok)
        try Stock.stop(server)
        var reader = try SnapshotReader.open(folder.file("dump.rdb"), on: disk)
        let error = #expect(throws: JournalError.self) { while try reader.next() != nil {} }
        #expect(error.map { "\($0)" }?.hasPrefix("The key 'queue:1' holds a list, which is not served yet") == true)
    }

    @Test func payloadsGoBothWays() throws {
        try Stock.require("redis-server")
        let folder = try Folder()
        let server = try Stock.server(in: folder)
        for (_, value) in sample {
            var payload = ByteQueue(pool: BufferPool())
            Array(value.utf8).withView { DumpPayload.append(.bytes($0), packs: true, to: &payload) }
            try server.1.send(
                Wire.request([Array("RESTORE".utf8), [0x6b], [0x30], payload.pending.array, Array("REPLACE".utf8)]))
            #expect(try server.1.reply() == .ok)
            #expect(try server.1.call("GET", "k").text == value)
            guard case .bulk(let theirs) = try server.1.call("DUMP", "k") else { return #expect(Bool(false)) }
            let opened = try theirs.withView { view throws(DumpPayload.Refusal) in
                try DumpPayload.open(view) { value in
                    switch value {
                    case .integer(let number): String(number)
                    case .bytes(let view): view.text
                    }
                }
            }
            #expect(opened == value)
        }
        try Stock.stop(server)
    }
}

struct StockLogTests {
    private static let prefix = "appendonly.aof"

    /// A folder as we would leave it: a base, an increment, and a manifest.
    private func write(_ folder: LogFolder, _ manner: LogManner = LogManner()) throws -> Manifest {
        var manifest = Manifest(prefix: Self.prefix, log: 0x1234_5678_9abc_def0)
        let increment = manifest.nextIncrement
        manifest.append(increment)
        manifest.adopt(base: manifest.nextBase(isSnapshot: true), followedBy: increment)
        var snapshot = SnapshotWriter()
        snapshot.field("aof-base", 1)
        snapshot.database(0, keys: 1, expiring: 0)
        snapshot.entry(ByteView("old"), .bytes(ByteView("1")))
        snapshot.end()
        try File.write(snapshot.takePiece(), to: folder.path(of: "appendonly.aof.1.base.rdb"))
        var writer = LogWriter(
            try LogFile(folder.path(of: increment.name), on: disk),
            head: LogHead(log: 0x1234_5678_9abc_def0, sequence: 1), manner)
        run(["SELECT", "0"], on: &writer)
        for number in 0..<1_000 {
            run(["SET", "key:\(number)", "value"], on: &writer)
            writer.note(time: Int64(number), revision: Int64(number))
            guard number % 10 == 0 else { continue }
            try writer.flush()
            if let sync = writer.sync() { writer.finish(sync, sync.run()) }
        }
        writer.beginTransaction()
        run(["SET", "a", "1"], on: &writer)
        run(["SET", "b", "2"], on: &writer)
        writer.endTransaction()
        try writer.flush()
        try folder.write(manifest)
        return manifest
    }

    private func run(_ words: [String], on writer: inout LogWriter) {
        writer.command(words.count)
        for word in words { Array(word.utf8).withView { writer.argument($0) } }
    }

    private func commands(in folder: LogFolder) throws -> (commands: [String], last: LogEnd?) {
        let manifest = try #require(try folder.manifest())
        var commands: [String] = []
        var last: LogEnd?
        for source in try folder.sources(of: manifest) where !source.isSnapshot {
            var reader = try LogReader.open(source.path, on: disk, source.expectation)
            while let arguments = try reader.next() {
                commands.append((0..<arguments.count).map { arguments[$0].text }.joined(separator: " "))
            }
            last = reader.ending
        }
        return (commands, last)
    }

    /// With room behind its end, too, as a kill leaves the file of a server that syncs every change.
    @Test(arguments: [LogManner(), LogManner(room: 4096...8192)])
    func aStockServerLoadsOursAndLosesNothing(manner: LogManner) throws {
        try Stock.require("redis-server")
        try Stock.require("redis-check-aof")
        let outer = try Folder()
        try disk.makeFolder(outer.file("appendonlydir"))
        let folder = LogFolder(outer.file("appendonlydir"), prefix: Self.prefix, on: disk)
        let manifest = try write(folder, manner)
        try Stock.check("redis-check-aof", folder.path(of: manifest.name))
        let server = try Stock.server(in: outer, "--appendonly", "yes")
        #expect(try server.1.call("DBSIZE") == .integer(1_003))
        #expect(try server.1.call("GET", "b").text == "2")
        #expect(try server.1.call("SET", "later", "3") == .ok)
        try Stock.stop(server)
        let (commands, last) = try commands(in: folder)
        #expect(commands.contains("SET later 3") && commands.contains("SET key:999 value"))
        #expect(last?.unproven == 2 && last?.torn == nil)
    }

    @Test func weReadWhatAStockServerLogged() throws {
        try Stock.require("redis-server")
        let outer = try Folder()
        let server = try Stock.server(in: outer, "--appendonly", "yes", "--aof-timestamp-enabled", "yes")
        for (key, value) in sample { #expect(try server.1.call("SET", key, value) == .ok) }
        for words in [["MULTI"], ["SET", "x", "1"], ["INCR", "x"], ["EXEC"]] {
            try server.1.send(Wire.request(words.map { Array($0.utf8) }))
            _ = try server.1.reply()
        }
        try Stock.stop(server)
        let folder = LogFolder(outer.file("appendonlydir"), prefix: Self.prefix, on: disk)
        let (commands, last) = try commands(in: folder)
        #expect(commands.contains("SET long \(longText)"))
        #expect(commands.suffix(4) == ["MULTI", "SET x 1", "INCR x", "EXEC"])
        #expect(last?.unproven == commands.count && last?.torn == nil)
    }
}

struct FolderLockTests {
    @Test func oneServerHasAFolder() throws {
        let folder = try Folder()
        var lock = try disk.lock(folder.path)
        #expect(lock != nil)
        #expect(try disk.lock(folder.path) == nil)
        lock = nil
        #expect(try disk.lock(folder.path) != nil)
    }
}
