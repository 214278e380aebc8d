// How the reading of a log's file ended, and what is asked of it.

/// What a reader needs to know of a file beside its bytes.
package struct LogExpectation: Sendable {
    /// Where reading begins: behind a snapshot, in a file that begins with one.
    package var start = 0
    /// Whether it is the base, which if it is ours has a last mark.
    package var isBase = false
    /// Only the last file of a log may end in something torn.
    package var isLast = true
    /// Whether a torn end is cut (aof-load-truncated); otherwise it is refused as damage is.
    package var mayCut = true
    /// The log and the place that the head of the file must name; nil where none is expected.
    package var head: (log: UInt64, sequence: Int64)?
    /// Where the file ends and the checksum it has there, by the head of the file after it.
    package var ending: (offset: Int, checksum: UInt32)?
    /// Up to where the log is to be read.
    package var point: RecoveryPoint?

    package init() {}
}

/// A point of the past, at which recovery stops.
package enum RecoveryPoint: Equatable, Sendable {
    /// Nothing that came after this revision.
    case revision(Int64)
    /// Nothing that was written after this time, in milliseconds since 1970.
    case time(Int64)

    func isBefore(_ mark: BatchMark) -> Bool {
        switch self {
        case .revision(let revision): mark.revision > revision
        case .time(let time): mark.time > time
        }
    }

    func isBefore(seconds: Int64) -> Bool {
        switch self {
        case .revision: false
        case .time(let time): seconds > time / 1000
        }
    }
}

package struct LogEnd: Equatable, Sendable {
    /// Where what was read ends: what stands behind it is cut off before anything is appended.
    package let offset: Int
    /// How long the file is.
    package let size: Int
    /// Why something is cut off, as a half-sentence; nil where nothing is torn.
    package let torn: String?
    /// Whether reading stopped at the point of the past that was asked for.
    package let isAtPoint: Bool
    package let commands: Int
    /// Whole commands that no checksum covers, as a stock server writes them.
    package let unproven: Int
    package let checksum: UInt32
    package let head: LogHead?
    package let batches: Int
    package let firstMark: BatchMark?
    package let lastMark: BatchMark?
    /// The mark of the first batch behind the point that was asked for.
    package let beyond: BatchMark?
    /// From here on nothing says when the commands were written; nil where the last of them is known.
    package let untimedFrom: Int?

    /// How many bytes are torn off.
    package var cutBytes: Int { torn == nil ? 0 : size - offset }
}
