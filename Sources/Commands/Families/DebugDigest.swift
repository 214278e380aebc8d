// Digests of data by Redis's rule, so that they can be compared with those of other servers: SHA-1 sums that are mixed
// where order matters and only joined where it does not.

internal import Bytes
internal import Engine
internal import Keyspace
internal import Resources

struct DebugDigest {
    private var bytes = [UInt8](repeating: 0, count: 20)

    init() {}

    /// Of every key of every database that holds any.
    init(of engine: Engine) {
        let keyspace = engine.keyspace
        for database in keyspace.databases where database.count > 0 {
            mix(Self.bytes(of: database.number))
            database.forEach { record in
                var digest = DebugDigest()
                digest.mix(record.key)
                digest.mixValue(of: record, in: engine)
                digest.bytes.withView { join($0) }
            }
        }
    }

    /// Takes in the type of a value, the value, and whether it has an end.
    mutating func mixValue(of record: Record, in engine: Engine) {
        mix(Self.bytes(of: Int(record.kind.rawValue)))
        if record.isHollow, let key = ResourceKey(record.key) {
            mix(engine.resources.resource(key)?.current.body ?? [])
        } else {
            record.content.withView { mix($0) }
        }
        if record.hasExpiry { join(ByteView("!!expire!!")) }
    }

    /// Takes in bytes so that the order of such steps shows.
    private mutating func mix(_ view: ByteView) {
        join(view)
        bytes = bytes.withView { SHA1.digest(of: $0) }
    }

    private mutating func mix(_ bytes: [UInt8]) {
        bytes.withView { mix($0) }
    }

    /// Takes in bytes so that the order of such steps does not show.
    private mutating func join(_ view: ByteView) {
        let digest = SHA1.digest(of: view)
        for index in 0..<20 { bytes[index] ^= digest[index] }
    }

    /// A number as four bytes, the highest first.
    private static func bytes(of number: Int) -> [UInt8] {
        stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: number >> $0) }
    }

    var hexadecimal: String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
