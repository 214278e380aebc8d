// The bounds of the loop: how much of anything one turn may do, so that no client waits long for another.

enum Limits {
    /// Connections taken from a listener in one turn.
    static let acceptsPerTurn = 1000
    /// A connection with this much unsent runs no requests until its client has read.
    static let unsentBeforePause = 8 << 20
    /// A connection whose requests wait is not read either once it has sent this much. Until then its client may write
    /// everything before it reads a reply, as many programs do.
    static let waitingRequests = 64 << 20
    /// So much is sent to anybody, whatever the limit of its class.
    static let alwaysSent = 16 << 10
    /// How much may lie unread of a client that has not authenticated; of others no limit may be less.
    static let leastInputLimit = 1 << 20
    /// How much room at most is made ahead for a long argument that is announced but has not come.
    static let readAhead = 1 << 20
    /// A slice of removing ended keys, in nanoseconds: with the greatest effort, four times as long as any other.
    static func expirySlice(effort: Int) -> Int64 {
        slice * Int64(effort + 2) / 3
    }
    /// A slice of expiry, of moving buckets, or of freeing, in nanoseconds. All of them in one turn stay under 1 ms.
    static let slice: Int64 = 250_000
    /// A slice of what was begun for one request, in nanoseconds: so much longer everybody else waits meanwhile.
    static let longWorkSlice: Int64 = 1_000_000
    /// A slice of loading, in nanoseconds: so long at most clients wait to hear that the server is loading.
    static let loadingSlice: Int64 = 10_000_000
    /// Work that is left over goes on this much later, so that clients come first.
    static let pauseBetweenSlices: Int64 = 1_000_000
    /// Connections that every round of housekeeping sees to, however few there are.
    static let leastLookedAfter = 5
    /// A client that has been quiet for this long, in milliseconds, has its buffers taken.
    static let quiet: Int64 = 2000
    /// What an HTTP connection may do in one turn: requests, reads and sends together.
    static let httpSteps = 32
    /// How much is read from one at once; requests are a few hundred bytes.
    static let httpRead = 4096
    /// A long answer is made ready for sending in pieces of this size, each of which has to go in time.
    static let httpPiece = 128 << 10
    /// What is still read, and for how many nanoseconds at most, from one that was told that it ends.
    static let httpDrained = 1 << 20
    static let httpDraining: Int64 = 2_000_000_000
    /// How many are still told that there are too many.
    static let httpTurnedAway = 16
    /// Descriptors that are not clients: listeners, log, poll set, files.
    static let reservedDescriptors = 32
    /// Fewer ready connections than this for each I/O loop are read where they are.
    static let connectionsPerLoop = 2
}
