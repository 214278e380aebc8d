// The scalars of a text of bytes. A byte that belongs to no scalar is read as U+FFFD, one byte long, as Go reads it.

enum TextScalar {
    static let replacement: UInt32 = 0xFFFD

    /// The scalar that begins at `position`, and how many bytes it has.
    static func read(_ text: Span<UInt8>, at position: Int) -> (value: UInt32, width: Int) {
        let lead = UInt32(text[position])
        if lead < 0x80 { return (lead, 1) }
        // A lead byte says how many follow, and the second byte's bounds leave out what has a shorter spelling, halves
        // of pairs and what lies beyond the last scalar.
        switch lead {
        case 0xC2...0xDF: return join(text, position, lead & 0x1F, 2, 0x80...0xBF)
        case 0xE0: return join(text, position, lead & 0x0F, 3, 0xA0...0xBF)
        case 0xED: return join(text, position, lead & 0x0F, 3, 0x80...0x9F)
        case 0xE1...0xEF: return join(text, position, lead & 0x0F, 3, 0x80...0xBF)
        case 0xF0: return join(text, position, lead & 0x07, 4, 0x90...0xBF)
        case 0xF1...0xF3: return join(text, position, lead & 0x07, 4, 0x80...0xBF)
        case 0xF4: return join(text, position, lead & 0x07, 4, 0x80...0x8F)
        default: return (replacement, 1)
        }
    }

    private static func join(
        _ text: Span<UInt8>, _ position: Int, _ lead: UInt32, _ width: Int, _ second: ClosedRange<UInt8>
    ) -> (value: UInt32, width: Int) {
        guard position + width <= text.count, second.contains(text[position + 1]) else { return (replacement, 1) }
        var value = lead
        for offset in 1..<width {
            let byte = text[position + offset]
            guard byte & 0xC0 == 0x80 else { return (replacement, 1) }
            value = value << 6 | UInt32(byte & 0x3F)
        }
        return (value, width)
    }
}
