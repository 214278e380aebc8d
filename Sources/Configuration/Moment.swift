// Moments as options take them and messages show them: milliseconds since 1970, and the form of ISO 8601.

package enum Moment {
    /// From here on a number is one of milliseconds: as seconds it would be a year beyond 5000.
    private static let firstMilliseconds: Int64 = 100_000_000_000

    /// What `text` says, in milliseconds since 1970: a number of seconds or milliseconds, or a moment with its zone.
    package static func milliseconds(_ text: String) -> Int64? {
        if let number = plainInteger(text) {
            guard number >= 0 else { return nil }
            return Int64(number) < firstMilliseconds ? Int64(number) * 1000 : Int64(number)
        }
        var reader = MomentReader(text)
        return reader.read()
    }

    /// In universal time: `2026-11-21T05:48:03.250Z`.
    package static func text(_ milliseconds: Int64) -> String {
        let (days, rest) = milliseconds.flooredQuotient(by: 86_400_000)
        let date = CalendarDay(daysSince1970: days)
        let seconds = rest / 1000
        let time = [seconds / 3600, seconds / 60 % 60, seconds % 60].map { digits($0, 2) }.joined(separator: ":")
        return
            "\(digits(date.year, 4))-\(digits(date.month, 2))-\(digits(date.day, 2))T\(time).\(digits(rest % 1000, 3))Z"
    }

    private static func digits(_ number: Int64, _ count: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, count - text.count)) + text
    }
}

extension Int64 {
    fileprivate func flooredQuotient(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let quotient = self >= 0 ? self / divisor : (self - divisor + 1) / divisor
        return (quotient, self - quotient * divisor)
    }
}

/// A day of the calendar that the world uses, counted over periods of 400 years that begin in March.
private struct CalendarDay {
    var year: Int64
    var month: Int64
    var day: Int64

    private static let daysPerEra: Int64 = 146_097
    /// From the first of March of the year 0 to 1970.
    private static let epoch: Int64 = 719_468

    init(year: Int64, month: Int64, day: Int64) {
        (self.year, self.month, self.day) = (year, month, day)
    }

    init(daysSince1970 days: Int64) {
        let (era, dayOfEra) = (days + Self.epoch).flooredQuotient(by: Self.daysPerEra)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let place = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * place + 2) / 5 + 1
        month = place < 10 ? place + 3 : place - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    var daysSince1970: Int64 {
        let (era, yearOfEra) = (month <= 2 ? year - 1 : year).flooredQuotient(by: 400)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * Self.daysPerEra + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - Self.epoch
    }

    /// Whether the calendar has it.
    var exists: Bool {
        let again = CalendarDay(daysSince1970: daysSince1970)
        return (1...12).contains(month) && (again.year, again.month, again.day) == (year, month, day)
    }
}

/// `2026-11-21T05:48[:03[.25]]` and `Z` or `+01:00`.
private struct MomentReader {
    private var rest: Substring.UTF8View

    init(_ text: String) {
        rest = text[...].utf8
    }

    mutating func read() -> Int64? {
        guard let year = number(4), take("-"), let month = number(2), take("-"), let day = number(2),
            take("T") || take("t") || take(" "), let hour = number(2), hour < 24, take(":"), let minute = number(2),
            minute < 60, let second = seconds(), let zone = zone(), rest.isEmpty
        else { return nil }
        let date = CalendarDay(year: year, month: month, day: day)
        guard date.exists else { return nil }
        let moment = ((date.daysSince1970 * 24 + hour) * 60 + minute - zone) * 60_000 + second
        return moment >= 0 ? moment : nil
    }

    private mutating func take(_ character: Character) -> Bool {
        guard let first = rest.first, first == character.asciiValue else { return false }
        rest = rest.dropFirst()
        return true
    }

    private mutating func number(_ count: Int) -> Int64? {
        let digits = rest.prefix(count)
        guard digits.count == count, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        rest = rest.dropFirst(count)
        return digits.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
    }

    /// In milliseconds; none where the text goes no further than minutes.
    private mutating func seconds() -> Int64? {
        guard take(":") else { return 0 }
        guard let whole = number(2), whole < 60 else { return nil }
        guard take(".") || take(",") else { return whole * 1000 }
        let digits = rest.prefix { (0x30...0x39).contains($0) }
        guard !digits.isEmpty else { return nil }
        rest = rest.dropFirst(digits.count)
        let thousandths = (Array(digits) + [0x30, 0x30]).prefix(3).reduce(0) { $0 * 10 + Int64($1 - 0x30) }
        return whole * 1000 + thousandths
    }

    /// Minutes east of Greenwich.
    private mutating func zone() -> Int64? {
        if take("Z") || take("z") { return 0 }
        let isEast = take("+")
        guard isEast || take("-"), let hours = number(2), hours < 24 else { return nil }
        var minutes: Int64 = 0
        if take(":") || !rest.isEmpty {
            guard let given = number(2), given < 60 else { return nil }
            minutes = given
        }
        return (isEast ? 1 : -1) * (hours * 60 + minutes)
    }
}
