// Bodies that are not in memory, as the domain sees them: where one is, how it comes back, and whoever keeps them. What
// is elsewhere can always be had again from the log or the snapshot, so nothing here has to last.

/// A stretch of bodies outside of memory. It goes when no version has its body there any more.
package final class BodySegment {
    package let file: any BodyBearer
    /// Where it is noted that a body could not be read.
    let faults: BodyFaults
    /// How many bytes of bodies some version still knows.
    private(set) var liveBytes = 0
    /// Whether its bodies are being moved elsewhere, and whether that has come to its end for some.
    var isBeingEmptied = false
    var isDamaged = false

    package init(_ file: any BodyBearer, _ faults: BodyFaults) {
        self.file = file
        self.faults = faults
    }

    func take(_ length: Int) { liveBytes += length }

    func release(_ length: Int) { liveBytes -= length }

    /// Whether most of it is of no use any more.
    var isWasteful: Bool { !isDamaged && !isBeingEmptied && liveBytes < file.size / 2 }
}

package struct BodyPlace {
    package let segment: BodySegment
    package let offset: Int
    package let length: Int

    package init(segment: BodySegment, offset: Int, length: Int) {
        self.segment = segment
        self.offset = offset
        self.length = length
    }

    func read() throws(BodyFault) -> [UInt8] { try segment.file.read(length, at: offset) }
}

/// Where the bodies of a segment lie.
package protocol BodyBearer: AnyObject {
    /// How many bytes have been written.
    var size: Int { get }
    func read(_ count: Int, at offset: Int) throws(BodyFault) -> [UInt8]
    /// The same beside the loop; `finish` is called on the loop.
    func fetch(_ count: Int, at offset: Int, then finish: @escaping (Result<[UInt8], BodyFault>) -> Void)
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
    /// Writes bodies beside the loop; `finish` is called on the loop with their places, or with nil where it failed.
    func write(_ bodies: [[UInt8]], then finish: @escaping ([BodyPlace]?) -> Void)
    /// Returns when what it was asked to write has been written.
    func drain()
}
