// How much of JSON is taken: RFC 8259 lets a reader set bounds, and a server that strangers write to needs them.

/// The bounds that a reader, a patch or a comparison keeps. The usual ones are good for every stored document.
package struct JSONLimits: Sendable {
    /// How deep arrays and objects may stand in one another. Trees are walked by recursion, so this bounds the stack.
    package var depth = 512
    /// How many bytes a document may have, whitespace included.
    package var length = 512 * 1024 * 1024
    /// How many bytes the text of one number may have.
    package var numberLength = 1024
    /// How many steps a patch may take: each byte that it puts somewhere is one, and so is each member or element
    /// beside a place that it changes.
    package var patchSteps = 100_000_000

    package static let usual = JSONLimits()

    package init() {}

    package init(depth: Int) {
        self.depth = depth
    }

    /// An exponent may have this many digits, leading zeros apart: then no arithmetic with exponents overflows.
    static let exponentDigits = 18
    /// Up to so many members, an object's names are compared each with each; beyond, they are hashed.
    static let fewMembers = 16
}
