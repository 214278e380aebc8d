// What a number is worth, read off its text: sign, significant digits, and the power of ten of the first of them.
// Nothing is ever written out, so 1e999999999 costs no more than 1.

internal import Bytes

struct DecimalForm {
    /// Where the first and the last digit stand that are not 0; of zero, nowhere.
    private let first: Int
    private let last: Int
    private let point: Int
    let isNegative: Bool
    /// The powers of ten that the first and the last of those digits count.
    let highestPower: Int
    let lowestPower: Int

    /// The form of what the grammar takes for a number.
    init(_ text: ByteView) {
        var first = -1
        var last = -1
        var at = text.byte(orZeroAt: 0) == UInt8(ascii: "-") ? 1 : 0
        let isMinus = at == 1
        var point = -1
        while at < text.count, text[at] | 0x20 != UInt8(ascii: "e") {
            let byte = text[at]
            if byte == UInt8(ascii: ".") {
                point = at
            } else if byte != UInt8(ascii: "0") {
                if first < 0 { first = at }
                last = at
            }
            at += 1
        }
        self.first = first
        self.last = last
        self.point = point < 0 ? at : point
        isNegative = isMinus && first >= 0
        let exponent = first < 0 ? 0 : Self.exponent(text, after: at)
        highestPower = exponent + Self.power(at: first, point: self.point)
        lowestPower = exponent + Self.power(at: last, point: self.point)
    }

    private static func power(at digit: Int, point: Int) -> Int {
        digit < point ? point - digit - 1 : point - digit
    }

    private static func exponent(_ text: ByteView, after mark: Int) -> Int {
        guard mark < text.count else { return 0 }
        var value = 0
        for index in mark + 1..<text.count where isDigit(text[index]) { value = value &* 10 &+ Int(text[index] - 0x30) }
        return text[mark + 1] == UInt8(ascii: "-") ? -value : value
    }

    var isZero: Bool { first < 0 }
    var isInteger: Bool { isZero || lowestPower >= 0 }

    /// How many digits there are from the first to the last that is not 0.
    private var digitCount: Int { isZero ? 0 : highestPower - lowestPower + 1 }

    /// The digit `index` places after the first; 0 beyond the last.
    @inline(__always)
    private func digit(_ index: Int, of text: ByteView) -> UInt8 {
        let place = first + index
        let isBeyondPoint = first < point && place >= point
        let position = isBeyondPoint ? place + 1 : place
        return position <= last ? text[position] - 0x30 : 0
    }

    // MARK: Comparing

    static func order(_ leftText: ByteView, _ rightText: ByteView) -> JSONOrder {
        let (left, right) = (DecimalForm(leftText), DecimalForm(rightText))
        if left.isNegative != right.isNegative { return left.isNegative ? .less : .greater }
        let order = magnitudes(left, leftText, right, rightText)
        return left.isNegative ? order.reversed : order
    }

    private static func magnitudes(
        _ left: DecimalForm, _ leftText: ByteView, _ right: DecimalForm, _ rightText: ByteView
    ) -> JSONOrder {
        if left.isZero || right.isZero { return JSONOrder(left.isZero ? 0 : 1, right.isZero ? 0 : 1) }
        if left.highestPower != right.highestPower { return JSONOrder(left.highestPower, right.highestPower) }
        for index in 0..<max(left.digitCount, right.digitCount) {
            let (leftDigit, rightDigit) = (left.digit(index, of: leftText), right.digit(index, of: rightText))
            if leftDigit != rightDigit { return JSONOrder(leftDigit, rightDigit) }
        }
        return .equal
    }

    func hash(_ text: ByteView, into hasher: inout Hasher) {
        hasher.combine(isNegative)
        hasher.combine(isZero ? 0 : highestPower)
        for index in 0..<digitCount { hasher.combine(digit(index, of: text)) }
    }

    /// Appends bytes whose order is that of the numbers; of a number below zero, the opposite of those of its opposite.
    func appendKey(_ text: ByteView, mark: UInt8, to key: inout [UInt8]) {
        key += [mark, isZero ? 1 : isNegative ? 0 : 2]
        if isZero { return }
        let start = key.count
        appendPower(to: &key)
        for index in stride(from: 0, to: digitCount, by: 2) {
            key.append(digit(index, of: text) * 10 + digit(index + 1, of: text) + 1)
        }
        key.append(0)
        if isNegative { for place in start..<key.count { key[place] = ~key[place] } }
    }

    /// One byte for the powers that numbers usually have, nine for the others.
    private func appendPower(to key: inout [UInt8]) {
        if abs(highestPower) <= 100 {
            key.append(UInt8(128 + highestPower))
            return
        }
        key.append(highestPower < 0 ? 0 : 255)
        let word = UInt64(bitPattern: Int64(highestPower)) ^ 1 << 63
        for shift in stride(from: 56, through: 0, by: -8) {
            key.append(UInt8(truncatingIfNeeded: word >> UInt64(shift)))
        }
    }

    // MARK: Arithmetic

    func integer(_ text: ByteView) -> Int? {
        guard isInteger else { return nil }
        if isZero { return 0 }
        guard highestPower < 19 else { return nil }
        var value = 0
        for index in 0...highestPower {
            let (tenfold, overflowed) = value.multipliedReportingOverflow(by: 10)
            let digit = Int(digit(index, of: text))
            let (next, carried) = tenfold.addingReportingOverflow(isNegative ? -digit : digit)
            if overflowed || carried { return nil }
            value = next
        }
        return value
    }

    /// Division by hand, digit after digit, with what remains as digits too.
    func isMultiple(_ text: ByteView, of divisor: DecimalForm, _ divisorText: ByteView) -> Bool {
        if isZero { return true }
        if divisor.isZero || lowestPower < divisor.lowestPower { return false }
        let divisorDigits = (0..<divisor.digitCount).map { divisor.digit($0, of: divisorText) }
        var remainder = DecimalRemainder(by: divisorDigits)
        for index in 0..<digitCount { remainder.append(digit(index, of: text)) }
        // Zeros bring factors 2 and 5. A divisor of n digits has fewer than 4 n of them: more zeros change nothing.
        for _ in 0..<min(lowestPower - divisor.lowestPower, divisorDigits.count * 4) {
            if remainder.isZero { return true }
            remainder.append(0)
        }
        return remainder.isZero
    }
}

/// What is left of a number, given digit by digit, when it is divided by another.
struct DecimalRemainder {
    private let divisor: [UInt8]
    /// As many digits as the divisor has, and one more before them.
    private var digits: [UInt8]

    init(by divisor: [UInt8]) {
        self.divisor = [0] + divisor
        digits = [UInt8](repeating: 0, count: divisor.count + 1)
    }

    var isZero: Bool { digits.allSatisfy { $0 == 0 } }

    mutating func append(_ digit: UInt8) {
        digits.removeFirst()
        digits.append(digit)
        while !digits.lexicographicallyPrecedes(divisor) { subtractDivisor() }
    }

    private mutating func subtractDivisor() {
        var borrow: UInt8 = 0
        for index in digits.indices.reversed() {
            let taken = divisor[index] + borrow
            borrow = digits[index] < taken ? 1 : 0
            digits[index] = digits[index] + borrow * 10 - taken
        }
    }
}
