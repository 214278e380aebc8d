// Every call to the disk in turn fails, once or for a while, is the last of the process, or the last before the power
// goes. MILEPOST_DISK_LIVES says of how many
// lives all calls are tried, where otherwise a few are of one.

import Foundation
import TestSupport
import Testing

struct FailingDiskTests {
    private static let steps = 70
    private static var lives: Int {
        ProcessInfo.processInfo.environment["MILEPOST_DISK_LIVES"].flatMap { Int($0) } ?? 0
    }

    @Test(arguments: ["always", "everysec", "no"], Trouble.Kind.allCases)
    func everyCallMayFail(policy: String, kind: Trouble.Kind) throws {
        for number in 0..<max(1, Self.lives) {
            let seed = Seeds.ofThisRun &+ UInt64(number)
            var calm = try Life(policy: policy, seed: seed)
            let calls = try calm.run(steps: Self.steps)
            // A short run tries some of them, and which ones is up to the seed.
            let stride = Self.lives == 0 ? max(1, calls / 10) : 1
            for call in 1...max(1, calls) where (call + Int(seed % 64)) % stride == 0 {
                var life = try Life(policy: policy, seed: seed)
                _ = try life.run(steps: Self.steps, Trouble(kind: kind, call: call, isFull: call % 2 == 0))
            }
        }
    }
}
