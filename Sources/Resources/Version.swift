// One state of a resource, for ever: what it was, since when, by whom. A deletion is a state without a body.

package import Bytes

/// The number of a commit. The store has one counter for all resources and types.
package typealias Revision = UInt64

/// Many hold it, and what it says never changes: a class is one reference where a structure would be three. Where its
/// body is may change, between memory and a segment on disk.
package final class Version {
    /// About what one takes in memory without its body, its places in the history and in the feed included.
    static let ownBytes = 128

    package let number: UInt64
    package let revision: Revision
    /// Milliseconds since 1970.
    package let time: Int64
    package let author: ByteString
    /// The body as far as it is in memory.
    private(set) var held: [UInt8]?
    private(set) var segment: BodySegment?
    /// When it ends; 0 for never.
    private let ending: Int64
    private var offset: UInt32 = 0
    private let size: UInt32
    package let event: Event
    /// False for a deletion.
    package let exists: Bool
    /// Whether somebody has asked for the body since that was last looked at.
    var isUsed = false
    /// Whether the cache of its type holds it.
    var isCached = false

    package init(
        number: UInt64, revision: Revision, time: Int64, author: ByteString, event: Event, body: [UInt8]?,
        end: Int64? = nil
    ) {
        self.number = number
        self.revision = revision
        self.time = time
        self.author = author
        self.event = event
        held = body
        size = UInt32(clamping: body?.count ?? 0)
        exists = body != nil
        ending = end ?? 0
    }

    deinit {
        segment?.release(length)
    }

    /// When it ends by itself, in milliseconds since 1970; nil for never.
    package var end: Int64? { ending == 0 ? nil : ending }
    package var length: Int { Int(size) }
}

// MARK: - The body

extension Version {
    /// What the author sent, less whitespace; nil for a deletion. A body that can't be read back from disk is noted as
    /// a fault, and whoever answers with what was made of it has to ask for that first (`Store.refuseFault`).
    package var body: [UInt8]? {
        if let held { return held }
        return segment == nil ? nil : bodyFromDisk
    }

    @inline(never)
    private var bodyFromDisk: [UInt8]? {
        do throws(BodyFault) { return try read() } catch {
            segment?.faults.last = error
            return Array("null".utf8)
        }
    }

    /// The body, from wherever it is.
    package func read() throws(BodyFault) -> [UInt8]? {
        if let held { return held }
        return try place?.read()
    }

    /// Whether the body is this one. One that can't be read is none.
    func says(_ other: [UInt8]) -> Bool {
        length == other.count && (try? read()) == other
    }

    var place: BodyPlace? {
        segment.map { BodyPlace(segment: $0, offset: Int(offset), length: length) }
    }

    /// Whether only the disk has the body.
    package var isElsewhere: Bool { held == nil && segment != nil }

    /// The body has been written to a segment. It stays in memory until it is let go of.
    func settle(at place: BodyPlace) {
        forgetPlace()
        segment = place.segment
        offset = UInt32(place.offset)
        place.segment.take(length)
    }

    /// Memory has the body as well.
    func hold(_ body: [UInt8]) { held = body }

    /// The same for whoever gives it back.
    package func lend(_ body: [UInt8]) {
        if isElsewhere { held = body }
    }

    /// Memory has it no more, if the disk has it.
    func letGo() {
        if segment != nil { held = nil }
    }

    /// Memory has the body, and the disk no more.
    func recall(_ body: [UInt8]) {
        held = body
        forgetPlace()
    }

    private func forgetPlace() {
        segment?.release(length)
        segment = nil
    }
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
