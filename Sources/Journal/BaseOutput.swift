// What a walk over the tables writes: an RDB file, or a base of a log that consists of commands.

internal import Bytes

package protocol BaseOutput: AnyObject {
    /// The entries that follow belong to this database. The numbers are a hint.
    func database(_ index: Int, keys: Int, expiring: Int)
    func entry(_ entry: SnapshotEntry)
    /// Whether strings that are made of resources are written too, for servers that know no resources.
    var takesExports: Bool { get }
    /// Writes on at a piece of what is known of resources beside their bodies, in a form of its own; answers how much
    /// of it has been written.
    func resources(_ piece: [UInt8], from offset: Int) -> Int
    func end()
    var pendingBytes: Int { get }
    /// What has been written since the last piece, as bytes that another queue may have.
    func takePiece() -> [UInt8]
}

package final class SnapshotOutput: BaseOutput {
    private var writer: SnapshotWriter

    package init(_ options: SnapshotWriter.Options, fields: (inout SnapshotWriter) -> Void) {
        writer = SnapshotWriter(options)
        fields(&writer)
    }

    package func database(_ index: Int, keys: Int, expiring: Int) {
        writer.database(index, keys: keys, expiring: expiring)
    }

    package func entry(_ entry: SnapshotEntry) {
        writer.entry(
            entry.key, entry.value, expiry: entry.expiry, idleSeconds: entry.idleSeconds, frequency: entry.frequency)
    }

    package var takesExports: Bool { true }

    package func resources(_ piece: [UInt8], from offset: Int) -> Int {
        let end = min(piece.count, offset + JournalLimits.partOfPiece)
        piece.withView { writer.ownPiece("resources", at: offset, of: piece.count, $0[offset..<end]) }
        return end
    }

    package func end() { writer.end() }
    package var pendingBytes: Int { writer.pending.count }
    package func takePiece() -> [UInt8] { writer.takePiece() }
}

/// Writes a base as commands (aof-use-rdb-preamble no), in batches closed by marks as an increment has them. The mark
/// of an empty batch ends it: a base that lacks it has lost its end.
package final class CommandOutput: BaseOutput {
    private let log: UInt64
    private let moment: (time: Int64, revision: Int64)
    private var queue = ByteQueue(pool: BufferPool())
    private var batchStart: Int
    private var running: UInt32
    private var taken = 0

    /// `timestamp` is noted in the form of Redis, where it is wanted, in seconds since 1970.
    package init(log: UInt64, sequence: Int64, time: Int64, revision: Int64, timestamp: Int64?) {
        self.log = log
        moment = (time, revision)
        running = LogHead(log: log, sequence: sequence).append(to: &queue)
        batchStart = queue.count
        guard let timestamp else { return }
        queue.append("#TS:")
        queue.appendDecimal(timestamp)
        queue.append("\r\n")
    }

    package func database(_ index: Int, keys: Int, expiring: Int) {
        queue.appendLine(UInt8(ascii: "*"), 2)
        queue.appendBulk(ByteView("SELECT"))
        withDecimal(of: Int64(index)) { queue.appendBulk($0) }
    }

    package func entry(_ entry: SnapshotEntry) {
        queue.appendLine(UInt8(ascii: "*"), entry.expiry == nil ? 3 : 5)
        queue.appendBulk(ByteView("SET"))
        queue.appendBulk(entry.key)
        switch entry.value {
        case .bytes(let view): queue.appendBulk(view)
        case .integer(let number): withDecimal(of: number) { queue.appendBulk($0) }
        }
        if let expiry = entry.expiry {
            queue.appendBulk(ByteView("PXAT"))
            withDecimal(of: expiry) { queue.appendBulk($0) }
        }
        if queue.count - batchStart >= JournalLimits.batch { closeBatch() }
    }

    /// No other server runs the commands that resources are written as.
    package var takesExports: Bool { false }

    package func resources(_ piece: [UInt8], from offset: Int) -> Int {
        queue.appendLine(UInt8(ascii: "*"), 2)
        queue.appendBulk(ByteView("RES.IMAGE"))
        piece.withView { queue.appendBulk($0) }
        if queue.count - batchStart >= JournalLimits.batch { closeBatch() }
        return piece.count
    }

    package func end() {
        if queue.count > batchStart { closeBatch() }
        closeBatch()
    }

    private func closeBatch() {
        running = BatchMark.append(
            log: log, offset: taken + queue.count, batchFrom: batchStart, time: moment.time,
            revision: moment.revision, running: running, to: &queue)
        batchStart = queue.count
    }

    package var pendingBytes: Int { queue.count }

    package func takePiece() -> [UInt8] {
        if queue.count > batchStart { closeBatch() }
        let piece = queue.pending.array
        taken += piece.count
        queue.consume(piece.count)
        batchStart = 0
        return piece
    }
}
