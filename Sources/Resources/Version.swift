// One state of a resource, for ever: what it was, since when, by whom. A deletion is a state without a body.

package import Bytes

/// The number of a commit. The store has one counter for all resources and types.
package typealias Revision = UInt64

/// Many hold it, and what it says never changes: a class is one reference where a structure would be three. Where its
/// body is may change, between memory and a piece that goes to disk.
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
    /// The bodies among which it is on its way to the disk, or there.
    private(set) var piece: BodyPiece?
    /// When it ends; 0 for never.
    private let ending: Int64
    private var offset: UInt32 = 0
    /// By which it is known again.
    private var checksum: UInt32 = 0
    private let size: UInt32
    package let event: Event
    /// False for a deletion.
    package let exists: Bool
    /// Whether somebody has asked for the body since that was last looked at.
    var isUsed = false
    /// Whether the cache of its type holds it.
    var isCached = false

    /// - Parameter elsewhere: where the body is, if not in `body`.
    package init(
        number: UInt64, revision: Revision, time: Int64, author: ByteString, event: Event, body: [UInt8]?,
        elsewhere: BodyInPiece? = nil, end: Int64? = nil
    ) {
        self.number = number
        self.revision = revision
        self.time = time
        self.author = author
        self.event = event
        held = body
        size = UInt32(clamping: body?.count ?? elsewhere?.place.length ?? 0)
        exists = body != nil || elsewhere != nil
        if let elsewhere {
            (piece, offset) = (elsewhere.piece, UInt32(elsewhere.place.offset))
            checksum = elsewhere.place.checksum
        }
        ending = end ?? 0
    }

    deinit {
        piece?.release(length)
    }

    /// When it ends by itself, in milliseconds since 1970; nil for never.
    package var end: Int64? { ending == 0 ? nil : ending }
    package var isEnding: Bool { ending != 0 }
    package var length: Int { Int(size) }
}

// MARK: - The body

extension Version {
    /// What the author sent, less whitespace; nil for a deletion. A body that can't be read back from disk is noted as
    /// a fault, and whoever answers with what was made of it has to ask for that first (`Store.refuseFault`).
    package var body: [UInt8]? {
        if let held { return held }
        return piece == nil ? nil : bodyFromPiece
    }

    @inline(never)
    private var bodyFromPiece: [UInt8]? {
        do throws(BodyFault) { return try read() } catch {
            piece?.faults.last = error
            return Array("null".utf8)
        }
    }

    /// The body, from wherever it is.
    package func read() throws(BodyFault) -> [UInt8]? {
        if let held { return held }
        return try piece?.read(place)
    }

    /// Lends the body to `use`, from wherever it is; not where there is none.
    func lend(through window: BodyWindow, to use: (ByteView) -> Void) throws(BodyFault) {
        if let held { return held.withView(use) }
        try piece?.lend(place, through: window, to: use)
    }

    /// Whether the body is this one. One that can't be read is none.
    func says(_ other: [UInt8]) -> Bool {
        guard length == other.count else { return false }
        if let held { return held.withView { own in other.withView { own == $0 } } }
        return (try? read()) == other
    }

    var place: BodyPlace {
        BodyPlace(offset: Int(offset), length: length, checksum: checksum)
    }

    /// Whether memory has the body for the version itself.
    var isHeld: Bool { held != nil }

    /// Whether somebody else has the body: a piece, in memory or on disk.
    package var isElsewhere: Bool { held == nil && piece != nil }

    /// Whether only the disk has the body.
    package var isOnDiskAlone: Bool { held == nil && piece?.isInMemory == false }

    /// Asks for the body, where memory has it.
    func prefetchBody() { held?.prefetch(count: length) }

    /// A piece has the body from here on.
    func move(_ body: [UInt8], to piece: BodyPiece) {
        let place = body.withView { piece.take($0) }
        (self.piece, offset, checksum) = (piece, UInt32(place.offset), place.checksum)
        held = nil
    }

    /// Memory has the body as well.
    func hold(_ body: [UInt8]) { held = body }

    /// The same for whoever gives it back.
    package func lend(_ body: [UInt8]) {
        if isElsewhere { held = body }
    }

    /// The version has it no more, if a piece does.
    func letGo() {
        if piece != nil { held = nil }
    }

    /// The version has the body, and the piece no more.
    func recall(_ body: [UInt8]) {
        held = body
        piece?.release(length)
        piece = nil
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
