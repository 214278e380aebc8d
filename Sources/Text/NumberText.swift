// Numbers as JSON spells them, from what YAML and TOML allow beyond that.

internal import JSON

enum NumberText {
    /// The integer of these digits in base 2, 8 or 16, in base ten; nil where it is none or has more than 64 bits.
    static func integer(_ digits: ArraySlice<UInt8>, base: Int, isNegative: Bool) -> JSONNumber? {
        guard let first = digits.first, digitValue(first) != nil,
            let magnitude = UInt64(String(decoding: digits, as: UTF8.self), radix: base)
        else { return nil }
        return JSONNumber((isNegative && magnitude > 0 ? "-" : "") + String(magnitude))
    }

    /// A decimal number in the spelling of JSON: without needless zeros before it, with digits around its point.
    static func decimal(_ text: ArraySlice<UInt8>) -> JSONNumber? {
        var rest = text
        let sign = rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") ? rest.removeFirst() : 0
        let whole = rest.prefix(while: isDigit)
        rest = rest.dropFirst(whole.count)
        var fraction: ArraySlice<UInt8> = []
        if rest.first == UInt8(ascii: ".") {
            fraction = rest.dropFirst().prefix(while: isDigit)
            rest = rest.dropFirst(1 + fraction.count)
        }
        guard !whole.isEmpty || !fraction.isEmpty else { return nil }
        let significant = whole.drop { $0 == UInt8(ascii: "0") }
        var number: [UInt8] = sign == UInt8(ascii: "-") ? [sign] : []
        number += significant.isEmpty ? [UInt8(ascii: "0")] : significant
        if !fraction.isEmpty { number += [UInt8(ascii: ".")] + fraction }
        return JSONNumber(String(decoding: number + rest, as: UTF8.self))
    }
}
