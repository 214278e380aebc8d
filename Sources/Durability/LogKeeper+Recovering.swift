// The log after a return to a point of the past. What lies behind the point is not cut off: the data goes on in a new
// log, and the files of the old one are kept in a folder beside it.
//
// Until the manifest of the new log is in its place, a start finds the old one. Afterwards it finds the new one, and
// goes on moving what is still to be moved.

internal import Bytes
internal import Engine
internal import Journal
internal import Platform

extension LogKeeper {
    /// Begins a log with the data as it is, which `old` led to.
    func begin(behind old: Manifest, at point: RecoveryPoint) throws(JournalError) {
        let aside = try prepareAside(for: old)
        let base = old.nextBase(isSnapshot: owner.settings.basesAreSnapshots)
        let (first, log) = (old.nextIncrement, owner.engine.random.next())
        try makeBase(base, of: log) { _ in }.runToEnd()
        manifest = Manifest(prefix: folder.prefix, log: log)
        manifest.begin(base, first)
        manifest.recovery = RecoveredPoint(point: point, folder: aside.path)
        try start(first, LogHead(log: log, sequence: first.sequence))
        owner.warn("The log of before the recovery is kept in \(aside.path)")
        putAside()
    }

    /// A folder that has only the manifest, or what is left of an attempt to write it.
    private func prepareAside(for old: Manifest) throws(JournalError) -> LogFolder {
        let disk = owner.diskAccess
        var number = 1
        while true {
            let aside = LogFolder("\(folder.path).before-recovery-\(number)", prefix: folder.prefix, on: disk)
            do throws(Errno) {
                let isFree = try disk.names(in: aside.path).allSatisfy { $0 == old.name || $0 == old.draftName }
                guard isFree else {
                    number += 1
                    continue
                }
                try disk.makeFolder(aside.path)
                try disk.syncFolder(Path.folder(of: aside.path))
            } catch {
                throw .disk(path: aside.path, error)
            }
            try aside.write(old)
            return aside
        }
    }

    /// Moves the files of the log of before to their folder, those that have not got there yet.
    func putAside() {
        guard let path = manifest.recovery?.folder else { return }
        let problem = outcome { () throws(JournalError) in
            let aside = LogFolder(path, prefix: folder.prefix, on: owner.diskAccess)
            guard let old = try aside.manifest() else { return }
            let own = Set((manifest.files + manifest.history).map(\.name))
            for file in old.files + old.history where !own.contains(file.name) { try move(file.name, to: aside) }
        }
        if let problem { owner.warn("Old files of the log could not be moved to \(path): \(problem)") }
    }

    /// The file has both names until the new one is there for good; not every disk lets it.
    private func move(_ name: String, to aside: LogFolder) throws(JournalError) {
        let (path, newPath, disk) = (folder.path(of: name), aside.path(of: name), owner.diskAccess)
        do throws(Errno) {
            guard try disk.size(of: path) != nil else { return }
            if try disk.size(of: newPath) == nil {
                do throws(Errno) { try disk.link(path, as: newPath) } catch {
                    return try disk.rename(path, to: newPath)
                }
            }
            try disk.syncFolder(aside.path)
            try disk.remove(path)
            try disk.syncFolder(folder.path)
        } catch {
            throw .disk(path: path, error)
        }
    }
}
