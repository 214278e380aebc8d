// The folder of a log: its manifest, and what each of its files must be, before any of them is read.

internal import Bytes
package import Platform

package struct LogFolder: Sendable {
    package let path: String
    /// What file names begin with (appendfilename).
    package let prefix: String
    package let disk: any Disk

    package init(_ path: String, prefix: String, on disk: any Disk) {
        self.path = path
        self.prefix = prefix
        self.disk = disk
    }

    package func path(of name: String) -> String { Path.join(path, name) }

    /// The manifest; nil where there is none.
    package func manifest() throws(JournalError) -> Manifest? {
        let file = path(of: Manifest.name(prefix: prefix))
        let bytes = try onDisk(file) { () throws(Errno) -> [UInt8]? in
            try disk.size(of: file) == nil ? nil : try disk.contents(of: file)
        }
        guard let bytes else { return nil }
        return try Manifest.parse(bytes, file: file, prefix: prefix)
    }

    /// Puts a manifest in place, for good: when this returns, a loss of power finds the new one.
    package func write(_ manifest: Manifest) throws(JournalError) {
        let file = path(of: manifest.name)
        try onDisk(file) { () throws(Errno) in
            try disk.replace(file, with: manifest.bytes, by: path(of: manifest.draftName))
        }
    }

    /// The files of the manifest, in the order in which they are to be read. One that is missing is damage; with
    /// `forgiving` its source says so instead, for whoever may not need it.
    package func sources(
        of manifest: Manifest, mayCut: Bool = true, point: RecoveryPoint? = nil, forgiving: Bool = false
    ) throws(JournalError) -> [LogSource] {
        var sources: [LogSource] = []
        var next: LogSource?
        for file in manifest.files.reversed() {
            var source = LogSource(path: path(of: file.name), file: file, size: 0)
            do throws(JournalError) {
                source = try self.source(file, of: manifest)
            } catch {
                guard forgiving else { throw error }
                source.fault = error
            }
            source.expectation.isBase = file.kind == .base
            source.expectation.mayCut = mayCut
            source.expectation.point = point
            if !source.isBlank {
                // A base of ours was whole before it was named.
                source.expectation.isLast = next == nil && (file.kind == .increment || source.head == nil)
                if let head = next?.head, head.previousEnd > 0, file.kind == .increment {
                    source.expectation.ending = (head.previousEnd, head.previousChecksum)
                }
                next = source
            }
            sources.append(source)
        }
        return sources.reversed()
    }

    /// Cuts off what a reader found torn, so that other servers load the file as well.
    package func cut(_ source: LogSource, after end: LogEnd) throws(JournalError) {
        guard end.cutBytes > 0 else { return }
        try onDisk(source.path) { () throws(Errno) in
            let file = try disk.open(source.path, for: .writing)
            try file.resize(to: end.offset)
            try file.sync()
        }
    }

    private func source(_ file: Manifest.File, of manifest: Manifest) throws(JournalError) -> LogSource {
        let path = path(of: file.name)
        let size = try onDisk(path) { () throws(Errno) in try disk.size(of: path) }
        guard let size else {
            throw .damage(
                JournalDamage(
                    file: path, offset: 0, provenTo: 0,
                    what: "No such file or directory, though the manifest names it",
                    advice: "Put it, or a backup of the whole folder, in its place. Nothing was changed."))
        }
        var source = LogSource(path: path, file: file, size: size)
        if size > 0 { try peek(&source) } else { source.isBlank = true }
        if source.isBlank, file.kind == .base, manifest.log != nil {
            throw .damage(
                JournalDamage(
                    file: path, offset: 0, provenTo: 0, what: "there is nothing in it, and it is the base of the log",
                    advice: "Put a backup of the whole folder in its place. Nothing was changed."))
        }
        if manifest.mustBearName(file), let log = manifest.log { source.expectation.head = (log, file.sequence) }
        return source
    }

    /// Looks at what the file begins with.
    private func peek(_ source: inout LogSource) throws(JournalError) {
        var window = try FileWindow(source.path, on: disk)
        _ = try window.fill(to: min(JournalLimits.annotation, window.end))
        source.isSnapshot = window.pending.starts(with: ByteView("REDIS"))
        if let newline = window.pending.firstIndex(of: 0x0a) {
            source.head = LogHead.parse(window.pending.prefix(newline + 1))?.head
        } else {
            // Its head never came to disk whole, and so nothing after it.
            let bytes = window.pending.prefix(window.pending.countWithoutZeros)
            let words = ByteView(LogLine.headWords)
            source.isBlank = bytes.starts(with: words) || words.starts(with: bytes)
        }
    }
}

/// One file that is to be read.
package struct LogSource: Sendable {
    package let path: String
    package let file: Manifest.File
    package let size: Int
    /// Whether it begins with a snapshot; commands may follow it.
    package internal(set) var isSnapshot = false
    /// What it says of itself; nil where it is not ours, or has nothing in it yet.
    package internal(set) var head: LogHead?
    /// Whether nothing has come to it yet, so that the file before it is the last that counts.
    package internal(set) var isBlank = false
    /// Why it can't be read.
    package internal(set) var fault: JournalError?
    /// For the reader of its commands.
    package var expectation = LogExpectation()
}

extension LogSource {
    /// A snapshot that belongs to no log.
    package init(snapshot path: String, size: Int) {
        self.init(path: path, file: Manifest.File(name: path, sequence: 0, kind: .base), size: size)
        isSnapshot = true
    }
}
