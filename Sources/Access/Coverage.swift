// Rights to everything that begins alike: a whole namespace, all of a type. A pattern grants that if it is a literal
// and one star at its end; of others nobody can say what they leave out.

internal import Bytes

extension User {
    package func mayRead(everythingAfter prefix: [UInt8]) -> Bool {
        prefix.withView { covers($0, .read) }
    }

    package func mayName(everyChannelAfter prefix: [UInt8]) -> Bool {
        rules.selectors.contains { $0.channels.allow(everythingAfter: prefix) }
    }
}

extension [UInt8] {
    /// Whether this pattern matches everything that begins with a prefix.
    func matchesEverything(after prefix: [UInt8]) -> Bool {
        guard last == UInt8(ascii: "*") else { return false }
        let literal = withView { Glob($0) }.literalPrefix
        return literal.count == count - 1 && prefix.starts(with: literal)
    }
}
