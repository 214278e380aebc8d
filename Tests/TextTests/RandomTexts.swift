// Values made up from a seed: every kind, and strings that a careless writer would let become something else.

import Bytes
import JSON

struct RandomTexts {
    private var random: SeededRandom

    init(seed: UInt64) {
        random = SeededRandom(seed: seed)
    }

    private static let words = [
        "", "a", "yes", "No", "on", "y", "null", "~", "true", "FALSE", "1", "1.0", "-1", "0x1f", "0o7", "017", "1_000",
        ".5", "1e3", "1:20", "2001-01-01", ".inf", ".NaN", "<<", "=", "-", "- a", "--- ", "...", "? a", ": a", "a: b",
        "a:", "a #b", "a#b", "#a", "&a", "*a", "!a", "|", ">", "@a", "`a`", "%a", "'", "''", "\"", "\\", "\\n", "[a]",
        "{a}", "a, b", " a", "a ", "\ta", "a\t", "a\tb", "\n", "a\n", "a\n\n", "\na", "a\nb", "a\n b\n", " a\nb",
        "a\n\nb", "a\n  ", "a\n\t\nb", "a\r\nb", "\r", "a: |\n b", "Host(`a.b`) && Path(`/x`)", "HostRegexp(`^\\d+$`)",
        "{{ .x }}", "10.0.0.1/8", "10.0.0.1:80", ":80", "10s", "\u{0}", "\u{1b}", "\u{7f}", "\u{85}", "\u{a0}",
        "\u{2028}", "\u{feff}", "é", "日本", "😀", "\u{e000}", "\u{fffd}", "\u{ffff}", "a\u{85}b\nc", "'''", "\"\"\"",
    ]

    private static let numbers = [
        "0", "-0", "1", "-17", "1.0", "1.50", "1e5", "1E+5", "-2.5e-3", "9223372036854775807", "-9223372036854775808",
        "0.1", "100", "3.141592653589793", "-0.0",
    ]

    /// Numbers that some forms cannot hold.
    private static let largeNumbers = [
        "18446744073709551615", "12345678901234567890123", "1e400", "0.12345678901234567890123",
    ]

    mutating func next(withLimits isLimited: Bool = false) -> JSONValue {
        isLimited ? .object(object(depth: 4, isLimited: true)) : value(depth: 4, isLimited: false)
    }

    /// A value; a limited one has what TOML has.
    private mutating func value(depth: Int, isLimited: Bool) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 12 : 6), using: &random) {
        case 0: return isLimited || Bool.random(using: &random) ? .bool(Bool.random(using: &random)) : .null
        case 1: return .number(number(isLimited: isLimited))
        case 2..<6: return .string(string())
        case 6..<9:
            let count = Int.random(in: 0...4, using: &random)
            return .array((0..<count).map { _ in value(depth: depth - 1, isLimited: isLimited) })
        default: return .object(object(depth: depth - 1, isLimited: isLimited))
        }
    }

    private mutating func object(depth: Int, isLimited: Bool) -> JSONObject {
        var object = JSONObject()
        for _ in 0..<Int.random(in: 0...5, using: &random) {
            object[string()] = value(depth: depth, isLimited: isLimited)
        }
        return object
    }

    private mutating func number(isLimited: Bool) -> JSONNumber {
        let numbers = isLimited ? Self.numbers : Self.numbers + Self.largeNumbers
        return JSONNumber(numbers.randomElement(using: &random)!)!
    }

    private mutating func string() -> JSONString {
        let count = Int.random(in: 0..<8, using: &random) == 0 ? Int.random(in: 2...4, using: &random) : 1
        let text = (0..<count).map { _ in Self.words.randomElement(using: &random)! }.joined()
        let isLong = Int.random(in: 0..<200, using: &random) == 0
        return JSONString(isLong ? text + String(repeating: "long ", count: 300) + "." : text)
    }
}
