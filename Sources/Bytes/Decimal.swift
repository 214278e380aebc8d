// Whole numbers as decimal text, both ways, by Redis's strict rule: an optional minus, no leading zero, no space,
// nothing after the last digit, and the value in range. A text that follows it is the number's only spelling, which
// is why a string of such a text may be stored as an integer.

internal import CLinux

private let digitPairs: StaticString = """
    00010203040506070809101112131415161718192021222324252627282930313233343536373839\
    40414243444546474849505152535455565758596061626364656667686970717273747576777879\
    8081828384858687888990919293949596979899
    """

/// The longest decimal text of a 64-bit number, its sign included.
public let longestDecimal = 20

/// Writes `number` at `start`, where `longestDecimal` bytes must be free, and answers the length.
@discardableResult @usableFromInline
func writeDecimal(_ number: Int64, to start: UnsafeMutableRawPointer) -> Int {
    guard number < 0 else { return unsafe writeDecimal(UInt64(number), to: start) }
    unsafe start.storeBytes(of: UInt8(ascii: "-"), as: UInt8.self)
    return unsafe 1 + writeDecimal(number.magnitude, to: start + 1)
}

@usableFromInline
func writeDecimal(_ number: UInt64, to start: UnsafeMutableRawPointer) -> Int {
    // Most numbers are lengths and counts, and short.
    if number < 100 { return unsafe writeShort(Int(number), to: start) }
    let length = digitCount(number)
    unsafe writeDecimal(number, length, to: start)
    return length
}

/// The same of a number whose text is known to have so many digits.
func writeDecimal(_ number: UInt64, _ length: Int, to start: UnsafeMutableRawPointer) {
    var magnitude = number
    var position = length
    while magnitude >= 100 {
        let pair = Int(truncatingIfNeeded: magnitude % 100)
        magnitude /= 100
        position -= 2
        unsafe copyPair(pair, to: start + position)
    }
    if magnitude >= 10 {
        unsafe copyPair(Int(truncatingIfNeeded: magnitude), to: start + position - 2)
    } else {
        unsafe start.storeBytes(
            of: UInt8(truncatingIfNeeded: magnitude) + 0x30, toByteOffset: position - 1, as: UInt8.self)
    }
}

/// Writes `marker`, a number of one or two digits and CRLF at `start`, where eight bytes must be free, in one step, and
/// answers the length.
@inline(__always)
func writeShortLine(_ marker: UInt8, _ number: Int, to start: UnsafeMutableRawPointer) -> Int {
    let lineEnd: UInt64 = 0x0a0d
    let isLong = number >= 10
    let digits = isLong ? UInt64(0x3030 + number / 10 + (number % 10) << 8) : UInt64(0x30 + number)
    let line = UInt64(marker) | digits << 8 | lineEnd << (isLong ? 24 : 16)
    unsafe start.storeBytes(of: line, as: UInt64.self)
    return isLong ? 5 : 4
}

@inline(__always)
private func writeShort(_ number: Int, to start: UnsafeMutableRawPointer) -> Int {
    guard number >= 10 else {
        unsafe start.storeBytes(of: UInt8(truncatingIfNeeded: number) + 0x30, as: UInt8.self)
        return 1
    }
    unsafe copyPair(number, to: start)
    return 2
}

private func copyPair(_ pair: Int, to destination: UnsafeMutableRawPointer) {
    let source = unsafe UnsafeRawPointer(digitPairs.utf8Start + pair * 2)
    unsafe destination.storeBytes(of: source.loadUnaligned(as: UInt16.self), as: UInt16.self)
}

/// How many decimal digits `magnitude` has; 1 for zero.
public func digitCount(_ magnitude: UInt64) -> Int {
    var count = 1
    var rest = magnitude
    while rest >= 10_000 {
        rest /= 10_000
        count += 4
    }
    if rest >= 1_000 { return count + 3 }
    if rest >= 100 { return count + 2 }
    return rest >= 10 ? count + 1 : count
}

/// How long the decimal text of `number` is.
public func decimalLength(_ number: Int64) -> Int {
    digitCount(number.magnitude) + (number < 0 ? 1 : 0)
}

extension ByteView {
    /// The number that these bytes spell by the strict rule, or nil.
    public var integer: Int64? {
        guard count > 0, count <= longestDecimal else { return nil }
        let negative = self[0] == UInt8(ascii: "-")
        let start = negative ? 1 : 0
        guard start < count else { return nil }
        if self[start] == UInt8(ascii: "0") { return count == 1 ? 0 : nil }
        guard let magnitude = magnitude(from: start) else { return nil }
        if !negative { return Int64(exactly: magnitude) }
        if magnitude == Int64.min.magnitude { return Int64.min }
        return Int64(exactly: magnitude).map { -$0 }
    }

    private func magnitude(from start: Int) -> UInt64? {
        var value: UInt64 = 0
        for index in start..<count {
            let digit = unsafe base.load(fromByteOffset: index, as: UInt8.self) &- 0x30
            guard digit < 10 else { return nil }
            let (tenfold, overflowed) = value.multipliedReportingOverflow(by: 10)
            let (sum, carried) = tenfold.addingReportingOverflow(UInt64(digit))
            if overflowed || carried { return nil }
            value = sum
        }
        return value
    }
}

/// Lends the decimal text of `number` for the time of one call.
@inlinable @inline(__always)
public func withDecimal<Result, Failure: Error>(
    of number: Int64, _ body: (ByteView) throws(Failure) -> Result
) throws(Failure) -> Result {
    try unsafe withShortText({ start in unsafe writeDecimal(number, to: start) }, body)
}

@inlinable @inline(__always)
public func withDecimal<Result, Failure: Error>(
    of number: UInt64, _ body: (ByteView) throws(Failure) -> Result
) throws(Failure) -> Result {
    try unsafe withShortText({ start in unsafe writeDecimal(number, to: start) }, body)
}

/// Lends what `write` writes, of which it answers the length: at most `longestDecimal` bytes.
@inlinable @inline(__always)
func withShortText<Result, Failure: Error>(
    _ write: (UnsafeMutableRawPointer) -> Int, _ body: (ByteView) throws(Failure) -> Result
) throws(Failure) -> Result {
    var room: (UInt64, UInt64, UInt64) = (0, 0, 0)
    return try unsafe withUnsafeMutableBytes(of: &room) { bytes throws(Failure) in
        let start = bytes.baseAddress!
        let length = unsafe write(start)
        return try unsafe body(ByteView(UnsafeRawPointer(start), count: length))
    }
}
