// The rewriting of the log: a new base of all there is, made between turns, and behind it an increment for what
// follows. Until the base is whole and named, the old files hold everything.

internal import Engine
internal import Journal
internal import Platform

extension LogKeeper {
    /// Several times a second.
    func keepHouse() {
        guard isOn else { return }
        heal()
        syncIfDue()
        guard mayRewrite, !owner.isWalking else { return }
        if rewrite.isScheduled || (rewrite.isDue(at: monotonic) && hasGrown) { try? startRewrite() }
    }

    /// Whether all that is logged goes into files before the next. What is kept back, by a failure or since a new file
    /// waits for the one before it, would be in the new base and once more behind it.
    var mayRewrite: Bool { failure == nil && !isWaiting }

    private var hasGrown: Bool {
        let settings = owner.settings
        guard settings.rewritePercentage > 0, size > settings.rewriteMinimum else { return false }
        return size - baseSize >= max(1, baseSize) / 100 * settings.rewritePercentage
    }

    func scheduleRewrite() {
        rewrite.isScheduled = true
    }

    /// Begins to make a new base of the data as it is now, and an increment for what follows.
    func startRewrite() throws(JournalError) {
        rewrite.isScheduled = false
        rewrite.begin(at: monotonic)
        do throws(JournalError) {
            effects.beginBatch()
            writePending()
            if let failure { throw JournalError.disk(path: failure.path, failure.error) }
            precondition(bufferBytes == 0, "what is kept back would come twice")
            try moveOn()
            let base = manifest.nextBase(isSnapshot: true)
            let first = manifest.increments.last!
            rewrite.run = try owner.makeRun(to: folder.path(of: base.name), by: draftPath, isBase: true) {
                [unowned self] failure in
                finishRewrite(base, first, failure)
            }
        } catch {
            noteRewrite(error)
            throw error
        }
        owner.log("Background append only file rewriting started")
    }

    private func finishRewrite(_ base: Manifest.File, _ first: Manifest.File, _ failure: JournalError?) {
        rewrite.run = nil
        let problem =
            failure ?? outcome { () throws(JournalError) in
                var new = manifest
                new.adopt(base: base, followedBy: first)
                try folder.write(new)
                manifest = new
                sealedSize = try sizeOfFiles()
            }
        noteRewrite(problem)
        if problem == nil { forgetHistory() }
    }

    func noteRewrite(_ failure: JournalError?) {
        rewrite.end(at: monotonic, failed: failure != nil)
        if let failure {
            owner.warn("Background append only file rewriting failed: \(failure)")
        } else {
            baseSize = size
            owner.log("Background AOF rewrite finished successfully")
        }
    }

    /// Removes what has gone into the base: first from the disk, then from the list. The list is written by the loop
    /// alone, since by then the log may have gone on in other files.
    func forgetHistory() {
        let (folder, disk) = (folder, owner.diskAccess)
        let old = manifest.history
        owner.disk.perform {
            for file in old { try? disk.remove(folder.path(of: file.name)) }
        } then: { [unowned self] in
            var new = manifest
            new.forget(old)
            let failure = outcome { () throws(JournalError) in try folder.write(new) }
            if let failure { return owner.warn("Old files of the log could not be taken off its list: \(failure)") }
            manifest = new
        }
    }

    func giveUpRewrite() {
        guard let run = rewrite.run else { return }
        owner.log("The rewriting of the append only file is given up")
        run.abandon()
        rewrite.run = nil
        // The next one has a draft of the same name.
        owner.disk.drain()
    }

    var draftPath: String { folder.path(of: "temp-rewriteaof-bg-\(ProcessFigures.processID).aof") }
}
