// A place for bodies in the hands of a test: it takes them when it is told to, loses and spoils them, and says no.

import Bytes
import Resources

final class Attic: BodyDepot {
    final class Box: BodyBearer {
        fileprivate(set) var bodies: [[UInt8]] = []
        /// Nothing can be read.
        var isLost = false
        fileprivate let whenGone: () -> Void

        fileprivate init(whenGone: @escaping () -> Void) {
            self.whenGone = whenGone
        }

        deinit {
            whenGone()
        }

        var size: Int { bodies.reduce(0) { $0 + $1.count } }

        func read(_ count: Int, at offset: Int) throws(BodyFault) -> [UInt8] {
            guard !isLost, bodies[offset].count == count else { throw BodyFault(text: "box lost") }
            return bodies[offset]
        }

        func fetch(_ count: Int, at offset: Int, then finish: @escaping (Result<[UInt8], BodyFault>) -> Void) {
            do throws(BodyFault) { finish(.success(try read(count, at: offset))) } catch { finish(.failure(error)) }
        }
    }

    /// Says no to everything.
    var isFull = false
    private(set) var boxes = 0
    private(set) var goneBoxes = 0
    private(set) weak var lastBox: Box?
    private let faults: BodyFaults

    init(of bodies: Bodies) {
        faults = bodies.faults
    }

    var isReady: Bool { true }

    func write(_ bodies: [[UInt8]], then finish: @escaping ([BodyPlace]?) -> Void) {
        guard !isFull else { return finish(nil) }
        let box = Box { [weak self] in self?.goneBoxes += 1 }
        boxes += 1
        lastBox = box
        box.bodies = bodies
        let segment = BodySegment(box, faults)
        finish(bodies.enumerated().map { BodyPlace(segment: segment, offset: $0.offset, length: $0.element.count) })
    }

    func drain() {}
}
