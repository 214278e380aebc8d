// The files of a log that are not durable to their end yet, the oldest first, and for each how far it is written, how
// far it is durable, and from where on its bytes are still in memory. Nearly always there is one.
//
// The first byte of a file is written only when the file before it is durable to its end. So what its head says of that
// end is true after any loss of power.

internal import Bytes
package import Platform

/// A new file for a log: made and durable, and still empty. Made on any queue, before a manifest names it.
package final class LogFile: Sendable {
    package let path: String
    let file: any DiskFile

    package init(_ path: String, on disk: any Disk) throws(JournalError) {
        self.path = path
        file = try onDisk(path) { () throws(Errno) in
            let file = try disk.create(path)
            try file.sync()
            // Or a manifest could come to disk that names a file which did not.
            try disk.syncFolder(Path.folder(of: path))
            return file
        }
    }

    init(opened file: any DiskFile, _ path: String) {
        self.path = path
        self.file = file
    }
}

struct LogSegments {
    struct Segment {
        let file: any DiskFile
        let path: String
        /// The first line, which is written with the first batch.
        let headLine: [UInt8]
        /// How the file before it ended.
        let before: (end: Int, checksum: UInt32)
        /// Where what was written whole ends, and the checksum there.
        var end: Int
        var checksum: UInt32
        var durableEnd: Int
        var durableChecksum: UInt32
        /// From here on the bytes are kept in memory.
        var keptFrom: Int
        var room = LogRoom()

        /// A file that is still empty.
        init(_ file: LogFile, head: LogHead) {
            var line = ByteQueue(pool: BufferPool())
            checksum = head.append(to: &line)
            headLine = line.pending.array
            before = (head.previousEnd, head.previousChecksum)
            (self.file, path) = (file.file, file.path)
            (end, durableEnd, durableChecksum, keptFrom) = (0, 0, 0, headLine.count)
        }

        /// A file that was read to its end.
        init(_ file: LogFile, after ending: LogEnd) {
            headLine = []
            before = (0, 0)
            (self.file, path) = (file.file, file.path)
            (end, durableEnd, keptFrom) = (ending.offset, ending.offset, ending.offset)
            (checksum, durableChecksum) = (ending.checksum, ending.checksum)
        }

        var hasUnsynced: Bool { durableEnd < end }
        /// Whether all of it is there for good, its head among it.
        var isDurable: Bool { durableEnd > 0 && !hasUnsynced }
        /// Where the next batch goes.
        var next: Int { max(end, headLine.count) }
        var isNew: Bool { end <= headLine.count && !headLine.isEmpty }
    }

    private var list: [Segment]
    /// How many have left the front.
    private var gone = 0
    /// What had been written when kept bytes were last let go of before they were durable.
    private var forgotten: LogPosition?

    init(_ first: Segment) {
        list = [first]
    }

    var last: Segment { list[list.count - 1] }
    var hasUnsynced: Bool { list.contains(where: \.hasUnsynced) }
    var hasForgotten: Bool { forgotten != nil }
    /// Whether the last file must stay empty until the one before it is durable.
    var isWaiting: Bool { list.dropLast().contains(where: \.hasUnsynced) }

    /// How the file before a new one ends.
    private var goodEnd: (Int, UInt32) {
        // One that never held anything is passed over.
        list.last { $0.end > 0 }.map { ($0.end, $0.checksum) } ?? list[0].before
    }

    /// Goes on in a new file.
    mutating func begin(_ file: LogFile, log: UInt64, sequence: Int64) {
        let (end, checksum) = goodEnd
        let head = LogHead(log: log, sequence: sequence, previousEnd: end, previousChecksum: checksum)
        cutRoom()
        if last.end == 0, list.count > 1 { list.removeLast() }
        list.append(Segment(file, head: head))
    }

    // MARK: Writing

    /// Appends to the last file, and before the first batch its head.
    mutating func write(
        _ bytes: ByteView, checksum: UInt32, isOneBatch: Bool, room bounds: ClosedRange<Int>?
    ) throws(Errno) {
        let index = list.count - 1
        let isFirstSinceSync = list[index].isDurable
        try makeReady(index, for: bytes.count, mayFill: isOneBatch && isFirstSinceSync)
        if list[index].end < list[index].headLine.count {
            let file = list[index].file
            try list[index].headLine.withView { line throws(Errno) in try file.writeAll(line, at: 0) }
            list[index].end = list[index].headLine.count
        }
        try list[index].file.writeAll(bytes, at: list[index].end)
        list[index].end += bytes.count
        list[index].checksum = checksum
        guard let bounds, isFirstSinceSync, !list[index].room.isThere else { return }
        list[index].room.lay(list[index].file, at: list[index].end, for: bytes.count, within: bounds)
    }

    /// Sees to it that no more than one batch at a time is torn in the room, and none that lengthens the file.
    private mutating func makeReady(_ index: Int, for count: Int, mayFill: Bool) throws(Errno) {
        let segment = list[index]
        guard segment.room.isThere else { return }
        if mayFill, segment.room.holds(count, at: segment.end) {
            try segment.room.open(segment.file, at: segment.end + count)
        } else {
            try list[index].room.cut(segment.file, to: segment.end)
        }
    }

    /// Takes off what room the last file has: nothing more goes into it.
    mutating func cutRoom() {
        let index = list.count - 1
        try? list[index].room.cut(list[index].file, to: list[index].end)
    }

    mutating func forgetKept(at position: LogPosition) {
        for index in list.indices { list[index].keptFrom = list[index].next }
        if hasUnsynced { forgotten = position }
    }

    // MARK: Making it durable

    func sync(generation: Int, position: LogPosition) -> LogSync? {
        guard let index = list.lastIndex(where: \.hasUnsynced) else { return nil }
        return LogSync(
            files: list.filter(\.hasUnsynced).map(\.file), lastFile: gone + index, end: list[index].end,
            checksum: list[index].checksum, generation: generation, position: position)
    }

    /// Whether something that was to be made durable by it is not so yet.
    func holds(_ sync: LogSync) -> Bool {
        list.contains { segment in segment.hasUnsynced && sync.files.contains { $0 === segment.file } }
    }

    /// Takes note of what is durable, and answers how many bytes need not be kept any more.
    mutating func finish(_ sync: LogSync) -> Int {
        let index = sync.lastFile - gone
        guard index >= 0 else { return 0 }
        var count = 0
        for before in list[..<index] { count += max(0, before.end - before.keptFrom) }
        list.removeFirst(index)
        gone += index
        // Two syncs may end in another order than they began.
        if sync.end > list[0].durableEnd {
            list[0].durableEnd = sync.end
            list[0].durableChecksum = sync.checksum
        }
        count += max(0, sync.end - list[0].keptFrom)
        list[0].keptFrom = max(list[0].keptFrom, sync.end)
        if let forgotten, sync.position >= forgotten { self.forgotten = nil }
        return count
    }

    // MARK: Failure

    /// Cuts the last file back to what was written whole.
    mutating func cutBack() -> (succeeded: Bool, abandoned: [String]) {
        let index = list.count - 1
        return (Self.cut(&list[index], to: list[index].end), [])
    }

    /// Cuts back to what is durable; files that hold nothing durable are abandoned.
    mutating func cutBackToDurable() -> (succeeded: Bool, abandoned: [String]) {
        forgotten = nil
        let durable = max(1, list.prefix { $0.durableEnd > 0 }.count)
        let abandoned = list[durable...]
        var succeeded = true
        for var segment in abandoned { succeeded = Self.cut(&segment, to: 0) && succeeded }
        list.removeLast(abandoned.count)
        let index = list.count - 1
        list[index].end = list[index].durableEnd
        list[index].checksum = list[index].durableChecksum
        list[index].keptFrom = list[index].durableEnd
        succeeded = Self.cut(&list[index], to: list[index].end) && succeeded
        return (succeeded, abandoned.map(\.path) + (list[index].end == 0 ? [list[index].path] : []))
    }

    private static func cut(_ segment: inout Segment, to end: Int) -> Bool {
        do throws(Errno) {
            try segment.file.resize(to: end)
            segment.room = LogRoom()
            return true
        } catch {
            return false
        }
    }
}
