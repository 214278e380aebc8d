// The log of effects in its folder: begun, written at the end of every turn, made durable by policy, rewritten when it
// has grown, and brought back after the disk has failed.

internal import Commands
internal import Configuration
internal import Engine
internal import Journal
internal import Keyspace
internal import Platform

final class LogKeeper {
    unowned let owner: Durability
    /// Asked for every reply, as is whether the disk must have taken for good what it depends on.
    let effects: EffectLog
    private var isStrict: Bool
    let folder: LogFolder
    /// Syncs have a queue of their own: what else the disk does must not hold back replies.
    private let syncs: DiskQueue
    var manifest: Manifest
    var rewrite: Rewrite
    private var syncUnderWay: SyncUnderWay?
    private var gathering = Gathering()
    var speed = SyncSpeed()
    private var lastSync: Int64 = 0
    private static let mostUnsynced = 4 << 20
    /// Up to where somebody has asked for the log to be on disk, whatever the policy.
    private var wanted = LogPosition()
    var healing = Healing()
    private var lastNotedSecond: Int64 = 0
    /// The size that the files had when they were last rewritten.
    var baseSize = 0
    var sealedSize = 0
    var failure: LogFailure?
    var openness = Openness()
    /// Files of the history are being removed.
    var isForgetting = false
    /// The increment of a log that is being begun: no manifest names it before its base is whole.
    var firstIncrement: Manifest.File?

    init(_ owner: Durability, syncs: DiskQueue) {
        self.owner = owner
        effects = owner.engine.effects
        isStrict = owner.settings.sync == .always
        let configuration = owner.services.configuration
        folder = LogFolder(
            configuration.text(.appenddirname), prefix: configuration.text(.appendfilename), on: owner.diskAccess)
        manifest = Manifest(prefix: folder.prefix, log: nil)
        self.syncs = syncs
        rewrite = Rewrite()
    }

    var isSyncing: Bool { syncUnderWay != nil }
    var run: SnapshotRun? { rewrite.run }
    var status: Rewrite { rewrite }
    var isOn: Bool { effects.isOn }
    /// All files together.
    var size: Int { sealedSize + (effects.withWriter { $0.fileSize } ?? 0) }

    var bufferBytes: Int { effects.withWriter { $0.pendingBytes } ?? 0 }

    /// Milliseconds by a clock that never goes back: what is due must not wait for one that did.
    var monotonic: Int64 { owner.engine.nanoseconds / 1_000_000 }

    // MARK: Beginning

    /// Goes on with the log that was loaded, or begins one where there was none.
    func open(after found: Recovery.Found) throws(JournalError) {
        guard let old = found.manifest else { return try begin() }
        if let point = found.point, found.isAtPoint {
            try begin(behind: old, at: point)
        } else {
            manifest = old
            // A stock server begins with a base that may be empty; ours never is.
            if old.log == nil, let base = old.base, try size(of: base) == 0 { manifest.dropBase() }
            if let point = found.point { manifest.recovery = RecoveredPoint(point: point, folder: nil) }
            // What comes behind the last file with something in it was begun and never used.
            var blank: Manifest.File?
            for file in old.increments.reversed() {
                if file == found.last?.file { break }
                manifest.drop(file)
                blank = file
            }
            try goOn(after: found.last, blank)
            if found.isOfNewEpoch { try noteEpoch() }
            putAside()
        }
        try noteBeginning()
    }

    private func noteBeginning() throws(JournalError) {
        sealedSize = try sizeOfFiles()
        baseSize = size
        lastSync = monotonic
        forgetHistory()
    }

    /// A new epoch is on disk for good before anybody hears of it, and before the list forgets why it was begun.
    private func noteEpoch() throws(JournalError) {
        owner.engine.logEpoch()
        syncNow()
        if let failure { throw .disk(path: failure.path, failure.error) }
        guard manifest.isCutBack || manifest.openSince != nil else { return }
        manifest.isCutBack = false
        manifest.openSince = nil
        try folder.write(manifest)
    }

    private func goOn(after last: Recovery.Last?, _ blank: Manifest.File?) throws(JournalError) {
        guard let last else { return try goOn(nil, in: blank) }
        // A stock server's file, or one that it has written to, is not gone on with.
        guard let log = manifest.log, last.end.head?.log == log, last.end.unproven == 0, !last.end.isAtPoint else {
            try settle(last.file, at: last.end)
            return try goOn(last.end)
        }
        let path = folder.path(of: last.file.name)
        effects.start(try LogWriter.resume(path, on: owner.diskAccess, after: last.end, manner))
        try folder.write(manifest)
    }

    /// Takes off what was torn, in a file that is not gone on with, and makes sure of the rest: what follows is
    /// written on the word that all before it is on disk for good.
    private func settle(_ file: Manifest.File, at end: LogEnd) throws(JournalError) {
        let path = folder.path(of: file.name)
        do throws(Errno) {
            let opened = try owner.diskAccess.open(path, for: .writing)
            if end.offset < end.size { try opened.resize(to: end.offset) }
            try opened.sync()
        } catch {
            throw .disk(path: path, error)
        }
    }

    /// Begins a log of all there is, while everybody waits. Whatever fails leaves the list as it was: what was listed
    /// and never made must not come to disk with it.
    func begin() throws(JournalError) {
        guard !isOn else { return }
        try readManifest()
        let before = manifest
        do throws(JournalError) {
            try beginFiles()
        } catch {
            manifest = before
            throw error
        }
        try noteBeginning()
    }

    private func beginFiles() throws(JournalError) {
        try makeFolder()
        owner.snapshots.cancel()
        let (base, first, log) = (nextBase, manifest.nextIncrement, nameOfLog)
        try makeBase(base, of: log) { _ in }.runToEnd()
        manifest = listing(base, of: log, followedBy: first)
        try start(first, LogHead(log: log, sequence: first.sequence))
    }

    /// The manifest on the disk, or that of a log that is to begin.
    func readManifest() throws(JournalError) {
        manifest = try folder.manifest() ?? Manifest(prefix: folder.prefix, log: nil)
    }

    func makeFolder() throws(JournalError) {
        do throws(Errno) {
            try owner.diskAccess.makeFolder(folder.path)
            try owner.diskAccess.syncFolder(Path.folder(of: folder.path))
        } catch {
            throw .disk(path: folder.path, error)
        }
    }

    private func goOn(_ end: LogEnd?, in file: Manifest.File? = nil) throws(JournalError) {
        let next = file ?? manifest.nextIncrement
        manifest.append(next)
        try start(
            next,
            LogHead(
                log: newLog(), sequence: next.sequence, previousEnd: end?.offset ?? 0,
                previousChecksum: end?.checksum ?? 0))
    }

    func start(_ file: Manifest.File, _ head: LogHead) throws(JournalError) {
        let new = try LogFile(folder.path(of: file.name), on: owner.diskAccess)
        try folder.write(manifest)
        effects.start(LogWriter(new, head: head, manner))
    }

    /// Takes over how the log is brought to the disk.
    func adoptPolicy() {
        isStrict = policy == .always
        effects.setAwaited(isStrict || isWaiting || failure != nil)
        let manner = manner
        effects.withWriter { $0.manner = manner }
        effects.settle(upTo: released)
        owner.durableHasAdvanced()
    }

    private func newLog() -> UInt64 {
        if manifest.log == nil { manifest.name(log: nameOfLog) }
        return manifest.log!
    }

    /// That of the log, or of one that is to begin.
    var nameOfLog: UInt64 { manifest.log ?? owner.engine.random.next() }

    /// What was written and is not durable is kept in memory in case the disk fails, up to a bound. Where every sync is
    /// waited for, the file has room for what comes.
    var manner: LogManner {
        switch policy {
        case .always: LogManner(room: 64 << 10...1 << 20)
        case .everySecond: LogManner(keeping: 64 << 20)
        case .never: LogManner(keeping: 0)
        }
    }

    func sizeOfFiles() throws(JournalError) -> Int {
        var sum = 0
        for file in manifest.files where file != manifest.increments.last { sum += try size(of: file) }
        return sum
    }

    private func size(of file: Manifest.File) throws(JournalError) -> Int {
        let path = folder.path(of: file.name)
        do throws(Errno) { return try owner.diskAccess.size(of: path) ?? 0 } catch { throw .disk(path: path, error) }
    }

    /// The option was switched off: what has been written stays. What a failure kept back is let go of with it.
    func end() {
        guard isOn else { return }
        if isBeginning { return giveUpRewrite() }
        endTurn()
        syncNow()
        cutRoom()
        giveUpRewrite()
        stop()
    }

    func stop() {
        effects.stop()
        failure = nil
        rewrite.isScheduled = false
        owner.renewRefusal()
        owner.durableHasAdvanced()
    }

    // MARK: Turns

    /// Writes what the turn has changed; by policy, has the disk take it for good.
    func endTurn() {
        effects.beginBatch()
        guard !gathers else { return }
        writePending()
        syncIfDue()
    }

    /// Whether what is logged waits for more of its kind. Nobody hears of it before its sync, and one write is enough.
    private var gathers: Bool {
        guard policy == .always, !isWaiting else { return false }
        return isSyncing || gathering.isOpen(changes: effects.changes, at: owner.engine.nanoseconds)
    }

    /// When what is gathered has waited long enough; nil where nothing waits.
    var gatheringEnd: Int64? { bufferBytes > 0 && !isSyncing && gathers ? gathering.end : nil }

    /// Brings all that is logged into the file, without waiting for more.
    func writePending() {
        guard failure == nil, bufferBytes > 0 else { return }
        let engine = owner.engine
        let second = secondToNote
        let delay = owner.services.debugSwitches.logWriteDelay
        if delay > 0 { ProcessFigures.sleep(microseconds: delay) }
        let problem = outcome { () throws(JournalError) in
            _ = try effects.withWriter { (writer) throws(JournalError) in
                writer.note(time: engine.now, revision: engine.revision)
                if let second { writer.timestamp(second) }
                try writer.flush()
            }
        }
        if problem != nil { noteFailure() }
    }

    /// The time, where it is to be noted and has not been in this second.
    private var secondToNote: Int64? {
        let second = owner.engine.now / 1000
        guard owner.settings.notesTime, second != lastNotedSecond else { return nil }
        lastNotedSecond = second
        return second
    }

    /// Whether a new file waits for the one before it.
    var isWaiting: Bool { effects.withWriter { $0.isWaiting } ?? false }

    func syncIfDue() {
        guard !isSyncing, failure == nil else { return }
        switch policy {
        case _ where isWaiting || durable < wanted: break
        case .never: return
        case .everySecond where monotonic - lastSync < 1000 && !hasMuchUnsynced: return
        case .everySecond where owner.settings.restsSyncWhileRewriting && owner.isWalking: return
        case .everySecond, .always: break
        }
        guard let sync = effects.withWriter({ $0.sync() }) ?? nil else { return }
        lastSync = monotonic
        if isStrict, speed.isWorthWaiting, syncs.canBeSpared, !isWaiting { return syncHere(sync) }
        gathering.noteStart(changes: effects.changes, at: owner.engine.nanoseconds)
        let underWay = SyncUnderWay(sync, ofWriter: effects.writers)
        syncUnderWay = underWay
        syncs.perform {
            underWay.run()
        } then: { [unowned self] in
            end(underWay)
            // The next one need not wait until those are answered who waited for this one.
            endTurn()
            announce()
        }
    }

    /// Whether so much is not durable that the second is not waited for: what is kept of it in memory stays small, and
    /// the disk has little to do at once.
    private var hasMuchUnsynced: Bool { effects.withWriter { $0.heldBytes >= Self.mostUnsynced } ?? false }

    /// Nothing is gained by going on meanwhile: replies leave in the turn that made them.
    private func syncHere(_ sync: LogSync) {
        let start = owner.engine.nanoseconds
        let error = sync.run()
        speed.note(nanoseconds: owner.engine.nanoseconds - start)
        finish(sync, error)
    }

    /// Takes note of how a sync on its queue ended, unless that was done by somebody who could not wait for the letter.
    private func end(_ underWay: SyncUnderWay) {
        guard syncUnderWay === underWay else { return }
        syncUnderWay = nil
        speed.note(nanoseconds: underWay.nanoseconds)
        gathering.noteEnd(changes: effects.changes, at: owner.engine.nanoseconds)
        // The log may have been switched off and on meanwhile: then this tells nothing of the files it has now.
        if underWay.writer == effects.writers { note(underWay.sync, underWay.error) }
    }

    /// Has the disk take for good what was logged up to here, without waiting for it.
    func want(_ position: LogPosition) {
        wanted = max(wanted, position)
    }

    /// How far the log is on disk for good; everything where there is none.
    var durable: LogPosition { effects.withWriter { $0.durable } ?? LogPosition(.max) }

    /// Returns when everything written is durable, or has failed; false then. The system tells of a write that failed
    /// once, and it may have told the sync that is under way.
    @discardableResult
    func syncNow() -> Bool {
        if let syncUnderWay {
            syncs.drain()
            end(syncUnderWay)
        }
        writePending()
        while failure == nil, let sync = effects.withWriter({ $0.sync() }) ?? nil { finish(sync, sync.run()) }
        return failure == nil
    }

    /// Takes off the room of a log that is gone on with by nobody, or by another process.
    func cutRoom() {
        effects.withWriter { $0.cutRoom() }
    }

    private func finish(_ sync: LogSync, _ error: Errno?) {
        note(sync, error)
        announce()
    }

    private func note(_ sync: LogSync, _ error: Errno?) {
        let waited = isWaiting
        effects.withWriter { $0.finish(sync, error) }
        if error != nil { noteFailure() }
        if waited, !isWaiting { endWaiting() }
    }

    /// Lets go who waited.
    private func announce() {
        effects.settle(upTo: released)
        owner.durableHasAdvanced()
    }

    private func endWaiting() {
        let problem = outcome { () throws(JournalError) in
            _ = try effects.withWriter { (writer) throws(JournalError) in try writer.flush() }
        }
        problem == nil ? adoptPolicy() : noteFailure()
    }

    /// Replies that depend on no more of the log than this may go: it is on disk for good, or where that is not asked
    /// for, with the system.
    var released: LogPosition {
        effects.withWriter { isStrict ? $0.durable : $0.written } ?? LogPosition(.max)
    }
}
