// One thing of an RDB file from the bytes where it begins: an entry with all that is said of it before, or a field.

internal import Bytes

enum SnapshotParser {
    enum Found {
        case item(SnapshotItem)
        case end
        case unserved(kind: String, key: String?)
    }

    static func read(
        _ cursor: inout SnapshotCursor, _ keyRoom: inout ByteQueue, _ valueRoom: inout ByteQueue
    ) throws(SnapshotCursor.Stop) -> Found {
        var said = Said()
        while true {
            let type = try cursor.byte()
            if type == SnapshotFormat.stringType {
                let key = try cursor.text(&keyRoom)
                let value = try cursor.string(unpackingTo: &valueRoom)
                return .item(.entry(said.entry(key, value)))
            }
            if type >= SnapshotFormat.Opcode.slotInfo {
                if let found = try operation(type, &cursor, &said, &keyRoom, &valueRoom) { return found }
                continue
            }
            guard let kind = SnapshotFormat.kind(ofType: type) else {
                throw .damaged("a type of value that no version of the format has")
            }
            return .unserved(kind: kind, key: try cursor.text(&keyRoom).text)
        }
    }

    /// What is said of an entry before it comes.
    private struct Said {
        var expiry: Int64?
        var idle: Int?
        var frequency: UInt8?

        func entry(_ key: ByteView, _ value: SnapshotValue) -> SnapshotEntry {
            // Redis takes -1 for no expiry.
            SnapshotEntry(
                key: key, value: value, expiry: expiry == -1 ? nil : expiry, idleSeconds: idle, frequency: frequency)
        }
    }

    private static func operation(
        _ code: UInt8, _ cursor: inout SnapshotCursor, _ said: inout Said, _ nameRoom: inout ByteQueue,
        _ valueRoom: inout ByteQueue
    ) throws(SnapshotCursor.Stop) -> Found? {
        switch code {
        case SnapshotFormat.Opcode.expiryMilliseconds: said.expiry = try cursor.int64()
        case SnapshotFormat.Opcode.expirySeconds: said.expiry = Int64(try cursor.int32()) * 1000
        case SnapshotFormat.Opcode.frequency: said.frequency = try cursor.byte()
        case SnapshotFormat.Opcode.idle: said.idle = try cursor.count()
        case SnapshotFormat.Opcode.slotInfo:
            for _ in 0..<3 { _ = try cursor.number() }
        case SnapshotFormat.Opcode.field:
            let name = try cursor.text(&nameRoom)
            return .item(.field(name: name, value: try cursor.text(&valueRoom)))
        case SnapshotFormat.Opcode.database: return .item(.database(try cursor.count()))
        case SnapshotFormat.Opcode.sizes:
            let keys = try cursor.count()
            return .item(.sizes(keys: keys, expiring: try cursor.count()))
        case SnapshotFormat.Opcode.library: return .item(.library(try cursor.text(&valueRoom)))
        case SnapshotFormat.Opcode.libraryOfRelease:
            return .unserved(kind: "library of functions in the form of a release candidate", key: nil)
        case SnapshotFormat.Opcode.moduleField:
            let module = SnapshotFormat.moduleName(try cursor.number())
            return .unserved(kind: "note of the module '\(module)'", key: nil)
        default: return .end
        }
        return nil
    }
}

/// Puts the pieces of our own values in order: each says where it belongs, and none may be missing.
///
///     milepost-history      "1048576/2500000 " and the bytes that stand at 1048576
struct PieceOrder {
    private var name: [UInt8] = []
    private var next = 0
    private var total = 0

    /// What is missing when no more pieces come.
    var unfinished: String? {
        next < total ? "'\(String(decoding: name, as: UTF8.self))' ends after \(next) of \(total) bytes" : nil
    }

    struct Fault: Error {
        let what: String
    }

    /// The field as a piece of something of our own; nil where it is a plain field.
    mutating func piece(_ name: ByteView, _ value: ByteView) throws(Fault) -> SnapshotItem? {
        let prefix = ByteView(SnapshotFormat.ownPrefix)
        guard name.starts(with: prefix) else { return nil }
        guard let (at, whole, bytes) = Self.split(value), at <= whole, bytes.count <= whole - at else {
            throw Fault(what: "a piece of '\(name.text)' without its place")
        }
        if next < total {
            let isNext = at == next && whole == total && name.array == self.name
            guard isNext else { throw Fault(what: unfinished ?? "") }
        } else {
            guard at == 0 else { throw Fault(what: "'\(name.text)' lacks its beginning") }
            if bytes.count < whole { self.name = name.array }
            total = whole
        }
        next = at + bytes.count
        return .piece(name: name.dropFirst(prefix.count), offset: at, total: whole, bytes: bytes)
    }

    private static func split(_ value: ByteView) -> (Int, Int, ByteView)? {
        guard let slash = value.firstIndex(of: UInt8(ascii: "/")),
            let space = value.firstIndex(of: UInt8(ascii: " "), from: slash),
            let at = value[0..<slash].integer, let total = value[slash + 1..<space].integer, at >= 0, total >= 0
        else { return nil }
        return (Int(at), Int(total), value.dropFirst(space + 1))
    }
}
