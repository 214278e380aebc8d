// A place for bodies in the hands of a test: it takes them when it is told to, loses and spoils them, and says no.

import Bytes
import Resources

final class Attic: BodyDepot {
    final class Box: BodyBearer {
        fileprivate(set) var bodies: [UInt8] = []
        /// Nothing can be read.
        var isLost = false
        /// What is read of it as a stretch is not what was written.
        var blursStretches = false
        fileprivate weak var attic: Attic?

        fileprivate init(in attic: Attic) {
            self.attic = attic
        }

        deinit {
            attic?.goneBoxes += 1
        }

        var size: Int { bodies.count }

        func stretch(from start: Int, to end: Int) -> [UInt8] {
            attic?.reads += 1
            let stretch = bodies[start..<min(end, size)]
            return isLost ? [] : blursStretches ? stretch.map { ~$0 } : Array(stretch)
        }

        func read(_ place: BodyPlace) throws(BodyFault) -> [UInt8] {
            attic?.reads += 1
            let body = Array(bodies[place.offset..<place.offset + place.length])
            guard !isLost, body.withView({ CRC32C.update(0, $0) }) == place.checksum else {
                throw BodyFault(text: "box lost")
            }
            return body
        }

        func fetch(_ place: BodyPlace, then finish: @escaping (Result<[UInt8], BodyFault>) -> Void) {
            finish(Result { () throws(BodyFault) in try read(place) })
        }
    }

    /// Says no to everything.
    var isFull = false
    private(set) var boxes = 0
    private(set) var goneBoxes = 0
    /// How often any was read from.
    private(set) var reads = 0
    private(set) weak var lastBox: Box?
    var isReady: Bool { true }

    func write(_ bodies: [UInt8], then finish: @escaping ((segment: BodySegment, start: Int)?) -> Void) {
        finish(writeAtOnce(bodies))
    }

    func writeAtOnce(_ bodies: [UInt8]) -> (segment: BodySegment, start: Int)? {
        guard !isFull else { return nil }
        let box = Box(in: self)
        boxes += 1
        lastBox = box
        box.bodies = bodies
        return (BodySegment(box), 0)
    }
}
