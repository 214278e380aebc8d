// A log is switched on while the server runs: a base of all there is is made between turns, and what changes meanwhile
// goes into the increment that is to follow it. Both are named in the manifest when the base is whole; until then the
// data is as safe as it was before.

internal import Engine
internal import Journal
internal import Platform

extension LogKeeper {
    var isBeginning: Bool { firstIncrement != nil }

    /// Begins between turns. Nothing else walks over the tables.
    func beginBetweenTurns() throws(JournalError) {
        guard !isOn else { return }
        rewrite.begin(at: owner.engine.now)
        do throws(JournalError) {
            try readManifest()
            try makeFolder()
            let (base, next) = (nextBase, manifest.nextIncrement)
            let file = try LogFile(folder.path(of: next.name), on: owner.diskAccess)
            rewrite.run = try makeBase(base) { [unowned self] in finishBeginning(base, next, $0) }
            firstIncrement = next
            effects.start(LogWriter(file, head: LogHead(log: newLog(), sequence: next.sequence), keeping: keptBytes))
        } catch {
            rewrite.end(at: owner.engine.now, failed: true)
            throw error
        }
        adoptPolicy()
        owner.log("The append only file is begun with all there is")
    }

    private func finishBeginning(_ base: Manifest.File, _ first: Manifest.File, _ failure: JournalError?) {
        rewrite.run = nil
        let problem =
            failure
            ?? outcome { () throws(JournalError) in
                var new = manifest
                new.append(first)
                new.adopt(base: base, followedBy: first)
                try folder.write(new)
                manifest = new
                sealedSize = try sizeOfFiles()
            }
        if let problem { return giveUpBeginning(because: "\(problem)") }
        firstIncrement = nil
        noteRewrite(nil)
        forgetHistory()
    }

    /// Another attempt follows, after a pause.
    func giveUpBeginning(because reason: String) {
        owner.warn("The append only file can't be begun, and is tried again: \(reason)")
        rewrite.end(at: owner.engine.now, failed: true)
        abandonRewrite()
        owner.awaitLog()
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
