// Decimal text: both ways, strictly, at every boundary.

import Bytes
import Testing
import TestSupport

struct DecimalTests {
    /// Every power of ten and of two with its neighbours, both signs, and the ends of the range.
    private static let boundaries: [Int64] = {
        var numbers: Set<Int64> = [0, .min, .max, .min + 1, .max - 1]
        for magnitude in powers(of: 10) + powers(of: 2) {
            for neighbour in -1...1 {
                let (number, overflowed) = magnitude.addingReportingOverflow(Int64(neighbour))
                if !overflowed { numbers.formUnion([number, -number]) }
            }
        }
        return numbers.sorted()
    }()

    private static func powers(of base: Int64) -> [Int64] {
        var powers: [Int64] = [1]
        while true {
            let (next, overflowed) = powers.last!.multipliedReportingOverflow(by: base)
            if overflowed { return powers }
            powers.append(next)
        }
    }

    private func written(_ number: Int64) -> String {
        withDecimal(of: number) { $0.text }
    }

    private func read(_ text: String) -> Int64? {
        Array(text.utf8).withView { $0.integer }
    }

    @Test func numbersAreWrittenAsSwiftWritesThem() {
        for number in Self.boundaries {
            #expect(written(number) == String(number))
            #expect(decimalLength(number) == String(number).count)
        }
        for number in Int64(-1_200)...1_200 where written(number) != String(number) {
            Issue.record("\(number) is written as \(written(number))")
        }
    }

    @Test func numbersAreReadBack() {
        for number in Self.boundaries { #expect(read(String(number)) == number) }
    }

    @Test(arguments: Seeds.fixed(3)) func randomNumbersOfEveryLengthMakeTheRoundTrip(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<5_000 {
            let number = Int64(truncatingIfNeeded: random.next()) >> Int64.random(in: 0..<64, using: &random)
            guard written(number) == String(number), read(String(number)) == number else {
                Issue.record(
                    "\(number) is written as \(written(number)) and read as \(String(describing: read(String(number))))"
                )
                return
            }
        }
    }

    @Test func digitsAreCountedAtEveryPowerOfTen() {
        var power: UInt64 = 1
        for digits in 1...20 {
            #expect(digitCount(power) == digits)
            if digits > 1 { #expect(digitCount(power - 1) == digits - 1) }
            if digits < 20 { power *= 10 }
        }
        #expect(digitCount(0) == 1)
        #expect(digitCount(.max) == 20)
    }

    @Test(arguments: [
        "", "-", "+", "+1", "-0", "00", "01", "-01", "0x1", "1e3", "1.0", " 1", "1 ", "1\n", "\t1", "--1", "1-", "1_0",
        "9223372036854775808", "-9223372036854775809", "18446744073709551615", "18446744073709551616",
        "92233720368547758070", "100000000000000000000", "-100000000000000000000", "٣", "1\0", "\u{0}",
    ])
    func whatIsNotTheOnlySpellingOfANumberIsNone(_ text: String) {
        #expect(read(text) == nil)
    }

    @Test func aTextIsANumberExactlyWhenItIsThatNumbersSpelling() {
        // All texts of up to four of these letters.
        let letters = Array("-+019 .".utf8)
        var texts: [[UInt8]] = [[]]
        for _ in 0..<4 {
            texts += texts.flatMap { text in letters.map { text + [$0] } }
        }
        for text in texts {
            let swift = String(decoding: text, as: UTF8.self)
            let expected = Int64(swift).flatMap { String($0) == swift ? $0 : nil }
            if text.withView({ $0.integer }) != expected { Issue.record("'\(swift)'") }
        }
    }
}
