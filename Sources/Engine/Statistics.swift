// Counters of what the server has done, as INFO tells them. Plain numbers, each written in one place.

package struct Statistics {
    package var connectionsReceived = 0
    package var connectionsRejected = 0
    package var commandsProcessed = 0
    package var inputBytes = 0
    package var outputBytes = 0
    package var keyHits = 0
    package var keyMisses = 0
    package var expiredKeys = 0
    package var expiredKeysActive = 0
    package var expirySlicesCutShort = 0
    package var evictedKeys = 0
    package var evictedClients = 0
    /// How long memory was above its limit, without the time since it last rose there.
    package var millisecondsAboveLimit: Int64 = 0
    package var errorReplies = 0
    package var clientsClosedForOutput = 0
    package var clientsClosedForInput = 0
    package var authenticationFailures = 0
    package var refusedCommands = 0
    package var refusedKeys = 0
    package var refusedChannels = 0
    package var reads = 0
    package var writes = 0
    /// How many reads and writes the other threads have taken part in.
    package var threadedReads = 0
    package var threadedWrites = 0
    package var longestTickMicroseconds = 0
    package var peakMemory = 0

    package init() {}
}
