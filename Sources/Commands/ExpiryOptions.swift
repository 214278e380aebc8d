// The words with which SET and GETEX say how long a value shall live, and the moment that a number of them means.

internal import Bytes
internal import Engine
internal import Keyspace

/// What a number about a time to live counts, and from when.
enum ExpiryUnit {
    case seconds
    case milliseconds
    case unixSeconds
    case unixMilliseconds

    init?(_ word: ByteView) {
        if word.spells("ex") {
            self = .seconds
        } else if word.spells("px") {
            self = .milliseconds
        } else if word.spells("exat") {
            self = .unixSeconds
        } else if word.spells("pxat") {
            self = .unixMilliseconds
        } else {
            return nil
        }
    }

    func argument(since: String? = nil) -> Argument {
        switch self {
        case .seconds: Argument("seconds", .integer, token: "EX", since: since)
        case .milliseconds: Argument("milliseconds", .integer, token: "PX", since: since)
        case .unixSeconds: Argument("unix-time-seconds", .unixTime, token: "EXAT", since: since)
        case .unixMilliseconds: Argument("unix-time-milliseconds", .unixTime, token: "PXAT", since: since)
        }
    }

    private var milliseconds: Int64 {
        switch self {
        case .seconds, .unixSeconds: 1000
        case .milliseconds, .unixMilliseconds: 1
        }
    }

    /// The moment from which it counts.
    private func start(now: Int64) -> Int64 {
        switch self {
        case .seconds, .milliseconds: now
        case .unixSeconds, .unixMilliseconds: 0
        }
    }

    /// The moment that `number` means, in milliseconds since 1970; nil where 64 bits have no such moment.
    func moment(_ number: Int64, now: Int64) -> Int64? {
        let (distance, isTooFar) = number.multipliedReportingOverflow(by: milliseconds)
        let (moment, isTooLate) = distance.addingReportingOverflow(start(now: now))
        return isTooFar || isTooLate ? nil : moment
    }

    /// The number that means `moment`, to the nearest whole one; 0 where it lies before the start.
    func number(for moment: Int64, now: Int64) -> Int64 {
        let distance = max(0, moment - start(now: now))
        return distance / milliseconds + (distance % milliseconds * 2 < milliseconds ? 0 : 1)
    }
}

/// What the words of a request want done with a time to live.
enum ExpiryWish: Equatable {
    case unsaid
    /// It ends at what the word at `index` says in this unit.
    case end(ExpiryUnit, at: Int)
    case keep
    case persist

    /// How many words said it.
    var wordCount: Int {
        switch self {
        case .unsaid: 0
        case .end: 2
        case .keep, .persist: 1
        }
    }

    /// The wish after another word of the same request: it may repeat what was said, with a new number even, but not
    /// contradict it.
    func followed(by next: ExpiryWish) throws(CommandError) -> ExpiryWish {
        switch (self, next) {
        case (.unsaid, _), (.keep, .keep), (.persist, .persist):
            return next
        case (.end(let unit, _), .end(let nextUnit, _)) where unit == nextUnit:
            return next
        default:
            throw .syntax
        }
    }
}

extension Arguments {
    /// The wish that begins at `index`; nil where the word there is none, or lacks its number.
    func expiryWish(at index: Int) -> ExpiryWish? {
        if let unit = ExpiryUnit(self[index]) { return index + 1 < count ? .end(unit, at: index + 1) : nil }
        if self[index].spells("keepttl") { return .keep }
        return self[index].spells("persist") ? .persist : nil
    }
}

extension Context {
    /// The moment that the number at `index`, which must be positive, means.
    func moment(_ unit: ExpiryUnit, at index: Int) throws(CommandError) -> Int64 {
        let number = try integer(at: index)
        guard number > 0, let moment = unit.moment(number, now: engine.now) else {
            throw .invalidExpiry(entry.fullName)
        }
        return moment
    }
}
