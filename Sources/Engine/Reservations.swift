// Which keys of the first database plain commands can't just write: those of resources, what is made of these, and what
// Traefik reads beside them.

package import Bytes
internal import Resources

package struct Reservations {
    /// Whether there are resources.
    package internal(set) var hasResources = false {
        didSet { if hasResources != oldValue { note() } }
    }
    /// Whether there are keys that are made of resources.
    package var hasExports = false
    /// Where plain keys are looked at before they are written.
    package var roots: [ByteString] = [] {
        didSet { note() }
    }
    /// Whether keys that begin with a byte have to be looked at before they are written.
    fileprivate var starts = InlineArray<256, Bool>(repeating: false)
    /// Who makes keys of resources.
    var keeper: (any ExportKeeper)?
    /// Makes the types known to a store that are built in.
    var govern: (Store) -> Void = { _ in }

    private mutating func note() {
        starts = InlineArray(repeating: hasResources)
        for root in roots { starts[Int(root.bytes[0])] = true }
    }
}

extension Engine {
    /// Whether a plain write to a key may have to be refused: the one question that every such write asks.
    @inline(__always)
    package func mayBeReserved(_ key: ByteView) -> Bool {
        key.count > 0 && reservations.starts[Int(key[0])]
    }

    /// Whether there are resources: asked for with every command that takes keys away.
    package internal(set) var holdsResources: Bool {
        get { reservations.hasResources }
        set { reservations.hasResources = newValue }
    }

    /// Whether there are keys which plain commands can't just take.
    package var holdsOwnKeys: Bool { reservations.hasResources || reservations.hasExports }
}
