// Writes an RDB file of version 10, piece by piece: what has been made waits in a buffer until somebody takes it, to a
// file, a replica or a test. The buffer is never larger than what one slice of a walk adds to it.

package import Bytes

package struct SnapshotWriter: ~Copyable {
    package struct Options: Sendable {
        /// Whether long strings are packed (rdbcompression).
        package var packs = true
        /// Whether the file ends with its checksum (rdbchecksum). Those of its stretches are always there.
        package var checksum = true

        package init() {}
    }

    private let options: Options
    private var queue = ByteQueue(pool: BufferPool())
    private var strings: SnapshotStrings
    /// How many of the waiting bytes are in the checksums already.
    private var summed = 0
    private var whole: UInt64 = 0
    private var stretch: UInt32 = 0
    /// How many bytes have been made and taken.
    private var taken = 0
    /// The size at which the next checksum is due.
    private var nextCheck = JournalLimits.stretch

    package init(_ options: Options = Options()) {
        self.options = options
        strings = SnapshotStrings(packs: options.packs)
        queue.append("REDIS0010")
    }

    /// How long the file is so far.
    package var size: Int { taken + queue.count }

    // MARK: What it holds

    /// Something about the file, which readers who do not know it pass over.
    package mutating func field(_ name: StaticString, _ value: ByteView) {
        queue.append(SnapshotFormat.Opcode.field)
        strings.append(ByteView(name), to: &queue)
        strings.append(value, to: &queue)
        advance()
    }

    package mutating func field(_ name: StaticString, _ value: Int64) {
        withDecimal(of: value) { field(name, $0) }
    }

    /// Something of our own, in as many pieces as it takes. `name` comes back without its prefix.
    package mutating func own(_ name: StaticString, _ value: ByteView) {
        var offset = 0
        repeat {
            let bytes = value.dropFirst(offset).prefix(JournalLimits.ownPiece)
            ownPiece(name, at: offset, of: value.count, bytes)
            offset += bytes.count
        } while offset < value.count
    }

    /// One piece of something that is not in memory as a whole. Pieces come in order, of at most a mebibyte each.
    package mutating func ownPiece(_ name: StaticString, at offset: Int, of total: Int, _ bytes: ByteView) {
        precondition(bytes.count <= JournalLimits.ownPiece && offset + bytes.count <= total, "a piece out of place")
        queue.append(SnapshotFormat.Opcode.field)
        let prefix = ByteView(SnapshotFormat.ownPrefix)
        SnapshotStrings.append(length: prefix.count + name.utf8CodeUnitCount, to: &queue)
        queue.append(prefix)
        queue.append(name)
        let digits = decimalLength(Int64(offset)) + decimalLength(Int64(total))
        SnapshotStrings.append(length: digits + 2 + bytes.count, to: &queue)
        queue.appendDecimal(Int64(offset))
        queue.append(UInt8(ascii: "/"))
        queue.appendDecimal(Int64(total))
        queue.append(UInt8(ascii: " "))
        queue.append(bytes)
        advance()
    }

    /// The entries that follow belong to this database. The numbers are a hint.
    package mutating func database(_ index: Int, keys: Int, expiring: Int) {
        queue.append(SnapshotFormat.Opcode.database)
        SnapshotStrings.append(length: index, to: &queue)
        queue.append(SnapshotFormat.Opcode.sizes)
        SnapshotStrings.append(length: keys, to: &queue)
        SnapshotStrings.append(length: expiring, to: &queue)
    }

    package mutating func entry(
        _ key: ByteView, _ value: SnapshotValue, expiry: Int64? = nil, idleSeconds: Int? = nil, frequency: UInt8? = nil
    ) {
        if let expiry {
            queue.append(SnapshotFormat.Opcode.expiryMilliseconds)
            queue.append(littleEndian: UInt64(bitPattern: expiry), bytes: 8)
        }
        if let idleSeconds {
            queue.append(SnapshotFormat.Opcode.idle)
            SnapshotStrings.append(length: idleSeconds, to: &queue)
        }
        if let frequency {
            queue.append(SnapshotFormat.Opcode.frequency)
            queue.append(frequency)
        }
        queue.append(SnapshotFormat.stringType)
        strings.append(key, to: &queue)
        switch value {
        case .integer(let number): strings.append(number, to: &queue)
        case .bytes(let view): strings.append(view, to: &queue)
        }
        advance()
    }

    package mutating func library(_ source: ByteView) {
        queue.append(SnapshotFormat.Opcode.library)
        strings.append(source, to: &queue)
        advance()
    }

    /// Ends the file.
    package mutating func end() {
        appendCheck()
        queue.append(SnapshotFormat.Opcode.end)
        sum()
        queue.append(littleEndian: options.checksum ? whole : 0, bytes: 8)
        summed = queue.count
    }

    // MARK: Checksums

    private mutating func advance() {
        if queue.count - summed >= JournalLimits.checksumPiece { sum() }
        if size >= nextCheck { appendCheck() }
    }

    private mutating func sum() {
        let bytes = queue.pending.dropFirst(summed)
        whole = CRC64.update(whole, bytes)
        stretch = CRC32C.update(stretch, bytes)
        summed = queue.count
    }

    private mutating func appendCheck() {
        sum()
        queue.append(SnapshotFormat.Opcode.field)
        SnapshotStrings.appendPlain(ByteView(SnapshotFormat.checksumName), to: &queue)
        SnapshotStrings.append(length: 8, to: &queue)
        queue.append(hexadecimal: UInt64(stretch), digits: 8)
        nextCheck = size + JournalLimits.stretch
    }

    // MARK: Taking it

    /// What waits to be taken.
    package var pending: ByteView { queue.pending }

    package mutating func consume(_ count: Int) {
        if count > summed { sum() }
        queue.consume(count)
        summed -= count
        taken += count
    }

    /// What waits, as bytes that another queue may have.
    package mutating func takePiece() -> [UInt8] {
        let piece = queue.pending.array
        consume(piece.count)
        return piece
    }
}
