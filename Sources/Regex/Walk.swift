// The places of a program that can be reached without taking a character, in order of preference.

struct Walk: Sendable {
    private var marks: Marks
    private var pending: [Int32] = []
    /// The instructions met in this round that take a character.
    private(set) var takers: [Instruction] = []
    /// How many instructions were looked at, in all rounds.
    private(set) var steps = 0

    init(_ program: Program) {
        marks = Marks(count: program.instructions.count)
    }

    mutating func beginRound() {
        marks.clear()
        takers.removeAll(keepingCapacity: true)
    }

    /// Goes to every place from `start` on between two neighbours, and tells whether the match is one of them.
    mutating func reachesMatch(
        from start: Int32, _ before: Neighbour, _ after: Neighbour, of program: Program
    ) -> Bool {
        pending.append(start)
        while let place = pending.popLast() {
            steps += 1
            guard marks.insert(place) else { continue }
            let instruction = program.instructions[Int(place)]
            switch instruction.operation {
            case .take: takers.append(instruction)
            case .split:
                pending.append(instruction.other)
                pending.append(instruction.next)
            case .save: pending.append(instruction.next)
            case .check:
                if instruction.holds(before, after) { pending.append(instruction.next) }
            case .match:
                pending.removeAll(keepingCapacity: true)
                return true
            }
        }
        return false
    }
}

extension Instruction {
    func holds(_ before: Neighbour, _ after: Neighbour) -> Bool {
        Assertion(rawValue: UInt8(truncatingIfNeeded: other))?.holds(before, after) ?? false
    }
}

/// A set of small numbers that is emptied in one step.
struct Marks: Sendable {
    private var rounds: [UInt32]
    private var round: UInt32 = 1

    init(count: Int) {
        rounds = [UInt32](repeating: 0, count: count)
    }

    mutating func clear() {
        round &+= 1
        if round == 0 {
            rounds = [UInt32](repeating: 0, count: rounds.count)
            round = 1
        }
    }

    /// Adds the number; false if it was there.
    mutating func insert(_ number: Int32) -> Bool {
        if rounds[Int(number)] == round { return false }
        rounds[Int(number)] = round
        return true
    }
}
