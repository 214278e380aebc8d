// Where bodies are that memory has given up: files in a folder beside the log. The log and the snapshots hold every
// body themselves and are the truth; these files are made of it again by every start, so nothing in them has to outlast
// the process, and nothing is ever synced. What was left by the last one is removed.

internal import Journal
internal import Platform
internal import Resources

final class BodyFolder: BodyDepot {
    static let name = "bodies"
    /// Small enough to be written anew, large enough that a store has few.
    private static let fileSize = 128 << 20

    private unowned let owner: Durability
    private let queue: DiskQueue
    private var current: (file: BodyFile, segment: BodySegment)?
    private var files: [WeakFile] = []
    private var nextNumber = 1
    /// Whether the last attempt to write has failed, and when the next is made.
    private var hasFailed = false
    private var healing = Healing()

    private struct WeakFile {
        weak var file: BodyFile?
    }

    init(_ owner: Durability, by queue: DiskQueue) {
        self.owner = owner
        self.queue = queue
    }

    /// Removes what is left of another process. The folder belongs to this one now.
    func begin() {
        guard let names = try? owner.diskAccess.names(in: Self.name) else { return }
        for name in names {
            guard let number = BodyFile.number(of: name) else { continue }
            nextNumber = max(nextNumber, number + 1)
            try? owner.diskAccess.remove(Path.join(Self.name, name))
        }
    }

    /// The data folder has been changed for another one. What is written there is still read, without a name; what
    /// comes is written here.
    func leave(_ old: String) {
        for file in files { file.file?.loseName(in: old) }
        (files, current) = ([], nil)
        begin()
    }

    var isReady: Bool { !hasFailed || healing.isDue(at: owner.logs.monotonic) }

    func write(_ bodies: [UInt8], then finish: @escaping ((segment: BodySegment, start: Int)?) -> Void) {
        let (file, segment) = fileForWriting()
        file.write(bodies) { [weak self] outcome in
            self?.note(outcome, of: file)
            finish((try? outcome.get()).map { (segment, $0) })
        }
    }

    func writeAtOnce(_ bodies: [UInt8]) -> (segment: BodySegment, start: Int)? {
        let (file, segment) = fileForWriting()
        let outcome = file.writeAtOnce(bodies)
        note(outcome, of: file)
        return (try? outcome.get()).map { (segment, $0) }
    }

    private func note(_ outcome: Result<Int, Errno>, of file: BodyFile) {
        switch outcome {
        case .success: noteSuccess()
        case .failure(let error): note(error, at: file.path)
        }
    }

    private func fileForWriting() -> (BodyFile, BodySegment) {
        if let current, current.file.size < Self.fileSize { return current }
        let file = BodyFile(
            nextNumber, in: Self.name, on: owner.diskAccess, by: queue, warn: { [weak owner] in owner?.warn($0) })
        nextNumber += 1
        files.removeAll { $0.file == nil }
        files.append(WeakFile(file: file))
        let next = (file, BodySegment(file))
        current = next
        return next
    }

    private func noteSuccess() {
        if hasFailed { owner.log("Bodies are written to disk again.") }
        hasFailed = false
    }

    /// What stands behind the last good place is unknown: the next attempt begins a file of its own.
    private func note(_ error: Errno, at path: String) {
        if !hasFailed {
            owner.warn("Bodies can't be written to \(path): \(error.text). They stay in memory until they can be.")
        }
        hasFailed = true
        healing.noteAttempt(from: owner.logs.monotonic, to: owner.logs.monotonic)
        current = nil
    }

    /// Returns when what it was asked to write has been written.
    func drain() { queue.drain() }
}
