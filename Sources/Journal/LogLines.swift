// The lines of annotation that our logs carry between commands. Redis's loader passes over every line that begins with
// a '#' and is not too long.
//
// At the head of each file, the log it belongs to, its place there, and how the file before it ended:
//
//     #MP log <log: 16 hex> <sequence> <end of the file before> <its checksum: 8 hex> <checksum: 8 hex>\r\n
//
// After each batch:
//
//     #MP <log: its last 8 hex> <offset of this line> <bytes of the batch> <ms since 1970> <revision> <checksum>\r\n
//
// The checksum is the CRC-32C of all checked bytes of the file so far: the head line, each batch, and each line up to
// where its own checksum stands. So it proves a batch, its place, and that none before it is missing.

internal import Bytes

/// The first line of a file of a log.
package struct LogHead: Equatable, Sendable {
    package let log: UInt64
    package let sequence: Int64
    /// Where the increment before this one ended, and the checksum it had there; 0 where there is none.
    package let previousEnd: Int
    package let previousChecksum: UInt32

    package init(log: UInt64, sequence: Int64, previousEnd: Int = 0, previousChecksum: UInt32 = 0) {
        self.log = log
        self.sequence = sequence
        self.previousEnd = previousEnd
        self.previousChecksum = previousChecksum
    }

    /// Appends the line and answers its checksum, with which that of the file begins.
    @discardableResult
    func append(to queue: inout ByteQueue) -> UInt32 {
        let start = queue.count
        queue.append(LogLine.headWords)
        queue.append(hexadecimal: log, digits: 16)
        queue.append(UInt8(ascii: " "))
        queue.appendDecimal(sequence)
        queue.append(UInt8(ascii: " "))
        queue.appendDecimal(Int64(previousEnd))
        queue.append(UInt8(ascii: " "))
        queue.append(hexadecimal: UInt64(previousChecksum), digits: 8)
        queue.append(UInt8(ascii: " "))
        return LogLine.close(from: start, 0, &queue)
    }

    /// The head that a whole line spells, and the checksum with which that of the file begins.
    static func parse(_ line: ByteView) -> (head: LogHead, checksum: UInt32)? {
        guard line.starts(with: ByteView(LogLine.headWords)), let checksum = LogLine.checksum(of: line) else {
            return nil
        }
        var words = LogWords(line, from: ByteView(LogLine.headWords).count)
        guard let log = words.next(line)?.hexadecimal(digits: 16), let sequence = words.number(line),
            let end = words.number(line), let before = words.next(line)?.hexadecimal(digits: 8),
            words.isAtChecksum(line), CRC32C.update(0, LogLine.checked(line)) == checksum
        else { return nil }
        return (
            LogHead(
                log: log, sequence: sequence, previousEnd: Int(end),
                previousChecksum: UInt32(truncatingIfNeeded: before)),
            checksum
        )
    }
}

/// The line after a batch.
package struct BatchMark: Equatable, Sendable {
    /// Where in the file the line begins.
    package let offset: Int
    /// How many bytes before it belong to the batch.
    package let length: Int
    /// When it was written, in milliseconds since 1970; never less than in the batch before.
    package let time: Int64
    /// The revision that the data had after it.
    package let revision: Int64
    package let checksum: UInt32

    /// Appends the line that ends the batch, which stands in `queue` from `start`; answers the checksum of the file.
    static func append(
        log: UInt64, offset: Int, batchFrom start: Int, time: Int64, revision: Int64, running: UInt32,
        to queue: inout ByteQueue
    ) -> UInt32 {
        let length = queue.count - start
        queue.append(LogLine.words)
        queue.append(hexadecimal: log & 0xffff_ffff, digits: 8)
        for number in [Int64(offset), Int64(length), time, revision] {
            queue.append(UInt8(ascii: " "))
            queue.appendDecimal(number)
        }
        queue.append(UInt8(ascii: " "))
        return LogLine.close(from: start, running, &queue)
    }

    /// The mark that a whole line of the log spells. Whether the checksum is right is not looked at.
    static func parse(_ line: ByteView, log: UInt64) -> BatchMark? {
        guard line.starts(with: ByteView(LogLine.words)), let checksum = LogLine.checksum(of: line) else { return nil }
        var words = LogWords(line, from: ByteView(LogLine.words).count)
        guard words.next(line)?.hexadecimal(digits: 8) == log & 0xffff_ffff, let offset = words.number(line),
            let length = words.number(line), let time = words.number(line), let revision = words.number(line),
            words.isAtChecksum(line), length <= offset
        else { return nil }
        return BatchMark(
            offset: Int(offset), length: Int(length), time: time, revision: revision, checksum: checksum)
    }
}

/// What both lines have in common.
enum LogLine {
    static let words: StaticString = "#MP "
    static let headWords: StaticString = "#MP log "
    /// The checksum and the end of the line.
    private static let tail = 10

    /// Appends the checksum of everything in `queue` from `start`, and ends the line.
    static func close(from start: Int, _ running: UInt32, _ queue: inout ByteQueue) -> UInt32 {
        let checksum = CRC32C.update(running, queue.pending.dropFirst(start))
        queue.append(hexadecimal: UInt64(checksum), digits: 8)
        queue.append("\r\n")
        return checksum
    }

    /// The part of a line that its checksum covers.
    static func checked(_ line: ByteView) -> ByteView { line.prefix(max(0, line.count - tail)) }

    static func checksum(of line: ByteView) -> UInt32? {
        guard line.count > tail, line[line.count - 2] == 0x0d, line[line.count - 1] == 0x0a else { return nil }
        return line[line.count - tail..<line.count - 2].hexadecimal(digits: 8).map { UInt32(truncatingIfNeeded: $0) }
    }
}

/// The words of a line, one after the other.
private struct LogWords {
    private var at: Int

    init(_ line: ByteView, from start: Int) {
        at = start
    }

    mutating func next(_ line: ByteView) -> ByteView? {
        guard let space = line.firstIndex(of: UInt8(ascii: " "), from: at) else { return nil }
        defer { at = space + 1 }
        return line[at..<space]
    }

    mutating func number(_ line: ByteView) -> Int64? {
        guard let number = next(line)?.integer, number >= 0 else { return nil }
        return number
    }

    func isAtChecksum(_ line: ByteView) -> Bool { LogLine.checked(line).count == at }
}
