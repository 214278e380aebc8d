// Room that is laid ahead in a log's file: it changes nothing of what is read, and what went into it is there whole or
// not at all.

import Bytes
import Journal
import Platform
import Testing
import TestSupport

struct LogRoomTests {
    private let disk = SimulatedDisk()
    private static let small = LogManner(room: 256...512)

    private func writer(_ manner: LogManner = small) throws -> LogWriter {
        LogWriter(try LogFile("log", on: disk), head: LogHead(log: 77, sequence: 1), manner)
    }

    private var bytes: [UInt8] { disk["log"] ?? [] }

    private func sync(_ writer: inout LogWriter) {
        if let sync = writer.sync() { writer.finish(sync, sync.run()) }
    }

    /// Commands of different lengths, so that batches end at every place of a line.
    private func turn(_ writer: inout LogWriter, _ number: Int) throws {
        writer.run("SET key \(String(repeating: "x", count: number % 97))\(number)")
        try writer.flush()
        sync(&writer)
    }

    @Test func aFileIsNoLongerAfterWhatGoesIntoItsRoom() throws {
        var writer = try writer(LogManner(room: 4096...4096))
        for number in 0..<3 { try turn(&writer, number) }
        let size = bytes.count
        #expect(size > writer.fileSize + 3000)
        for number in 3..<20 {
            try turn(&writer, number)
            #expect(bytes.count == size)
        }
        let found = try logListing("log", on: disk)
        #expect(found.commands.count == 20 && found.ending.torn == nil && found.ending.unproven == 0)
        #expect(found.ending.offset == writer.fileSize && found.ending.cutBytes == 0)
    }

    /// A line that a stock server passes over begins behind every batch, and the last one has an end, so that a server
    /// that goes on behind it begins a line of its own.
    @Test func whatIsLeftOfItIsAlwaysLines() throws {
        var writer = try writer()
        var withRoom = 0
        for number in 0..<2_000 {
            try turn(&writer, number)
            let room = bytes[writer.fileSize...]
            guard !room.isEmpty else { continue }
            withRoom += 1
            #expect(room.first == UInt8(ascii: "#") && room.last == 0x0a && room.count >= 2, "turn \(number)")
            #expect(room.split(separator: 0x0a).allSatisfy { $0.count < 1000 && $0.allSatisfy { $0 == 0x23 } })
        }
        #expect(withRoom > 1_900)
        #expect(try logListing("log", on: disk).commands.count == 2_000)
    }

    @Test func thereIsOneBatchInItThatIsNotDurable() throws {
        var writer = try writer(LogManner(room: 4096...4096))
        for number in 0..<3 { try turn(&writer, number) }
        writer.run("SET first 1")
        try writer.flush()
        #expect(bytes.count > writer.fileSize)
        writer.run("SET second 2")
        try writer.flush()
        #expect(bytes.count == writer.fileSize)
        let found = try logListing("log", on: disk)
        #expect(found.commands.suffix(2) == ["SET first 1", "SET second 2"])
    }

    /// The first byte behind a head that is not there for good may not be room.
    @Test func aNewFileHasNoneBeforeItsHeadIsDurable() throws {
        var writer = try writer()
        writer.run("SET a 1")
        try writer.flush()
        #expect(bytes.count == writer.fileSize)
        writer.run("SET b 2")
        try writer.flush()
        #expect(bytes.count == writer.fileSize)
    }

    @Test(arguments: Seeds.fixed(40)) func aBatchThatCameInPartsIsCut(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var writer = try writer(LogManner(room: 2048...4096))
        for number in 0..<5 { try turn(&writer, number) }
        let before = bytes
        let end = writer.fileSize
        let value = String(repeating: "v#\n", count: Int.random(in: 1...50, using: &random))
        for number in 0..<3 { writer.run("SET \(number) \(value)") }
        writer.beginTransaction()
        for number in 3..<6 { writer.run("SET \(number) \(value)") }
        writer.endTransaction()
        try writer.flush()
        let after = bytes
        #expect(after.count == before.count)
        for _ in 0..<50 {
            var torn = after
            let piece = Int.random(in: 1...600, using: &random)
            for start in stride(from: end, to: writer.fileSize, by: piece) where Bool.random(using: &random) {
                let part = start..<min(start + piece, before.count)
                torn.replaceSubrange(part, with: before[part])
            }
            guard torn != after else { continue }
            disk["log"] = torn
            let found = try logListing("log", on: disk)
            #expect(found.commands.count == 5 && found.ending.offset == end)
            #expect(found.ending.unproven == 0)
            if torn == before { #expect(found.ending.torn == nil) }
        }
    }

    /// Damage before it is damage: what the last checksum proves was there.
    @Test func damageBeforeItIsNoTornBatch() throws {
        var writer = try writer()
        for number in 0..<5 { try turn(&writer, number) }
        var spoilt = bytes
        spoilt[100] ^= 1
        disk["log"] = spoilt
        #expect(damage { () throws(JournalError) in _ = try logListing("log", on: disk) } != nil)
    }

    @Test func whatAStockServerWritesBehindItIsKept() throws {
        var writer = try writer()
        for number in 0..<5 { try turn(&writer, number) }
        #expect(bytes.count > writer.fileSize)
        disk["log"] = bytes + stockLog("SELECT 0", "SET later 3")
        let found = try logListing("log", on: disk)
        #expect(found.commands.suffix(2) == ["SELECT 0", "SET later 3"] && found.commands.count == 7)
        #expect(found.ending.unproven == 2 && found.ending.torn == nil)
    }

    @Test func aFullDiskHasNoneAndTheLogGoesOn() throws {
        var writer = try writer(LogManner(room: 4096...4096))
        try turn(&writer, 0)
        disk.fill(leaving: 1000)
        for number in 1..<6 { try turn(&writer, number) }
        #expect(writer.failure == nil && bytes.count == writer.fileSize)
        #expect(try logListing("log", on: disk).commands.count == 6)
    }

    @Test func aFileThatIsLeftHasNone() throws {
        var writer = try writer()
        for number in 0..<5 { try turn(&writer, number) }
        let end = writer.fileSize
        #expect(bytes.count > end)
        try writer.move(to: try LogFile("log.2", on: disk), sequence: 2)
        #expect(bytes.count == end)
    }

    @Test func whoGoesOnTakesItOff() throws {
        var writer = try writer()
        for number in 0..<5 { try turn(&writer, number) }
        let end = writer.fileSize
        writer.cutRoom()
        #expect(bytes.count == end)
        try turn(&writer, 5)
        #expect(bytes.count > writer.fileSize)
        var next = try LogWriter.resume("log", on: disk, after: try logListing("log", on: disk).ending, Self.small)
        #expect(bytes.count == writer.fileSize)
        try turn(&next, 6)
        #expect(try logListing("log", on: disk).commands.count == 7)
    }
}
