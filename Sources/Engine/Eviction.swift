// What eviction goes by, and how long it may take.

internal import Platform

package struct Eviction {
    /// How much memory may be in use; 0 for no limit.
    package internal(set) var limit = 0
    /// nil where no key may go.
    package internal(set) var policy: EvictionPolicy?
    package var samples = 5
    /// By which a turn's time is measured, in nanoseconds.
    package var clock: () -> Int64 = { LinuxClock().monotonicNanoseconds }
    /// How long eviction may go on in one turn, in nanoseconds.
    private(set) var budget: Int64 = 500_000

    var pool = EvictionPool()
    /// Databases take turns where a key goes by lot.
    var nextDatabase = 0
    private var deadline: Int64?
    private var aboveSince: Int64?

    init() {}

    /// A turn begins, and with it a new budget.
    package mutating func beginTurn() {
        deadline = nil
    }

    mutating func beginRound() {
        if deadline == nil { deadline = clock() + budget }
    }

    var isTimeUp: Bool { clock() >= deadline ?? Int64.max }

    /// How eager eviction is, from 0 to 100: up to half a millisecond by steps, then by 15 % more each, and at last for
    /// as long as it takes.
    package mutating func setTenacity(_ tenacity: Int) {
        let step: Int64 = 50_000
        switch tenacity {
        case ...10: budget = step * Int64(tenacity)
        case ..<100: budget = Int64((0..<tenacity - 10).reduce(Double(step * 10)) { time, _ in time * 1.15 })
        default: budget = Int64.max / 2
        }
    }

    // MARK: Above the limit

    /// Notes whether memory is above its limit; answers for how long it was, once it no longer is.
    mutating func note(isAbove: Bool, now: Int64) -> Int64 {
        guard isAbove else {
            defer { aboveSince = nil }
            return aboveSince.map { now - $0 } ?? 0
        }
        aboveSince = aboveSince ?? now
        return 0
    }

    /// For how many milliseconds memory has been above its limit.
    package func millisecondsAbove(at now: Int64) -> Int64 {
        aboveSince.map { now - $0 } ?? 0
    }
}
