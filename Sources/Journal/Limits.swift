// The bounds of the journal, each with its reason.

package enum JournalLimits {
    /// How much is read from a file at once: small enough to stay in the second cache until it is parsed.
    static let readBlock = 256 * 1024

    /// A batch is closed at the first end of a command or transaction beyond this. A reader that finds no checksum
    /// within it knows that none will come, so it never holds more than this and one command or transaction.
    package static let batch = 1 << 20

    /// After how many bytes of a snapshot a checksum so far is written.
    package static let stretch = 1 << 20

    /// The longest piece of a value of our own in a snapshot, so that a stock server skips it in small pieces.
    package static let ownPiece = 1 << 20
    /// How much of one is written in one step, so that nobody waits for long.
    static let partOfPiece = 64 << 10

    /// The longest line of annotation that Redis's loader takes in one read.
    static let annotation = 1000

    /// The longest line of a manifest that Redis takes.
    static let manifestLine = 1024

    /// The checksum of a snapshot is brought up to date in pieces of this size, while they are still in the cache.
    static let checksumPiece = 64 * 1024

    /// Strings of at most this many bytes are not worth packing, and a packed one must save this many.
    static let shortestPacked = 21
    static let leastSaved = 4
}
