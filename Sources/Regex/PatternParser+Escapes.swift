// What stands behind a backslash.

extension PatternParser {
    /// An escape outside of brackets.
    mutating func escape() throws(PatternError) {
        let start = reader.position
        switch reader.peek(1) {
        case "A" where !dialect.onlyChecks: return try assertion(.textStart, width: 2)
        case "z" where !dialect.onlyChecks: return try assertion(.textEnd, width: 2)
        case "b": return try assertion(.wordBoundary, width: 2)
        case "B": return try assertion(.noWordBoundary, width: 2)
        case "Q" where !dialect.onlyChecks: return try quotation()
        default: break
        }
        if let set = try readClassEscape() { return try append(.set(set), start) }
        if try skipsBackreference() { return try append(.empty, start) }
        try append(literal: try readScalarEscape(), start)
    }

    /// `\Q…\E`: everything between stands for itself; without an end, up to the end.
    private mutating func quotation() throws(PatternError) {
        reader.position += 2
        while !reader.isAtEnd, !reader.take("\\E") {
            let start = reader.position
            if let scalar = reader.next() { try append(literal: scalar.value, start) }
        }
    }

    private mutating func skipsBackreference() throws(PatternError) -> Bool {
        let start = reader.position
        guard let scalar = reader.peek(1) else { return false }
        let isNamed = scalar == "k" && dialect.isECMA
        let isNumber = ("1"..."9").contains(scalar) && !isOctal
        guard isNamed || isNumber else { return false }
        reader.position += 2
        if isNamed {
            guard reader.take("<"), reader.take(upTo: ">") != nil else { throw reader.fault(.badName, from: start) }
        } else {
            _ = reader.take { ("0"..."9").contains($0) && dialect.isECMA }
        }
        if dialect.onlyChecks { return true }
        throw reader.fault(.badEscape, from: start, "backreferences are not supported")
    }

    /// RE2 reads two digits of which the first is no zero as an octal number, one as a backreference.
    private var isOctal: Bool {
        guard dialect == .re2, let first = reader.peek(1), let second = reader.peek(2) else { return false }
        return ("1"..."7").contains(first) && ("0"..."7").contains(second)
    }

    /// `\d`, `\W`, `\p{Greek}` and their like; nil if none comes next.
    mutating func readClassEscape() throws(PatternError) -> ScalarSet? {
        switch reader.peek(1) {
        case let letter? where "dsw".unicodeScalars.contains(letter):
            reader.position += 2
            return NamedClasses.perl(letter, dialect).map(folded)
        case let letter? where "DSW".unicodeScalars.contains(letter):
            reader.position += 2
            return NamedClasses.perl(letter.properties.lowercaseMapping.unicodeScalars.first!, dialect)
                .map { folded($0).inverted }
        case "p", "P": return try readProperty()
        default: return nil
        }
    }

    private mutating func readProperty() throws(PatternError) -> ScalarSet {
        let start = reader.position
        reader.position += 1
        var isInverted = reader.next() == "P"
        var name = ""
        if reader.take("{") {
            guard let text = reader.take(upTo: "}") else {
                throw reader.fault(.badRange, from: start, to: reader.end)
            }
            name = text
        } else if !dialect.onlyChecks, let letter = reader.next() {
            name = String(letter)
        }
        if name.hasPrefix("^") {
            isInverted.toggle()
            name.removeFirst()
        }
        guard let set = unicodeClass(name) else {
            throw reader.fault(.badRange, from: start, "there is no class \(name)")
        }
        return isInverted ? set.inverted : set
    }

    /// The class of that name as the flags have it. Put together once: a pattern may name it thousands of times.
    private mutating func unicodeClass(_ name: String) -> ScalarSet? {
        let key = (flags.ignoresCase ? "i " : "") + name
        if let known = unicodeClasses[key] { return known }
        let set = UnicodeClasses.set(named: name).map(folded)
        unicodeClasses[key] = set
        return set
    }

    // MARK: Escapes for one character

    mutating func readScalarEscape(inBrackets: Bool = false) throws(PatternError) -> UInt32 {
        let start = reader.position
        reader.position += 1
        guard let scalar = reader.next() else {
            throw reader.fault(.trailingBackslash, from: reader.end)
        }
        switch scalar {
        case "f": return 0x0C
        case "n": return 0x0A
        case "r": return 0x0D
        case "t": return 0x09
        case "v": return 0x0B
        case "a" where !dialect.onlyChecks: return 0x07
        case "b" where inBrackets && dialect.isECMA: return 0x08
        case "x": return try readHex(start)
        case "u" where dialect.isECMA: return try readUnicode(start)
        case "c" where dialect.isECMA: return try readControl(start)
        case "0"..."7" where dialect == .re2: return readOctal(scalar)
        case "0" where dialect.isECMA: return 0
        default:
            guard stands(scalar, forItselfInBrackets: inBrackets) else {
                throw reader.fault(.badEscape, from: start)
            }
            return scalar.value
        }
    }

    private func stands(_ scalar: Unicode.Scalar, forItselfInBrackets inBrackets: Bool) -> Bool {
        if dialect.onlyChecks {
            return "^$\\.*+?()[]{}|/".unicodeScalars.contains(scalar) || (inBrackets && scalar == "-")
        }
        return scalar.isASCII && (scalar == "_" || !NamedClasses.words.contains(scalar.value))
    }

    private mutating func readOctal(_ first: Unicode.Scalar) -> UInt32 {
        var value = first.value - 0x30
        for _ in 0..<2 {
            guard let digit = reader.peek(), ("0"..."7").contains(digit) else { break }
            value = value * 8 + digit.value - 0x30
            reader.position += 1
        }
        return value
    }

    private mutating func readHex(_ start: Int) throws(PatternError) -> UInt32 {
        if reader.peek() == "{", dialect == .re2 { return try readBraced(start) }
        return try readDigits(2, start)
    }

    private mutating func readUnicode(_ start: Int) throws(PatternError) -> UInt32 {
        if reader.peek() == "{" { return try readBraced(start) }
        let value = try readDigits(4, start)
        guard (0xD800...0xDBFF).contains(value) else { return value }
        // Two halves of a pair are one character; half a pair alone is in no text.
        let second = reader.position
        if reader.take("\\u"), reader.peek() != "{" {
            let low = try readDigits(4, start)
            if (0xDC00...0xDFFF).contains(low) { return 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00) }
        }
        reader.position = second
        return value
    }

    private mutating func readBraced(_ start: Int) throws(PatternError) -> UInt32 {
        reader.position += 1
        var value: UInt32 = 0
        var hasDigit = false
        while let scalar = reader.next() {
            if scalar == "}", hasDigit { return value }
            guard scalar.isASCII, let digit = Character(scalar).hexDigitValue else { break }
            value = value * 16 + UInt32(digit)
            hasDigit = true
            if value > ScalarSet.largest { break }
        }
        throw reader.fault(.badEscape, from: start)
    }

    private mutating func readDigits(_ count: Int, _ start: Int) throws(PatternError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<count {
            guard let scalar = reader.next(), let digit = Character(scalar).hexDigitValue, scalar.isASCII else {
                throw reader.fault(.badEscape, from: start)
            }
            value = value * 16 + UInt32(digit)
        }
        return value
    }

    private mutating func readControl(_ start: Int) throws(PatternError) -> UInt32 {
        guard let letter = reader.next(), letter.isASCII, letter.properties.isAlphabetic else {
            throw reader.fault(.badEscape, from: start)
        }
        return letter.value % 32
    }
}
