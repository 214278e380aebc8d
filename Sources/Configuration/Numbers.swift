// Numbers as configuration files write them: strict integers, sizes with units, short decimals.

/// Reads an integer that is written the one way an integer is printed: no plus sign, no leading zero.
func plainInteger(_ word: String) -> Int? {
    guard let number = Int(word), String(number) == word else { return nil }
    return number
}

enum MemorySize: Equatable {
    case bytes(Int)
    /// Digits and a unit, but more than 63 bits hold.
    case tooLarge
}

/// Reads `64`, `64b`, `64k` (thousands), `64kb` (1024), and so on for `m`, `mb`, `g` and `gb`.
func memorySize(_ word: String) -> MemorySize? {
    let digits = word.utf8.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    let unit = word.dropFirst(digits.count).lowercased()
    guard !digits.isEmpty, let bytesPerUnit = bytesPerUnit[unit] else { return nil }
    guard let count = Int(String(digits) ?? "") else { return .tooLarge }
    let (bytes, overflows) = count.multipliedReportingOverflow(by: bytesPerUnit)
    return overflows ? .tooLarge : .bytes(bytes)
}

private let bytesPerUnit = [
    "": 1, "b": 1,
    "k": 1000, "m": 1_000_000, "g": 1_000_000_000,
    "kb": 1 << 10, "mb": 1 << 20, "gb": 1 << 30,
]

/// The size in the largest unit that leaves no remainder.
func memorySizeText(_ bytes: Int) -> String {
    let units = [("gb", 1 << 30), ("mb", 1 << 20), ("kb", 1 << 10)]
    guard bytes > 0, let (unit, size) = units.first(where: { bytes.isMultiple(of: $0.1) }) else { return "\(bytes)" }
    return "\(bytes / size)\(unit)"
}

/// A percentile with at most six decimals and no zeros at the end.
package func percentileText(_ percentile: Double) -> String {
    let millionths = Int((percentile * 1_000_000).rounded())
    let (whole, rest) = millionths.quotientAndRemainder(dividingBy: 1_000_000)
    if rest == 0 { return "\(whole)" }
    let decimals = String(String(1_000_000 + rest).dropFirst())
    let zeros = decimals.reversed().prefix { $0 == "0" }.count
    return "\(whole).\(decimals.dropLast(zeros))"
}
