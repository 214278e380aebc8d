// The numbers of the RDB format, and the names of what they stand for.

package enum SnapshotFormat {
    /// The version that is written: the newest that Redis 7.0 reads.
    package static let version = 10
    /// The newest that is read: that of Redis 7.4 and 8.0.
    package static let newestRead = 12
    /// The first that ends with a checksum.
    static let firstWithChecksum = 5

    enum Opcode {
        static let slotInfo: UInt8 = 244
        static let library: UInt8 = 245
        static let libraryOfRelease: UInt8 = 246
        static let moduleField: UInt8 = 247
        static let idle: UInt8 = 248
        static let frequency: UInt8 = 249
        static let field: UInt8 = 250
        static let sizes: UInt8 = 251
        static let expiryMilliseconds: UInt8 = 252
        static let expirySeconds: UInt8 = 253
        static let database: UInt8 = 254
        static let end: UInt8 = 255
    }

    package static let stringType: UInt8 = 0

    /// How the two highest bits of a length are set, and the special strings that lengths may announce.
    enum Length {
        static let sixBits: UInt8 = 0x00
        static let fourteenBits: UInt8 = 0x40
        static let thirtyTwoBits: UInt8 = 0x80
        static let sixtyFourBits: UInt8 = 0x81
        static let special: UInt8 = 0xc0
        static let integer8: UInt8 = 0
        static let integer16: UInt8 = 1
        static let integer32: UInt8 = 2
        static let packed: UInt8 = 3
    }

    /// What our own fields are called before their name proper.
    package static let ownPrefix: StaticString = "milepost-"
    static let checksumName: StaticString = "milepost-crc"

    /// How people call the values of a type; nil where no version of the format has such a type.
    package static func kind(ofType type: UInt8) -> String? {
        switch type {
        case 0: "string"
        case 1, 10, 14, 18: "list"
        case 2, 11, 20: "set"
        case 3, 5, 12, 17: "sorted set"
        case 4, 9, 13, 16: "hash"
        case 22, 23, 24, 25: "hash with expiring fields"
        case 6, 7: "module value"
        case 15, 19, 21: "stream"
        default: nil
        }
    }

    /// The name that a module's number spells: nine letters of six bits, and ten bits of version.
    static func moduleName(_ number: UInt64) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        let name = (0..<9).map { letters[Int(number >> UInt64(58 - $0 * 6) & 63)] }
        return String(decoding: name, as: UTF8.self)
    }
}
