// Whether a pattern matches somewhere in a text, by an automaton that is built while it runs: each state is a set of
// places in the program, made when a text first leads there, so that the next text finds it in a table.
//
// What is kept has a bound. A search that throws it away too often goes on without keeping anything: every character
// then costs at most as many steps as the program has instructions, and so a search is linear in the text whatever the
// pattern is.

struct LazyAutomaton: Sendable {
    private struct State: Hashable, Sendable {
        /// The places to go on from, before anything is reached from them.
        var places: [Int32]
        var before: Neighbour
    }

    /// What stands in the table beside the rows of states.
    private enum Outcome {
        static let unknown: Int32 = -1
        static let match: Int32 = -2
        static let dead: Int32 = -3
    }

    private var states: [State] = []
    /// Where the row of a state begins in the table.
    private var rows: [State: Int32] = [:]
    /// For each state a row: what each class of characters leads to, and what the end of the text does.
    private var table: [Int32] = []
    private var cachedWords = 0
    private var flushes = 0

    private var walk: Walk
    private var targets: Marks
    private var scratch: [Int32] = []
    private var charactersRead = 0

    private let width: Int

    init(_ program: Program) {
        walk = Walk(program)
        targets = Marks(count: program.instructions.count)
        width = program.alphabet.count + 1
        reset()
    }

    /// What all searches cost so far: characters read and instructions looked at.
    var steps: Int { charactersRead + walk.steps }

    private mutating func reset() {
        states.removeAll()
        rows.removeAll()
        table.removeAll()
        cachedWords = 0
        _ = row(of: State(places: [], before: .edge))
    }

    // MARK: Searching

    mutating func matches(_ text: Span<UInt8>, _ program: Program) -> Bool {
        var row = 0
        var position = 0
        flushes = 0
        while true {
            let start = position
            Self.run(table.span, program.alphabet, text, &row, &position)
            charactersRead += position - start
            let (symbol, length) = Self.symbol(text, position, program.alphabet)
            var outcome = table[row + symbol]
            if outcome == Outcome.unknown { outcome = resolve(row, symbol, program) }
            if outcome < 0 { return outcome == Outcome.match }
            row = Int(outcome)
            position += length
            if flushes > PatternLimits.mostFlushes {
                return matchesUncached(text, from: position, states[row / width], program)
            }
        }
    }

    /// Follows the table as far as it goes.
    private static func run(
        _ table: Span<Int32>, _ alphabet: Alphabet, _ text: Span<UInt8>, _ row: inout Int, _ position: inout Int
    ) {
        let ascii = alphabet.ascii.span
        while position < text.count {
            let byte = text[position]
            var symbol = 0
            var length = 1
            if byte < 0x80 {
                symbol = Int(ascii[Int(byte)])
            } else {
                (symbol, length) = Self.symbol(text, position, alphabet)
            }
            let next = table[row + symbol]
            if next < 0 { return }
            row = Int(next)
            position += length
        }
    }

    /// The class of the character at `position`, and how many bytes that has; behind the last, the number after all
    /// classes.
    private static func symbol(
        _ text: Span<UInt8>, _ position: Int, _ alphabet: Alphabet
    ) -> (symbol: Int, length: Int) {
        guard position < text.count else { return (alphabet.count, 0) }
        let (scalar, length) = TextScalar.read(text, at: position)
        return (alphabet.index(of: scalar), length)
    }

    private mutating func matchesUncached(
        _ text: Span<UInt8>, from start: Int, _ state: State, _ program: Program
    ) -> Bool {
        var state = state
        var position = start
        while true {
            let (symbol, length) = Self.symbol(text, position, program.alphabet)
            if advance(state, over: symbol, program) { return true }
            if position == text.count { return false }
            state.before = program.neighbours[symbol]
            swap(&state.places, &scratch)
            position += length
            charactersRead += 1
        }
    }

    // MARK: States

    /// Finds out what a class of characters leads to, and notes it.
    private mutating func resolve(_ row: Int, _ symbol: Int, _ program: Program) -> Int32 {
        let before = flushes
        var outcome = Outcome.dead
        if advance(states[row / width], over: symbol, program) {
            outcome = Outcome.match
        } else if symbol < program.alphabet.count, !(scratch.isEmpty && program.isAnchored) {
            outcome = self.row(of: State(places: scratch, before: program.neighbours[symbol]))
        }
        if flushes == before { table[row + symbol] = outcome }
        return outcome
    }

    private mutating func row(of state: State) -> Int32 {
        if let row = rows[state] { return row }
        cachedWords += width + state.places.count
        if cachedWords > PatternLimits.mostCachedWords, states.count > 1 {
            flushes += 1
            reset()
            return row(of: state)
        }
        let row = Int32(table.count)
        table.append(contentsOf: repeatElement(Outcome.unknown, count: width))
        states.append(state)
        rows[state] = row
        return row
    }

    /// Takes one character in every place of the state at once, and the new places into `scratch`. Tells whether the
    /// match was reached before that character.
    private mutating func advance(_ state: State, over symbol: Int, _ program: Program) -> Bool {
        let isEnd = symbol == program.alphabet.count
        let after = isEnd ? .edge : program.neighbours[symbol]
        walk.beginRound()
        for place in state.places where walk.reachesMatch(from: place, state.before, after, of: program) {
            return true
        }
        // A match may begin anywhere, but an anchored one at the start only.
        if !program.isAnchored || state.before == .edge {
            if walk.reachesMatch(from: program.start, state.before, after, of: program) { return true }
        }
        scratch.removeAll(keepingCapacity: true)
        if isEnd { return false }
        targets.clear()
        for taker in walk.takers where program.takes(taker.other, symbol) && targets.insert(taker.next) {
            scratch.append(taker.next)
        }
        return false
    }
}
