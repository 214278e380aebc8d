// The real disk.

internal import Bytes
internal import CLinux

package struct LinuxDisk: Disk {
    /// Where the system does not tell, no process knows that it is the same as for another.
    private static let boot: String = {
        let told = try? LinuxDisk().contents(of: "/proc/sys/kernel/random/boot_id")
        let name = String(decoding: told ?? [], as: UTF8.self).filter { $0.isLetter || $0.isNumber || $0 == "-" }
        return name.isEmpty ? "unknown-\(UInt64.random(in: 0...UInt64.max))" : name
    }()

    package init() {}

    package var powerCycle: String { Self.boot }

    package func open(_ path: String, for use: DiskUse) throws(Errno) -> any DiskFile {
        LinuxFile(try Self.open(path, use == .reading ? O_RDONLY : O_RDWR))
    }

    package func create(_ path: String) throws(Errno) -> any DiskFile {
        LinuxFile(try Self.open(path, O_RDWR | O_CREAT | O_TRUNC))
    }

    private static func open(_ path: String, _ flags: Int32) throws(Errno) -> Descriptor {
        Descriptor(owning: try checked("open") { unsafe clinux_open(path, flags | O_CLOEXEC, 0o644) })
    }

    package func size(of path: String) throws(Errno) -> Int? {
        var figures = stat()
        do throws(Errno) {
            try checked("stat") { unsafe stat(path, &figures) }
        } catch {
            if error.isMissing { return nil }
            throw error
        }
        return Int(figures.st_size)
    }

    package func rename(_ path: String, to newPath: String) throws(Errno) {
        try checked("rename") { unsafe CLinux.rename(path, newPath) }
    }

    package func link(_ path: String, as newPath: String) throws(Errno) {
        try checked("link") { unsafe CLinux.link(path, newPath) }
    }

    package func remove(_ path: String) throws(Errno) {
        try checked("unlink") { unsafe unlink(path) }
    }

    package func makeFolder(_ path: String) throws(Errno) {
        try File.makeDirectory(path)
    }

    package func names(in folder: String) throws(Errno) -> [String] {
        guard let stream = unsafe opendir(folder) else {
            let error = Errno.last("opendir")
            if error.isMissing { return [] }
            throw error
        }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { start in
                unsafe start.withMemoryRebound(to: CChar.self, capacity: 1) { unsafe String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    package func syncFolder(_ path: String) throws(Errno) {
        let folder = try Self.open(path, O_RDONLY | O_DIRECTORY)
        try checked("fsync") { fsync(folder.number) }
    }

    package func lock(_ folder: String) throws(Errno) -> (any DiskLock)? {
        let descriptor = try Self.open(folder, O_RDONLY | O_DIRECTORY)
        do throws(Errno) {
            try checked("flock") { flock(descriptor.number, LOCK_EX | LOCK_NB) }
        } catch {
            if error.code == EWOULDBLOCK { return nil }
            throw error
        }
        return LinuxLock(descriptor)
    }
}

private final class LinuxLock: DiskLock {
    private let folder: Descriptor

    init(_ folder: consuming Descriptor) {
        self.folder = folder
    }
}

private final class LinuxFile: DiskFile {
    private let descriptor: Descriptor

    init(_ descriptor: consuming Descriptor) {
        self.descriptor = descriptor
    }

    func size() throws(Errno) -> Int {
        var figures = stat()
        try checked("fstat") { unsafe fstat(descriptor.number, &figures) }
        return Int(figures.st_size)
    }

    func read(at offset: Int, into queue: inout ByteQueue) throws(Errno) -> Int {
        try unsafe queue.fillTail { room throws(Errno) in
            try checked("read") { unsafe pread(descriptor.number, room.baseAddress, room.count, offset) }
        }
    }

    func read(at offset: Int, atMost count: Int) throws(Errno) -> [UInt8] {
        var outcome = Result<Int, Errno>.success(0)
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { room, filled in
            outcome = Result { () throws(Errno) in
                try checked("read") { unsafe pread(descriptor.number, room.baseAddress, count, offset) }
            }
            filled = (try? outcome.get()) ?? 0
        }
        _ = try outcome.get()
        return bytes
    }

    func write(_ bytes: ByteView, at offset: Int) throws(Errno) -> Int {
        try checked("write") { unsafe pwrite(descriptor.number, bytes.base, bytes.count, offset) }
    }

    func resize(to size: Int) throws(Errno) {
        try checked("ftruncate") { ftruncate(descriptor.number, size) }
    }

    func sync() throws(Errno) {
        try checked("fdatasync") { fdatasync(descriptor.number) }
    }

    func writeOut(from start: Int, to end: Int) throws(Errno) {
        do throws(Errno) {
            try checked("sync_file_range") {
                clinux_write_out(descriptor.number, Int64(start), Int64(end - start))
            }
        } catch {
            // Not every file system knows how to.
            if error.isUnknownCall { return try sync() }
            throw error
        }
    }
}
