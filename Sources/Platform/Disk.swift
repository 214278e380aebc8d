// The disk as the journal sees it: a seam, so that tests can have one that fails, tears, fills up, and forgets what was
// not synchronised. It is called for whole pieces and never for single bytes.

package import Bytes

package protocol Disk: Sendable {
    /// The time since the power last came, by a name that no other has: as long as it stays the same, what was written
    /// is there even where it was not synchronised.
    var powerCycle: String { get }
    /// Opens a file that must be there.
    func open(_ path: String, for use: DiskUse) throws(Errno) -> any DiskFile
    /// Makes an empty file, in place of one that may have been there.
    func create(_ path: String) throws(Errno) -> any DiskFile
    /// How long a file is; nil where there is none.
    func size(of path: String) throws(Errno) -> Int?
    func rename(_ path: String, to newPath: String) throws(Errno)
    /// Gives a file a second name.
    func link(_ path: String, as newPath: String) throws(Errno)
    func remove(_ path: String) throws(Errno)
    func makeFolder(_ path: String) throws(Errno)
    /// The names in a folder, in order; none where there is no folder.
    func names(in folder: String) throws(Errno) -> [String]
    /// Makes what was created, renamed and removed in a folder outlast a loss of power.
    func syncFolder(_ path: String) throws(Errno)
    /// Takes the folder for this process until the lock is let go of; nil where another process has it.
    func lock(_ folder: String) throws(Errno) -> (any DiskLock)?
}

package enum DiskUse: Sendable {
    case reading
    case writing
}

/// An open file, closed with its last owner. Any queue may call it.
package protocol DiskFile: AnyObject, Sendable {
    func size() throws(Errno) -> Int
    /// Appends what stands at `offset` to `queue`, as much as it has room for; 0 at the end of the file.
    func read(at offset: Int, into queue: inout ByteQueue) throws(Errno) -> Int
    /// What stands at `offset`, at most `count` bytes and perhaps fewer; none at the end of the file.
    func read(at offset: Int, atMost count: Int) throws(Errno) -> [UInt8]
    /// Writes what it can and answers how much that was.
    func write(_ bytes: ByteView, at offset: Int) throws(Errno) -> Int
    /// Cuts the file off, or lengthens it with zeros.
    func resize(to size: Int) throws(Errno)
    /// Returns when the bytes outlast a loss of power.
    func sync() throws(Errno)
    /// Waits for what is on its way to the disk of the bytes from `start` to `end`, and has the system send the rest:
    /// so a later `sync` has little left to do. It promises nothing.
    func writeOut(from start: Int, to end: Int) throws(Errno)
}

package protocol DiskLock: AnyObject, Sendable {}

extension DiskFile {
    /// So many bytes, or fewer where the file ends before.
    package func readAll(at offset: Int, _ count: Int) throws(Errno) -> [UInt8] {
        var bytes = try read(at: offset, atMost: count)
        while bytes.count < count {
            let more = try read(at: offset + bytes.count, atMost: count - bytes.count)
            if more.isEmpty { break }
            bytes += more
        }
        return bytes
    }

    /// Writes all of it. What stands there after an error is unknown.
    package func writeAll(_ bytes: ByteView, at offset: Int) throws(Errno) {
        var done = 0
        while done < bytes.count {
            let count = try write(bytes.dropFirst(done), at: offset + done)
            // Nothing written and no reason given: the caller must not wait for ever.
            if count == 0 { throw Errno.noSpace(in: "write") }
            done += count
        }
    }
}

extension Disk {
    /// The whole of a small file.
    package func contents(of path: String) throws(Errno) -> [UInt8] {
        let file = try open(path, for: .reading)
        var queue = ByteQueue(pool: BufferPool())
        repeat {
            queue.reserve(4096)
        } while try file.read(at: queue.count, into: &queue) > 0
        return queue.pending.array
    }

    /// Puts a file in place such that whoever looks, even after a crash, finds the old or the new and never half of it.
    package func replace(_ path: String, with bytes: [UInt8], by draft: String) throws(Errno) {
        do throws(Errno) {
            let file = try create(draft)
            try bytes.withView { view throws(Errno) in try file.writeAll(view, at: 0) }
            try file.sync()
            try rename(draft, to: path)
        } catch {
            try? remove(draft)
            throw error
        }
        try syncFolder(Path.folder(of: path))
    }
}

/// Names of files, as text.
package enum Path {
    package static func folder(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == path.utf8.startIndex ? "/" : String(path[..<slash])
    }

    package static func name(of path: String) -> String {
        path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[path.utf8.index(after: $0)...]) } ?? path
    }

    package static func join(_ folder: String, _ name: String) -> String {
        folder.isEmpty || folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
    }
}
