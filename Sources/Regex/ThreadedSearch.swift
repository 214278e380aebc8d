// Where a pattern matches, and where its groups do: the leftmost match, and of several there the one that the pattern
// prefers. Every way through the program is a thread with its own notes; two threads in one place are one from there
// on, the preferred, so that there are never more threads than instructions.

struct ThreadedSearch {
    private struct Threads {
        var places: [Int32] = []
        /// The notes of all threads, one after another.
        var slots: [Int] = []

        mutating func removeAll() {
            places.removeAll(keepingCapacity: true)
            slots.removeAll(keepingCapacity: true)
        }
    }

    private enum Task {
        case visit(Int32)
        /// Takes back a note when the way that needed it has been gone.
        case restore(slot: Int, Int)
    }

    private static let nowhere = -1

    private let program: Program
    private var marks: Marks
    private var current = Threads()
    private var upcoming = Threads()
    private var notes: [Int]
    private var tasks: [Task] = []
    private var best: [Int]?
    private(set) var steps = 0

    init(_ program: Program) {
        self.program = program
        marks = Marks(count: program.instructions.count)
        notes = [Int](repeating: Self.nowhere, count: program.slotCount)
    }

    mutating func firstMatch(in text: Span<UInt8>) -> [Range<Int>?]? {
        var position = 0
        var before = Neighbour.edge
        while true {
            var symbol: Int?
            var width = 0
            if position < text.count {
                let (scalar, length) = TextScalar.read(text, at: position)
                symbol = program.alphabet.index(of: scalar)
                width = length
            }
            let after = symbol.map { program.neighbours[$0] } ?? .edge
            step(over: symbol, at: position, before, after)
            if symbol == nil || upcoming.places.isEmpty && (best != nil || program.isAnchored) { break }
            swap(&current, &upcoming)
            position += width
            before = after
        }
        return best.map { slots in
            stride(from: 0, to: slots.count, by: 2).map { index in
                slots[index + 1] == Self.nowhere || slots[index] == Self.nowhere
                    ? nil : slots[index]..<slots[index + 1]
            }
        }
    }

    /// Lets every thread take a character, the preferred first. A thread that matches ends those that come after it.
    private mutating func step(over symbol: Int?, at position: Int, _ before: Neighbour, _ after: Neighbour) {
        marks.clear()
        upcoming.removeAll()
        for (index, place) in current.places.enumerated() {
            let start = index * program.slotCount
            for slot in notes.indices { notes[slot] = current.slots[start + slot] }
            if follow(from: place, over: symbol, at: position, before, after) { return }
        }
        if best == nil, !program.isAnchored || before == .edge {
            for slot in notes.indices { notes[slot] = Self.nowhere }
            _ = follow(from: program.start, over: symbol, at: position, before, after)
        }
    }

    private mutating func follow(
        from start: Int32, over symbol: Int?, at position: Int, _ before: Neighbour, _ after: Neighbour
    ) -> Bool {
        tasks.append(.visit(start))
        while let task = tasks.popLast() {
            steps += 1
            guard case .visit(let place) = task else {
                if case .restore(let slot, let note) = task { notes[slot] = note }
                continue
            }
            guard marks.insert(place) else { continue }
            let instruction = program.instructions[Int(place)]
            switch instruction.operation {
            case .take:
                if let symbol, program.takes(instruction.other, symbol) {
                    upcoming.places.append(instruction.next)
                    upcoming.slots.append(contentsOf: notes)
                }
            case .split:
                tasks.append(.visit(instruction.other))
                tasks.append(.visit(instruction.next))
            case .save:
                let slot = Int(instruction.other)
                tasks.append(.restore(slot: slot, notes[slot]))
                notes[slot] = position
                tasks.append(.visit(instruction.next))
            case .check:
                if instruction.holds(before, after) { tasks.append(.visit(instruction.next)) }
            case .match:
                best = notes
                tasks.removeAll(keepingCapacity: true)
                return true
            }
        }
        return false
    }
}
