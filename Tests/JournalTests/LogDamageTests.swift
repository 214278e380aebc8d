// Torn ends and damage, by the promise: what a kill leaves is cut and said, anything else stops, and nothing in between
// is ever handed out wrong.

import Bytes
import Journal
import Platform
import Testing
import TestSupport

/// A log of four batches, of which one is a transaction, and where each begins and ends.
private struct SampleLog {
    var bytes: [UInt8] = []
    /// The commands that each batch brings.
    var batches: [[String]] = []
    /// Where each batch begins, and behind the last one, the end.
    var starts: [Int] = []

    init() throws {
        let disk = SimulatedDisk()
        var writer = LogWriter(try LogFile("log", on: disk), head: LogHead(log: 77, sequence: 3))
        func mark() { starts.append(disk["log"]?.count ?? 0) }
        for turn in 0..<4 {
            if turn == 1 {
                writer.beginTransaction()
                writer.run("SET x \(turn)")
                writer.run("INCR y")
                writer.endTransaction()
                batches.append(["MULTI", "SET x \(turn)", "INCR y", "EXEC"])
            } else {
                writer.run("SET key:\(turn) value:\(turn)")
                writer.run("DEL gone:\(turn)")
                batches.append(["SET key:\(turn) value:\(turn)", "DEL gone:\(turn)"])
            }
            writer.note(time: Int64(turn) * 1_000, revision: Int64(turn))
            try writer.flush()
            mark()
        }
        bytes = disk["log"] ?? []
        starts.insert((bytes.firstIndex(of: 0x0a) ?? 0) + 1, at: 0)
    }

    /// The commands of so many batches.
    func commands(_ count: Int) -> [String] { Array(batches[..<count].joined()) }
}

struct LogDamageTests {
    private let sample: SampleLog
    private let disk = SimulatedDisk()

    init() throws {
        sample = try SampleLog()
    }

    private enum Outcome {
        case read(LogListing)
        case damage(JournalDamage)
    }

    private func outcome(_ bytes: [UInt8], _ expectation: LogExpectation = LogExpectation()) throws -> Outcome {
        disk["log"] = bytes
        do throws(JournalError) {
            return .read(try logListing("log", on: disk, expectation))
        } catch {
            guard case .damage(let damage) = error else { throw error }
            return .damage(damage)
        }
    }

    @Test func everyTruncationIsCutToWholeCommands() throws {
        for count in 0...sample.bytes.count {
            guard case .read(let found) = try outcome(Array(sample.bytes[..<count])) else {
                Issue.record("the log cut at \(count) is called damaged")
                continue
            }
            // All batches before the cut are there, and of the last whole commands or nothing of a transaction.
            let whole = sample.starts.dropFirst().count { $0 <= count }
            let expected = sample.commands(whole)
            #expect(found.commands.starts(with: expected), "cut at \(count)")
            let rest = Array(found.commands.dropFirst(expected.count))
            if whole < 4 { #expect(sample.batches[whole].starts(with: rest) && [0, 1, 2, 4].contains(rest.count)) }
            if whole == 1 { #expect(rest.isEmpty || rest.count == 4, "half of a transaction at \(count)") }
            #expect(found.ending.unproven == rest.count)
            #expect(found.ending.offset <= count && found.ending.size == count)
            // What is left once the rest is cut off says the same, and nothing more is cut.
            guard case .read(let again) = try outcome(Array(sample.bytes[..<found.ending.offset])) else {
                Issue.record("what is left of the log cut at \(count) is called damaged")
                continue
            }
            #expect(again.commands == found.commands && again.ending.cutBytes == 0)
        }
    }

    @Test func everyFlippedBitIsFoundOrHarmless() throws {
        var expectation = LogExpectation()
        expectation.head = (77, 3)
        for index in sample.bytes.indices {
            for bit in 0..<8 {
                var bytes = sample.bytes
                bytes[index] ^= 1 << bit
                let batch = sample.starts.lastIndex { $0 <= index }
                switch try outcome(bytes, expectation) {
                case .damage(let damage):
                    #expect(damage.provenTo <= index && damage.provenTo <= damage.offset, "bit \(bit) of byte \(index)")
                    // The stretch in which it lies is the batch of the flipped byte, or the one after its lost mark.
                    let next = sample.starts.first { $0 > index } ?? bytes.count
                    #expect(damage.offset <= (sample.starts.first { $0 > next } ?? bytes.count))
                case .read(let found):
                    // Only the last batch may be cut; what is read otherwise is what was written.
                    #expect(batch == 3, "bit \(bit) of byte \(index) goes unnoticed")
                    let isCut = found.commands == sample.commands(3) && found.ending.torn != nil
                    #expect(isCut || found.commands == sample.commands(4), "bit \(bit) of byte \(index)")
                }
            }
        }
    }

    @Test func inAFileThatIsNotTheLastEveryFlippedBitIsDamage() throws {
        guard case .read(let intact) = try outcome(sample.bytes) else { return #expect(Bool(false)) }
        var expectation = LogExpectation()
        expectation.isLast = false
        expectation.ending = (sample.bytes.count, intact.ending.checksum)
        guard case .read = try outcome(sample.bytes, expectation) else { return #expect(Bool(false)) }
        for index in sample.bytes.indices {
            var bytes = sample.bytes
            bytes[index] ^= 0x04
            guard case .damage = try outcome(bytes, expectation) else {
                Issue.record("byte \(index) goes unnoticed")
                continue
            }
        }
        for count in 0..<sample.bytes.count {
            guard case .damage = try outcome(Array(sample.bytes[..<count]), expectation) else {
                Issue.record("a cut at \(count) goes unnoticed")
                continue
            }
        }
    }

    @Test func whatStandsBehindTheEndThatTheNextFileNamesIsPassedOver() throws {
        guard case .read(let intact) = try outcome(sample.bytes) else { return #expect(Bool(false)) }
        var expectation = LogExpectation()
        expectation.isLast = false
        expectation.ending = (sample.bytes.count, intact.ending.checksum)
        guard case .read(let found) = try outcome(sample.bytes + Array("*3\r\n$3\r\nSE".utf8), expectation) else {
            return #expect(Bool(false))
        }
        #expect(found.commands == intact.commands)
    }

    @Test func aLastBatchThatIsTornAnywhereIsCutWhole() throws {
        let start = sample.starts[3]
        let mark = try #require(sample.bytes.lastIndex(of: UInt8(ascii: "#")))
        for index in start..<sample.bytes.count - 2 {
            var bytes = sample.bytes
            bytes[index] = 0
            guard case .read(let found) = try outcome(bytes) else {
                // Without its first byte the line is neither a command nor a comment.
                #expect(index == mark, "a torn byte \(index) of the last batch is called damage")
                continue
            }
            // A checksum line that does not look like one is a comment, and the batch whole commands after the last.
            let isHidden = (mark..<mark + 4).contains(index) && found.ending.unproven == 2
            let isCut = found.commands == sample.commands(3) && found.ending.torn != nil
            #expect(isCut || isHidden && found.commands == sample.commands(4), "byte \(index)")
        }
    }

    @Test func zerosAtTheEndAreBytesThatNeverCame() throws {
        for zeros in [1, 100, 5_000, 600_000] {
            for cut in [sample.bytes.count, sample.starts[3], sample.starts[3] + 9, sample.starts[2] + 5] {
                let bytes = sample.bytes[..<cut] + [UInt8](repeating: 0, count: zeros)
                guard case .read(let found) = try outcome(Array(bytes)) else {
                    Issue.record("\(zeros) zeros behind \(cut) are called damage")
                    continue
                }
                #expect(found.ending.size == cut + zeros && found.ending.cutBytes >= zeros)
                #expect(found.ending.torn != nil)
            }
        }
        guard case .read(let found) = try outcome([0, 0, 0]) else { return #expect(Bool(false)) }
        #expect(found.ending.cutBytes == 3)
    }

    @Test func aBatchThatIsMissingIsFound() throws {
        let (start, end) = (sample.starts[1], sample.starts[2])
        let bytes = Array(sample.bytes[..<start] + sample.bytes[end...])
        guard case .damage(let found) = try outcome(bytes) else { return #expect(Bool(false)) }
        #expect(found.provenTo == start)
    }

    @Test func aBatchThatWasPutInIsFound() throws {
        let (start, end) = (sample.starts[1], sample.starts[2])
        let bytes = Array(sample.bytes[..<end] + sample.bytes[start...])
        guard case .damage(let found) = try outcome(bytes) else { return #expect(Bool(false)) }
        #expect(found.provenTo == end)
    }

    @Test func commandsThatWerePutInStandOutsideTheChecksumsAndAreCounted() throws {
        let start = sample.starts[2]
        let bytes = Array(sample.bytes[..<start] + stockLog("SET in between") + sample.bytes[start...])
        guard case .damage = try outcome(bytes) else { return #expect(Bool(false), "a moved batch is taken") }
    }

    @Test func aFileFromElsewhereIsFound() throws {
        var expectation = LogExpectation()
        for head: (log: UInt64, sequence: Int64) in [(78, 3), (77, 4)] {
            expectation.head = head
            guard case .damage(let found) = try outcome(sample.bytes, expectation) else {
                return #expect(Bool(false), "it is taken for another")
            }
            #expect(found.what.contains("another log"))
        }
        expectation.head = (77, 3)
        guard case .read = try outcome(sample.bytes, expectation) else { return #expect(Bool(false)) }
        guard case .damage = try outcome(stockLog("SET a 1"), expectation) else {
            return #expect(Bool(false), "a file without a head is taken")
        }
    }

    @Test func whereNothingMayBeCutATornEndIsRefused() throws {
        var expectation = LogExpectation()
        expectation.mayCut = false
        guard case .damage(let found) = try outcome(Array(sample.bytes.dropLast(60)), expectation) else {
            return #expect(Bool(false))
        }
        #expect(found.what.hasPrefix("Unexpected end of file reading the append only file"))
    }

    @Test func linesInValuesAreNotTakenForChecksums() throws {
        var writer = LogWriter(try LogFile("log", on: disk), head: LogHead(log: 77, sequence: 3))
        let old = sample.bytes
        writer.command(3)
        writer.argument("SET")
        writer.argument("copy")
        old.withView { writer.argument($0) }
        try writer.flush()
        let whole = disk["log"] ?? []
        // The command is cut in the middle: the lines of the log that it carries say that they stand elsewhere.
        guard case .read(let found) = try outcome(Array(whole.dropLast(100))) else { return #expect(Bool(false)) }
        #expect(found.commands.isEmpty && found.ending.torn == "an incomplete command")
    }
}
