// One body in a file of bodies:
//
//     offset  size
//     0       4     length of the body
//     4       4     CRC-32C of the file's number, the record's offset in it, and the body
//     8       n     the body
//
// Numbers are little-endian. The place is in the checksum, so that a body which is whole but another one is found out.

package import Bytes

package enum BodyRecord {
    package static let headerSize = 8

    /// Adds a record to those that are written to a file from `start` on.
    package static func append(_ body: [UInt8], to records: inout [UInt8], from start: Int, file number: Int) {
        let checksum = checksum(of: body, at: start + records.count, file: number)
        append(UInt32(body.count), to: &records)
        append(checksum, to: &records)
        records += body
    }

    /// The body of a record; nil where it is not the one that was written there.
    package static func body(of record: ByteView, at offset: Int, file number: Int) -> [UInt8]? {
        guard record.count >= headerSize, self.number(at: 0, of: record) == UInt32(record.count - headerSize) else {
            return nil
        }
        let body = record.dropFirst(headerSize).array
        return checksum(of: body, at: offset, file: number) == self.number(at: 4, of: record) ? body : nil
    }

    private static func checksum(of body: [UInt8], at offset: Int, file number: Int) -> UInt32 {
        var place: [UInt8] = []
        append(UInt32(truncatingIfNeeded: number), to: &place)
        append(UInt32(truncatingIfNeeded: offset), to: &place)
        return body.withView { CRC32C.update(place.withView { CRC32C.update(0, $0) }, $0) }
    }

    private static func append(_ number: UInt32, to bytes: inout [UInt8]) {
        for shift in stride(from: 0 as UInt32, to: 32, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }

    private static func number(at place: Int, of bytes: ByteView) -> UInt32 {
        (0..<4).reduce(0) { $0 | UInt32(bytes[place + $1]) << UInt32($1 * 8) }
    }
}
