// Cuts off what is torn in a data folder, as a start would, and keeps what it cuts. Damage is left as it is.

internal import Bytes
internal import Journal
package import Platform

package struct FolderRepair {
    private let check: FolderCheck
    private var disk: any Disk { check.disk }
    /// How much is copied at once.
    private static let piece = 1 << 20

    package enum Outcome: Sendable {
        /// A server works in the folder.
        case inUse
        /// What was found; and what was done, or would be, line by line.
        case looked(FolderReport, [String])
    }

    package init(_ check: FolderCheck) {
        self.check = check
    }

    /// Looks at the folder and, if it `acts`, cuts off what is torn.
    package func run(acts: Bool) throws(Errno) -> Outcome {
        let lock = try disk.lock(check.folder)
        guard let lock else { return .inUse }
        defer { withExtendedLifetime(lock) {} }
        let report = try check.look(isInUse: false)
        var lines: [String] = []
        for file in report.files {
            guard case .torn(let what, let offset, let size) = file.state else { continue }
            let cut = "\(file.path): \(what) at offset \(offset): \(counted(size - offset, "byte"))"
            guard acts else {
                lines.append("\(cut) would be cut off")
                continue
            }
            try noteCut()
            let aside = try cutOff(file.path, from: offset, to: size)
            lines.append("\(cut) cut off, and kept in \(aside)")
        }
        return .looked(acts && !lines.isEmpty ? try check.look(isInUse: false) : report, lines)
    }

    /// Revisions that come in the place of what is cut off must not be taken for it: the next start begins an epoch.
    private func noteCut() throws(Errno) {
        do throws(JournalError) {
            guard var manifest = try check.log.manifest(), manifest.log != nil, !manifest.isCutBack else { return }
            manifest.isCutBack = true
            try check.log.write(manifest)
        } catch {
            if case .disk(_, let error) = error { throw error }
        }
    }

    /// Copies the end of a file to one of its own, for good, and then cuts it off.
    private func cutOff(_ path: String, from offset: Int, to size: Int) throws(Errno) -> String {
        let aside = try freeName("\(path).cut-\(offset)")
        let file = try disk.open(path, for: .writing)
        let copy = try disk.create(aside)
        var place = offset
        while place < size {
            var queue = ByteQueue(pool: BufferPool())
            queue.reserve(min(Self.piece, size - place))
            guard try file.read(at: place, into: &queue) > 0 else { break }
            let bytes = queue.pending.prefix(size - place)
            try copy.writeAll(bytes, at: place - offset)
            place += bytes.count
        }
        try copy.sync()
        try disk.syncFolder(Path.folder(of: aside))
        try file.resize(to: offset)
        try file.sync()
        return aside
    }

    private func freeName(_ name: String) throws(Errno) -> String {
        var candidate = name
        var number = 2
        while try disk.size(of: candidate) != nil {
            candidate = "\(name)-\(number)"
            number += 1
        }
        return candidate
    }
}
