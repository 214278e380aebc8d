// Bodies that are not in memory, as the domain sees them: where one is, how it comes back, and whoever keeps them. What
// is elsewhere can always be had again from the log or the snapshot, so nothing here has to last.

/// A file of pieces. It goes when no version has its body there any more.
package final class BodySegment {
    package let file: any BodyBearer
    /// How many bytes of bodies some version still knows.
    private(set) var liveBytes = 0
    /// Whether its bodies are being moved elsewhere, and whether that has come to its end for some.
    var isBeingEmptied = false
    private(set) var isDamaged = false

    package init(_ file: any BodyBearer) {
        self.file = file
    }

    func take(_ length: Int) { liveBytes += length }

    func release(_ length: Int) { liveBytes -= length }

    /// Whether most of it is of no use any more.
    var isWasteful: Bool { !isDamaged && !isBeingEmptied && liveBytes < file.size / 2 }

    /// What can't be read stays where it is, and its file with it.
    func keepDamaged() {
        isDamaged = true
        isBeingEmptied = false
    }
}

/// Where a body stands among others, and how it is known again.
package struct BodyPlace: Sendable {
    package var offset: Int
    package let length: Int
    package let checksum: UInt32

    package init(offset: Int, length: Int, checksum: UInt32) {
        self.offset = offset
        self.length = length
        self.checksum = checksum
    }
}

/// Where the bodies of a segment lie.
package protocol BodyBearer: AnyObject {
    /// How many bytes have been written.
    var size: Int { get }
    func read(_ place: BodyPlace) throws(BodyFault) -> [UInt8]
    /// The same beside the loop; `finish` is called on the loop.
    func fetch(_ place: BodyPlace, then finish: @escaping (Result<[UInt8], BodyFault>) -> Void)
    /// What stands there, as far as it can be had and unproven.
    func stretch(from start: Int, to end: Int) -> [UInt8]
}

/// Why a body can't be had.
package struct BodyFault: Error {
    package let text: String

    package init(text: String) {
        self.text = text
    }
}

/// The last fault of which nobody has been told yet.
package final class BodyFaults {
    package var last: BodyFault?

    package init() {}
}

/// Keeps bodies outside of memory.
package protocol BodyDepot: AnyObject {
    /// Whether it takes bodies just now.
    var isReady: Bool { get }
    /// Writes bodies, one behind another, beside the loop; `finish` is called on the loop with the segment and where in
    /// it they begin, or with nil where it failed.
    func write(_ bodies: [UInt8], then finish: @escaping ((segment: BodySegment, start: Int)?) -> Void)
    /// The same at once. Nothing else may be on its way.
    func writeAtOnce(_ bodies: [UInt8]) -> (segment: BodySegment, start: Int)?
}
