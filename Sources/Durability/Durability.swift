// What keeps the data: snapshots and the log of effects, as one thing to the loop and to the commands.
//
//     changes → EffectLog → LogKeeper → increments     walk over the tables → SnapshotRun → base, or dump.rdb
//
// The loop asks it at the end of every turn, before a reply leaves. One walk over the tables is made at a time.

package import Commands
package import Configuration
internal import Bytes
internal import Engine
internal import Journal
package import Platform
internal import Resources

package final class Durability {
    let services: Services
    let diskAccess: any Disk
    let disk: DiskQueue
    private(set) var settings: Settings
    private(set) var snapshots: SnapshotKeeper!
    private(set) var logs: LogKeeper!
    let bodies: Bodies
    private(set) var bodyFolder: BodyFolder!
    private(set) var recovery: Recovery?
    var lastLoad = LoadFigures()
    /// Of the walk that is under way, or of the last one.
    private(set) var slices = SliceFigures()
    /// Whether the log is to be begun as soon as nothing walks over the tables.
    private(set) var awaitsLog = false
    /// Why it could not be begun though it is asked for, and when that is tried again.
    private(set) var beginFailure: JournalError?
    private var beginning = Healing()
    /// Of the walk that is under way.
    private var report: ProgressReport?
    /// Options were changed in the middle of a transaction, and are adopted when it has ended.
    private var adoptsLater = false
    /// Whether the log had failed when the present batch of requests began.
    var hadFailed = false
    /// That of the data folder.
    var lock: (any DiskLock)?
    /// Called when more of the log is on disk for good than before.
    package var whenDurable: (() -> Void)?

    var engine: Engine { services.engine }

    package init(
        _ services: Services, on diskAccess: any Disk = LinuxDisk(), by worker: any Worker = Queue(),
        syncsBy syncWorker: any Worker = Queue(), bodiesBy bodyWorker: any Worker = Queue(),
        courier: @escaping Courier
    ) {
        self.services = services
        self.diskAccess = diskAccess
        disk = DiskQueue(worker, courier)
        settings = Settings(services.configuration)
        bodies = services.engine.bodies
        snapshots = SnapshotKeeper(self)
        logs = LogKeeper(self, syncs: DiskQueue(syncWorker, courier))
        bodyFolder = makeBodyFolder(DiskQueue(bodyWorker, courier))
        services.keeper = self
    }

    func log(_ text: String) { services.host.log(text) }
    func warn(_ text: String) { services.host.warn(text) }

    // MARK: Start

    /// Finds what is to be loaded; `recoverSlice` then loads it.
    package func open() throws(StartFailure) {
        do throws(JournalError) {
            recovery = try Recovery(self, settings, isStart: true)
        } catch {
            throw StartFailure(error)
        }
        services.isLoading = true
    }

    /// Loads everything at once, for DEBUG RELOAD and DEBUG LOADAOF.
    func reopen(fromLog: Bool) throws(StartFailure) {
        var settings = settings
        settings.logs = fromLog
        do throws(JournalError) {
            recovery = try Recovery(self, settings, isStart: false)
        } catch {
            throw StartFailure(error)
        }
        services.isLoading = true
        defer {
            recovery = nil
            services.isLoading = false
        }
        try recoverSlice { false }
    }

    package var isLoading: Bool { recovery != nil }

    /// Loads on until `isOver` says that the slice has lasted long enough.
    package func recoverSlice(until isOver: () -> Bool) throws(StartFailure) {
        guard let recovery else { return }
        do throws(JournalError) {
            guard try !recovery.slice(until: isOver) else { return }
            self.recovery = nil
            services.isLoading = false
            if settings.logs, recovery.settings.logs { try logs.open(after: recovery.found) }
            awaitsLog = settings.logs && !logs.isOn
            logs.adoptPolicy()
            try logs.noteOpen()
            removeLeftovers()
        } catch {
            throw StartFailure(error)
        }
        renewRefusal()
    }

    /// Takes away the snapshot that is half made, for an end that does not wait. Any queue may call it.
    package static func removeDraft() {
        try? LinuxDisk().remove(SnapshotKeeper.draftPath)
    }

    // MARK: Turns

    /// Replies that waited for the disk may go.
    func durableHasAdvanced() {
        whenDurable?()
    }

    /// Whether a turn has to be followed by another at once, or soon.
    package var hasWork: Bool { currentRun?.isReady == true || bodies.mayHaveWork }

    /// When what was changed has waited long enough for more to come, by the clock for costs; nil where nothing waits.
    package var gatheringEnd: Int64? { logs.gatheringEnd }

    /// What was changed in this turn goes to the log.
    package func writeLog() {
        logs.endTurn()
    }

    /// Goes on with the walk over the tables.
    package func slice(until isOver: () -> Bool) {
        if let run = currentRun, run.isReady {
            let start = slices.begin()
            run.slice(until: isOver)
            slices.note(since: start)
        }
        moveBodies(until: isOver)
    }

    /// Several times a second.
    package func keepHouse() {
        guard !isLoading else { return }
        if adoptsLater { adopt(services.configuration) }
        if awaitsLog, !isWalking, beginning.isDue(at: logs.monotonic) { switchLog(atOnce: logs.hasOldLog) }
        logs.keepHouse()
        snapshots.keepHouse()
        tellProgress()
        lookAfterBodies()
    }

    private func tellProgress() {
        guard let run = currentRun else { return report = nil }
        let now = services.host.microsecondsNow / 1000
        if report == nil { report = ProgressReport("Saving", in: .keys, at: now) }
        if let line = report?.line(done: run.writtenKeys, of: run.keyCount, at: now) { log(line) }
    }

    /// What belongs together is in one log and waits for one policy: options that change in the middle of it wait.
    package func adopt(_ configuration: Configuration) {
        adoptsLater = engine.isInTransaction
        guard !adoptsLater else { return }
        let old = settings
        settings = Settings(configuration)
        guard !isLoading else { return }
        if settings.logs != old.logs { switchLog(atOnce: settings.logs && logs.hasOldLog) }
        if old.keepsHistory, logs.isOn, !logs.isBeginning { logs.forgetHistoryAtOnce() }
        logs.tryToNoteOpen()
        renewRefusal()
    }

    /// The last thing before the process ends.
    package func close() {
        let failure = outcome { () throws(JournalError) in try logs.close() }
        if let failure { warn("The log could not be closed in order: \(failure)") }
    }

    /// Begins or ends the log, as is asked for: between turns, or `atOnce`, while everybody waits. Where it can't be
    /// begun writes are refused until it is, and it is tried again.
    func switchLog(atOnce: Bool = false) {
        defer { renewRefusal() }
        awaitsLog = settings.logs && !logs.isOn
        guard settings.logs else {
            beginFailure = nil
            return logs.end()
        }
        guard awaitsLog else { return }
        // What is under way can wait, and an old log must not come back from a kill meanwhile.
        let goOn = atOnce ? snapshots.giveWay() : {}
        defer { goOn() }
        if atOnce { logs.giveUpRewrite() }
        guard !isWalking else { return log("The append only file is begun when what is under way has ended") }
        let start = logs.monotonic
        let failure = outcome { () throws(JournalError) in try atOnce ? logs.begin() : logs.beginBetweenTurns() }
        if failure == nil, !logs.isBeginning { noteLogBegun() }
        if let failure { noteBeginning(since: start, failure) }
        awaitsLog = failure != nil
        logs.adoptPolicy()
    }

    func noteLogBegun() {
        beginFailure = nil
        logs.tryToNoteOpen()
        renewRefusal()
        durableHasAdvanced()
    }

    func noteBeginning(since start: Int64, _ failure: JournalError) {
        beginFailure = failure
        beginning.noteAttempt(from: start, to: logs.monotonic)
        awaitsLog = true
        warn("The append-only file can't be begun, and is tried again: \(failure)")
        renewRefusal()
    }

    /// For who has just changed options: throws where what he asked for can't be had.
    package func confirm(_ changed: [String]) throws(CommandError) {
        if changed.contains("appendonly"), settings.logs, let beginFailure {
            throw Self.refusal(of: "appendonly", "Unable to turn on AOF: \(beginFailure)")
        }
        if changed.contains("appendfsync"), let failure = logs.openness.failure {
            throw Self.refusal(
                of: "appendfsync",
                "The manifest has to say that not every change is synced any more, and can't be written: \(failure)")
        }
    }

    private static func refusal(of option: String, _ reason: String) -> CommandError {
        CommandError("CONFIG SET failed (possibly related to argument '\(option)') - \(reason)")
    }

    // MARK: Walks

    private var currentRun: SnapshotRun? { snapshots.run ?? logs.run }
    var isWalking: Bool { currentRun != nil }

    /// Begins a walk that ends as a file at `path`.
    func makeRun(
        to path: String, by draftPath: String, as output: any BaseOutput, finish: @escaping (JournalError?) -> Void
    ) throws(JournalError) -> SnapshotRun {
        precondition(!isWalking, "one walk at a time")
        slices = SliceFigures()
        let start = slices.begin()
        // To begin holds up everybody as much as any slice.
        defer { slices.note(since: start) }
        let draft = try Draft(of: path, by: draftPath, on: diskAccess)
        return SnapshotRun(
            Snapshotter(of: engine, to: output), to: draft, syncsAlong: settings.syncsAlong, disk, Pace(self),
            finish: finish)
    }

    func snapshotOutput(isBase: Bool) -> SnapshotOutput {
        var options = SnapshotWriter.Options()
        (options.packs, options.checksum) = settings.snapshot
        return SnapshotOutput(options) { writer in
            Array(Compatibility.version.utf8).withView { writer.field("redis-ver", $0) }
            writer.field("redis-bits", 64)
            writer.field("ctime", engine.now / 1000)
            writer.field("used-mem", Int64(engine.memory.used))
            writer.field("aof-base", isBase ? 1 : 0)
            BaseMoment(time: engine.now, revision: engine.revision).write(to: &writer)
            let layout = engine.exportLayout
            if !layout.isEmpty { layout.withView { writer.own("exports", $0) } }
            let types = engine.resources.onDemandTypes
            if !types.isEmpty { types.withView { writer.own("ondemand", $0) } }
        }
    }

    // MARK: Refusals

    /// Writes are refused while what they change could not be kept.
    func renewRefusal() {
        services.writeRefusal = logs.refusal ?? beginRefusal ?? snapshotRefusal
    }

    private var beginRefusal: CommandError? {
        beginFailure.map { CommandError("MISCONF", "Errors writing to the AOF file: \($0)") }
    }

    private var snapshotRefusal: CommandError? {
        guard settings.stopsWritesAfterFailedSave, !settings.savePoints.isEmpty, !snapshots.lastSucceeded else {
            return nil
        }
        return CommandError(
            "MISCONF",
            "\(Compatibility.product) is configured to save RDB snapshots, but it's currently unable to persist to "
                + "disk. Commands that may modify the data set are disabled, because this instance is configured to "
                + "report errors during writes if RDB snapshotting fails (stop-writes-on-bgsave-error option). Please "
                + "check the server logs for details about the RDB error.")
    }
}

/// Why the server can't start, and what to do.
package struct StartFailure: Error {
    package let text: String

    init(_ text: String) {
        self.text = text
    }

    init(_ error: JournalError) {
        let hint = if case .damage = error { " 'milepost check' tells what can be had of the data." } else { "" }
        text = error.description + hint
    }
}

/// What the last load came to.
struct LoadFigures {
    var keys = 0
    var endedKeys = 0
}
