// How often a record is used: a count that rises ever more slowly and falls with time.

import Bytes
@testable import Keyspace
import Testing
import TestSupport

struct FrequencyTests {
    private let minute: Int64 = 60_000
    private func instant(_ minutes: Int64) -> Instant { Instant(milliseconds: minutes * minute, countsUse: true) }

    private func uses(_ count: Int, _ frequency: Frequency, seed: UInt64) -> Int {
        var random = SeededRandom(seed: seed)
        var access = instant(1).accessOfNew
        for _ in 0..<count { access = frequency.afterUse(of: access, at: instant(1), &random) }
        return frequency.count(of: access, at: instant(1))
    }

    @Test func aNewKeyStartsAtFive() {
        #expect(Frequency().count(of: instant(7).accessOfNew, at: instant(7)) == 5)
    }

    @Test(arguments: Seeds.fixed(3))
    func aThousandTimesTheUsesCountAFewTimesAsMuch(seed: UInt64) {
        let frequency = Frequency()
        #expect((5...18).contains(uses(100, frequency, seed: seed)))
        #expect((12...30).contains(uses(1_000, frequency, seed: seed)))
        #expect((110...180).contains(uses(100_000, frequency, seed: seed)))
        #expect(uses(3_000_000, frequency, seed: seed) == 255)
    }

    @Test func withoutAFactorEveryUseCounts() {
        var frequency = Frequency()
        frequency.logFactor = 0
        #expect(uses(100, frequency, seed: 1) == 105)
        #expect(uses(1_000, frequency, seed: 1) == 255)
    }

    @Test func theCountFallsWithTheMinutesAndNotBelowZero() {
        var frequency = Frequency()
        let access = instant(10).accessOfNew
        #expect(frequency.count(of: access, at: instant(12)) == 3)
        #expect(frequency.count(of: access, at: instant(100)) == 0)
        frequency.decayMinutes = 10
        #expect(frequency.count(of: access, at: instant(29)) == 4)
        frequency.decayMinutes = 0
        #expect(frequency.count(of: access, at: instant(1_000)) == 5)
    }

    @Test func sixteenBitsOfMinutesWrap() {
        let access = instant(65_535).accessOfNew
        #expect(Frequency().count(of: access, at: instant(65_537)) == 3)
    }
}
