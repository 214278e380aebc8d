// The bounds of the store, each with its reason.

package enum Limits {
    /// A label of DNS, which namespaces and types become parts of.
    static let wordLength = 63
    /// A name of DNS.
    static let nameLength = 253
    /// Enough for any hand-made configuration, and a bound for one commit in memory and in the log.
    package static let operationsInTransaction = 100_000
    /// How many versions of a resource are kept where its type says nothing.
    static let versionsKept = 100
    /// Milliseconds in which no version is let go of, so that a resource that changes often cuts nobody off.
    package static let leastHistory: Int64 = 600_000
    /// What a body may have where its type says nothing.
    static let bodyLength = 1 << 20
    /// How many keys of one index a single resource may have; the product of a composite key's parts is bounded by it.
    static let keysInIndex = 1000
    /// How many offenders a refused definition names.
    static let offendersNamed = 5
    /// How many resources a list looks at before it asks for the time again.
    static let looksBetweenClocks = 32
    /// A list that is sorted keeps so many at least before it sorts what it has and throws the rest away.
    static let leastSorted = 256
    /// What one piece of bodies holds, unless one body alone is larger.
    static let bodyBytesInPiece = 1 << 20
    /// How many milliseconds a piece that is not full waits for more.
    static let bodyWait: Int64 = 1000
    /// How many pieces may wait where bodies are only moved.
    static let piecesAhead = 4
    /// Files are worth being written anew when so much in them is of no use.
    static let bodyBytesWasted = 64 << 20
    /// How many resources are looked at between two looks at the clock, where bodies are put in their places.
    static let resourcesInBodyWalk = 16
    /// How many changes one page of changes looks through, most of which may be of no interest.
    package static let changesLookedThrough = 20_000
}
