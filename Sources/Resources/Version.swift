// One state of a resource, for ever: what it was, since when, by whom. A deletion is a state without a body.

package import Bytes

/// The number of a commit. The store has one counter for all resources and types.
package typealias Revision = UInt64

/// Many hold it, and it never changes: a class is one reference where a structure would be three.
package final class Version: Sendable {
    package let number: UInt64
    package let revision: Revision
    /// Milliseconds since 1970.
    package let time: Int64
    package let author: ByteString
    package let event: Event
    /// What the author sent, less whitespace; nil for a deletion.
    package let body: [UInt8]?
    /// When it ends by itself, in milliseconds since 1970; nil for never.
    package let end: Int64?

    package init(
        number: UInt64, revision: Revision, time: Int64, author: ByteString, event: Event, body: [UInt8]?,
        end: Int64? = nil
    ) {
        self.number = number
        self.revision = revision
        self.time = time
        self.author = author
        self.event = event
        self.body = body
        self.end = end
    }

    /// About what one takes in memory without its body, its places in the history and in the feed included.
    static let ownBytes = 128

    package var exists: Bool { body != nil }
    var length: Int { body?.count ?? 0 }
}

extension Version: CustomStringConvertible {
    package var description: String {
        let text = body.map { String(decoding: $0, as: UTF8.self) } ?? "none"
        return "\(number)@\(revision) \(event.name) at \(time) by \(author.text), ends \(end ?? 0): \(text)"
    }
}

/// What a change was to whoever watches.
package enum Event: UInt8, Sendable, CaseIterable {
    case created, updated, deleted, expired

    package var name: String { "\(word)" }

    package var word: StaticString {
        switch self {
        case .created: "created"
        case .updated: "updated"
        case .deleted: "deleted"
        case .expired: "expired"
        }
    }
}
