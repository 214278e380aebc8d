// The rewriting of the log: a new base of all there is, made between turns, and behind it an increment for what
// follows. Until the base is whole and named, the old files hold everything.

internal import Engine
internal import Journal
internal import Platform

extension LogKeeper {
    /// Several times a second.
    func keepHouse() {
        if isOn {
            heal()
            noteOpenIfDue()
            syncIfDue()
            effects.withWriter { $0.rest() }
        }
        guard mayRewrite, !owner.isWalking else { return }
        if rewrite.isScheduled || (rewrite.isDue(at: monotonic) && hasGrown) { try? startRewrite() }
    }

    /// Whether all that is logged goes into files before the next. What is kept back, by a failure or since a new file
    /// waits for the one before it, would be in the new base and once more behind it.
    var mayRewrite: Bool { failure == nil && !isWaiting }

    private var hasGrown: Bool {
        let settings = owner.settings
        guard isOn, settings.rewritePercentage > 0, size > settings.rewriteMinimum else { return false }
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
            let first = try isOn ? moveOnForRewrite() : nil
            if first == nil {
                try readManifest()
                try makeFolder()
            }
            let (base, log) = (nextBase, nameOfLog)
            rewrite.run = try makeBase(base, of: log) { [unowned self] in finishRewrite(base, of: log, first, $0) }
        } catch {
            noteRewrite(error)
            throw error
        }
        owner.log("Background append only file rewriting started")
    }

    private func moveOnForRewrite() throws(JournalError) -> Manifest.File? {
        effects.beginBatch()
        writePending()
        if let failure { throw JournalError.disk(path: failure.path, failure.error) }
        precondition(bufferBytes == 0, "what is kept back would come twice")
        try moveOn()
        return manifest.increments.last
    }

    /// The base that comes next, in the form that is asked for now.
    var nextBase: Manifest.File { manifest.nextBase(isSnapshot: owner.settings.basesAreSnapshots) }

    /// The list with a new base, and behind it the increment `first`, or nothing.
    func listing(_ base: Manifest.File, of log: UInt64, followedBy first: Manifest.File?) -> Manifest {
        var new = manifest
        if let first, !new.increments.contains(first) { new.append(first) }
        new.adopt(base: base, followedBy: first)
        if new.log == nil { new.name(log: log) }
        return new
    }

    /// Begins the walk that makes a base of all there is.
    func makeBase(
        _ base: Manifest.File, of log: UInt64, finish: @escaping (JournalError?) -> Void
    ) throws(JournalError) -> SnapshotRun {
        let (now, revision) = (owner.engine.now, owner.engine.revision)
        let output: any BaseOutput =
            owner.settings.basesAreSnapshots
            ? owner.snapshotOutput(isBase: true)
            : CommandOutput(
                log: log, sequence: base.sequence, time: now, revision: revision,
                timestamp: owner.settings.notesTime ? now / 1000 : nil)
        return try owner.makeRun(to: folder.path(of: base.name), by: draftPath, as: output, finish: finish)
    }

    /// `first` is the increment behind the base; nil where the log is off, and the base stands alone.
    private func finishRewrite(
        _ base: Manifest.File, of log: UInt64, _ first: Manifest.File?, _ failure: JournalError?
    ) {
        rewrite.run = nil
        let problem =
            failure ?? outcome { () throws(JournalError) in
                let new = listing(base, of: log, followedBy: first)
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
        guard let old = historyToForget else { return }
        let (folder, disk) = (folder, owner.diskAccess)
        isForgetting = true
        owner.disk.perform {
            for file in old { try? disk.remove(folder.path(of: file.name)) }
        } then: { [unowned self] in
            isForgetting = false
            takeOffList(old)
        }
    }

    /// The same while everybody waits, because somebody has asked for it.
    func forgetHistoryAtOnce() {
        guard let old = historyToForget else { return }
        for file in old { try? owner.diskAccess.remove(folder.path(of: file.name)) }
        takeOffList(old)
    }

    private var historyToForget: [Manifest.File]? {
        owner.settings.keepsHistory || manifest.history.isEmpty || isForgetting ? nil : manifest.history
    }

    private func takeOffList(_ old: [Manifest.File]) {
        var new = manifest
        new.forget(old)
        let failure = outcome { () throws(JournalError) in try folder.write(new) }
        if let failure { return owner.warn("Old files of the log could not be taken off its list: \(failure)") }
        manifest = new
    }

    func giveUpRewrite() {
        guard rewrite.run != nil else { return }
        owner.log("Killing running AOF rewrite: there is no child, only a walk over the data, which is given up")
        abandonRewrite()
    }

    func abandonRewrite() {
        rewrite.run?.abandon()
        rewrite.run = nil
        forgetFirstIncrement()
        // The next one has a draft of the same name.
        owner.disk.drain()
    }

    var draftPath: String { folder.path(of: "temp-rewriteaof-bg-\(ProcessFigures.processID).aof") }
}
