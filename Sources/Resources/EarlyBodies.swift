// Bodies that a snapshot brings as strings before it tells of their resources, of types whose bodies belong on disk:
// they go on their way there at once. Were they held in memory until then it would have to hold them all, and what is
// made of them meanwhile would lie in between, so that the room could not be given back.

internal import Bytes

/// A body that a piece has.
package struct BodyInPiece {
    let piece: BodyPiece
    let place: BodyPlace
}

final class EarlyBodies {
    private let types: Set<ByteString>
    private let bodies: Bodies
    private var waiting: [ByteString: BodyInPiece] = [:]

    init(of types: Set<ByteString>, _ bodies: Bodies) {
        self.types = types
        self.bodies = bodies
    }

    deinit {
        for body in waiting.values { release(body) }
    }

    /// Takes the string under a key if it may be such a body.
    func take(_ body: ByteView, under key: ByteView) -> Bool {
        guard let type = ResourceKey(key)?.type, types.contains(type), let place = bodies.take(body) else {
            return false
        }
        if let old = waiting.updateValue(place, forKey: ByteString(key)) { release(old) }
        return true
    }

    /// The body of a resource, which whoever asks is to release.
    func claim(_ key: ResourceKey) -> BodyInPiece? {
        waiting.removeValue(forKey: ByteString(key.bytes))
    }

    /// Shows what was the body of no resource.
    func returnRest(_ visit: (_ key: ByteView, _ string: ByteView) -> Void) throws(BodyFault) {
        for (key, body) in waiting {
            let string = try body.piece.read(body.place)
            key.withView { key in string.withView { visit(key, $0) } }
        }
    }

    private func release(_ body: BodyInPiece) {
        body.piece.release(body.place.length)
    }
}
