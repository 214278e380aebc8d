// Patterns that are nothing but a text between anchors: those need no automaton.

enum Literal: Sendable {
    case whole([UInt8])
    case start([UInt8])
    case end([UInt8])

    /// Nil if the pattern is more than that, or a text that may stand anywhere.
    init?(_ node: Node) {
        var parts: [Node]
        if case .sequence(let nodes) = node { parts = nodes } else { parts = [node] }
        var isAtStart = false
        var isAtEnd = false
        if case .assertion(.textStart)? = parts.first {
            isAtStart = true
            parts.removeFirst()
        }
        if case .assertion(.textEnd)? = parts.last {
            isAtEnd = true
            parts.removeLast()
        }
        var bytes: [UInt8] = []
        for part in parts {
            // U+FFFD stands for bad bytes too, so it is no text.
            guard case .set(let set) = part, let value = set.single, value != TextScalar.replacement,
                let scalar = Unicode.Scalar(value)
            else { return nil }
            bytes += Array(String(scalar).utf8)
        }
        switch (isAtStart, isAtEnd) {
        case (true, true): self = .whole(bytes)
        case (true, false): self = .start(bytes)
        case (false, true): self = .end(bytes)
        case (false, false): return nil
        }
    }

    func matches(_ text: Span<UInt8>) -> Bool {
        switch self {
        case .whole(let bytes): text.count == bytes.count && Self.stands(bytes, in: text, at: 0)
        case .start(let bytes): text.count >= bytes.count && Self.stands(bytes, in: text, at: 0)
        case .end(let bytes): text.count >= bytes.count && Self.stands(bytes, in: text, at: text.count - bytes.count)
        }
    }

    private static func stands(_ bytes: [UInt8], in text: Span<UInt8>, at start: Int) -> Bool {
        for index in bytes.indices where bytes[index] != text[start + index] { return false }
        return true
    }
}
