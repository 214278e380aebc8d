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
    static let looksBetweenClocks = 256
    /// How many changes one page of changes looks through, most of which may be of no interest.
    package static let changesLookedThrough = 20_000
}
