// What happens when the disk does not take the log: who was in the failed batch is told so, a rewrite is given up, and
// attempts are made until the log is whole again.

internal import Commands
internal import Engine
internal import Journal
internal import Platform

/// When the next attempt is made to bring to the disk what a failure has kept back.
struct Healing {
    private static let pause: Int64 = 1000
    private static let longestPause: Int64 = 60_000
    private var next: Int64 = 0

    func isDue(at now: Int64) -> Bool { now >= next }

    /// The more an attempt costs, since everybody waits for it, the longer it is until the next.
    mutating func noteAttempt(from start: Int64, to end: Int64) {
        next = end + min(Self.longestPause, max(Self.pause, (end - start) * 10))
    }
}

extension LogKeeper {
    func noteFailure() {
        failure = effects.withWriter { $0.failure } ?? nil
        guard let failure else { return }
        if isBeginning { return giveUpBeginning(because: .disk(path: failure.path, failure.error)) }
        owner.warn(
            "Error writing to the AOF file: \(failure.text). Writes are refused until the disk takes them again.")
        // Its base holds what the log may have to take in once more, behind the base.
        if rewrite.run != nil {
            giveUpRewrite()
            noteRewrite(.disk(path: failure.path, failure.error))
        }
        healing.noteAttempt(from: monotonic, to: monotonic)
        owner.renewRefusal()
        // Nobody's reply leaves on the word of a batch that failed.
        adoptPolicy()
    }

    var refusal: CommandError? {
        failure.map { CommandError("MISCONF", "Errors writing to the AOF file: \($0.error.text)") }
    }

    /// What those hear who were about to be told of something that is not in the log.
    var withdrawal: CommandError? {
        failure.map { failure in
            CommandError(
                "MISCONF",
                "Errors writing to the AOF file: \(failure.error.text). This depends on changes that are made in "
                    + "memory and not on disk: they may yet apply.")
        }
    }

    /// Tries to bring to the disk what a failure has kept back.
    func heal() {
        let start = monotonic
        guard let failure, healing.isDue(at: start) else { return }
        let problem = outcome { () throws(JournalError) in try retry(failure) }
        healing.noteAttempt(from: start, to: monotonic)
        // Where the attempt came as far as a new file, what is wrong now is something else.
        if problem != nil, let newer = effects.withWriter({ $0.failure }) ?? nil { self.failure = newer }
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
            try makeBase(base, of: nameOfLog) { _ in }.runToEnd()
            new.adopt(base: base, followedBy: next)
        }
        let file = try LogFile(folder.path(of: next.name), on: owner.diskAccess)
        try folder.write(new)
        manifest = new
        _ = try effects.withWriter { (writer) throws(JournalError) in
            try writer.move(to: file, sequence: next.sequence, afterBase: withBase)
        }
        if let size = try? sizeOfFiles() { sealedSize = size }
        adoptPolicy()
        syncIfDue()
    }
}
