// Which keys have changed in a way that is not on disk for good yet. Who has seen one of them, and only who has, must
// wait.
//
// Keys are told apart by a hash: two that share it can only make somebody wait who need not.

internal import Bytes
internal import Journal

struct UnsettledKeys {
    private static let mostKeys = 100_000
    private static let hasher = SipHash(key: (0x6d69_6c65_706f_7374, 0x756e_7365_7474_6c65))

    private var positions: [UInt64: LogPosition] = [:]
    /// Up to where something has changed that every key may depend on.
    private var everything = LogPosition()
    /// Up to where anything has changed.
    private var last = LogPosition()
    private var settled = LogPosition()
    private var dependence = LogPosition()

    mutating func noteChange(of key: ByteView?, in database: Int, at position: LogPosition) {
        last = position
        if let key, positions.count < Self.mostKeys {
            positions[Self.name(key, database)] = position
        } else {
            everything = position
        }
    }

    mutating func noteLook(at key: ByteView, in database: Int) {
        guard last > settled else { return }
        let position = max(everything, positions[Self.name(key, database)] ?? everything)
        if position > settled { dependence = max(dependence, position) }
    }

    mutating func noteLookAtAll() {
        if last > settled { dependence = max(dependence, last) }
    }

    mutating func takeDependence() -> LogPosition {
        defer { dependence = LogPosition() }
        return dependence
    }

    mutating func settle(upTo durable: LogPosition) {
        settled = max(settled, durable)
        if settled >= last {
            positions.removeAll(keepingCapacity: positions.count < 1_000)
        } else if positions.count >= Self.mostKeys / 2 {
            positions = positions.filter { $0.value > durable }
        }
    }

    private static func name(_ key: ByteView, _ database: Int) -> UInt64 {
        hasher.hash(key) &+ UInt64(database)
    }
}
