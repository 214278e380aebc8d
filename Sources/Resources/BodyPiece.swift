// Bodies that go to disk together, one behind another. Memory has a piece until the disk does, as one stretch that is
// given back whole: bodies that wait one by one would leave holes among what stays.

internal import Bytes

package final class BodyPiece {
    /// Where it is noted that a body could not be read.
    let faults: BodyFaults
    /// As long as memory has them.
    private(set) var bytes: [UInt8] = []
    private(set) var count = 0
    private(set) var liveBytes = 0
    /// The file that has them, and where in it they begin.
    private(set) var segment: BodySegment?
    private var start = 0
    /// When it was first looked at whether it should go to disk though it is not full.
    var seenAt: Int64?

    init(capacity: Int, _ faults: BodyFaults) {
        self.faults = faults
        bytes.reserveCapacity(capacity)
    }

    var isInMemory: Bool { segment == nil }

    func hasRoom(for length: Int) -> Bool { bytes.count + length <= bytes.capacity }

    func take(_ body: ByteView) -> BodyPlace {
        let place = BodyPlace(offset: bytes.count, length: body.count, checksum: CRC32C.update(0, body))
        bytes.append(body)
        count += 1
        liveBytes += body.count
        return place
    }

    func release(_ length: Int) {
        liveBytes -= length
        segment?.release(length)
    }

    /// The disk has it from here on, and memory no more.
    func settle(in segment: BodySegment, from start: Int) {
        self.segment = segment
        self.start = start
        segment.take(liveBytes)
        bytes = []
    }

    func read(_ place: BodyPlace) throws(BodyFault) -> [UInt8] {
        guard let segment else { return Array(bytes[place.offset..<place.offset + place.length]) }
        return try segment.file.read(inFile(place))
    }

    /// Lends the body to `use`: of the disk's, with others that are read through the window as well.
    func lend(_ place: BodyPlace, through window: BodyWindow, to use: (ByteView) -> Void) throws(BodyFault) {
        guard let segment else {
            return bytes.withView { use($0[place.offset..<place.offset + place.length]) }
        }
        try window.lend(inFile(place), of: segment, to: use)
    }

    func fetch(_ place: BodyPlace, then finish: @escaping (Result<[UInt8], BodyFault>) -> Void) {
        guard let segment else { return finish(Result { () throws(BodyFault) in try read(place) }) }
        segment.file.fetch(inFile(place), then: finish)
    }

    private func inFile(_ place: BodyPlace) -> BodyPlace {
        var place = place
        place.offset += start
        return place
    }
}
