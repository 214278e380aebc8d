// Reads the numbers and strings of the RDB format from bytes in memory. It trusts nothing: every length is held against
// what is there.

internal import Bytes

struct SnapshotCursor {
    enum Stop: Error {
        /// That many bytes of the view would be needed to go on.
        case short(Int)
        case damaged(StaticString)
    }

    private let view: ByteView
    private(set) var position: Int

    init(_ view: ByteView, at position: Int = 0) {
        self.view = view
        self.position = position
    }

    mutating func byte() throws(Stop) -> UInt8 {
        guard position < view.count else { throw .short(position + 1) }
        defer { position += 1 }
        return view[position]
    }

    mutating func take(_ count: Int) throws(Stop) -> ByteView {
        guard count <= view.count - position else { throw .short(position + count) }
        defer { position += count }
        return view[position..<position + count]
    }

    // MARK: Numbers

    mutating func int32() throws(Stop) -> Int32 { try take(4).littleEndian(at: 0, as: Int32.self) }
    mutating func int64() throws(Stop) -> Int64 { try take(8).littleEndian(at: 0, as: Int64.self) }
    mutating func uint64() throws(Stop) -> UInt64 { try take(8).littleEndian(at: 0, as: UInt64.self) }

    /// A length or number.
    mutating func number() throws(Stop) -> UInt64 {
        switch try length() {
        case .plain(let number): return number
        case .special: throw .damaged("a number is expected where a special string begins")
        }
    }

    /// A number of bytes or things; none that no file could hold.
    mutating func count() throws(Stop) -> Int {
        try Self.count(number())
    }

    private static func count(_ number: UInt64) throws(Stop) -> Int {
        guard number < 1 << 48 else { throw .damaged("a length beyond all reason") }
        return Int(number)
    }

    private enum Length {
        case plain(UInt64)
        case special(UInt8)
    }

    private mutating func length() throws(Stop) -> Length {
        let first = try byte()
        let low = first & 0x3f
        switch first & 0xc0 {
        case SnapshotFormat.Length.sixBits: return .plain(UInt64(low))
        case SnapshotFormat.Length.fourteenBits: return .plain(UInt64(low) << 8 | UInt64(try byte()))
        case SnapshotFormat.Length.special: return .special(low)
        default: break
        }
        switch first {
        case SnapshotFormat.Length.thirtyTwoBits:
            return .plain(UInt64(try take(4).bigEndian(at: 0, as: UInt32.self)))
        case SnapshotFormat.Length.sixtyFourBits: return .plain(try take(8).bigEndian(at: 0, as: UInt64.self))
        default: throw .damaged("a length in a form that no version of the format has")
        }
    }

    // MARK: Strings

    /// A string in whatever form. One that had to be unpacked stands in `room`.
    mutating func string(unpackingTo room: inout ByteQueue) throws(Stop) -> SnapshotValue {
        switch try length() {
        case .plain(let number): return .bytes(try take(Self.count(number)))
        case .special(let form): return try special(form, &room)
        }
    }

    private mutating func special(_ form: UInt8, _ room: inout ByteQueue) throws(Stop) -> SnapshotValue {
        switch form {
        case SnapshotFormat.Length.integer8: return .integer(Int64(Int8(bitPattern: try byte())))
        case SnapshotFormat.Length.integer16:
            return .integer(Int64(try take(2).littleEndian(at: 0, as: Int16.self)))
        case SnapshotFormat.Length.integer32: return .integer(Int64(try int32()))
        case SnapshotFormat.Length.packed:
            let packed = try count()
            let length = try count()
            room.removeAll()
            guard LZF.unpack(try take(packed), length: length, to: &room) else {
                throw .damaged("a packed string that does not unpack to its length")
            }
            return .bytes(room.pending)
        default: throw .damaged("a string in a form that no version of the format has")
        }
    }

    /// A string as bytes: a number as its text, which then stands in `room`.
    mutating func text(_ room: inout ByteQueue) throws(Stop) -> ByteView {
        switch try string(unpackingTo: &room) {
        case .bytes(let view): return view
        case .integer(let number):
            room.removeAll()
            room.appendDecimal(number)
            return room.pending
        }
    }
}
