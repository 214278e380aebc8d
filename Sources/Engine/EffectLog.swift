// What changes, as commands that bring about the same change again: the log that a server reads when it starts.
//
// An effect says what came out and not what was asked for: a number instead of an increment, a moment instead of a time
// to live. Effects that belong together are a transaction in the log, so that half of them is never run.

internal import Bytes
package import Journal
internal import Keyspace
internal import Resources

package final class EffectLog {
    /// Where it is written; nil while nothing is logged.
    private var writer: LogWriter?
    /// Asked before every effect.
    package private(set) var isOn = false

    /// Whether replies wait until what they depend on is on disk for good: then it is noted which keys that is.
    package private(set) var isAwaited = false
    private var unsettled = UnsettledKeys()
    /// How many changes have been logged that replies wait for.
    package private(set) var changes = 0

    /// The database that the commands so far in this batch leave selected.
    private var selected: Int?
    /// Whether what comes now belongs together, and whether something of it has come.
    private var isGrouping = false
    private var hasGroup = false

    /// Where the writer before the present one ended.
    private var end = LogPosition()
    /// How many writers there have been: what was begun for one of them says nothing of the next.
    package private(set) var writers = 0

    package init() {}

    // MARK: The writer

    package func start(_ writer: consuming LogWriter) {
        self.writer = consume writer
        self.writer!.countOn(from: end)
        writers += 1
        isOn = true
    }

    package func stop() {
        if isOn { end = position }
        writer = nil
        isOn = false
        setAwaited(false)
    }

    package func setAwaited(_ isAwaited: Bool) {
        guard self.isAwaited != (isAwaited && isOn) else { return }
        self.isAwaited = isAwaited && isOn
        unsettled = UnsettledKeys()
    }

    /// The end of what has been logged.
    package var position: LogPosition { withWriter { $0.appended } ?? LogPosition() }

    /// How far replies depend on the log that has been asked for since the last call.
    package func takeDependence() -> LogPosition { unsettled.takeDependence() }

    /// What was logged up to here is on disk for good.
    package func settle(upTo durable: LogPosition) {
        unsettled.settle(upTo: durable)
    }

    /// A key is looked at.
    @inline(never)
    func noteLook(at key: ByteView, in database: Int) {
        unsettled.noteLook(at: key, in: database)
    }

    /// Something is answered that depends on all keys.
    package func noteLookAtAll() {
        unsettled.noteLookAtAll()
    }

    /// A key has changed with what was logged last, and is made of it.
    func noteDerived(_ key: ByteView) {
        noteChange(of: key, in: 0)
    }

    /// For what the writer does apart from taking effects.
    package func withWriter<Result, Failure: Error>(
        _ body: (inout LogWriter) throws(Failure) -> Result
    ) throws(Failure) -> Result? {
        guard isOn else { return nil }
        return try body(&writer!)
    }

    // MARK: Batches and groups

    /// A batch says for itself which database it is about: it may have to go into another file than the one before.
    package func beginBatch() {
        selected = nil
    }

    /// What follows up to `endGroup` is run as a whole or not at all.
    package func beginGroup() {
        isGrouping = true
    }

    package func endGroup() {
        if hasGroup { writer?.endTransaction() }
        isGrouping = false
        hasGroup = false
    }

    private func begin(_ database: Int?, words: Int) {
        prepare(for: database)
        writer?.command(words)
    }

    /// Writes what has to stand before the next effect.
    private func prepare(for database: Int?) {
        if isGrouping, !hasGroup {
            writer?.beginTransaction()
            hasGroup = true
        }
        if let database, database != selected {
            selected = database
            writer?.command(2)
            writer?.argument("SELECT")
            writer?.argument(Int64(database))
        }
    }

    /// Notes that the effect that was just logged has changed a key, or all of them.
    @inline(__always)
    private func noteChange(of key: ByteView?, in database: Int) {
        if isAwaited { noteUnsettled(key, in: database) }
    }

    private func noteUnsettled(_ key: ByteView?, in database: Int) {
        changes += 1
        unsettled.noteChange(of: key, in: database, at: position)
    }

    // MARK: Effects

    func set(_ key: ByteView, _ content: StringContent, _ end: ExpiryChange, in database: Int) {
        prepare(for: database)
        Self.write(key, content, end, to: &writer!)
        noteChange(of: key, in: database)
    }

    /// The effect that comes most often: the writer is asked for once, and what always stands there written at once.
    @inline(__always)
    private static func write(
        _ key: ByteView, _ content: StringContent, _ end: ExpiryChange, to writer: inout LogWriter
    ) {
        switch end {
        case .clear: writer.command("*3\r\n$3\r\nSET\r\n", arguments: 2)
        case .keep: writer.command("*4\r\n$3\r\nSET\r\n", arguments: 3)
        case .at: writer.command("*5\r\n$3\r\nSET\r\n", arguments: 4)
        }
        writer.argument(key)
        switch content {
        case .bytes(let view): writer.argument(view)
        case .integer(let number): writer.argument(number)
        }
        switch end {
        case .clear:
            break
        case .keep:
            writer.argument("KEEPTTL")
        case .at(let moment):
            writer.argument("PXAT")
            writer.argument(moment)
        }
    }

    func append(_ key: ByteView, _ bytes: ByteView, in database: Int) {
        begin(database, words: 3)
        writer?.argument("APPEND")
        writer?.argument(key)
        writer?.argument(bytes)
        noteChange(of: key, in: database)
    }

    func setRange(_ key: ByteView, _ offset: Int, _ bytes: ByteView, in database: Int) {
        begin(database, words: 4)
        writer?.argument("SETRANGE")
        writer?.argument(key)
        writer?.argument(Int64(offset))
        writer?.argument(bytes)
        noteChange(of: key, in: database)
    }

    func setEnd(_ key: ByteView, _ moment: Int64?, in database: Int) {
        begin(database, words: moment == nil ? 2 : 3)
        writer?.argument(moment == nil ? "PERSIST" : "PEXPIREAT")
        writer?.argument(key)
        if let moment { writer?.argument(moment) }
        noteChange(of: key, in: database)
    }

    func delete(_ key: ByteView, in database: Int) {
        begin(database, words: 2)
        writer?.argument("DEL")
        writer?.argument(key)
        noteChange(of: key, in: database)
    }

    func rename(_ key: ByteView, to newKey: ByteView, in database: Int) {
        begin(database, words: 3)
        writer?.argument("RENAME")
        writer?.argument(key)
        writer?.argument(newKey)
        noteChange(of: key, in: database)
        noteChange(of: newKey, in: database)
    }

    func move(_ key: ByteView, from source: Int, to target: Int) {
        begin(source, words: 3)
        writer?.argument("MOVE")
        writer?.argument(key)
        writer?.argument(Int64(target))
        noteChange(of: key, in: source)
        noteChange(of: key, in: target)
    }

    func copy(_ key: ByteView, in source: Int, to newKey: ByteView, in target: Int) {
        begin(source, words: 6)
        writer?.argument("COPY")
        writer?.argument(key)
        writer?.argument(newKey)
        writer?.argument("DB")
        writer?.argument(Int64(target))
        writer?.argument("REPLACE")
        noteChange(of: newKey, in: target)
    }

    /// Changes of resources, as words of a record.
    func commit(_ commit: Commit) {
        prepare(for: nil)
        writer!.command { commit.write(as: "RES.COMMIT", to: &$0) }
        guard isAwaited else { return }
        for change in commit.changes { change.key.withBytes { noteChange(of: $0, in: 0) } }
    }

    /// The same of a commit that is one change alone, of the resource with this key.
    func commit(_ write: borrowing LoneWrite, of key: ByteView, in epoch: UInt64) {
        prepare(for: nil)
        writer!.command { write.write(as: "RES.COMMIT", in: epoch, to: &$0) }
        noteChange(of: key, in: 0)
    }

    func epoch(_ epoch: UInt64) {
        begin(nil, words: 2)
        writer?.argument("RES.EPOCH")
        writer?.argument(Int64(bitPattern: epoch))
    }

    func compact(before revision: Revision) {
        begin(nil, words: 2)
        writer?.argument("RES.COMPACT")
        writer?.argument(Int64(clamping: revision))
    }

    func flush(_ databases: [Int], ofAll count: Int) {
        guard databases.count < count else {
            begin(nil, words: 1)
            writer?.argument("FLUSHALL")
            return noteChange(of: nil, in: 0)
        }
        for database in databases {
            begin(database, words: 1)
            writer?.argument("FLUSHDB")
        }
        noteChange(of: nil, in: 0)
    }

    func swap(_ first: Int, _ second: Int) {
        begin(nil, words: 3)
        writer?.argument("SWAPDB")
        writer?.argument(Int64(first))
        writer?.argument(Int64(second))
        noteChange(of: nil, in: first)
    }
}
