// A stretch of a file in memory: what has been read and not yet been let go of. Readers parse in it, ask for more where
// it ends too early, and let go of what is done.

internal import Bytes
internal import Platform

struct FileWindow: ~Copyable {
    let path: String
    /// Where the file is held to end.
    let end: Int
    private let file: any DiskFile
    private var queue = ByteQueue(pool: BufferPool())
    /// Where in the file the window begins.
    private(set) var start: Int

    init(_ path: String, on disk: any Disk, from start: Int = 0, to end: Int? = nil) throws(JournalError) {
        self.path = path
        self.start = start
        let opened = try onDisk(path) { () throws(Errno) in
            let file = try disk.open(path, for: .reading)
            return (file, try file.size())
        }
        file = opened.0
        self.end = max(start, min(end ?? opened.1, opened.1))
    }

    /// The bytes of the window. Good until it is filled or let go of.
    var pending: ByteView { queue.pending }

    /// Reads until the window has `count` bytes; false where the file ends before that.
    mutating func fill(to count: Int) throws(JournalError) -> Bool {
        if count <= queue.count { return true }
        guard count <= end - start else { return false }
        while queue.count < count {
            queue.reserve(max(JournalLimits.readBlock, count - queue.count))
            let read = try readOnce()
            if read == 0 { throw .damage(shrunk) }
        }
        if queue.count > end - start { queue.truncate(to: end - start) }
        return true
    }

    private mutating func readOnce() throws(JournalError) -> Int {
        do throws(Errno) {
            return try file.read(at: start + queue.count, into: &queue)
        } catch {
            throw .disk(path: path, error)
        }
    }

    private var shrunk: JournalDamage {
        JournalDamage(
            file: path, offset: start + queue.count, provenTo: 0, what: "it became shorter while it was read",
            advice: "See who else changes it, and start again.")
    }

    mutating func release(_ count: Int) {
        queue.consume(count)
        start += count
    }
}
