// A file's content exchanged in one step: whoever looks, even after a crash, finds the old or the new, and all of it.

internal import CLinux

extension File {
    /// Writes a file anew beside the old one and gives it the old one's name and permissions.
    package static func replace(_ path: String, with bytes: [UInt8]) throws(Errno) {
        let draft = "\(path).\(getpid()).new"
        do throws(Errno) {
            try writeWhole(bytes, to: draft, mode: permissions(of: path))
            try checked("rename") { unsafe rename(draft, path) }
        } catch {
            remove(draft)
            throw error
        }
    }

    private static func writeWhole(_ bytes: [UInt8], to path: String, mode: UInt32) throws(Errno) {
        let file = Descriptor(owning: try checked("open") {
            unsafe clinux_open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
        })
        try checked("fchmod") { fchmod(file.number, mode) }
        try write(bytes, to: file.number)
        try checked("fsync") { fsync(file.number) }
    }

    private static func permissions(of path: String) throws(Errno) -> UInt32 {
        var found = stat()
        try checked("stat") { unsafe stat(path, &found) }
        return found.st_mode & 0o7777
    }
}
