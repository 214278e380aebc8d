// Reads one file of a log: commands, with annotations anywhere between them. A batch is handed out only when the
// checksum behind it has been found and holds, so nothing that is torn or damaged is ever run.
//
// What Redis wrote has no checksums. That shows, since our batches end at the first command or transaction beyond a
// mebibyte: such stretches are handed out as they come, and counted.

package import Bytes
package import Platform

package struct LogReader: ~Copyable {
    let expectation: LogExpectation
    var window: FileWindow
    /// Where the file ends, room and zeros that never became bytes taken off.
    let end: Int
    /// Whether room stands behind it: then nobody has written here after us.
    let endsInRoom: Bool
    let size: Int
    let disk: any Disk

    // The commands that wait to be handed out, and what they cover of the window.
    private var list = ArgumentList()
    private var waiting: [LogCommand] = []
    private var nextWaiting = 0
    private var groupEnd = 0

    // What has been read.
    var head: LogHead?
    package private(set) var lastMark: BatchMark?
    private var marks = LogMarks()
    var running: UInt32 = 0
    private(set) var provenTo: Int
    private var commands = 0
    private var unproven = 0
    /// The line that proves the batch of the command handed out last; nil where none does.
    package private(set) var batch: BatchMark?
    /// How reading ended; nil before `next` has answered nil.
    package private(set) var ending: LogEnd?
    private var pendingEnd: LogEnd?

    package static func open(
        _ path: String, on disk: any Disk, _ expectation: LogExpectation = LogExpectation()
    ) throws(JournalError) -> LogReader {
        let size = try onDisk(path) { () throws(Errno) in
            try disk.open(path, for: .reading).size()
        }
        var end = size
        var endsInRoom = false
        if let ending = expectation.ending {
            end = ending.offset
        } else if expectation.isLast {
            let tail = try LogTail(of: path, on: disk, from: expectation.start)
            (end, endsInRoom) = (tail.end, tail.hasRoom)
        }
        var reader = LogReader(
            try FileWindow(path, on: disk, from: expectation.start, to: end), on: disk, expectation, end: end,
            endsInRoom: endsInRoom, size: size)
        // What is missing may lie behind the point that is asked for.
        guard size >= end || expectation.point != nil else {
            throw reader.damage("it ends at \(size), and the file after it says that it went on to \(end)", at: size)
        }
        try reader.readHead()
        return reader
    }

    private init(
        _ window: consuming FileWindow, on disk: any Disk, _ expectation: LogExpectation, end: Int, endsInRoom: Bool,
        size: Int
    ) {
        self.window = window
        self.disk = disk
        self.expectation = expectation
        self.end = end
        self.endsInRoom = endsInRoom
        self.size = size
        provenTo = expectation.start
        marks.timedTo = expectation.start
    }

    package var path: String { window.path }
    /// How far the file has been read.
    package var offset: Int { window.start }
    package var fileSize: Int { size }
    /// Whether checksums prove everything that has been handed out.
    package var isProven: Bool { window.start == provenTo }

    /// The next command; nil when the end has been reached, which `ending` then describes.
    package mutating func next() throws(JournalError) -> Arguments? {
        while nextWaiting == waiting.count {
            if let pendingEnd {
                ending = pendingEnd
                return nil
            }
            try readGroup()
        }
        let command = waiting[nextWaiting]
        nextWaiting += 1
        commands += 1
        if !command.isProven { unproven += 1 }
        batch = command.isProven ? lastMark : nil
        return list.over(window.pending, command.arguments)
    }

    // MARK: Groups

    private mutating func readGroup() throws(JournalError) {
        window.release(groupEnd)
        groupEnd = 0
        nextWaiting = 0
        waiting.removeAll(keepingCapacity: true)
        list.empty()
        var scan = LogScan()
        while true {
            switch try scan.step(&window, &list, &waiting, mark: head.map(\.log)) {
            case .more:
                // One of our batches would have ended by now: this is not one.
                if scan.length >= JournalLimits.batch, try !isAtMark(scan) { return handOut(scan.unit) }
            case .timestamp(let seconds):
                // A batch of ours says for itself when it was written.
                if expectation.point?.isBefore(seconds: seconds) == true, try firstMark(after: window.start) == nil {
                    return conclude(at: scan.line, of: scan, isAtPoint: true)
                }
                marks.stamp(endingAt: window.start + scan.at)
            case .mark(let mark, let next):
                if try close(scan, mark, next) { return }
            case .end:
                return try finish(scan)
            case .short:
                return try judge(.truncated, scan)
            case .malformed(let what):
                return try judge(.malformed(what), scan)
            case .malformedMark(let next):
                return try judge(.malformedMark(next), scan)
            }
        }
    }

    private mutating func isAtMark(_ scan: borrowing LogScan) throws(JournalError) -> Bool {
        let words = ByteView(LogLine.words)
        guard head != nil, try window.fill(to: scan.at + words.count) else { return false }
        return window.pending.dropFirst(scan.at).starts(with: words)
    }

    /// Lets everything up to `count` of the window be handed out.
    private mutating func handOut(_ count: Int) {
        waiting.removeAll { $0.end > count }
        groupEnd = count
    }

    /// Ends the batch that the mark closes. False where the window goes on, which is never so in files of ours.
    private mutating func close(
        _ scan: borrowing LogScan, _ mark: BatchMark, _ next: Int
    ) throws(JournalError) -> Bool {
        let start = scan.at - mark.length
        guard start >= 0, mark.offset == window.start + scan.at else {
            try judge(.mismatch(mark, next), scan)
            return true
        }
        let covered = LogLine.checked(window.pending[scan.at..<next]).count
        let checksum = CRC32C.update(running, window.pending[start..<scan.at + covered])
        guard checksum == mark.checksum, !scan.isInTransaction else {
            try judge(.mismatch(mark, next), scan)
            return true
        }
        for index in waiting.indices where waiting[index].start >= start { waiting[index].isProven = true }
        if let point = expectation.point, point.isBefore(mark) {
            marks.beyond = mark
            conclude(at: start, of: scan, isAtPoint: true)
            return true
        }
        running = checksum
        lastMark = mark
        provenTo = window.start + next
        marks.pass(mark, endingAt: provenTo)
        groupEnd = next
        return true
    }

    // MARK: Ends

    private mutating func finish(_ scan: borrowing LogScan) throws(JournalError) {
        if tearsInParts, provenTo < end { return try cutToProven(of: scan) }
        if scan.isInTransaction {
            return try cut(at: scan.unit, of: scan, "a MULTI block whose EXEC is missing")
        }
        if expectation.isBase, head != nil, lastMark?.length != 0 {
            throw damage("its last checksum is missing, and with it the end of the file", at: provenTo)
        }
        if let expected = expectation.ending, expected.checksum != running {
            throw damage("it is not the file that the one after it goes on from", at: provenTo)
        }
        if end < size, expectation.ending == nil, !endsInRoom {
            return try cut(at: scan.unit, of: scan, "zeros where the disk had no bytes yet")
        }
        conclude(at: scan.unit, of: scan)
    }

    /// Cuts a torn end off, where the promise allows it.
    mutating func cut(at place: Int, of scan: borrowing LogScan, _ what: String) throws(JournalError) {
        let offset = window.start + place
        guard expectation.ending == nil, expectation.isLast else {
            throw damage("it ends with \(what), and it is not the last increment of the log", at: offset)
        }
        guard expectation.mayCut else {
            throw damage(
                "Unexpected end of file reading the append only file: it ends with \(what), and aof-load-truncated is "
                    + "off", at: offset)
        }
        conclude(at: place, of: scan, torn: what)
    }

    /// Whether what was written last may be there in parts, with room between them.
    var tearsInParts: Bool { endsInRoom && head != nil }

    mutating func cutToProven(of scan: borrowing LogScan) throws(JournalError) {
        try cut(at: 0, of: scan, "a last batch that came to the disk in parts")
    }

    private mutating func conclude(
        at place: Int, of scan: borrowing LogScan, torn: String? = nil, isAtPoint: Bool = false
    ) {
        handOut(place)
        let rest = waiting.count
        pendingEnd = LogEnd(
            offset: window.start + place, size: size, torn: torn, isAtPoint: isAtPoint, commands: commands + rest,
            unproven: unproven + waiting.count { !$0.isProven }, checksum: running, head: head, batches: marks.count,
            firstMark: marks.first, lastMark: lastMark, beyond: marks.beyond,
            untimedFrom: marks.untimed(before: window.start + place))
    }

    func damage(_ what: String, at offset: Int) -> JournalError {
        .damage(
            JournalDamage(
                file: path, offset: offset, provenTo: provenTo, what: what,
                advice: "Put a backup of the whole folder in its place. Nothing was changed."))
    }
}

/// What the marks and stamps of a file tell of the times in it.
private struct LogMarks {
    private(set) var count = 0
    private(set) var first: BatchMark?
    var beyond: BatchMark?
    /// Up to here it is known when things were written.
    var timedTo = 0
    /// Whether what follows is covered by a stamp of Redis, which stands before the commands of its second.
    private var isStamped = false

    mutating func pass(_ mark: BatchMark, endingAt end: Int) {
        count += 1
        if first == nil { first = mark }
        timedTo = end
        isStamped = false
    }

    mutating func stamp(endingAt end: Int) {
        timedTo = end
        isStamped = true
    }

    func untimed(before end: Int) -> Int? { isStamped || end <= timedTo ? nil : timedTo }
}

/// One command that was found: its place in the window, and its words in the list.
struct LogCommand {
    let start: Int
    let end: Int
    let arguments: Range<Int>
    var isProven = false
}

extension LogReader {
    /// Reads the line that files of ours begin with.
    private mutating func readHead() throws(JournalError) {
        _ = try window.fill(to: min(JournalLimits.annotation, end - window.start))
        let bytes = window.pending
        let words = ByteView(LogLine.headWords)
        let lineEnd = bytes.prefix(JournalLimits.annotation).firstIndex(of: 0x0a).map { $0 + 1 }
        if bytes.starts(with: words), let lineEnd, let (found, checksum) = LogHead.parse(bytes.prefix(lineEnd)) {
            if let expected = expectation.head, expected.log != found.log || expected.sequence != found.sequence {
                throw damage("it belongs to another log, or to another place in this one", at: 0)
            }
            head = found
            running = checksum
            window.release(lineEnd)
            provenTo = window.start
            marks.timedTo = window.start
            return
        }
        let isTorn = lineEnd == nil && (bytes.starts(with: words) || words.starts(with: bytes))
        if isTorn, expectation.ending == nil, expectation.isLast, expectation.mayCut {
            return pendingEnd = LogEnd(
                offset: window.start, size: size, torn: size == 0 ? nil : "half of its first line", isAtPoint: false,
                commands: 0, unproven: 0, checksum: 0, head: nil, batches: 0, firstMark: nil, lastMark: nil,
                beyond: nil, untimedFrom: nil)
        }
        if bytes.starts(with: words) || expectation.head != nil && !bytes.isEmpty {
            throw damage("its first line does not tell which log it belongs to", at: 0)
        }
    }
}
