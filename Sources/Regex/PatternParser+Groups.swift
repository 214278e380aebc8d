// What stands behind an opening parenthesis: groups with and without a name, flags, and what is refused.

extension PatternParser {
    mutating func openGroup() throws(PatternError) {
        let start = reader.position
        reader.position += 1
        guard reader.take("?") else { return try openCapture(named: nil, start) }
        try refuseUnsupported(start)
        if beginsName {
            reader.position += reader.peek() == "P" ? 2 : 1
            return try openCapture(named: try readName(start), start)
        }
        if isLookAround { return try openLookAround(start) }
        try readFlags(start)
    }

    private var beginsName: Bool {
        if reader.peek() == "P" { return reader.peek(1) == "<" && reader.peek(2) != nil }
        return reader.peek() == "<" && reader.peek(1) != nil && !isLookBehind
    }

    private var isLookBehind: Bool {
        reader.peek() == "<" && (reader.peek(1) == "=" || reader.peek(1) == "!")
    }

    private var isLookAround: Bool {
        reader.peek() == "=" || reader.peek() == "!" || isLookBehind
    }

    private mutating func refuseUnsupported(_ start: Int) throws(PatternError) {
        if dialect.onlyChecks, reader.peek() == "P" {
            reader.position += 1
            throw reader.fault(.badGroup, from: start, "ECMA-262 writes a named group as (?<name>…)")
        }
        guard isLookAround, !dialect.onlyChecks else { return }
        if isLookBehind, dialect == .re2 {
            // Go takes what stands there for a name.
            let end = reader.take(upTo: ">") == nil ? reader.end : reader.position
            throw reader.fault(.badName, from: start, to: end, "look-around is not supported")
        }
        reader.position += isLookBehind ? 2 : 1
        throw reader.fault(.badGroup, from: start, "look-around is not supported")
    }

    private mutating func openLookAround(_ start: Int) throws(PatternError) {
        reader.position += isLookBehind ? 2 : 1
        try open(.plain, start)
    }

    private mutating func openCapture(named name: String?, _ start: Int) throws(PatternError) {
        guard names.count <= PatternLimits.mostGroups else {
            throw reader.fault(.tooLarge, from: start, "there may be \(PatternLimits.mostGroups) groups that capture")
        }
        names.append(name)
        try open(.capture(names.count - 1), start)
    }

    private mutating func readName(_ start: Int) throws(PatternError) -> String {
        guard let name = reader.take(upTo: ">") else {
            throw reader.fault(.badName, from: start, to: reader.end)
        }
        let isName = !name.isEmpty && name.unicodeScalars.allSatisfy(isNameScalar)
        guard isName else { throw reader.fault(.badName, from: start) }
        return name
    }

    private func isNameScalar(_ scalar: Unicode.Scalar) -> Bool {
        if NamedClasses.words.contains(scalar.value) { return true }
        return dialect.isECMA && (scalar == "$" || (!scalar.isASCII && scalar.properties.isIDContinue))
    }

    // MARK: Flags

    /// Reads the flags of `(?flags)` or `(?flags:…)`.
    private mutating func readFlags(_ start: Int) throws(PatternError) {
        var changed = flags
        var isOn = true
        var hasFlag = false
        while let scalar = reader.next() {
            switch scalar {
            case "i": changed.ignoresCase = isOn
            case "m": changed.isMultiline = isOn
            case "s": changed.dotTakesNewline = isOn
            case "U" where !dialect.onlyChecks: changed.isLazy = isOn
            case "-" where isOn:
                isOn = false
                hasFlag = false
                continue
            case ":", ")":
                guard isOn || hasFlag, scalar == ":" || !dialect.onlyChecks else {
                    throw reader.fault(.badGroup, from: start)
                }
                if scalar == ":" { try open(.plain, start) }
                flags = changed
                return
            default:
                throw reader.fault(.badGroup, from: start)
            }
            hasFlag = true
        }
        throw reader.fault(.badGroup, from: start)
    }
}
