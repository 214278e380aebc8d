// What every change asks of its type, apart from the definition and the rules themselves: plain values, which are
// copied without a count of who refers to what. Each shelf of the type has them at hand.

struct Terms: Equatable {
    var bodyLength = Limits.bodyLength
    /// How long a resource lasts that is given no end of its own.
    var lifetime: Int64?
    var versionsKept = Limits.versionsKept
    var maximumAge: Int64?
    /// Whether nothing is looked for in bodies: no index, no reference, no unique value.
    var readsNothing = true
    /// Whether any document will do, and is kept whole.
    var takesAnything = true
    /// Whether what stands is on disk alone, but for its index entries and what is cached.
    var isOnDemand = false
    /// Whether it holds what the store keeps for itself.
    var isOwn = false
}
