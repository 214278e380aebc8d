// A sync that its queue was given, and how it ended: for the letter that tells the loop of it, or for who can't wait
// for letters.

internal import Journal
internal import Platform
internal import Synchronization

final class SyncUnderWay: Sendable {
    let sync: LogSync
    /// The writer that it was begun for, as the log of effects counts them.
    let writer: Int
    private let outcome = Mutex<(error: Errno?, nanoseconds: Int64)>((nil, 0))

    init(_ sync: LogSync, ofWriter writer: Int) {
        self.sync = sync
        self.writer = writer
    }

    /// Done by its queue.
    func run() {
        let clock = LinuxClock()
        let start = clock.monotonicNanoseconds
        let error = sync.run()
        let lasted = clock.monotonicNanoseconds - start
        outcome.withLock { $0 = (error, lasted) }
    }

    /// Once it has been done: why it failed, or nil.
    var error: Errno? { outcome.withLock { $0.error } }
    /// How long it took.
    var nanoseconds: Int64 { outcome.withLock { $0.nanoseconds } }
}
