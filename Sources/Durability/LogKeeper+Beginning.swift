// A log is switched on while the server runs: a base of all there is is made between turns, and what changes meanwhile
// goes into the increment that is to follow it. Both are named in the manifest when the base is whole; until then the
// data is as safe as it was before.

internal import Engine
internal import Journal
internal import Platform

extension LogKeeper {
    var isBeginning: Bool { firstIncrement != nil }

    /// Whether a start would find a log of before, though it is off: it must not come back from a kill in the middle.
    var hasOldLog: Bool {
        let found: Manifest?
        do throws(JournalError) { found = try folder.manifest() } catch { return true }
        return found.map { !$0.isEmpty } ?? false
    }

    /// Begins between turns. Nothing else walks over the tables.
    func beginBetweenTurns() throws(JournalError) {
        guard !isOn else { return }
        rewrite.begin(at: monotonic)
        do throws(JournalError) {
            try readManifest()
            try makeFolder()
            try nameLog()
            let (base, first, log) = (nextBase, manifest.nextIncrement, nameOfLog)
            let file = try LogFile(folder.path(of: first.name), on: owner.diskAccess)
            rewrite.run = try makeBase(base, of: log) { [unowned self] in finishBeginning(base, of: log, first, $0) }
            firstIncrement = first
            effects.start(LogWriter(file, head: LogHead(log: log, sequence: first.sequence), manner))
        } catch {
            rewrite.end(at: monotonic, failed: true)
            throw error
        }
        owner.log("The append only file is begun with all there is")
    }

    /// Where there is no list yet, one that names nothing is written: a start that finds increments without any list
    /// takes it for lost.
    private func nameLog() throws(JournalError) {
        guard manifest.isEmpty, manifest.log == nil else { return }
        var new = manifest
        new.name(log: nameOfLog)
        try folder.write(new)
        manifest = new
    }

    private func finishBeginning(
        _ base: Manifest.File, of log: UInt64, _ first: Manifest.File, _ failure: JournalError?
    ) {
        rewrite.run = nil
        if let failure { return giveUpBeginning(because: failure) }
        let new = listing(base, of: log, followedBy: first)
        firstIncrement = nil
        if let failure = outcome({ () throws(JournalError) in try folder.write(new) }) {
            // The list may have come to the disk all the same: what it names stays.
            stop()
            return giveUpBeginning(because: failure)
        }
        manifest = new
        if let size = try? sizeOfFiles() { sealedSize = size }
        noteRewrite(nil)
        forgetHistory()
        owner.noteLogBegun()
    }

    /// Another attempt follows, after a pause.
    func giveUpBeginning(because failure: JournalError) {
        rewrite.end(at: monotonic, failed: true)
        abandonRewrite()
        owner.noteBeginning(since: rewrite.startedAt, failure)
    }

    /// Takes away what no manifest names.
    func forgetFirstIncrement() {
        guard let first = firstIncrement else { return }
        firstIncrement = nil
        owner.log("Removing the temp incr aof file \(first.name)")
        stop()
        let (path, disk) = (folder.path(of: first.name), owner.diskAccess)
        owner.disk.perform {
            try? disk.remove(path)
        } then: { _ in
        }
    }
}
