// Values as Go reads them from text: what a key of the tree holds.

package enum GoText {
    /// `strconv.ParseBool`.
    package static func bool(_ text: String) -> Bool? {
        switch text {
        case "1", "t", "T", "true", "TRUE", "True": true
        case "0", "f", "F", "false", "FALSE", "False": false
        default: nil
        }
    }

    /// `strconv.ParseInt` to the base of ten.
    package static func integer(_ text: String) -> Int? {
        let digits =
            text.utf8.first.map { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") } == true
            ? text.utf8.dropFirst() : text.utf8[...]
        guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(text)
    }

    /// A duration in nanoseconds: a whole number of seconds, or what `time.ParseDuration` reads.
    package static func duration(_ text: String) -> Int? {
        if let seconds = integer(text) { return product(seconds, 1_000_000_000) }
        var rest = text.utf8[...]
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
        guard !rest.isEmpty else { return nil }
        var sum = 0
        while !rest.isEmpty {
            guard let part = durationPart(&rest) else { return nil }
            let (longer, overflows) = sum.addingReportingOverflow(part)
            guard !overflows else { return nil }
            sum = longer
        }
        return isNegative ? -sum : sum
    }

    private static func product(_ left: Int, _ right: Int) -> Int? {
        let (product, overflows) = left.multipliedReportingOverflow(by: right)
        return overflows ? nil : product
    }

    private static let units: [(String, Int)] = [
        ("ns", 1), ("us", 1000), ("µs", 1000), ("μs", 1000), ("ms", 1_000_000), ("s", 1_000_000_000),
        ("m", 60_000_000_000), ("h", 3_600_000_000_000),
    ]

    /// A number with or without a fraction, and a unit.
    private static func durationPart(_ rest: inout Substring.UTF8View) -> Int? {
        let whole = digits(&rest)
        var fraction: Substring.UTF8View = rest.prefix(0)
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            fraction = digits(&rest)
        }
        guard !whole.isEmpty || !fraction.isEmpty else { return nil }
        let name = rest.prefix { $0 != UInt8(ascii: ".") && !(0x30...0x39).contains($0) }
        rest = rest.dropFirst(name.count)
        guard let unit = units.first(where: { $0.0.utf8.elementsEqual(name) })?.1,
            let count = whole.isEmpty ? 0 : Int(String(Substring(whole))), let length = product(count, unit)
        else { return nil }
        let (sum, overflows) = length.addingReportingOverflow(part(fraction, of: unit))
        return overflows ? nil : sum
    }

    private static func digits(_ rest: inout Substring.UTF8View) -> Substring.UTF8View {
        let digits = rest.prefix { (0x30...0x39).contains($0) }
        rest = rest.dropFirst(digits.count)
        return digits
    }

    private static func part(_ fraction: Substring.UTF8View, of unit: Int) -> Int {
        var (value, scale) = (0.0, 1.0)
        for digit in fraction.prefix(18) {
            value = value * 10 + Double(digit - 0x30)
            scale *= 10
        }
        return Int(value * (Double(unit) / scale))
    }
}
