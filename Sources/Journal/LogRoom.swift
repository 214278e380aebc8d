// Room behind the end of a log's file, laid ahead where every sync is waited for: a sync that finds the file no longer
// than before has only bytes to bring to the disk, and no new length and no new blocks, which costs a disk a multiple.
//
// The room is lines of '#', which mean nothing to any reader of the form, so a stock server may load the file, and go
// on behind the room. What is written into it may come to the disk in parts when the power goes, unlike what lengthens
// a file. So there is never more than one batch in it that is not durable, and there is always some of it left: a file
// that ends in room was last written by us, and what no checksum covers in it is torn.

internal import Bytes
internal import Platform

/// How a log is written, which is up to how its syncs are waited for.
package struct LogManner: Sendable {
    /// How many bytes that are written and not durable are kept for the case that the sync fails.
    package var keptBytes: Int
    /// How much room is laid at once, at least and at most; nil where none is.
    package var room: ClosedRange<Int>?

    package init(keeping keptBytes: Int = .max, room: ClosedRange<Int>? = nil) {
        self.keptBytes = keptBytes
        self.room = room
    }
}

struct LogRoom {
    /// Each line of it ends where the file has a multiple of this.
    private static let line = 256
    /// For how many batches like the one that found none.
    private static let batches = 16
    private static let lines: [UInt8] = {
        let one = [UInt8](repeating: UInt8(ascii: "#"), count: line - 1) + [0x0a]
        return Array(repeatElement(one, count: 65).joined())
    }()

    /// Where it ends; 0 where there is none.
    private var end = 0
    /// Whether laying it has failed in this file: then nothing is known of what stands there.
    private var isBroken = false

    var isThere: Bool { end > 0 }

    /// Whether so many bytes go in at `start`, and something of it is left.
    func holds(_ count: Int, at start: Int) -> Bool { !isBroken && start + count + 2 <= end }

    /// Has what will be left of it, once all up to `start` is written, begin as a line and not as the end of one.
    func open(_ file: any DiskFile, at start: Int) throws(Errno) {
        guard start % Self.line == Self.line - 1 else { return }
        try Self.lines.withView { lines throws(Errno) in try file.writeAll(lines.prefix(1), at: start) }
    }

    /// Lays it behind `start`, where a batch of so many bytes has just ended. Where the disk won't, there is none.
    mutating func lay(_ file: any DiskFile, at start: Int, for batch: Int, within bounds: ClosedRange<Int>) {
        guard !isBroken, batch < bounds.upperBound else { return }
        let count = min(max(batch * Self.batches, bounds.lowerBound), bounds.upperBound)
        end = (start + count) / Self.line * Self.line + Self.line
        do throws(Errno) {
            try open(file, at: start)
            var at = start % Self.line == Self.line - 1 ? start + 1 : start
            while at < end {
                let from = at % Self.line
                let part = min(end - at, Self.lines.count - from)
                try Self.lines.withView { lines throws(Errno) in
                    try file.writeAll(lines.dropFirst(from).prefix(part), at: at)
                }
                at += part
            }
        } catch {
            isBroken = true
            try? cut(file, to: start)
        }
    }

    /// Takes it off.
    mutating func cut(_ file: any DiskFile, to start: Int) throws(Errno) {
        guard isThere else { return }
        try file.resize(to: start)
        end = 0
    }
}

/// Where what counts ends in a file that may go on with room, or with zeros that never became bytes.
struct LogTail {
    let end: Int
    /// Whether there is room behind it.
    let hasRoom: Bool

    init(of path: String, on disk: any Disk, from start: Int) throws(JournalError) {
        var end = try onDisk(path) { () throws(Errno) in try disk.size(of: path) } ?? 0
        var hasRoom = false
        while end > start {
            let from = max(start, end - JournalLimits.readBlock)
            var window = try FileWindow(path, on: disk, from: from, to: end)
            guard try window.fill(to: end - from) else { break }
            let bytes = window.pending
            let kept = Self.countOfContent(bytes, &hasRoom)
            end = from + kept
            if kept > 0 { break }
        }
        self.end = end
        self.hasRoom = hasRoom
    }

    private static func countOfContent(_ bytes: ByteView, _ hasRoom: inout Bool) -> Int {
        var count = bytes.countWithoutZeros
        while count > 0, bytes[count - 1] == UInt8(ascii: "#") || isEndOfRoom(bytes, count - 1) {
            hasRoom = true
            count -= 1
        }
        return count
    }

    private static func isEndOfRoom(_ bytes: ByteView, _ place: Int) -> Bool {
        bytes[place] == 0x0a && place > 0 && bytes[place - 1] == UInt8(ascii: "#")
    }
}
