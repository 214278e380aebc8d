// Moments as HTTP writes them: `Sun, 06 Nov 1994 08:49:37 GMT`.

package enum HTTPDate {
    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// - Parameter milliseconds: since 1970, and not before.
    package static func text(of milliseconds: Int64) -> String {
        let seconds = Int(max(0, milliseconds) / 1000)
        let day = seconds / 86_400
        let (year, month, dayOfMonth) = date(of: day)
        let time = [seconds / 3600 % 24, seconds / 60 % 60, seconds % 60].map(twoDigits).joined(separator: ":")
        return "\(days[day % 7]), \(twoDigits(dayOfMonth)) \(months[month]) \(year) \(time) GMT"
    }

    /// The year, the month from 0 on and the day from 1 on of so many days after the first of 1970.
    private static func date(of day: Int) -> (year: Int, month: Int, day: Int) {
        var year = 1970
        var rest = day
        while rest >= length(of: year) {
            rest -= length(of: year)
            year += 1
        }
        let lengths = [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        var month = 0
        while rest >= lengths[month] {
            rest -= lengths[month]
            month += 1
        }
        return (year, month, rest + 1)
    }

    private static func isLeap(_ year: Int) -> Bool {
        year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
    }

    private static func length(of year: Int) -> Int { isLeap(year) ? 366 : 365 }

    private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
