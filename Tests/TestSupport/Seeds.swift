// Where random tests get their seeds: a few that are always the same, and a new one with every run, which is printed
// so that what it found can be found again with MILEPOST_SEED. MILEPOST_SEEDS=100 takes that many new ones: a random
// test has to pass with every seed, and a bar that one seed in a hundred misses fails a build in time.

internal import Foundation

package enum Seeds {
    /// The seed of this run: from MILEPOST_SEED, or a new one.
    package static let ofThisRun: UInt64 = {
        let given = ProcessInfo.processInfo.environment["MILEPOST_SEED"].flatMap { UInt64($0) }
        let seed = given ?? UInt64.random(in: 1...UInt64(UInt32.max))
        print("Random tests of this run: MILEPOST_SEED=\(seed)")
        return seed
    }()

    /// The fixed seeds from 1 to `count`, and those of this run.
    package static func fixed(_ count: Int) -> [UInt64] {
        (1...UInt64(count)) + (0..<numberOfThisRun).map { ofThisRun &+ $0 }
    }

    private static let numberOfThisRun =
        ProcessInfo.processInfo.environment["MILEPOST_SEEDS"].flatMap { UInt64($0) } ?? 1
}
