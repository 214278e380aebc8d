// Reads a pattern into a tree, in one pass and without recursion: open groups wait on a stack.

struct PatternParser {
    struct Flags {
        var ignoresCase = false
        var isMultiline = false
        var dotTakesNewline = false
        var isLazy = false
    }

    /// What is read of a group so far.
    struct Frame {
        enum Kind: Equatable {
            case whole, plain
            case capture(Int)
        }

        let kind: Kind
        let start: Int
        let outerFlags: Flags
        var choices: [Piece] = []
        var items: [Piece] = []

        var size: Int { items.reduce(choices.reduce(0) { $0 + $1.size }) { $0 + $1.size } }
    }

    let dialect: Dialect
    var reader: PatternReader
    var flags = Flags()
    var frames: [Frame]
    /// The name of each group that captures; the whole match is the first.
    var names: [String?] = [nil]
    /// The classes of `\p{…}` that were named so far.
    var unicodeClasses: [String: ScalarSet] = [:]
    private var size = 0
    /// Where the repetition began that was read last, if nothing has come after it.
    private var lastRepeat: Int?

    init(_ pattern: String, _ dialect: Dialect) {
        self.dialect = dialect
        reader = PatternReader(pattern)
        frames = [Frame(kind: .whole, start: 0, outerFlags: Flags())]
    }

    mutating func parse() throws(PatternError) -> Node {
        guard reader.whole.utf8.count <= PatternLimits.mostBytes else {
            throw PatternError(
                code: .tooLarge, fragment: "", offset: 0,
                advice: "the pattern is longer than \(PatternLimits.mostBytes) bytes")
        }
        while let scalar = reader.peek() {
            let before = lastRepeat
            lastRepeat = nil
            try parseElement(scalar, before)
        }
        guard frames.count == 1 else {
            throw reader.fault(.missingParenthesis, from: 0, to: reader.end)
        }
        return finish(frames.removeLast()).node
    }

    private mutating func parseElement(_ scalar: Unicode.Scalar, _ before: Int?) throws(PatternError) {
        let start = reader.position
        switch scalar {
        case "(": try openGroup()
        case ")": try closeGroup()
        case "|": alternate()
        case "*": try repetition(0, nil, start, before)
        case "+": try repetition(1, nil, start, before)
        case "?": try repetition(0, 1, start, before)
        case "{":
            if let count = try readCount() {
                try repetition(count.least, count.most, start, before)
            } else {
                try literal()
            }
        case "^": try assertion(flags.isMultiline ? .lineStart : .textStart)
        case "$": try assertion(flags.isMultiline ? .lineEnd : .textEnd)
        case ".":
            reader.position += 1
            try append(.set(dot), start)
        case "[": try append(.set(try readBracket()), start)
        case "\\": try escape()
        default: try literal()
        }
    }

    // MARK: Elements

    private var dot: ScalarSet {
        if flags.dotTakesNewline { return .everything }
        return dialect.isECMA ? ScalarSet.lineTerminators.inverted : ScalarSet.newline.inverted
    }

    private mutating func literal() throws(PatternError) {
        let start = reader.position
        if let scalar = reader.next() { try append(literal: scalar.value, start) }
    }

    mutating func append(literal value: UInt32, _ start: Int) throws(PatternError) {
        try append(.set(folded(ScalarSet(value))), start)
    }

    mutating func append(_ piece: Piece, _ start: Int) throws(PatternError) {
        frames[frames.count - 1].items.append(piece)
        try grow(by: piece.size, start)
    }

    mutating func assertion(_ assertion: Assertion, width: Int = 1) throws(PatternError) {
        let start = reader.position
        reader.position += width
        try append(.assertion(assertion), start)
    }

    func folded(_ set: ScalarSet) -> ScalarSet {
        flags.ignoresCase ? set.ignoringCase : set
    }

    private mutating func grow(by more: Int, _ start: Int) throws(PatternError) {
        size += more
        guard size <= PatternLimits.mostInstructions else {
            throw reader.fault(
                .tooLarge, from: start, "the pattern becomes more than \(PatternLimits.mostInstructions) instructions")
        }
    }

    // MARK: Repetitions

    private mutating func repetition(
        _ least: Int, _ most: Int?, _ start: Int, _ before: Int?
    ) throws(PatternError) {
        if reader.position == start { reader.position += 1 }
        let isLazy = reader.take("?") != flags.isLazy
        if let before { throw reader.fault(.nestedRepeat, from: before) }
        guard let body = frames[frames.count - 1].items.popLast() else {
            throw reader.fault(.missingOperand, from: start)
        }
        let piece = Piece.repetition(body, least, most, isGreedy: !isLazy)
        guard piece.repeats <= PatternLimits.mostRepeats || max(least, most ?? 0) < 2 else {
            throw reader.fault(
                .badCount, from: start, "counts within each other may make up \(PatternLimits.mostRepeats)")
        }
        size -= body.size
        try append(piece, start)
        lastRepeat = start
    }

    /// Reads `{n}`, `{n,}` or `{n,m}`. What is not of that form is no repetition, and nothing is read.
    private mutating func readCount() throws(PatternError) -> (least: Int, most: Int?)? {
        let start = reader.position
        reader.position += 1
        guard let least = readNumber() else { return back(to: start) }
        var most: Int? = least
        if reader.take(",") {
            if reader.peek() == "}" {
                most = nil
            } else if let number = readNumber() {
                most = number
            } else {
                return back(to: start)
            }
        }
        guard reader.take("}") else { return back(to: start) }
        if max(least, most ?? 0) > PatternLimits.mostRepeats {
            throw reader.fault(.badCount, from: start, "a count may be at most \(PatternLimits.mostRepeats)")
        }
        if let most, most < least { throw reader.fault(.badCount, from: start) }
        return (least, most)
    }

    private mutating func back(to start: Int) -> (least: Int, most: Int?)? {
        reader.position = start
        return nil
    }

    private mutating func readNumber() -> Int? {
        let digits = reader.take { ("0"..."9").contains($0) }
        if digits.isEmpty || (digits.count > 1 && digits.hasPrefix("0") && !dialect.isECMA) { return nil }
        return Int(digits) ?? Int.max
    }

    // MARK: Groups

    mutating func open(_ kind: Frame.Kind, _ start: Int) throws(PatternError) {
        guard frames.count <= PatternLimits.mostNesting else {
            throw reader.fault(
                .tooDeep, from: start, "groups may stand \(PatternLimits.mostNesting) deep within each other")
        }
        frames.append(Frame(kind: kind, start: start, outerFlags: flags))
    }

    private mutating func alternate() {
        reader.position += 1
        let last = frames.count - 1
        frames[last].choices.append(.sequence(frames[last].items))
        frames[last].items = []
        size += 1
    }

    private mutating func closeGroup() throws(PatternError) {
        guard frames.count > 1 else {
            throw reader.fault(.unexpectedParenthesis, from: 0, to: reader.end)
        }
        let start = reader.position
        reader.position += 1
        let frame = frames.removeLast()
        flags = frame.outerFlags
        let piece = finish(frame)
        size -= frame.size + frame.choices.count
        try append(piece, start)
    }

    private func finish(_ frame: Frame) -> Piece {
        let body = Piece.choice(frame.choices + [.sequence(frame.items)])
        if case .capture(let index) = frame.kind { return .capture(index, body) }
        return body
    }
}
