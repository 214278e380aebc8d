// Reads an RDB file of any version from 1 to 12, one thing after another, as views into the block that was read last.
//
// The checksum of the whole is computed along the way and held against the one at the end. Files of our own carry one
// of what stands before it after every MiB: those are checked as they come, so that damage is found with its stretch.

internal import Bytes
package import Platform

package struct SnapshotReader: ~Copyable {
    private var window: FileWindow
    private let checksWhole: Bool
    package private(set) var version = 0
    /// Where in the window the next thing begins.
    private var position = 0
    private var sums: SnapshotSums
    private var keyRoom: ByteQueue
    private var valueRoom: ByteQueue
    private var pieces = PieceOrder()
    /// Where the snapshot ended; nil before. Behind it may stand a log, as older versions of Redis wrote it.
    package private(set) var end: Int?

    /// `checksums` as Redis's rdbchecksum: whether the one of the whole is looked at. Those of our own always are.
    package static func open(
        _ path: String, on disk: any Disk, from start: Int = 0, checksums: Bool = true
    ) throws(JournalError) -> SnapshotReader {
        var reader = SnapshotReader(try FileWindow(path, on: disk, from: start), from: start, checksums)
        try reader.readHead()
        return reader
    }

    private init(_ window: consuming FileWindow, from start: Int, _ checksums: Bool) {
        self.window = window
        checksWhole = checksums
        sums = SnapshotSums(from: start)
        let pool = BufferPool()
        keyRoom = ByteQueue(pool: pool)
        valueRoom = ByteQueue(pool: pool)
    }

    package var path: String { window.path }
    package var size: Int { window.end }
    /// How far the file has been read.
    package var offset: Int { window.start + position }
    /// Up to where checksums of our own prove the file.
    package var provenTo: Int { sums.provenTo }

    private mutating func readHead() throws(JournalError) {
        let length = 9
        guard try window.fill(to: length) else {
            throw damage("it is shorter than the head of a snapshot", at: window.start)
        }
        let head = window.pending.prefix(length)
        guard head.starts(with: ByteView("REDIS")) else {
            throw damage("Wrong signature trying to load DB from file: it does not begin with REDIS", at: window.start)
        }
        let digits = head.dropFirst(5).text
        guard let number = Int(digits), digits.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else {
            throw damage("the version is no number", at: window.start)
        }
        guard (1...SnapshotFormat.newestRead).contains(number) else {
            throw .damage(
                JournalDamage(
                    file: path, offset: window.start, provenTo: 0, what: "Can't handle RDB format version \(number)",
                    advice: "Versions 1 to \(SnapshotFormat.newestRead) are read. Nothing was changed."))
        }
        version = number
        position = length
    }

    /// The next thing; nil when all has been read and the checksums hold.
    package mutating func next() throws(JournalError) -> SnapshotItem? {
        guard end == nil else { return nil }
        while true {
            let begin = offset
            switch try readWhole() {
            case .item(let item):
                guard case .field(let name, let value) = item else { return item }
                if name == ByteView(SnapshotFormat.checksumName) {
                    try check(value, before: begin)
                    continue
                }
                return try piece(name, value, at: begin) ?? item
            case .end:
                try finish()
                return nil
            case .unserved(let kind, let key):
                throw .unserved(UnservedValue(file: path, offset: begin, kind: kind, key: key))
            }
        }
    }

    // MARK: One thing

    private mutating func readWhole() throws(JournalError) -> SnapshotParser.Found {
        while true {
            var cursor = SnapshotCursor(window.pending, at: position)
            do throws(SnapshotCursor.Stop) {
                let found = try SnapshotParser.read(&cursor, &keyRoom, &valueRoom)
                position = cursor.position
                return found
            } catch {
                switch error {
                case .damaged(let what):
                    throw damage("\(what)", at: window.start + cursor.position)
                case .short(let needed):
                    try fill(to: needed)
                }
            }
        }
    }

    /// Makes the window hold `needed` bytes, counted from where it begins now.
    private mutating func fill(to needed: Int) throws(JournalError) {
        sums.advance(to: window.start + position, in: window)
        window.release(position)
        let missing = needed - position
        position = 0
        guard try window.fill(to: missing) else {
            throw damage(
                "Unexpected EOF reading RDB file: it ends inside what begins here", at: window.start)
        }
    }

    private mutating func piece(
        _ name: ByteView, _ value: ByteView, at begin: Int
    ) throws(JournalError) -> SnapshotItem? {
        do throws(PieceOrder.Fault) {
            return try pieces.piece(name, value)
        } catch {
            throw damage(error.what, at: begin)
        }
    }

    // MARK: Checksums

    private mutating func check(_ text: ByteView, before begin: Int) throws(JournalError) {
        sums.advance(to: begin, in: window)
        guard let expected = text.hexadecimal(digits: 8) else {
            throw damage("a checksum that is none", at: begin)
        }
        guard expected == UInt64(sums.stretch) else {
            throw damage("what stands before offset \(begin) does not match its checksum", at: sums.provenTo)
        }
        sums.provenTo = begin
        sums.lastCheck = offset
    }

    private mutating func finish() throws(JournalError) {
        let afterEnd = offset
        // Where we wrote the file, the last checksum stands directly before its end.
        if let lastCheck = sums.lastCheck, lastCheck != afterEnd - 1 {
            throw damage("the checksum that should stand last is missing", at: sums.provenTo)
        }
        if let fault = pieces.unfinished { throw damage(fault, at: afterEnd) }
        guard version >= SnapshotFormat.firstWithChecksum else { return end = afterEnd }
        var cursor = SnapshotCursor(window.pending, at: position)
        if window.pending.count < position + 8 {
            try fill(to: position + 8)
            cursor = SnapshotCursor(window.pending)
        }
        sums.advance(to: afterEnd, in: window)
        guard let expected = try? cursor.uint64() else { return }
        if checksWhole, expected != 0, expected != sums.whole {
            let hint = sums.lastCheck == nil ? "" : ", though every stretch of it does: the checksum itself is damaged"
            throw damage("RDB CRC error: the file does not match its checksum\(hint)", at: afterEnd)
        }
        position = cursor.position
        end = offset
    }

    // MARK: Damage

    /// For consumers as well: what they cannot accept, at the thing that was read last.
    package func damage(_ what: String, at offset: Int? = nil) -> JournalError {
        .damage(
            JournalDamage(
                file: path, offset: offset ?? self.offset, provenTo: sums.provenTo, what: what,
                advice: "Put a backup in its place, or move it away to start without it; redis-check-rdb tells how far "
                    + "it can be read. Nothing was changed."))
    }
}

/// The two checksums of what has been read, and what they have proven.
struct SnapshotSums {
    private(set) var whole: UInt64 = 0
    private(set) var stretch: UInt32 = 0
    private var summedTo: Int
    var provenTo = 0
    /// Where the last checksum of our own ended; nil while there was none.
    var lastCheck: Int?

    init(from start: Int) {
        summedTo = start
    }

    /// Takes in what stands up to `offset`.
    mutating func advance(to offset: Int, in window: borrowing FileWindow) {
        guard offset > summedTo else { return }
        let bytes = window.pending[summedTo - window.start..<offset - window.start]
        add(bytes)
        summedTo = offset
    }

    private mutating func add(_ bytes: ByteView) {
        whole = CRC64.update(whole, bytes)
        stretch = CRC32C.update(stretch, bytes)
    }
}
