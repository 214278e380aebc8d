// The snapshot of the data folder: when one is made, by whom it was asked for, and how the last one went.

internal import Configuration
internal import Engine
internal import Journal
internal import Platform

final class SnapshotKeeper {
    /// After a failure the next attempt by a save point waits this long, in milliseconds.
    private static let pauseAfterFailure: Int64 = 5000

    private unowned let owner: Durability
    private(set) var run: SnapshotRun?
    private var changesAtStart = 0
    private var startedAt: Int64 = 0
    private var lastAttempt: Int64 = 0
    /// `lastSave` by a clock that never goes back.
    private var savedAt: Int64

    /// When data was last saved, in milliseconds since 1970.
    private(set) var lastSave: Int64
    private(set) var lastSucceeded = true
    /// How long the last one took, in seconds; negative before the first.
    private(set) var lastDuration = -1
    private(set) var count = 0
    /// Asked for as soon as a rewrite of the log has ended.
    private(set) var isScheduled = false
    /// Where what is under way goes if it is a backup, in a place of its own.
    private var backupPath: String?

    init(_ owner: Durability) {
        self.owner = owner
        lastSave = owner.engine.now
        savedAt = owner.engine.nanoseconds / 1_000_000
    }

    private var monotonic: Int64 { owner.engine.nanoseconds / 1_000_000 }
    var isRunning: Bool { run != nil }
    var currentDuration: Int { isRunning ? Int(monotonic - startedAt) / 1000 : -1 }

    // MARK: Making one

    /// Saves while everybody waits.
    func save() throws(JournalError) {
        cancel()
        owner.disk.drain()
        begin()
        do throws(JournalError) {
            try owner.makeRun(to: path, by: draftPath, as: owner.snapshotOutput(isBase: false)) { _ in }.runToEnd()
        } catch {
            note(error)
            throw error
        }
        note(nil)
    }

    /// Saves between turns, here or to another path.
    func saveInBackground(to other: String? = nil) throws(JournalError) {
        if let other { return try back(upTo: other) }
        lastAttempt = monotonic
        begin()
        do throws(JournalError) {
            run = try owner.makeRun(to: path, by: draftPath, as: owner.snapshotOutput(isBase: false)) {
                [unowned self] failure in
                run = nil
                lastDuration = Int(monotonic - startedAt) / 1000
                note(failure)
            }
        } catch {
            note(error)
            throw error
        }
        owner.log("Background saving started")
    }

    /// Saves to a place of its own, which changes nothing about what the data folder holds.
    private func back(upTo target: String) throws(JournalError) {
        backupPath = target
        startedAt = monotonic
        run = try owner.makeRun(to: target, by: "\(target).\(draftPath)", as: owner.snapshotOutput(isBase: false)) {
            [unowned self] failure in
            run = nil
            if let failure {
                owner.warn("Saving to \(target) failed: \(failure)")
            } else {
                owner.log("DB saved to \(target)")
            }
        }
        owner.log("Background saving to \(target) started")
    }

    private func begin() {
        backupPath = nil
        changesAtStart = owner.engine.dirty
        startedAt = monotonic
    }

    private func note(_ failure: JournalError?) {
        lastSucceeded = failure == nil
        if let failure {
            owner.warn("Background saving error: \(failure)")
        } else {
            count += 1
            lastSave = owner.engine.now
            savedAt = monotonic
            owner.engine.dirty -= changesAtStart
            owner.log("DB saved on disk")
        }
        owner.renewRefusal()
    }

    func schedule() {
        isScheduled = true
    }

    /// Gives up the one that is under way or waits; false where there is none.
    @discardableResult
    func cancel() -> Bool {
        let was = isScheduled || run != nil
        isScheduled = false
        guard let run else { return was }
        run.abandon()
        self.run = nil
        // The next one has a draft of the same name.
        owner.disk.drain()
        return was
    }

    /// Gives up what would become the snapshot of the data folder.
    func giveUpUsual() {
        if backupPath == nil { cancel() }
    }

    /// Gives up what is under way or waits, for a walk that can't wait; what this answers begins it again.
    func giveWay() -> () -> Void {
        let path = isRunning ? backupPath : nil
        guard cancel() else { return {} }
        return { [unowned self] in path.map { backAgain(upTo: $0) } ?? schedule() }
    }

    private func backAgain(upTo path: String) {
        let failure = outcome { () throws(JournalError) in try back(upTo: path) }
        if let failure { owner.warn("Saving to \(path) failed: \(failure)") }
    }

    private var path: String { owner.settings.snapshotFile }
    private var draftPath: String { Self.draftPath }
    static var draftPath: String { "temp-\(ProcessFigures.processID).rdb" }

    // MARK: By itself

    /// Starts one where enough has changed for long enough.
    func keepHouse() {
        guard !owner.isWalking else { return }
        if isScheduled {
            isScheduled = false
            return start(because: "Scheduled background saving")
        }
        let (now, changes) = (monotonic, owner.engine.dirty)
        guard lastSucceeded || now - lastAttempt > Self.pauseAfterFailure else { return }
        let due = owner.settings.savePoints.first { changes >= $0.changes && now - savedAt > Int64($0.seconds) * 1000 }
        if let due { start(because: "\(due.changes) changes in \(due.seconds) seconds. Saving...") }
    }

    private func start(because reason: String) {
        owner.log(reason)
        try? saveInBackground()
    }
}
