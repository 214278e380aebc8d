// Which kinds of work took long, and when: the history that LATENCY tells of. Only what reaches a threshold is noted,
// at most one sample of a kind for each second.

package enum LatencyEvent: String, Sendable {
    case command
    /// A command that is declared fast.
    case fastCommand = "fast-command"
    /// A slice in which keys that had ended were removed.
    case expiryCycle = "expire-cycle"
    /// The removal of one key that had ended.
    case expiryRemoval = "expire-del"
}

package struct LatencyMonitor {
    package struct Sample: Equatable {
        /// Since 1970.
        package let second: Int64
        package fileprivate(set) var milliseconds: Int64
    }

    /// The latest samples of one kind, the oldest first, and the worst of all times.
    package struct Series {
        private static let limit = 160
        package private(set) var samples: [Sample] = []
        package private(set) var worst: Int64 = 0

        fileprivate init() {}

        fileprivate mutating func note(_ milliseconds: Int64, at second: Int64) {
            worst = max(worst, milliseconds)
            if let last = samples.last, last.second == second {
                samples[samples.count - 1].milliseconds = max(last.milliseconds, milliseconds)
                return
            }
            if samples.count == Self.limit { samples.removeFirst() }
            samples.append(Sample(second: second, milliseconds: milliseconds))
        }
    }

    /// In the order in which the kinds first appeared.
    package private(set) var history: [(event: LatencyEvent, series: Series)] = []
    package private(set) var thresholdMilliseconds = 0
    /// The same threshold in nanoseconds; beyond everything where nothing is to be noted.
    package private(set) var noticesFrom = Int64.max

    package init() {}

    package var isOn: Bool { thresholdMilliseconds > 0 }

    /// Notes work from this long on; 0 notes none.
    package mutating func setThreshold(milliseconds: Int) {
        thresholdMilliseconds = milliseconds
        noticesFrom = isOn ? Int64(min(milliseconds, Int.max / 1_000_000)) * 1_000_000 : .max
    }

    /// Notes how long a piece of work took, if that was long.
    package mutating func note(_ event: LatencyEvent, _ nanoseconds: Int64, at second: Int64) {
        guard nanoseconds >= noticesFrom else { return }
        let place = history.firstIndex { $0.event == event } ?? history.count
        if place == history.count { history.append((event, Series())) }
        history[place].series.note(nanoseconds / 1_000_000, at: second)
    }

    package func series(named name: String) -> Series? {
        history.first { $0.event.rawValue == name }?.series
    }

    /// Forgets kinds of work; answers how many were known.
    package mutating func forget(where isMeant: (LatencyEvent) -> Bool) -> Int {
        let before = history.count
        history.removeAll { isMeant($0.event) }
        return before - history.count
    }
}
