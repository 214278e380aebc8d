// Looks at a data folder as a start would, and changes nothing: the manifest, the base, the increments, a log of one
// file, the snapshot, and what an interrupted server has left behind. It may be done while a server works there.

internal import Bytes
package import Configuration
internal import Journal
package import Platform

package struct FolderCheck {
    let folder: String
    /// What paths in it begin with.
    private let place: String
    let log: LogFolder
    let snapshot: String
    let disk: any Disk
    /// How often to look anew where a server has gone on to other files meanwhile.
    private static let attempts = 5

    /// The names are those that the configuration gives.
    package init(_ folder: String, _ configuration: Configuration = Configuration(), on disk: any Disk = LinuxDisk()) {
        self.folder = folder
        self.disk = disk
        place = folder == "." ? "" : folder
        log = LogFolder(
            Path.join(place, configuration.text(.appenddirname)), prefix: configuration.text(.appendfilename), on: disk)
        snapshot = Path.join(place, configuration.text(.dbfilename))
    }

    /// Whether a server works in the folder. The lock is one of the folder itself and leaves no trace.
    private var isInUse: Bool {
        do throws(Errno) { return try disk.lock(folder) == nil } catch { return false }
    }

    package func report() throws(Errno) -> FolderReport {
        var report = FolderReport()
        for _ in 0..<Self.attempts {
            let (wasInUse, before) = (isInUse, try? log.manifest())
            report = try look(isInUse: wasInUse)
            report.isInUse = wasInUse
            // Where the log has moved to other files, what was found of the old ones tells nothing.
            if !wasInUse || report.verdict == .whole || before == (try? log.manifest()) { break }
        }
        return report
    }

    /// What is to be checked is no folder but a file: a snapshot, or a log.
    package func reportOnFile() -> FolderReport {
        var report = FolderReport()
        let holder = LogFolder(Path.folder(of: folder), prefix: Path.name(of: folder), on: disk)
        var alone = Manifest(prefix: holder.prefix, log: nil)
        alone.adopt(oldLog: holder.prefix)
        do throws(JournalError) {
            report.files = checkFiles(try holder.sources(of: alone, forgiving: true))
        } catch {
            report.notes = ["\(error)"]
        }
        return report
    }

    // MARK: The folder

    func look(isInUse: Bool) throws(Errno) -> FolderReport {
        var report = FolderReport()
        let names = try disk.names(in: folder)
        let logNames = try self.names(in: log.path)
        var named = Set<String>()
        report.files += checkLog(logNames, &named)
        if isInUse { report.files = report.files.map(\.whileGrowing) }
        report.files += logNames.filter { !named.contains($0) }.map { leftOver(log.path(of: $0)) }
        if names.contains(Path.name(of: snapshot)) {
            var check = FileCheck(disk)
            report.files.append(check.snapshot(snapshot))
        }
        report.files += names.filter { $0.hasPrefix("temp-") }.map { leftOver(Path.join(place, $0)) }
        let aside = Path.name(of: log.path) + ".before-recovery-"
        report.notes = names.filter { $0.hasPrefix(aside) }.map {
            "\(Path.join(place, $0)) holds a log of before a recovery; it can be checked with --appenddirname \($0)."
        }
        if names.contains(Manifest.name(prefix: log.prefix)) {
            report.notes.append("This is the folder of a log. What is to be checked is the one that it lies in.")
        }
        return report
    }

    /// The names in a folder; none where there is none, or something else has its name.
    private func names(in path: String) throws(Errno) -> [String] {
        do throws(Errno) { return try disk.names(in: path) } catch {
            if error.isNoFolder { return [] }
            throw error
        }
    }

    private func leftOver(_ path: String) -> FileReport {
        var report = FileReport(path)
        let name = Path.name(of: path)
        report.facts = [counted((try? disk.size(of: path)) ?? 0, "byte")]
        report.state = .unread(
            name.hasPrefix("temp-")
                ? "a draft that was never finished, or is being written"
                : name.contains(".cut-") ? "what a repair has cut off" : "the manifest does not name it")
        return report
    }

    // MARK: The log

    private func checkLog(_ names: [String], _ named: inout Set<String>) -> [FileReport] {
        let path = log.path(of: Manifest.name(prefix: log.prefix))
        do throws(JournalError) {
            guard let manifest = try log.manifest(), try !isHalfMoved(manifest, names) else {
                return try checkOldLog(&named)
            }
            named = Set([manifest.name] + (manifest.files + manifest.history).map(\.name))
            return [describe(manifest, path)] + checkFiles(try log.sources(of: manifest, forgiving: true))
                + manifest.history.filter { names.contains($0.name) }.map { file in
                    var report = FileReport(log.path(of: file.name))
                    report.state = .unread("a newer base holds what is in it")
                    return report
                }
        } catch {
            named.insert(Path.name(of: path))
            var report = FileReport(path)
            report.state = .damaged("\(error)")
            return [report]
        }
    }

    /// Whether a manifest was made for a log of one file, which has not come into the folder yet.
    private func isHalfMoved(_ manifest: Manifest, _ names: [String]) throws(JournalError) -> Bool {
        try manifest.base?.name == log.prefix && !names.contains(log.prefix) ? hasOldLog() : false
    }

    private func hasOldLog() throws(JournalError) -> Bool {
        let path = Path.join(place, log.prefix)
        do throws(Errno) { return try disk.size(of: path) != nil } catch { throw .disk(path: path, error) }
    }

    /// A log of one file, beside the folder.
    private func checkOldLog(_ named: inout Set<String>) throws(JournalError) -> [FileReport] {
        named.insert(Manifest.name(prefix: log.prefix))
        guard try hasOldLog() else {
            try log.refuseOrphans()
            return []
        }
        let holder = LogFolder(place, prefix: log.prefix, on: disk)
        var old = Manifest(prefix: log.prefix, log: nil)
        old.adopt(oldLog: log.prefix)
        return checkFiles(try holder.sources(of: old, forgiving: true))
    }

    private func describe(_ manifest: Manifest, _ path: String) -> FileReport {
        var report = FileReport(path)
        let name = manifest.log.map { "the log \(String($0, radix: 16))" } ?? "a log by another server"
        report.facts = [
            "manifest of \(name): \(manifest.base == nil ? "no base" : "a base"), "
                + counted(manifest.increments.count, "increment")
        ]
        if manifest.isCutBack { report.facts.append("its end was cut off: the next start begins a new epoch") }
        if LogKeeper.mayHaveLost(manifest, on: disk) {
            report.facts.append("the power went while it was open: the next start begins a new epoch")
        }
        if let recovery = manifest.recovery {
            let place = recovery.folder.map { "; the log of before is in \($0)" } ?? ""
            report.facts.append("brought back to \(RecoveryWay.text(recovery.point))\(place)")
        }
        return report
    }

    private func checkFiles(_ sources: [LogSource]) -> [FileReport] {
        var reports: [FileReport] = []
        var check = FileCheck(disk)
        for source in sources {
            var report = check.file(source)
            if case .damaged(let text) = report.state, let moment = check.lastMoment {
                report.state = .damaged("\(text)\n    \(wayOut(moment))")
            }
            reports.append(report)
        }
        return reports
    }

    /// What can be had of a log with damage in it.
    private func wayOut(_ moment: BaseMoment) -> String {
        "What was written up to \(Moment.text(moment.time)) is proven: a server that is started with "
            + "--recover-to-time \(moment.time) loads that, begins a new log and keeps these files aside."
    }
}

extension FileReport {
    /// What is torn may be on its way to the disk.
    fileprivate var whileGrowing: FileReport {
        guard case .torn(_, let offset, _) = state else { return self }
        var report = self
        report.facts.append("what stands behind offset \(offset) is being written")
        report.state = .whole
        return report
    }
}
