// A pattern as instructions. Each stands for a place in the pattern; running them means to be in many places at once,
// which takes at most as many steps for each character as there are instructions.

struct Instruction: Sendable {
    enum Operation: UInt8, Sendable {
        /// Takes a character of the set `other`.
        case take
        /// Goes on at `next`, and with less preference at `other`.
        case split
        /// Notes the place in the slot `other`.
        case save
        /// Goes on if the assertion `other` holds.
        case check
        case match
    }

    let operation: Operation
    var next: Int32
    var other: Int32 = 0
}

struct Program: Sendable {
    let instructions: [Instruction]
    let start: Int32
    let alphabet: Alphabet
    /// The neighbour that a character of each class is.
    let neighbours: [Neighbour]
    /// Whether nothing can match but at the start of the text.
    let isAnchored: Bool
    /// Two slots for each group, the whole match first.
    let slotCount: Int
    /// Whether a class belongs to a set, sets by rows.
    private let memberships: [Bool]

    func takes(_ set: Int32, _ symbol: Int) -> Bool {
        memberships[Int(set) * alphabet.count + symbol]
    }

    /// Nil if the pattern tells too many characters apart.
    init?(_ node: Node, groups: Int) {
        var builder = ProgramBuilder()
        let match = builder.append(.match, next: 0)
        start = builder.emit(.capture(0, node), then: match)
        instructions = builder.instructions
        isAnchored = node.isAnchored
        slotCount = groups * 2
        let telling = builder.sets + (builder.looksAside ? [.newline, NamedClasses.words] : [])
        guard let alphabet = Alphabet(telling),
            builder.sets.count * alphabet.count <= PatternLimits.mostMemberships
        else { return nil }
        self.alphabet = alphabet
        let samples = alphabet.samples
        memberships = builder.sets.flatMap { set in samples.map(set.contains) }
        let looksAside = builder.looksAside
        neighbours = samples.map { sample in
            if !looksAside { return .other }
            if sample == 0x0A { return .newline }
            return NamedClasses.words.contains(sample) ? .word : .other
        }
    }
}

/// Writes instructions from the end of the pattern to its start: each knows what comes after it.
private struct ProgramBuilder {
    var instructions: [Instruction] = []
    var sets: [ScalarSet] = []
    /// Whether an assertion asks for more of a neighbour than whether there is one.
    var looksAside = false
    private var numbers: [ScalarSet: Int32] = [:]

    mutating func append(_ operation: Instruction.Operation, next: Int32, other: Int32 = 0) -> Int32 {
        instructions.append(Instruction(operation: operation, next: next, other: other))
        return Int32(instructions.count - 1)
    }

    /// Writes what the node asks for and then goes on at `next`; answers where that begins.
    mutating func emit(_ node: Node, then next: Int32) -> Int32 {
        switch node {
        case .empty: return next
        case .set(let set): return append(.take, next: next, other: number(of: set))
        case .assertion(let assertion):
            if assertion != .textStart && assertion != .textEnd { looksAside = true }
            return append(.check, next: next, other: Int32(assertion.rawValue))
        case .capture(let index, let body):
            let end = append(.save, next: next, other: Int32(index * 2 + 1))
            return append(.save, next: emit(body, then: end), other: Int32(index * 2))
        case .sequence(let nodes):
            return nodes.reversed().reduce(next) { emit($1, then: $0) }
        case .choice(let nodes):
            let entries = nodes.map { emit($0, then: next) }
            return entries.dropLast().reversed().reduce(entries[entries.count - 1]) {
                append(.split, next: $1, other: $0)
            }
        case .repetition(let body, let repetition):
            return emit(body, repetition, then: next)
        }
    }

    private mutating func number(of set: ScalarSet) -> Int32 {
        if let number = numbers[set] { return number }
        sets.append(set)
        numbers[set] = Int32(sets.count - 1)
        return Int32(sets.count - 1)
    }

    // MARK: Repetitions

    private mutating func emit(_ body: Node, _ repetition: Repetition, then next: Int32) -> Int32 {
        var entry = next
        var copies = repetition.least
        if let most = repetition.most {
            for _ in copies..<most {
                entry = split(emit(body, then: entry), next, repetition)
            }
        } else if copies == 0 {
            return star(body, repetition, then: next)
        } else {
            entry = plus(body, repetition, then: next)
            copies -= 1
        }
        for _ in 0..<copies { entry = emit(body, then: entry) }
        return entry
    }

    private mutating func plus(_ body: Node, _ repetition: Repetition, then next: Int32) -> Int32 {
        loop(body, repetition, then: next).body
    }

    /// A body that can be empty is tried once before the loop asks, so that an empty round is a round.
    private mutating func star(_ body: Node, _ repetition: Repetition, then next: Int32) -> Int32 {
        if repetition.bodyCanBeEmpty {
            return split(plus(body, repetition, then: next), next, repetition)
        }
        return loop(body, repetition, then: next).split
    }

    /// A body that leads back to a choice between itself and what follows.
    private mutating func loop(
        _ body: Node, _ repetition: Repetition, then next: Int32
    ) -> (split: Int32, body: Int32) {
        let loop = split(next, next, repetition)
        let entry = emit(body, then: loop)
        if repetition.isGreedy {
            instructions[Int(loop)].next = entry
        } else {
            instructions[Int(loop)].other = entry
        }
        return (loop, entry)
    }

    private mutating func split(_ body: Int32, _ exit: Int32, _ repetition: Repetition) -> Int32 {
        repetition.isGreedy
            ? append(.split, next: body, other: exit) : append(.split, next: exit, other: body)
    }
}

extension Node {
    /// Whether it begins with the start of the text whatever else it does.
    var isAnchored: Bool {
        switch self {
        case .assertion(let assertion): assertion == .textStart
        case .capture(_, let body): body.isAnchored
        case .sequence(let nodes): nodes.first { !$0.isEmpty }?.isAnchored ?? false
        case .choice(let nodes): nodes.allSatisfy(\.isAnchored)
        case .repetition(let body, let repetition): repetition.least > 0 && body.isAnchored
        case .empty, .set: false
        }
    }

    private var isEmpty: Bool {
        if case .empty = self { true } else { false }
    }
}
