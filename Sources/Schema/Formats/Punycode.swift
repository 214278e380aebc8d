// Labels of host names in other scripts: how RFC 3492 writes them with ASCII letters, and what RFC 5892 lets them hold.

internal import Regex

enum Punycode {
    private static let base = 36

    /// The scalars that a label stands for, without its `xn--`; nil if it stands for none.
    static func decode(_ label: ArraySlice<UInt8>) -> [Unicode.Scalar]? {
        var output: [UInt32] = []
        var rest = label
        if let dash = label.lastIndex(of: UInt8(ascii: "-")) {
            output = label[..<dash].map(UInt32.init)
            rest = label[(dash + 1)...]
        }
        guard !rest.isEmpty else { return nil }
        var code = 0x80
        var place = 0
        var bias = 72
        while !rest.isEmpty {
            guard let delta = number(&rest, bias) else { return nil }
            bias = adapt(delta, count: output.count + 1, isFirst: place == 0 && code == 0x80)
            place += delta
            code += place / (output.count + 1)
            place %= output.count + 1
            guard let value = UInt32(exactly: code), value <= 0x10FFFF else { return nil }
            output.insert(value, at: place)
            place += 1
        }
        let scalars = output.compactMap(Unicode.Scalar.init)
        return scalars.count == output.count ? scalars : nil
    }

    /// A number whose digits say themselves where it ends.
    private static func number(_ rest: inout ArraySlice<UInt8>, _ bias: Int) -> Int? {
        var value = 0
        var weight = 1
        var step = base
        while let byte = rest.popFirst() {
            guard let digit = digit(byte) else { return nil }
            value += digit * weight
            let threshold = min(max(step - bias, 1), 26)
            if digit < threshold { return value }
            weight *= base - threshold
            step += base
            // A label has 63 bytes; whatever is so large is beyond the last scalar.
            if weight > 1 << 40 { return nil }
        }
        return nil
    }

    private static func digit(_ byte: UInt8) -> Int? {
        switch byte {
        case 0x61...0x7A: Int(byte) - 0x61
        case 0x30...0x39: Int(byte) - 0x30 + 26
        default: nil
        }
    }

    private static func adapt(_ delta: Int, count: Int, isFirst: Bool) -> Int {
        var delta = isFirst ? delta / 700 : delta / 2
        delta += delta / count
        var bias = 0
        while delta > 455 {
            delta /= base - 1
            bias += base
        }
        return bias + base * delta / (delta + 38)
    }
}

enum InternationalLabel {
    static func allows(_ label: [Unicode.Scalar]) -> Bool {
        let dash = Unicode.Scalar("-")
        guard let first = label.first, label.last != dash, first != dash, !isMark(first) else { return false }
        if label.count >= 4, label[2] == dash, label[3] == dash { return false }
        return label.indices.allSatisfy { allows(label[$0], at: $0, in: label) }
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        [.nonspacingMark, .spacingMark, .enclosingMark].contains(scalar.properties.generalCategory)
    }

    private static let alwaysAllowed: Set<UInt32> = [0xDF, 0x3C2, 0x6FD, 0x6FE, 0xF0B, 0x3007]
    private static let neverAllowed: Set<UInt32> = [
        0x640, 0x7FA, 0x302E, 0x302F, 0x3031, 0x3032, 0x3033, 0x3034, 0x3035, 0x303B,
    ]

    private static func allows(_ scalar: Unicode.Scalar, at place: Int, in label: [Unicode.Scalar]) -> Bool {
        if alwaysAllowed.contains(scalar.value) { return true }
        if neverAllowed.contains(scalar.value) { return false }
        let before = place > 0 ? label[place - 1] : nil
        let after = place + 1 < label.count ? label[place + 1] : nil
        switch scalar.value {
        case 0xB7: return before == "l" && after == "l"
        case 0x375: return belongs(after, to: ["Greek"])
        case 0x5F3, 0x5F4: return belongs(before, to: ["Hebrew"])
        case 0x30FB: return label.contains { $0 != scalar && belongs($0, to: ["Hiragana", "Katakana", "Han"]) }
        case 0x660...0x669: return !label.contains { (0x6F0...0x6F9).contains($0.value) }
        case 0x6F0...0x6F9: return !label.contains { (0x660...0x669).contains($0.value) }
        case 0x200C: return isVirama(before) || (belongs(before, to: ["Arabic"]) && belongs(after, to: ["Arabic"]))
        case 0x200D: return isVirama(before)
        default: return isLetterOrDigit(scalar)
        }
    }

    private static func belongs(_ scalar: Unicode.Scalar?, to scripts: [String]) -> Bool {
        guard let scalar else { return false }
        return scripts.contains { Scripts.contains(scalar, in: $0) }
    }

    /// The sign that takes a consonant's vowel away.
    private static func isVirama(_ scalar: Unicode.Scalar?) -> Bool {
        scalar?.properties.canonicalCombiningClass.rawValue == 9
    }

    private static func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar == "-" || UInt8(ascii: scalar).isDigit || UInt8(ascii: scalar).isLetter }
        let properties = scalar.properties
        if properties.changesWhenNFKCCaseFolded || properties.isDefaultIgnorableCodePoint { return false }
        let oldHangul: [ClosedRange<UInt32>] = [0x1100...0x11FF, 0xA960...0xA97F, 0xD7B0...0xD7FF]
        if oldHangul.contains(where: { $0.contains(scalar.value) }) { return false }
        switch properties.generalCategory {
        case .lowercaseLetter, .uppercaseLetter, .otherLetter, .modifierLetter, .decimalNumber, .nonspacingMark,
            .spacingMark:
            return true
        default: return false
        }
    }
}
