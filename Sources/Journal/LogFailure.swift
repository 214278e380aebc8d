// What the writer of a log knows after a write or a sync has failed, and what can be done.

package import Platform

package struct LogFailure: Equatable, Sendable {
    package enum Step: Sendable {
        case write
        case sync
    }

    package let step: Step
    package let path: String
    package let error: Errno
    /// Whether the file could be cut back to its last good end. The head of the next file says where that is.
    package let isCutBack: Bool
    /// Whether what is not on disk is not in memory any more either: then only a new base makes the log whole again.
    package let needsBase: Bool
    /// Files that hold nothing that counts and must leave the manifest.
    package let abandoned: [String]

    package var text: String { "\(path): \(error)" }
}

/// How far the log reaches: bytes of commands since the process started, across files.
package struct LogPosition: Comparable, Sendable {
    package var value: Int64

    package init(_ value: Int64 = 0) {
        self.value = value
    }

    package static func < (left: LogPosition, right: LogPosition) -> Bool { left.value < right.value }
}

/// The call that makes what was written durable, for whatever queue the caller runs it on.
package struct LogSync: Sendable {
    /// Those with something that is not durable yet, the oldest first.
    let files: [any DiskFile]
    /// The place of the last file, and how far it had been written.
    let lastFile: Int
    let end: Int
    let checksum: UInt32
    let generation: Int
    /// What is durable when it has succeeded.
    package let position: LogPosition

    /// Returns when all of it is on disk.
    package func run() -> Errno? {
        do throws(Errno) {
            for file in files { try file.sync() }
            return nil
        } catch {
            return error
        }
    }
}
