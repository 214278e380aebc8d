// How long others waited for the slices of a walk over the tables: by the wall, which also counts what the system takes
// away in the midst of one, and in processor time of the thread, which is what the walk itself takes.

internal import Platform

struct SliceFigures {
    struct Start {
        fileprivate let wall: Int64
        fileprivate let processor: Int64
    }

    private let clock = LinuxClock()
    private(set) var count = 0
    /// In nanoseconds, as is the next.
    private(set) var longest: Int64 = 0
    private(set) var longestOfProcessor: Int64 = 0

    func begin() -> Start { Start(wall: clock.monotonicNanoseconds, processor: clock.threadNanoseconds) }

    mutating func note(since start: Start) {
        count += 1
        let length = clock.monotonicNanoseconds - start.wall
        longest = max(longest, length)
        // No slice uses the processor for longer than it lasts, and to ask for that is a call to the kernel.
        guard length > longestOfProcessor else { return }
        longestOfProcessor = max(longestOfProcessor, clock.threadNanoseconds - start.processor)
    }
}
