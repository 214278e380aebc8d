// When a root's next event is due: the first of a burst comes at once, then one each interval, the last always.

struct EventPace {
    /// In nanoseconds.
    static let interval: Int64 = 100_000_000

    private var last: Int64?
    /// When the event is due that has not come yet.
    private(set) var due: Int64?

    /// Something has changed; true where its event may go now.
    mutating func note(at now: Int64) -> Bool {
        guard let last, now < last + Self.interval else {
            tell(at: now)
            return true
        }
        due = last + Self.interval
        return false
    }

    /// True where an event was waiting and may go now.
    mutating func take(at now: Int64) -> Bool {
        guard let due, due <= now else { return false }
        tell(at: now)
        return true
    }

    private mutating func tell(at now: Int64) {
        last = now
        due = nil
    }
}
