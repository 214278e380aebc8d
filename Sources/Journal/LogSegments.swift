// The files of a log that are not durable to their end yet, the oldest first, and for each how far it is written, how
// far it is durable, and from where on its bytes are still in memory. Nearly always there is one.

internal import Platform

struct LogSegments {
    struct Segment {
        let file: any DiskFile
        let path: String
        /// Where what was written whole ends, and the checksum there.
        var end: Int
        var checksum: UInt32
        var durableEnd = 0
        var durableChecksum: UInt32 = 0
        /// From here on the bytes are kept in memory.
        var keptFrom: Int
        /// How the increment before ended.
        let before: (end: Int, checksum: UInt32)
        let headEnd: Int

        var isNew: Bool { end == headEnd }
    }

    private var list: [Segment] = []
    /// How many have left the front.
    private var gone = 0
    /// What had been written when kept bytes were last let go of before they were durable.
    private var forgotten: LogPosition?

    var last: Segment {
        guard let last = list.last else { preconditionFailure("a log has a file") }
        return last
    }

    var hasUnsynced: Bool { list.contains { $0.durableEnd < $0.end } }
    var hasForgotten: Bool { forgotten != nil }

    /// Where the file that counts ends after a failure: what the head of the next file says.
    var goodEnd: (Int, UInt32) {
        last.durableEnd == 0 && last.end == 0 ? last.before : (last.end, last.checksum)
    }

    mutating func begin(
        _ file: any DiskFile, _ path: String, end: Int, checksum: UInt32, before: (Int, UInt32)? = nil
    ) {
        var segment = Segment(
            file: file, path: path, end: end, checksum: checksum, keptFrom: end, before: before ?? (0, 0), headEnd: end)
        if before == nil {
            // A file that was read to its end was there before this process: only its later end is in doubt.
            segment.durableEnd = end
            segment.durableChecksum = checksum
        }
        list.append(segment)
    }

    mutating func wrote(_ count: Int, checksum: UInt32) {
        list[list.count - 1].end += count
        list[list.count - 1].checksum = checksum
    }

    mutating func forgetKept(at position: LogPosition) {
        for index in list.indices { list[index].keptFrom = list[index].end }
        if hasUnsynced { forgotten = position }
    }

    func sync(generation: Int, position: LogPosition) -> LogSync {
        LogSync(
            files: list.filter { $0.durableEnd < $0.end }.map(\.file), lastFile: gone + list.count - 1, end: last.end,
            checksum: last.checksum, generation: generation, position: position)
    }

    /// Takes note of what is durable, and answers how many bytes need not be kept any more.
    mutating func finish(_ sync: LogSync) -> Int {
        let index = sync.lastFile - gone
        guard index >= 0 else { return 0 }
        var count = 0
        for before in list[..<index] { count += before.end - before.keptFrom }
        list.removeFirst(index)
        gone += index
        list[0].durableEnd = sync.end
        list[0].durableChecksum = sync.checksum
        count += max(0, sync.end - list[0].keptFrom)
        list[0].keptFrom = max(list[0].keptFrom, sync.end)
        if let forgotten, sync.position >= forgotten { self.forgotten = nil }
        return count
    }

    // MARK: Failure

    /// Cuts the last file back to what was written whole.
    func cutBack() -> (succeeded: Bool, abandoned: [String]) {
        (Self.cut(last, to: last.end), [])
    }

    /// Cuts back to what is durable; files that hold nothing durable are abandoned.
    mutating func cutBackToDurable() -> (succeeded: Bool, abandoned: [String]) {
        var succeeded = true
        let durableCount = max(1, list.prefix { $0.durableEnd > 0 }.count)
        let abandoned = list[durableCount...]
        for segment in abandoned { succeeded = Self.cut(segment, to: 0) && succeeded }
        list.removeLast(abandoned.count)
        var first = last
        first.end = first.durableEnd
        first.checksum = first.durableChecksum
        first.keptFrom = first.durableEnd
        list[list.count - 1] = first
        succeeded = Self.cut(first, to: first.end) && succeeded
        forgotten = nil
        return (succeeded, abandoned.map(\.path) + (first.end == 0 ? [first.path] : []))
    }

    private static func cut(_ segment: Segment, to end: Int) -> Bool {
        do throws(Errno) {
            try segment.file.resize(to: end)
            return true
        } catch {
            return false
        }
    }
}
