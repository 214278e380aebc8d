// Lengths and strings in the form of RDB, as a snapshot and DUMP have them.

internal import Bytes

/// Writes strings the shortest way: as a number, packed, or as they are.
struct SnapshotStrings: ~Copyable {
    private let packs: Bool
    private var packer = LZFPacker()
    private var room = ByteQueue(pool: BufferPool())

    init(packs: Bool) {
        self.packs = packs
    }

    mutating func append(_ view: ByteView, to queue: inout ByteQueue) {
        // The longest number with a form of its own has eleven characters.
        if view.count <= 11, let number = view.integer, let short = Int32(exactly: number) {
            return Self.append(short, to: &queue)
        }
        if packs, view.count >= JournalLimits.shortestPacked, appendPacked(view, to: &queue) { return }
        Self.appendPlain(view, to: &queue)
    }

    mutating func append(_ number: Int64, to queue: inout ByteQueue) {
        if let short = Int32(exactly: number) { return Self.append(short, to: &queue) }
        withDecimal(of: number) { Self.appendPlain($0, to: &queue) }
    }

    private mutating func appendPacked(_ view: ByteView, to queue: inout ByteQueue) -> Bool {
        room.removeAll()
        guard packer.pack(view, limit: view.count - JournalLimits.leastSaved, to: &room) != nil else { return false }
        queue.append(SnapshotFormat.Length.special | SnapshotFormat.Length.packed)
        Self.append(length: room.count, to: &queue)
        Self.append(length: view.count, to: &queue)
        queue.append(room.pending)
        if room.capacity > JournalLimits.readBlock {
            room.removeAll()
            room.recycle()
        }
        return true
    }

    private static func append(_ number: Int32, to queue: inout ByteQueue) {
        let bits = UInt64(bitPattern: Int64(number))
        switch number {
        case -0x80..<0x80:
            queue.append(SnapshotFormat.Length.special | SnapshotFormat.Length.integer8)
            queue.append(UInt8(truncatingIfNeeded: bits))
        case -0x8000..<0x8000:
            queue.append(SnapshotFormat.Length.special | SnapshotFormat.Length.integer16)
            queue.append(littleEndian: bits, bytes: 2)
        default:
            queue.append(SnapshotFormat.Length.special | SnapshotFormat.Length.integer32)
            queue.append(littleEndian: bits, bytes: 4)
        }
    }

    static func appendPlain(_ view: ByteView, to queue: inout ByteQueue) {
        append(length: view.count, to: &queue)
        queue.append(view)
    }

    static func append(length: Int, to queue: inout ByteQueue) {
        switch length {
        case ..<0x40: queue.append(UInt8(length))
        case ..<0x4000:
            queue.append(SnapshotFormat.Length.fourteenBits | UInt8(length >> 8))
            queue.append(UInt8(length & 0xff))
        case ..<0x1_0000_0000:
            queue.append(SnapshotFormat.Length.thirtyTwoBits)
            queue.append(bigEndian: UInt64(length), bytes: 4)
        default:
            queue.append(SnapshotFormat.Length.sixtyFourBits)
            queue.append(bigEndian: UInt64(length), bytes: 8)
        }
    }
}
