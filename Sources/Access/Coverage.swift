// Patterns that grant everything that begins alike: a whole namespace, all of a type. Such a pattern is a literal and
// one star at its end; of others nobody can say what they leave out.

internal import Bytes

extension [UInt8] {
    /// What everything begins with that this pattern is known to match; nil unless it is that and one star.
    var coveredPrefix: [UInt8]? {
        let literal = withView { Glob($0) }.literalPrefix
        return literal + [UInt8(ascii: "*")] == self ? literal : nil
    }
}
