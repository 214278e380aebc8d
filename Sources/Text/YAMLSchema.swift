// What a scalar without quotes means: YAML's core schema, as go-yaml reads it.

internal import JSON

enum YAMLSchema {
    /// Whether this byte means something at the beginning of a scalar, whatever follows it.
    static func isIndicator(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "#"), UInt8(ascii: "&"), UInt8(ascii: "*"), UInt8(ascii: "!"), UInt8(ascii: "|"),
            UInt8(ascii: ">"), UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "%"), UInt8(ascii: "@"),
            UInt8(ascii: "`"):
            true
        default: isFlowMark(byte)
        }
    }

    /// The value; nil for infinity and for what is no number, which JSON cannot hold.
    static func value(of content: [UInt8]) -> JSONValue? {
        guard let first = content.first else { return .null }
        switch first {
        case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "0")...UInt8(ascii: "9"):
            if isNotFinite(content) { return nil }
            return number(content).map { .number($0) } ?? .string(JSONString(content))
        case UInt8(ascii: "~"), UInt8(ascii: "n"), UInt8(ascii: "N"), UInt8(ascii: "t"), UInt8(ascii: "T"),
            UInt8(ascii: "f"), UInt8(ascii: "F"):
            return word(content) ?? .string(JSONString(content))
        default: return .string(JSONString(content))
        }
    }

    private static func word(_ content: [UInt8]) -> JSONValue? {
        guard content.count <= 5 else { return nil }
        switch String(decoding: content, as: UTF8.self) {
        case "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        default: return nil
        }
    }

    private static func isNotFinite(_ content: [UInt8]) -> Bool {
        guard (4...5).contains(content.count) else { return false }
        if [".nan", ".NaN", ".NAN"].contains(String(decoding: content, as: UTF8.self)) { return true }
        let unsigned = content.drop { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }
        return [".inf", ".Inf", ".INF"].contains(String(decoding: unsigned, as: UTF8.self))
    }

    private static func number(_ content: [UInt8]) -> JSONNumber? {
        if let number = JSONNumber(String(decoding: content, as: UTF8.self)) { return number }
        let digits = content.filter { $0 != UInt8(ascii: "_") }
        guard let first = digits.first else { return nil }
        let isSigned = first == UInt8(ascii: "-") || first == UInt8(ascii: "+")
        let unsigned = digits.dropFirst(isSigned ? 1 : 0)
        let whole = based(unsigned, isNegative: first == UInt8(ascii: "-"))
        return whole ?? NumberText.decimal(digits[...])
    }

    /// An integer whose base its beginning tells. A zero alone still means base 8, as in YAML 1.1.
    private static func based(_ unsigned: ArraySlice<UInt8>, isNegative: Bool) -> JSONNumber? {
        guard unsigned.first == UInt8(ascii: "0"), let letter = unsigned.dropFirst().first else { return nil }
        let rest = unsigned.dropFirst(2)
        switch letter | 0x20 {
        case UInt8(ascii: "x"): return NumberText.integer(rest, base: 16, isNegative: isNegative)
        case UInt8(ascii: "o"): return NumberText.integer(rest, base: 8, isNegative: isNegative)
        case UInt8(ascii: "b"): return NumberText.integer(rest, base: 2, isNegative: isNegative)
        default: return NumberText.integer(unsigned.dropFirst(), base: 8, isNegative: isNegative)
        }
    }
}
