// How often each command ran, was refused and failed, and how long all of that took.
//
//     calls | nanoseconds | where its histogram begins, plus one | refused | failed       for each command in turn

internal import Bytes

struct CommandCounters: ~Copyable {
    private enum Field {
        /// What every call asks for comes first, in this order.
        static let calls = 0
        static let nanoseconds = 1
        static let histogram = 2
        static let rejected = 3
        static let failed = 4
        static let count = 5
    }

    private var tallies: Tallies

    init(commands: Int) {
        tallies = Tallies(count: commands * Field.count)
    }

    /// Counts a call; answers where its histogram lies, or a negative number.
    @inline(__always)
    mutating func noteCall(_ command: Int, _ nanoseconds: Int64) -> Int {
        tallies.add(1, Int(nanoseconds), at: command &* Field.count &+ Field.calls) &- 1
    }

    mutating func noteFailure(_ command: Int) {
        tallies.add(1, at: command * Field.count + Field.failed)
    }

    mutating func noteRefusal(_ command: Int) {
        tallies.add(1, at: command * Field.count + Field.rejected)
    }

    mutating func setHistogram(_ command: Int, at place: Int) {
        let old = tallies[command * Field.count + Field.histogram]
        tallies.add(place + 1 - old, at: command * Field.count + Field.histogram)
    }

    subscript(command: Int) -> Counts {
        let place = command * Field.count
        return Counts(
            calls: tallies[place + Field.calls], rejected: tallies[place + Field.rejected],
            failed: tallies[place + Field.failed], microseconds: tallies[place + Field.nanoseconds] / 1000,
            histogram: tallies[place + Field.histogram] - 1)
    }

    /// What was counted of one command.
    struct Counts {
        let calls: Int
        let rejected: Int
        let failed: Int
        let microseconds: Int
        /// Where its durations are kept; negative where there are none yet.
        let histogram: Int
    }
}
