// How much a pattern may ask for. A pattern comes from a client, so every one of these ends in an error with a reason
// and never in a stalled server.

package enum PatternLimits {
    /// The longest pattern, in bytes. Nobody writes a longer one by hand.
    package static let mostBytes = 32 * 1024
    /// Groups within groups. Building walks the pattern by recursion, about five calls a level.
    package static let mostNesting = 200
    /// The highest count in `{n,m}`, and the highest product of counts within each other: RE2's own limit.
    package static let mostRepeats = 1000
    /// The most instructions of a compiled pattern. One byte of text costs at most so many steps.
    package static let mostInstructions = 50_000
    /// The most groups that capture: every one of them is copied from thread to thread when bounds are asked for.
    package static let mostGroups = 1000
    /// The most cells of the table that says which set takes which class of characters, one byte each.
    static let mostMemberships = 1 << 21
    /// What one pattern's automaton may keep of the states that it met, in words of four bytes.
    static let mostCachedWords = 1 << 16
    /// How often one search may throw those states away before it goes on without keeping any.
    static let mostFlushes = 3
}
