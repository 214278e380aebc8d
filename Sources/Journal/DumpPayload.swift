// A single value as DUMP gives it and RESTORE takes it:
//
//     type 1   value …   version 2, lowest byte first   CRC-64 of all before, lowest byte first

package import Bytes

package enum DumpPayload {
    private static let versionSize = 2
    private static let footerSize = 10

    package enum Refusal: Error, Equatable {
        /// Not the whole of a payload, or not one that we know: "DUMP payload version or checksum are wrong".
        case versionOrChecksum
        /// A whole payload, whose value is not well formed: "Bad data format".
        case malformed
        /// A value of a kind that is not served yet.
        case unserved(kind: String)
    }

    /// Appends the payload of a string.
    package static func append(_ value: SnapshotValue, packs: Bool, to queue: inout ByteQueue) {
        let start = queue.count
        var strings = SnapshotStrings(packs: packs)
        queue.append(SnapshotFormat.stringType)
        switch value {
        case .integer(let number): strings.append(number, to: &queue)
        case .bytes(let view): strings.append(view, to: &queue)
        }
        queue.append(littleEndian: UInt64(SnapshotFormat.version), bytes: versionSize)
        queue.append(littleEndian: CRC64.update(0, queue.pending.dropFirst(start)), bytes: 8)
    }

    /// Checks a payload and lends the value in it to `body`.
    package static func open<Result>(
        _ payload: ByteView, checksum: Bool = true, _ body: (SnapshotValue) -> Result
    ) throws(Refusal) -> Result {
        guard payload.count >= footerSize else { throw .versionOrChecksum }
        let footer = payload.count - footerSize
        let version = Int(payload.littleEndian(at: footer, as: UInt16.self))
        let stated = payload.littleEndian(at: footer + versionSize, as: UInt64.self)
        let checked = payload.prefix(footer + versionSize)
        guard version <= SnapshotFormat.newestRead, !checksum || stated == CRC64.update(0, checked) else {
            throw .versionOrChecksum
        }
        guard let type = payload.prefix(footer).first else { throw .malformed }
        if type != SnapshotFormat.stringType {
            throw SnapshotFormat.kind(ofType: type).map(Refusal.unserved) ?? .malformed
        }
        var room = ByteQueue(pool: BufferPool())
        var cursor = SnapshotCursor(payload.prefix(footer), at: 1)
        guard let value = try? cursor.string(unpackingTo: &room) else { throw .malformed }
        return body(value)
    }
}
