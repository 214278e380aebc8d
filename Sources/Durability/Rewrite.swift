// How the rewriting of the log goes: under way, asked for, and after failures put off for longer each time, so that a
// disk that cannot hold a base is not filled with increments.

struct Rewrite {
    private static let firstPause: Int64 = 60_000
    private static let longestPause: Int64 = 3_600_000

    var run: SnapshotRun?
    var isScheduled = false
    private(set) var count = 0
    private(set) var failures = 0
    /// How long the last one took, in seconds; negative before the first.
    private(set) var lastDuration = -1
    private(set) var startedAt: Int64 = 0
    private var endedAt: Int64 = 0

    /// Whether the pause after failures is over.
    func isDue(at now: Int64) -> Bool {
        guard failures > 0 else { return true }
        let pause = min(Self.longestPause, Self.firstPause << Int64(min(failures - 1, 10)))
        return now - endedAt >= pause
    }

    mutating func begin(at now: Int64) {
        startedAt = now
        count += 1
    }

    mutating func end(at now: Int64, failed: Bool) {
        endedAt = now
        lastDuration = Int(now - startedAt) / 1000
        failures = failed ? failures + 1 : 0
    }
}
