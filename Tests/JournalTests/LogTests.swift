// Logs as they are written and read when nothing goes wrong, and what a stock server writes.

import Bytes
import Journal
import Platform
import Testing
import TestSupport

private let head = LogHead(log: 0x0123_4567_89ab_cdef, sequence: 1)

/// A log of three batches.
private func sampleLog(on disk: SimulatedDisk) throws -> [UInt8] {
    var writer = LogWriter(try LogFile("log", on: disk), head: head)
    writer.run("SET a 1")
    writer.note(time: 1_000, revision: 7)
    try writer.flush()
    writer.beginTransaction()
    writer.run("SET b 2")
    writer.run("DEL a")
    writer.endTransaction()
    writer.note(time: 2_000, revision: 8)
    try writer.flush()
    writer.timestamp(3)
    writer.run("SET c 3")
    writer.note(time: 3_000, revision: 9)
    try writer.flush()
    return disk["log"] ?? []
}

struct LogFormTests {
    private let disk = SimulatedDisk()

    /// Byte for byte what stands in Journal.md.
    @Test func theFrozenForm() throws {
        let text = String(decoding: try sampleLog(on: disk), as: UTF8.self)
        #expect(
            text
                == [
                    "#MP log 0123456789abcdef 1 0 00000000 92d6c839",
                    "*3", "$3", "SET", "$1", "a", "$1", "1", "#MP 89abcdef 75 27 1000 7 41674414",
                    "*1", "$5", "MULTI", "*3", "$3", "SET", "$1", "b", "$1", "2", "*2", "$3", "DEL", "$1", "a", "*1",
                    "$4",
                    "EXEC", "#MP 89abcdef 187 76 2000 8 718d9e5c",
                    "#TS:3", "*3", "$3", "SET", "$1", "c", "$1", "3", "#MP 89abcdef 258 34 3000 9 b13f226a", "",
                ].joined(separator: "\r\n"))
    }

    @Test func whatIsWrittenIsRead() throws {
        let size = try sampleLog(on: disk).count
        let found = try logListing("log", on: disk)
        #expect(found.commands == ["SET a 1", "MULTI", "SET b 2", "DEL a", "EXEC", "SET c 3"])
        let end = found.ending
        #expect(end.offset == size && end.size == size && end.torn == nil && end.cutBytes == 0)
        #expect(end.commands == 6 && end.unproven == 0 && end.head == head)
        #expect(end.lastMark?.revision == 9 && end.lastMark?.time == 3_000)
    }

    @Test func eachCommandIsHandedOutWithItsBatch() throws {
        _ = try sampleLog(on: disk)
        var reader = try LogReader.open("log", on: disk)
        var revisions: [Int64?] = []
        while try reader.next() != nil { revisions.append(reader.batch?.revision) }
        #expect(revisions == [7, 8, 8, 8, 8, 9])
    }

    @Test func nothingIsWrittenForATurnWithoutCommands() throws {
        var writer = LogWriter(try LogFile("log", on: disk), head: head)
        let calls = disk.calls
        try writer.flush()
        #expect(disk.calls == calls && writer.appended == LogPosition(0))
        #expect(try logListing("log", on: disk).commands.isEmpty)
    }

    @Test func oneTurnIsOneWrite() throws {
        var writer = LogWriter(try LogFile("log", on: disk), head: head)
        // The first one brings the head.
        writer.run("PING")
        try writer.flush()
        let calls = disk.calls
        for number in 0..<1_000 { writer.run("SET key:\(number) value") }
        try writer.flush()
        #expect(disk.calls == calls + 1)
    }

    @Test func aTurnOfMuchHasSeveralBatches() throws {
        var writer = LogWriter(try LogFile("log", on: disk), head: head)
        let value = String(repeating: "x", count: 10_000)
        for number in 0..<500 { writer.run("SET key:\(number) \(value)") }
        writer.beginTransaction()
        for number in 0..<300 { writer.run("SET key:\(number) \(value)") }
        writer.endTransaction()
        try writer.flush()
        let marks = String(decoding: disk["log"] ?? [], as: UTF8.self).ranges(of: "#MP 89abcdef").count
        #expect(marks == 5)
        let found = try logListing("log", on: disk)
        #expect(found.commands.count == 802 && found.ending.unproven == 0)
    }

    @Test func timeNeverGoesBack() throws {
        var writer = LogWriter(try LogFile("log", on: disk), head: head)
        for time: Int64 in [5_000, 4_000, 6_000] {
            writer.note(time: time, revision: 1)
            writer.run("PING")
            try writer.flush()
        }
        var reader = try LogReader.open("log", on: disk)
        var times: [Int64?] = []
        while try reader.next() != nil { times.append(reader.batch?.time) }
        #expect(times == [5_000, 5_000, 6_000])
    }

    @Test func aWriterGoesOnWhereAReaderEnded() throws {
        _ = try sampleLog(on: disk)
        disk["log"]! += Array("*2\r\n$3\r\nDE".utf8)
        let torn = try logListing("log", on: disk).ending
        #expect(torn.torn == "an incomplete command" && torn.cutBytes == 10)
        var writer = try LogWriter.resume("log", on: disk, after: torn)
        writer.run("SET d 4")
        try writer.flush()
        let found = try logListing("log", on: disk)
        #expect(found.commands.suffix(2) == ["SET c 3", "SET d 4"])
        #expect(found.ending.unproven == 0 && found.ending.torn == nil)
    }

    @Test func argumentsOfEveryLengthComeBack() throws {
        var random = SeededRandom(seed: 3)
        var values = RandomValues(random: random)
        let commands = (0..<2_000).map { _ in (0..<Int.random(in: 1...5, using: &random)).map { _ in values.next() } }
        var writer = LogWriter(try LogFile("log", on: disk), head: head)
        for command in commands {
            writer.command(command.count)
            for word in command { word.withView { writer.argument($0) } }
            if Int.random(in: 0..<10, using: &random) == 0 { try writer.flush() }
        }
        try writer.flush()
        var reader = try LogReader.open("log", on: disk)
        var index = 0
        while let arguments = try reader.next() {
            #expect((0..<arguments.count).map { arguments[$0].array } == commands[index])
            index += 1
        }
        #expect(index == commands.count)
    }
}

struct StockLogTests {
    private let disk = SimulatedDisk()

    @Test func whatRedisWritesIsReadAndCounted() throws {
        disk["log"] = stockLog("SELECT 0", "SET a 1") + Array("#TS:1628217470\r\n".utf8) + stockLog("SET b 2")
        let found = try logListing("log", on: disk)
        #expect(found.commands == ["SELECT 0", "SET a 1", "SET b 2"])
        #expect(found.ending.unproven == 3 && found.ending.head == nil && found.ending.torn == nil)
    }

    @Test func anEmptyFileIsAnEmptyLog() throws {
        disk["log"] = []
        #expect(try logListing("log", on: disk).commands.isEmpty)
    }

    @Test func whatRedisAppendedToOursIsKept() throws {
        let ours = try sampleLog(on: disk)
        disk["log"] = ours + stockLog("SELECT 0", "SET d 4")
        let found = try logListing("log", on: disk)
        #expect(found.commands.suffix(3) == ["SET c 3", "SELECT 0", "SET d 4"])
        #expect(found.ending.unproven == 2 && found.ending.torn == nil)
    }

    @Test func whatWeAppendedAfterRedisIsCheckedAgain() throws {
        disk["log"] = try sampleLog(on: disk) + stockLog("SET d 4")
        var writer = try LogWriter.resume("log", on: disk, after: try logListing("log", on: disk).ending)
        writer.run("SET e 5")
        try writer.flush()
        let found = try logListing("log", on: disk)
        #expect(found.commands.suffix(3) == ["SET c 3", "SET d 4", "SET e 5"])
        #expect(found.ending.unproven == 1)
    }

    @Test func aLargeStockLogIsReadInPieces() throws {
        disk["log"] = (0..<60_000).flatMap { stockLog("SET key:\($0) some-value-of-a-key") }
        #expect(disk["log"]!.count > 3 << 20)
        let found = try logListing("log", on: disk)
        #expect(found.commands.count == 60_000 && found.ending.unproven == 60_000)
        #expect(found.commands.last == "SET key:59999 some-value-of-a-key")
    }

    @Test func aTransactionIsHandedOutWholeOrNot() throws {
        let value = String(repeating: "x", count: 700_000)
        let commands = stockLog("MULTI", "SET a \(value)", "SET b \(value)", "SET c 1")
        disk["log"] = stockLog("SET z 1") + commands + stockLog("EXEC")
        #expect(try logListing("log", on: disk).commands.count == 6)
        disk["log"] = stockLog("SET z 1") + commands
        let found = try logListing("log", on: disk)
        #expect(found.commands == ["SET z 1"])
        #expect(found.ending.torn == "a MULTI block whose EXEC is missing")
        #expect(found.ending.cutBytes == commands.count)
    }

    @Test func whatIsNoLogIsRefused() {
        let long = String(repeating: "x", count: 1_100)
        let cases = [
            "SET a 1\r\n", "*0\r\n", "*-1\r\n", "*x\r\n", "*1\r\n+OK\r\n", "*1\r\n$-1\r\n", "*1\r\n$3\r\nabcde*1\r\n",
            "*1\r\n$3x\r\nabc\r\n", "#\(long)\r\n", "*1\r\n$3\r\nabc\n\r",
        ]
        for text in cases {
            disk["log"] = stockLog("PING") + Array(text.utf8) + stockLog("PING")
            let found = damage { () throws(JournalError) in _ = try logListing("log", on: disk) }
            #expect(found?.what.contains("Bad file format reading the append only file") == true, "\(text)")
            #expect(found?.offset == 14)
        }
    }
}

struct RecoveryPointTests {
    private let disk = SimulatedDisk()

    private func commands(upTo point: RecoveryPoint) throws -> [String] {
        var expectation = LogExpectation()
        expectation.point = point
        let found = try logListing("log", on: disk, expectation)
        #expect(found.ending.torn == nil && found.ending.cutBytes == 0)
        #expect(found.ending.isAtPoint == (found.ending.offset < found.ending.size))
        #expect(found.ending.commands == found.commands.count)
        return found.commands
    }

    @Test func readingStopsAtARevision() throws {
        _ = try sampleLog(on: disk)
        #expect(try commands(upTo: .revision(6)) == [])
        #expect(try commands(upTo: .revision(7)) == ["SET a 1"])
        #expect(try commands(upTo: .revision(8)).count == 5)
        #expect(try commands(upTo: .revision(9)).count == 6)
    }

    @Test func readingStopsAtATime() throws {
        _ = try sampleLog(on: disk)
        #expect(try commands(upTo: .time(999)) == [])
        #expect(try commands(upTo: .time(1_000)) == ["SET a 1"])
        #expect(try commands(upTo: .time(2_999)).count == 5)
        #expect(try commands(upTo: .time(9_999)).count == 6)
    }

    /// They stand behind the commands of their batch there, and its mark says when it was written.
    @Test func timestampsInABatchOfOursDoNotCutItInTwo() throws {
        var writer = LogWriter(try LogFile("log", on: disk), head: LogHead(log: 77, sequence: 1))
        for second: Int64 in 5...7 {
            writer.run("SET a \(second)")
            writer.note(time: second * 1000 + 100, revision: 0)
            writer.timestamp(second)
            try writer.flush()
        }
        #expect(try commands(upTo: .time(5_099)) == [])
        #expect(try commands(upTo: .time(6_000)) == ["SET a 5"])
        #expect(try commands(upTo: .time(6_100)) == ["SET a 5", "SET a 6"])
        #expect(try commands(upTo: .time(7_100)).count == 3)
    }

    @Test func whereNothingSaysWhenACommandWasWrittenItIsSaid() throws {
        _ = try sampleLog(on: disk)
        #expect(try logListing("log", on: disk).ending.untimedFrom == nil)
        let count = disk["log"]!.count
        disk["log"]! += stockLog("SET foreign 1")
        #expect(try logListing("log", on: disk).ending.untimedFrom == count)
        disk["log"]! += Array("#TS:9\r\n".utf8) + stockLog("SET foreign 2")
        #expect(try logListing("log", on: disk).ending.untimedFrom == nil)
        disk["log"] = stockLog("SET foreign 1")
        #expect(try logListing("log", on: disk).ending.untimedFrom == 0)
    }

    @Test func timestampsOfRedisAreTimesToo() throws {
        disk["log"] = Array("#TS:5\r\n".utf8) + stockLog("SET a 1") + Array("#TS:7\r\n".utf8) + stockLog("SET b 2")
        #expect(try commands(upTo: .time(4_999)) == [])
        #expect(try commands(upTo: .time(6_999)) == ["SET a 1"])
        #expect(try commands(upTo: .time(7_000)).count == 2)
    }
}
