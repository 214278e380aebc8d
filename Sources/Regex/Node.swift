// A pattern as it is understood, before it becomes a program.

indirect enum Node: Sendable {
    case empty
    case set(ScalarSet)
    case assertion(Assertion)
    case capture(Int, Node)
    case sequence([Node])
    case choice([Node])
    case repetition(Node, Repetition)
}

struct Repetition: Sendable {
    let least: Int
    /// Nil for no bound.
    let most: Int?
    let isGreedy: Bool
    let bodyCanBeEmpty: Bool
}

enum Assertion: UInt8, Sendable {
    case textStart, textEnd, lineStart, lineEnd, wordBoundary, noWordBoundary

    /// Whether it holds between two neighbours.
    func holds(_ before: Neighbour, _ after: Neighbour) -> Bool {
        switch self {
        case .textStart: before == .edge
        case .textEnd: after == .edge
        case .lineStart: before == .edge || before == .newline
        case .lineEnd: after == .edge || after == .newline
        case .wordBoundary: (before == .word) != (after == .word)
        case .noWordBoundary: (before == .word) == (after == .word)
        }
    }
}

/// What stands beside a place in the text, as far as assertions ask.
enum Neighbour: UInt8, Sendable {
    case edge, newline, word, other
}

/// A node with what must be known of it to build greater ones, so that nothing is ever walked twice.
struct Piece {
    var node: Node
    /// How many instructions it becomes.
    var size: Int
    /// The highest product of counts within each other.
    var repeats: Int
    var canBeEmpty: Bool

    static let empty = Piece(node: .empty, size: 0, repeats: 1, canBeEmpty: true)

    static func set(_ set: ScalarSet) -> Piece {
        Piece(node: .set(set), size: 1, repeats: 1, canBeEmpty: false)
    }

    static func assertion(_ assertion: Assertion) -> Piece {
        Piece(node: .assertion(assertion), size: 1, repeats: 1, canBeEmpty: true)
    }

    static func capture(_ index: Int, _ body: Piece) -> Piece {
        var piece = body
        piece.node = .capture(index, body.node)
        piece.size += 2
        return piece
    }

    static func sequence(_ pieces: [Piece]) -> Piece {
        if pieces.count == 1 { return pieces[0] }
        return Piece(
            node: pieces.isEmpty ? .empty : .sequence(pieces.map(\.node)), size: pieces.reduce(0) { $0 + $1.size },
            repeats: pieces.reduce(1) { max($0, $1.repeats) }, canBeEmpty: pieces.allSatisfy(\.canBeEmpty))
    }

    static func choice(_ pieces: [Piece]) -> Piece {
        if pieces.count == 1 { return pieces[0] }
        return Piece(
            node: .choice(pieces.map(\.node)), size: pieces.reduce(pieces.count - 1) { $0 + $1.size },
            repeats: pieces.reduce(1) { max($0, $1.repeats) }, canBeEmpty: pieces.contains(where: \.canBeEmpty))
    }

    static func repetition(_ body: Piece, _ least: Int, _ most: Int?, isGreedy: Bool) -> Piece {
        let repetition = Repetition(
            least: least, most: most, isGreedy: isGreedy, bodyCanBeEmpty: body.canBeEmpty)
        let copies = most ?? max(least, 1)
        let size = copies * body.size + (most ?? least + 2) - least
        return Piece(
            node: .repetition(body.node, repetition), size: size, repeats: body.repeats * max(copies, 1),
            canBeEmpty: least == 0 || body.canBeEmpty)
    }
}
