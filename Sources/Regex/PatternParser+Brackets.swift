// Sets in brackets: `[a-z_]`, `[^\d]`, `[[:alpha:]]`.

extension PatternParser {
    mutating func readBracket() throws(PatternError) -> ScalarSet {
        let start = reader.position
        reader.position += 1
        let isInverted = reader.take("^")
        var sets: [ScalarSet] = []
        // In RE2 a bracket that comes first stands for itself; in ECMA-262 it ends a set of nothing.
        var isFirst = !dialect.isECMA
        while reader.peek() != "]" || isFirst {
            guard !reader.isAtEnd else { throw reader.fault(.missingBracket, from: start, to: reader.end) }
            isFirst = false
            if let set = try readPOSIX() {
                sets.append(set)
            } else if reader.peek() == "\\", let set = try readClassEscape() {
                try refuseRange(from: reader.position - 2)
                sets.append(set)
            } else {
                sets.append(folded(try readRange(start)))
            }
        }
        reader.position += 1
        let union = ScalarSet.union(of: sets)
        return isInverted ? union.inverted : union
    }

    /// In ECMA-262 a class can't begin a range; in RE2 the dash behind it stands for itself.
    private func refuseRange(from start: Int) throws(PatternError) {
        guard dialect.onlyChecks, reader.peek() == "-", reader.peek(1) != "]" else { return }
        throw reader.fault(.badRange, from: start)
    }

    private mutating func readPOSIX() throws(PatternError) -> ScalarSet? {
        let start = reader.position
        guard !dialect.onlyChecks, reader.take("[:") else { return nil }
        // Looked for nearby only: a pattern full of beginnings without an end would be searched again and again.
        guard var name = reader.take(upTo: ":]", within: 32) else {
            reader.position = start
            return nil
        }
        let isInverted = name.hasPrefix("^")
        if isInverted { name.removeFirst() }
        guard let set = NamedClasses.posix(name) else { throw reader.fault(.badRange, from: start) }
        return isInverted ? folded(set).inverted : folded(set)
    }

    private mutating func readRange(_ bracket: Int) throws(PatternError) -> ScalarSet {
        let start = reader.position
        let first = try readMember(bracket)
        guard reader.peek() == "-", reader.peek(1) != "]", reader.peek(1) != nil else { return ScalarSet(first) }
        reader.position += 1
        let last = try readMember(bracket)
        guard first <= last else { throw reader.fault(.badRange, from: start) }
        return ScalarSet([(first, last)])
    }

    private mutating func readMember(_ bracket: Int) throws(PatternError) -> UInt32 {
        guard let scalar = reader.peek() else { throw reader.fault(.missingBracket, from: bracket, to: reader.end) }
        if scalar == "\\" { return try readScalarEscape(inBrackets: true) }
        reader.position += 1
        return scalar.value
    }
}
