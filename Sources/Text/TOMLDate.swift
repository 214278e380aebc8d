// Dates and times, which JSON has no kind for: they are checked and kept as they are written.

enum TOMLDate {
    /// A date, a time, or both, with an offset where both stand.
    static func isMoment(_ word: ArraySlice<UInt8>) -> Bool {
        if isTime(word) || isDate(word) { return true }
        let date = word.prefix(10)
        guard let mark = word.dropFirst(10).first, isDate(date) else { return false }
        guard mark | 0x20 == UInt8(ascii: "t") || mark == UInt8(ascii: " ") else { return false }
        let rest = word.dropFirst(11)
        if let last = rest.last, last | 0x20 == UInt8(ascii: "z") { return isTime(rest.dropLast()) }
        let sign = rest.lastIndex { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }
        guard let sign else { return isTime(rest) }
        return isTime(rest[..<sign]) && isOffset(rest[(sign + 1)...])
    }

    static func isDate(_ word: ArraySlice<UInt8>) -> Bool {
        guard let parts = numbers(word, separator: "-", digits: [4, 2, 2]), (1...12).contains(parts[1]) else {
            return false
        }
        let isLeap = parts[0] % 4 == 0 && (parts[0] % 100 != 0 || parts[0] % 400 == 0)
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return (1...days[parts[1] - 1]).contains(parts[2])
    }

    private static func isTime(_ word: ArraySlice<UInt8>) -> Bool {
        let whole = word.prefix(8)
        guard let parts = numbers(whole, separator: ":", digits: [2, 2, 2]) else { return false }
        let fraction = word.dropFirst(8)
        guard fraction.isEmpty || fraction.first == UInt8(ascii: ".") && fraction.count > 1 else { return false }
        return parts[0] < 24 && parts[1] < 60 && parts[2] <= 60 && fraction.dropFirst().allSatisfy(isDigit)
    }

    private static func isOffset(_ word: ArraySlice<UInt8>) -> Bool {
        guard let parts = numbers(word, separator: ":", digits: [2, 2]) else { return false }
        return parts[0] < 24 && parts[1] < 60
    }

    /// Numbers of so many digits each, and a sign between them.
    private static func numbers(_ word: ArraySlice<UInt8>, separator: UnicodeScalar, digits: [Int]) -> [Int]? {
        let parts = word.split(separator: UInt8(ascii: separator), omittingEmptySubsequences: false)
        guard parts.map(\.count) == digits, parts.allSatisfy({ $0.allSatisfy(isDigit) }) else { return nil }
        return parts.map { $0.reduce(0) { $0 * 10 + Int($1 - 0x30) } }
    }
}
