// Files as the server needs them outside the journal: read whole, appended to, found by pattern.

internal import CLinux

package enum File {
    package static func read(_ path: String) throws(Errno) -> [UInt8] {
        let descriptor = Descriptor(owning: try checked("open") { unsafe clinux_open(path, O_RDONLY | O_CLOEXEC, 0) })
        return try readAll(descriptor.number)
    }

    package static func readStandardInput() throws(Errno) -> [UInt8] {
        try readAll(STDIN_FILENO)
    }

    private static func readAll(_ descriptor: Int32) throws(Errno) -> [UInt8] {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = try checked("read") { unsafe CLinux.read(descriptor, &piece, piece.count) }
            if count == 0 { return bytes }
            bytes.append(contentsOf: piece[..<count])
        }
    }

    /// Opens a file to add to its end, making it where it is not there.
    package static func openToAppend(_ path: String) throws(Errno) -> Descriptor {
        Descriptor(owning: try checked("open") {
            unsafe clinux_open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
        })
    }

    /// Writes a file anew.
    package static func write(_ bytes: [UInt8], to path: String) throws(Errno) {
        let descriptor = Descriptor(owning: try checked("open") {
            unsafe clinux_open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        })
        try write(bytes, to: descriptor.number)
    }

    package static func write(_ bytes: [UInt8], to descriptor: Int32) throws(Errno) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = try rest.withUnsafeBytesChecked(descriptor)
            rest = rest.dropFirst(count)
        }
    }

    /// Writes a file anew such that whoever looks, even after a crash, finds the old or the new and never half of it.
    package static func replace(_ path: String, with bytes: [UInt8]) throws(Errno) {
        let draft = "\(path).tmp-\(getpid())"
        do throws(Errno) {
            try write(bytes, to: draft)
            if let mode = permissions(of: path) { try checked("chmod") { unsafe chmod(draft, mode) } }
            try sync(draft, O_WRONLY)
            try checked("rename") { unsafe rename(draft, path) }
        } catch {
            remove(draft)
            throw error
        }
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        try sync(folder, O_RDONLY | O_DIRECTORY)
    }

    /// A file that is only for its owner stays so.
    private static func permissions(of path: String) -> UInt32? {
        var found = stat()
        return unsafe stat(path, &found) == 0 ? found.st_mode & 0o7777 : nil
    }

    private static func sync(_ path: String, _ flags: Int32) throws(Errno) {
        let descriptor = Descriptor(owning: try checked("open") { unsafe clinux_open(path, flags | O_CLOEXEC, 0) })
        try checked("fsync") { fsync(descriptor.number) }
    }

    package static func remove(_ path: String) {
        unsafe unlink(path)
    }

    package static func makeDirectory(_ path: String) throws(Errno) {
        if unsafe mkdir(path, 0o755) == 0 || clinux_errno() == EEXIST { return }
        throw Errno.last("mkdir")
    }

    package static func changeDirectory(to path: String) throws(Errno) {
        try checked("chdir") { unsafe chdir(path) }
    }

    package static var currentDirectory: String {
        guard let text = unsafe getcwd(nil, 0) else { return "." }
        defer { unsafe free(text) }
        return unsafe String(cString: text)
    }

    /// The files that a shell pattern names, in order; a pattern that names none is answered as it is.
    package static func paths(matching pattern: String) -> [String] {
        var found = unsafe glob_t()
        defer { unsafe globfree(&found) }
        guard unsafe glob(pattern, 0, nil, &found) == 0 else { return [pattern] }
        return unsafe (0..<Int(found.gl_pathc)).compactMap { index in
            unsafe found.gl_pathv[index].map { unsafe String(cString: $0) }
        }
    }
}

extension ArraySlice where Element == UInt8 {
    fileprivate func withUnsafeBytesChecked(_ descriptor: Int32) throws(Errno) -> Int {
        unsafe try span.withUnsafeBytes { bytes throws(Errno) in
            try checked("write") { unsafe CLinux.write(descriptor, bytes.baseAddress, bytes.count) }
        }
    }
}
