// What commands ask for, and the figures that INFO shows.

package import Commands
internal import Engine
package import Journal
internal import Keyspace
internal import Platform

extension Durability: Keeper {
    package func save() throws(CommandError) {
        guard !snapshots.isRunning else { throw CommandError("Background save already in progress") }
        guard !isWalking else { throw CommandError("Background append only file rewriting in progress") }
        try orRefuse { () throws(JournalError) in try snapshots.save() }
    }

    package func saveInBackground(to path: String?, mayWait: Bool) throws(CommandError) -> String {
        guard !snapshots.isRunning else { throw CommandError("Background save already in progress") }
        if engine.isInTransaction {
            guard path == nil else {
                throw CommandError(
                    "A backup shows one moment, and a transaction has none before its end: ask after EXEC")
            }
            snapshots.schedule()
            return "Background saving scheduled"
        }
        if isWalking {
            guard mayWait else {
                throw CommandError(
                    "Another child process is active (AOF?): can't BGSAVE right now. Use BGSAVE SCHEDULE in order to "
                        + "schedule a BGSAVE whenever possible.")
            }
            snapshots.schedule()
            return "Background saving scheduled"
        }
        try orRefuse { () throws(JournalError) in try snapshots.saveInBackground(to: path) }
        return "Background saving started"
    }

    package func cancelSave() throws(CommandError) -> String {
        let wasRunning = snapshots.isRunning
        guard snapshots.cancel() else {
            throw CommandError("Background saving is currently not in progress or scheduled")
        }
        return wasRunning ? "Background saving cancelled" : "Scheduled background saving cancelled"
    }

    package func rewriteLog() throws(CommandError) -> String {
        guard logs.run == nil else { throw CommandError("Background append only file rewriting already in progress") }
        if isWalking || !logs.mayRewrite || engine.isInTransaction {
            logs.scheduleRewrite()
            return "Background append only file rewriting scheduled"
        }
        try orRefuse { () throws(JournalError) in try logs.startRewrite() }
        return "Background append only file rewriting started"
    }

    package func isOnDisk(_ position: LogPosition) -> Bool {
        guard logs.durable < position || logs.isBeginning else { return true }
        logs.want(position)
        return false
    }

    package func reload(fromLog: Bool, saves: Bool, flushes: Bool) throws(CommandError) {
        guard !engine.isInTransaction else {
            throw CommandError("the data can't be loaded again in the middle of a transaction")
        }
        if fromLog { try bringLogToDisk() }
        guard !logs.isBeginning else { throw CommandError("The append only file is just being begun: try again later") }
        if fromLog, !logs.isOn {
            let manifest = try? logs.folder.manifest()
            guard manifest != nil else { throw CommandError("There is no append only file to load") }
        }
        logs.giveUpRewrite()
        // A snapshot of what is flushed goes on in what is left of it.
        if !fromLog { snapshots.cancel() }
        if saves { try orRefuse { () throws(JournalError) in try snapshots.save() } }
        let logged = logs.isOn
        logs.end()
        if flushes { engine.flush(engine.keyspace.databases, lazily: false) }
        engine.forgetResources()
        do throws(StartFailure) {
            try reopen(fromLog: fromLog)
        } catch {
            // The log must not go on from half of what it holds.
            warn("The data can't be loaded again: \(error.text)")
            if fromLog || logged { services.host.shutDown() }
            throw CommandError("Error trying to load the RDB dump, check server logs.")
        }
        if logged { switchLog(atOnce: true) }
        if flushes { engine.dirty = 0 }
    }

    package func noteAllFlushed() {
        guard !isLoading else { return }
        // What was thrown away must not come back with a snapshot that is under way, nor with the last one.
        snapshots.giveUpUsual()
        guard !settings.savePoints.isEmpty else { return }
        guard !isWalking, !engine.isInTransaction else { return snapshots.schedule() }
        try? snapshots.save()
    }

    package func prepareForEnd(saves: Bool?, isForced: Bool) throws(CommandError) {
        // What is half loaded must not take the place of the whole.
        guard !isLoading else { return }
        if logs.isBeginning || awaitsLog {
            guard isForced else {
                warn("Writing initial AOF, can't exit.")
                throw CommandError("The append only file is not whole yet")
            }
            warn("Writing initial AOF. Exit anyway.")
        }
        logs.giveUpRewrite()
        snapshots.cancel()
        do throws(CommandError) { try bringLogToDisk() } catch { if saves != false { throw error } }
        guard saves ?? !settings.savePoints.isEmpty else { return }
        log("Saving the final RDB snapshot before exiting.")
        try orRefuse { () throws(JournalError) in try snapshots.save() }
    }

    /// Returns when all that was logged is on disk for good; throws where it can't be.
    private func bringLogToDisk() throws(CommandError) {
        guard engine.effects.isOn else { return }
        logs.endTurn()
        logs.syncNow()
        if let refusal = logs.refusal { throw refusal }
        logs.cutRoom()
    }

    private func orRefuse(_ body: () throws(JournalError) -> Void) throws(CommandError) {
        do throws(JournalError) { try body() } catch { throw CommandError(error.description) }
    }

    // MARK: Figures

    package var figures: KeeperFigures {
        var figures = KeeperFigures()
        if let recovery {
            var load = KeeperFigures.Load()
            load.startedAt = recovery.loadStarted
            (load.loadedBytes, load.totalBytes, load.seconds) = recovery.progress
            figures.load = load
        }
        figures.lastSave = snapshots.lastSave
        figures.isSaving = snapshots.isRunning
        figures.saveSucceeded = snapshots.lastSucceeded
        figures.lastSaveSeconds = snapshots.lastDuration
        figures.currentSaveSeconds = snapshots.currentDuration
        figures.saves = snapshots.count
        let run = snapshots.run ?? logs.run
        figures.savedKeys = run?.writtenKeys ?? 0
        figures.keysToSave = run?.keyCount ?? 0
        figures.slices = slices.count
        figures.longestSliceMicroseconds = Int(slices.longest / 1000)
        figures.longestSliceProcessorMicroseconds = Int(slices.longestOfProcessor / 1000)
        figures.loadedKeys = lastLoad.keys
        figures.endedKeysInLoad = lastLoad.endedKeys
        addLog(to: &figures)
        return figures
    }

    private func addLog(to figures: inout KeeperFigures) {
        figures.logIsOn = logs.isOn
        if logs.isOn {
            var log = KeeperFigures.Log()
            log.size = logs.size
            log.baseSize = logs.baseSize
            log.bufferBytes = logs.bufferBytes
            log.isSyncing = logs.isSyncing
            log.policy = logs.policy.rawValue
            figures.log = log
        }
        let rewrite = logs.status
        // To who waits for its end a rewrite includes the removal of what it has replaced.
        figures.isRewriting = rewrite.run != nil || logs.isForgetting
        figures.rewriteIsScheduled = rewrite.isScheduled || awaitsLog
        figures.lastRewriteSeconds = rewrite.lastDuration
        figures.currentRewriteSeconds = rewrite.run == nil ? -1 : Int(logs.monotonic - rewrite.startedAt) / 1000
        figures.rewriteSucceeded = rewrite.failures == 0
        figures.rewrites = rewrite.count
        figures.rewriteFailures = rewrite.failures
        figures.writeSucceeded = logs.failure == nil && beginFailure == nil
    }
}
