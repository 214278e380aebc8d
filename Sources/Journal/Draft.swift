// A file in the making: written under another name, and put in its place when it is whole and durable. Any queue may
// write to it, one at a time.

package import Platform
internal import Bytes

package final class Draft: Sendable {
    package let path: String
    private let draftPath: String
    private let disk: any Disk
    private let file: any DiskFile

    package init(of path: String, by draftPath: String, on disk: any Disk) throws(JournalError) {
        self.path = path
        self.draftPath = draftPath
        self.disk = disk
        file = try onDisk(draftPath) { () throws(Errno) in try disk.create(draftPath) }
    }

    package func write(_ piece: [UInt8], at offset: Int) throws(JournalError) {
        try onDisk(draftPath) { () throws(Errno) in
            try piece.withView { view throws(Errno) in try file.writeAll(view, at: offset) }
        }
    }

    package func write(_ pieces: [[UInt8]], at offset: Int) throws(JournalError) {
        var place = offset
        for piece in pieces {
            try write(piece, at: place)
            place += piece.count
        }
    }

    /// Waits for what is on its way to the disk of the bytes from `start` to `end`, and sends the rest, so that the end
    /// does not have all of it to do.
    package func writeOut(from start: Int, to end: Int) throws(JournalError) {
        try onDisk(draftPath) { () throws(Errno) in try file.writeOut(from: start, to: end) }
    }

    /// Puts the file in its place, for good.
    package func finish() throws(JournalError) {
        try onDisk(draftPath) { () throws(Errno) in try file.sync() }
        try onDisk(path) { () throws(Errno) in
            try disk.rename(draftPath, to: path)
            try disk.syncFolder(Path.folder(of: path))
        }
    }

    /// Throws it away.
    package func abandon() {
        try? disk.remove(draftPath)
    }
}
