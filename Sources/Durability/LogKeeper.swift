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
    let folder: LogFolder
    /// Syncs have a queue of their own: what else the disk does must not hold back replies.
    private let syncs: DiskQueue
    var manifest: Manifest
    var rewrite: Rewrite
    private(set) var isSyncing = false
    /// How often the log was switched off: a sync from before tells nothing of the writer that came after.
    private var era = 0
    private var lastSync: Int64 = 0
    private var lastHealing: Int64 = 0
    private var lastNotedSecond: Int64 = 0
    /// The size that the files had when they were last rewritten.
    var baseSize = 0
    var sealedSize = 0
    /// Files of the history are being removed.
    var isForgetting = false
    private(set) var failure: LogFailure?
    /// The increment of a log that is being begun: no manifest names it before its base is whole.
    var firstIncrement: Manifest.File?

    init(_ owner: Durability, courier: @escaping Courier) {
        self.owner = owner
        let configuration = owner.services.configuration
        folder = LogFolder(
            configuration.text(.appenddirname), prefix: configuration.text(.appendfilename), on: owner.diskAccess)
        manifest = Manifest(prefix: folder.prefix, log: nil)
        syncs = DiskQueue(courier)
        rewrite = Rewrite()
    }

    var effects: EffectLog { owner.engine.effects }
    var run: SnapshotRun? { rewrite.run }
    var status: Rewrite { rewrite }
    var isOn: Bool { effects.isOn }
    /// All files together.
    var size: Int { sealedSize + (effects.withWriter { $0.fileSize } ?? 0) }

    var bufferBytes: Int { effects.withWriter { $0.pendingBytes } ?? 0 }

    // MARK: Beginning

    /// Goes on with the log that was loaded, or begins one where there was none.
    func open(after found: Recovery.Found) throws(JournalError) {
        if let old = found.manifest {
            manifest = old
            // A stock server begins with a base that may be empty; ours never is.
            if old.log == nil, let base = old.base, try size(of: base) == 0 { manifest.dropBase() }
            // What comes behind the last file with something in it was begun and never used.
            var blank: Manifest.File?
            for file in old.increments.reversed() {
                if file == found.last?.file { break }
                manifest.drop(file)
                blank = file
            }
            try goOn(after: found.last, blank)
        } else {
            try beginAnew()
        }
        try noteSizes()
        lastSync = owner.engine.now
        forgetHistory()
    }

    func noteSizes() throws(JournalError) {
        sealedSize = try sizeOfFiles()
        baseSize = size
    }

    private func goOn(after last: Recovery.Last?, _ blank: Manifest.File?) throws(JournalError) {
        guard let last else { return try goOn(nil, in: blank) }
        // A stock server's file, or one that it has written to, is not gone on with.
        guard let log = manifest.log, last.end.head?.log == log, last.end.unproven == 0, !last.end.isAtPoint else {
            try cut(last.file, to: last.end)
            return try goOn(last.end)
        }
        let path = folder.path(of: last.file.name)
        effects.start(try LogWriter.resume(path, on: owner.diskAccess, after: last.end, keeping: keptBytes))
        try folder.write(manifest)
    }

    /// Takes off what was torn, in a file that is not gone on with.
    private func cut(_ file: Manifest.File, to end: LogEnd) throws(JournalError) {
        guard end.offset < end.size else { return }
        let path = folder.path(of: file.name)
        do throws(Errno) {
            try owner.diskAccess.open(path, for: .writing).resize(to: end.offset)
        } catch {
            throw .disk(path: path, error)
        }
    }

    /// Makes a base of what there is, while everybody waits, and an increment for what follows.
    private func beginAnew() throws(JournalError) {
        try makeFolder()
        owner.snapshots.cancel()
        let base = nextBase
        try makeBase(base) { _ in }.runToEnd()
        let next = manifest.nextIncrement
        manifest.append(next)
        manifest.adopt(base: base, followedBy: next)
        try start(next, LogHead(log: newLog(), sequence: next.sequence))
    }

    func makeFolder() throws(JournalError) {
        do throws(Errno) {
            try owner.diskAccess.makeFolder(folder.path)
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

    private func start(_ file: Manifest.File, _ head: LogHead) throws(JournalError) {
        let new = try LogFile(folder.path(of: file.name), on: owner.diskAccess)
        try folder.write(manifest)
        effects.start(LogWriter(new, head: head, keeping: keptBytes))
    }

    /// Takes over how the log is brought to the disk.
    func adoptPolicy() {
        effects.setAwaited(owner.settings.sync == .always || isWaiting || failure != nil)
        let kept = keptBytes
        effects.withWriter { $0.keptBytes = kept }
        effects.settle(upTo: released)
        owner.durableHasAdvanced()
    }

    @discardableResult
    func newLog() -> UInt64 {
        let log = manifest.log ?? owner.engine.random.next()
        manifest.log = log
        return log
    }

    /// What was written and is not durable is kept in memory in case the disk fails, up to a bound.
    var keptBytes: Int {
        switch owner.settings.sync {
        case .always: .max
        case .everySecond: 64 << 20
        case .never: 0
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

    /// The manifest on the disk, or that of a log that is to begin.
    func readManifest() throws(JournalError) {
        manifest = try folder.manifest() ?? Manifest(prefix: folder.prefix, log: nil)
    }

    /// Begins a log of what was loaded anew, while everybody waits.
    func begin() throws(JournalError) {
        guard !isOn else { return }
        try readManifest()
        try beginAnew()
        try noteSizes()
    }

    /// The option was switched off: what has been written stays.
    func end() {
        guard isOn else { return }
        if isBeginning { return giveUpRewrite() }
        endTurn()
        syncNow()
        giveUpRewrite()
        stop()
    }

    func stop() {
        effects.stop()
        failure = nil
        era += 1
        isSyncing = false
        owner.renewRefusal()
        owner.durableHasAdvanced()
    }

    // MARK: Turns

    /// Writes what the turn has changed; by policy, has the disk take it for good.
    func endTurn() {
        effects.beginBatch()
        guard failure == nil, effects.withWriter({ $0.pendingBytes > 0 }) == true else { return syncIfDue() }
        let engine = owner.engine
        let second = secondToNote
        let delay = owner.services.debugSwitches.logWriteDelay
        if delay > 0 { ProcessFigures.sleep(microseconds: delay) }
        let problem = outcome { () throws(JournalError) in
            _ = try effects.withWriter { (writer) throws(JournalError) in
                writer.note(time: engine.now, revision: 0)
                if let second { writer.timestamp(second) }
                try writer.flush()
            }
        }
        if problem != nil { noteFailure() }
        syncIfDue()
    }

    /// The time, where it is to be noted and has not been in this second.
    private var secondToNote: Int64? {
        let second = owner.engine.now / 1000
        guard owner.settings.notesTime, second != lastNotedSecond else { return nil }
        lastNotedSecond = second
        return second
    }

    /// Whether a new file waits for the one before it.
    private var isWaiting: Bool { effects.withWriter { $0.isWaiting } ?? false }

    func syncIfDue() {
        guard !isSyncing, failure == nil else { return }
        switch owner.settings.sync {
        case _ where isWaiting: break
        case .never: return
        case .everySecond where owner.engine.now - lastSync < 1000: return
        case .everySecond where owner.settings.restsSyncWhileRewriting && owner.isWalking: return
        case .everySecond, .always: break
        }
        guard let sync = effects.withWriter({ $0.sync() }) ?? nil else { return }
        isSyncing = true
        lastSync = owner.engine.now
        syncs.perform {
            sync.run()
        } then: { [unowned self, era] error in
            guard era == self.era else { return }
            isSyncing = false
            finish(sync, error)
            syncIfDue()
        }
    }

    /// Returns when everything written is durable, or has failed; false then.
    @discardableResult
    func syncNow() -> Bool {
        while failure == nil, let sync = effects.withWriter({ $0.sync() }) ?? nil { finish(sync, sync.run()) }
        return failure == nil
    }

    private func finish(_ sync: LogSync, _ error: Errno?) {
        let waited = isWaiting
        effects.withWriter { $0.finish(sync, error) }
        if error != nil { noteFailure() }
        if waited, !isWaiting { endWaiting() }
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
        guard isOn else { return LogPosition(.max) }
        let isStrict = owner.settings.sync == .always
        return effects.withWriter { isStrict ? $0.durable : $0.written } ?? LogPosition(.max)
    }

    // MARK: Failure

    private func noteFailure() {
        failure = effects.withWriter { $0.failure } ?? nil
        guard let failure else { return }
        if isBeginning { return giveUpBeginning(because: failure.text) }
        owner.warn(
            "Error writing to the AOF file: \(failure.text). Writes are refused until the disk takes them again.")
        owner.renewRefusal()
    }

    var refusal: CommandError? {
        failure.map { CommandError("MISCONF", "Errors writing to the AOF file: \($0.error.text)") }
    }

    /// Tries to bring to the disk what a failure has kept back.
    func heal() {
        guard let failure, owner.engine.now - lastHealing >= 1000 else { return }
        lastHealing = owner.engine.now
        let problem = outcome { () throws(JournalError) in try retry(failure) }
        guard problem == nil else { return }
        self.failure = nil
        adoptPolicy()
        owner.log("The AOF file is written again: \(failure.path) had failed, and what had been kept back is in it")
        owner.renewRefusal()
    }

    private func retry(_ failure: LogFailure) throws(JournalError) {
        if effects.withWriter({ $0.canRetry }) == true {
            effects.withWriter { $0.retry() }
        } else {
            for file in manifest.increments where failure.abandoned.contains(folder.path(of: file.name)) {
                manifest.drop(file)
            }
            try moveOn(withBase: failure.needsBase)
        }
        _ = try effects.withWriter { (writer) throws(JournalError) in try writer.flush() }
    }

    /// Goes on in a new increment. Until the one before it is on disk for good, nothing is written to it, and whoever
    /// depends on what is not written yet waits.
    ///
    /// Where more is lost to the log than is in memory, a base of all there is goes first: then everybody waits for it.
    func moveOn(withBase: Bool = false) throws(JournalError) {
        let next = manifest.nextIncrement
        var new = manifest
        new.append(next)
        if withBase {
            owner.snapshots.cancel()
            let base = nextBase
            try makeBase(base) { _ in }.runToEnd()
            new.adopt(base: base, followedBy: next)
        }
        let file = try LogFile(folder.path(of: next.name), on: owner.diskAccess)
        try folder.write(new)
        manifest = new
        _ = try effects.withWriter { (writer) throws(JournalError) in
            try writer.move(to: file, sequence: next.sequence, afterBase: withBase)
        }
        sealedSize = try sizeOfFiles()
        adoptPolicy()
        syncIfDue()
    }
}
