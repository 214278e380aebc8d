// Numbers as TOML allows them: integers of 64 bits in four bases, and decimals.

internal import JSON

enum TOMLNumber {
    static func read(_ word: ArraySlice<UInt8>) -> JSONNumber? {
        if word.first == UInt8(ascii: "0"), let letter = word.dropFirst().first, let base = base(of: letter) {
            let digits = withoutUnderscores(word.dropFirst(2)) { digitValue($0) != nil }
            return digits.flatMap { NumberText.integer($0[...], base: base, isNegative: false) }
                .flatMap { $0.integer == nil ? nil : $0 }
        }
        guard let digits = withoutUnderscores(word, isDigit) else { return nil }
        let unsigned = digits.first == UInt8(ascii: "+") ? digits[1...] : digits[...]
        guard unsigned.count == digits.count || unsigned.first.map(isDigit) == true,
            let number = JSONNumber(String(decoding: unsigned, as: UTF8.self))
        else { return nil }
        return isFloat(number) || number.integer != nil ? number : nil
    }

    /// Whether a number is written as one that has a fraction, and so is not held to 64 bits.
    static func isFloat(_ number: JSONNumber) -> Bool {
        number.text.contains { $0 == UInt8(ascii: ".") || $0 | 0x20 == UInt8(ascii: "e") }
    }

    private static func base(of letter: UInt8) -> Int? {
        switch letter {
        case UInt8(ascii: "x"): 16
        case UInt8(ascii: "o"): 8
        case UInt8(ascii: "b"): 2
        default: nil
        }
    }

    /// An underscore stands between two digits, or nowhere.
    private static func withoutUnderscores(_ word: ArraySlice<UInt8>, _ isDigit: (UInt8) -> Bool) -> [UInt8]? {
        let underscore = UInt8(ascii: "_")
        for place in word.indices where word[place] == underscore {
            guard place > word.startIndex, place + 1 < word.endIndex, isDigit(word[place - 1]), isDigit(word[place + 1])
            else { return nil }
        }
        return word.filter { $0 != underscore }
    }
}
