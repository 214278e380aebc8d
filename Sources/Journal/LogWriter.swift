// Appends to a log: commands gather in a buffer during a turn, and one write takes them to the file, closed by a line
// with their checksum.
//
//     0 ≤ written ≤ batchStart ≤ count       [ in files, not yet durable | closed batches | the open batch ]
//
// What was written is kept until it is durable, so that a disk that fails takes nothing with it. After a failure the
// file is cut back to its last good end and what did not get there waits, without its checksum lines, to go into a new
// file.

package import Bytes
package import Platform

package struct LogWriter: ~Copyable {
    package var manner: LogManner
    package let log: UInt64
    package private(set) var failure: LogFailure?
    package private(set) var written = LogPosition()
    package private(set) var durable = LogPosition()

    private var queue = ByteQueue(pool: BufferPool())
    private var writtenCount = 0
    /// Whether something was written since memory was last looked at.
    private var hasWritten = false
    private var batchStart = 0
    /// Bytes of commands in closed batches, since the process started.
    private var closed: Int64 = 0
    private var segments: LogSegments
    /// The checksum of the file up to the last closed batch.
    private var running: UInt32
    private var generation = 0
    private var time: Int64 = 0
    private var revision: Int64 = 0

    // The command that is being written.
    private var openArguments = 0
    private var isInTransaction = false

    /// Begins a log with a new file.
    package init(_ file: LogFile, head: LogHead, _ manner: LogManner = LogManner()) {
        self.manner = manner
        log = head.log
        segments = LogSegments(LogSegments.Segment(file, head: head))
        running = segments.last.checksum
    }

    private init(_ segment: LogSegments.Segment, log: UInt64, after end: LogEnd, _ manner: LogManner) {
        self.manner = manner
        self.log = log
        segments = LogSegments(segment)
        running = end.checksum
        time = end.lastMark?.time ?? 0
    }

    /// Goes on where a reader found the end of a file of ours; what stands behind that is cut off.
    package static func resume(
        _ path: String, on disk: any Disk, after end: LogEnd, _ manner: LogManner = LogManner()
    ) throws(JournalError) -> LogWriter {
        guard let head = end.head else { preconditionFailure("only a file with a head can be gone on with") }
        let file = try onDisk(path) { () throws(Errno) in
            let file = try disk.open(path, for: .writing)
            if try file.size() != end.offset { try file.resize(to: end.offset) }
            // What was read need not have been on the disk for good: whoever reads it from here on takes it to be.
            try file.sync()
            return file
        }
        let segment = LogSegments.Segment(LogFile(opened: file, path), after: end)
        return LogWriter(segment, log: head.log, after: end, manner)
    }

    /// Counts on from where the log of before had ended, so that nobody takes a place in that one for one in this.
    package mutating func countOn(from position: LogPosition) {
        precondition(closed == 0 && queue.isEmpty, "counted from elsewhere after the beginning")
        closed = position.value
        (written, durable) = (position, position)
    }

    // MARK: Where it stands

    /// The end of what was appended: whoever depends on it waits until `durable` has reached this.
    package var appended: LogPosition { LogPosition(closed + Int64(queue.count - batchStart)) }

    package var path: String { segments.last.path }
    /// How long the present file is.
    package var fileSize: Int { segments.last.end }
    /// Whether `flush` holds back, because the file before the present one is not durable yet.
    package var isWaiting: Bool { segments.isWaiting }
    /// Bytes that wait for the next write.
    package var pendingBytes: Int { queue.count - writtenCount }
    /// All bytes in memory.
    package var heldBytes: Int { queue.count }
    package var memory: Int { queue.capacity }
    package var hasUnsynced: Bool { segments.hasUnsynced }

    // MARK: Commands

    /// Begins a command of so many arguments; each follows by `argument`.
    package mutating func command(_ arguments: Int) {
        precondition(openArguments == 0 && arguments > 0, "a command inside a command")
        openArguments = arguments
        queue.appendLine(UInt8(ascii: "*"), Int64(arguments))
    }

    /// The same by the bytes that it always begins with, its name among them; so many arguments follow.
    package mutating func command(_ beginning: StaticString, arguments: Int) {
        precondition(openArguments == 0 && arguments > 0, "a command inside a command")
        openArguments = arguments
        queue.append(beginning)
    }

    /// A whole command, which `write` appends as the log has it.
    package mutating func command(_ write: (inout ByteQueue) -> Void) {
        precondition(openArguments == 0, "a command inside a command")
        write(&queue)
        if !isInTransaction { endUnit() }
    }

    package mutating func argument(_ bytes: ByteView) {
        queue.appendBulk(bytes)
        endArgument()
    }

    package mutating func argument(_ text: StaticString) {
        argument(ByteView(text))
    }

    package mutating func argument(_ number: Int64) {
        withDecimal(of: number) { argument($0) }
    }

    private mutating func endArgument() {
        precondition(openArguments > 0, "an argument outside a command")
        openArguments -= 1
        if openArguments == 0, !isInTransaction { endUnit() }
    }

    /// A whole command as it came.
    package mutating func append(_ arguments: Arguments) {
        command(arguments.count)
        for index in 0..<arguments.count { argument(arguments[index]) }
    }

    /// What stands between these two is replayed whole or not at all.
    package mutating func beginTransaction() {
        precondition(!isInTransaction, "a transaction inside a transaction")
        isInTransaction = true
        queue.append("*1\r\n$5\r\nMULTI\r\n")
    }

    package mutating func endTransaction() {
        precondition(isInTransaction && openArguments == 0, "no transaction to end")
        queue.append("*1\r\n$4\r\nEXEC\r\n")
        isInTransaction = false
        endUnit()
    }

    /// The time in Redis's own form (aof-timestamp-enabled), in seconds since 1970.
    package mutating func timestamp(_ seconds: Int64) {
        precondition(openArguments == 0 && !isInTransaction, "a timestamp inside a command")
        queue.append("#TS:")
        queue.appendDecimal(seconds)
        queue.append("\r\n")
    }

    /// What the lines that close batches say from now on.
    package mutating func note(time: Int64, revision: Int64) {
        self.time = max(self.time, time)
        self.revision = revision
    }

    /// A turn that writes much has several batches, so that a reader need hold little before it finds a checksum.
    private mutating func endUnit() {
        if queue.count - batchStart >= JournalLimits.batch { closeBatch() }
    }

    private mutating func closeBatch() {
        guard queue.count > batchStart, failure == nil else { return }
        closed += Int64(queue.count - batchStart)
        running = BatchMark.append(
            log: log, offset: segments.last.next + queue.count - writtenCount, batchFrom: batchStart, time: time,
            revision: revision, running: running, to: &queue)
        batchStart = queue.count
    }

    // MARK: Writing

    /// Takes everything that waits to the file, in one write. Directly after a move it holds back until the file before
    /// is durable: whoever waits for `written` then waits a little longer.
    package mutating func flush() throws(JournalError) {
        if let failure { throw .disk(path: failure.path, failure.error) }
        precondition(openArguments == 0 && !isInTransaction, "written in the middle of a command")
        let isOneBatch = batchStart == writtenCount
        closeBatch()
        guard queue.count > writtenCount, !segments.isWaiting else { return }
        do throws(Errno) {
            try segments.write(
                queue.pending.dropFirst(writtenCount), checksum: running, isOneBatch: isOneBatch, room: manner.room)
        } catch {
            fail(.write, error)
            throw .disk(path: path, error)
        }
        written.value = closed
        writtenCount = queue.count
        hasWritten = true
        if queue.count > manner.keptBytes {
            segments.forgetKept(at: written)
            letGo(queue.count)
        }
    }

    private mutating func letGo(_ count: Int) {
        queue.consume(count)
        writtenCount -= count
        batchStart -= count
    }

    /// Gives memory back that was not used since the last call: what is written steadily finds the same each time.
    package mutating func rest() {
        if queue.isEmpty, !hasWritten, queue.capacity > JournalLimits.batch { queue.recycle() }
        hasWritten = false
    }

    /// Takes off what was laid ahead in the file. Nothing depends on it: a reader passes over it.
    package mutating func cutRoom() { segments.cutRoom() }

    // MARK: Making it durable

    /// The call that makes all durable that is written now; nil where all is. `finish` takes its result.
    package func sync() -> LogSync? {
        segments.sync(generation: generation, position: written)
    }

    /// Takes note of how a sync ended. One that began before a failure tells nothing any more, unless it has failed as
    /// well: the next would then succeed without having done anything.
    package mutating func finish(_ sync: LogSync, _ error: Errno?) {
        if let error { return segments.holds(sync) ? fail(.sync, error) : () }
        guard sync.generation == generation else { return }
        letGo(segments.finish(sync))
        durable = max(durable, sync.position)
    }

    // MARK: Failure

    private mutating func fail(_ step: LogFailure.Step, _ error: Errno) {
        generation += 1
        let failedPath = path
        let needsBase = failure?.needsBase ?? false || step == .sync && segments.hasForgotten
        let cut = step == .write ? segments.cutBack() : segments.cutBackToDurable()
        if step == .sync {
            writtenCount = 0
            written = durable
        }
        failure = LogFailure(
            step: step, path: failedPath, error: error, isCutBack: cut.succeeded, needsBase: needsBase,
            abandoned: (failure?.abandoned ?? []) + cut.abandoned)
    }

    /// Goes on in a new file, which the manifest names already: after a failure, or because a rewrite begins. What a
    /// failure kept back goes first, with the next `flush`; with `afterBase` it is forgotten, as a new base holds it.
    package mutating func move(to file: LogFile, sequence: Int64, afterBase: Bool = false) throws(JournalError) {
        if failure == nil { try flush() }
        segments.begin(file, log: log, sequence: sequence)
        running = segments.last.checksum
        guard failure != nil || queue.count > writtenCount else { return }
        failure = nil
        if afterBase { forgetQueue() }
        batchAgain()
    }

    /// Whether the present file holds nothing but its head, so that another attempt needs no other file.
    package var canRetry: Bool {
        failure.map { $0.isCutBack && $0.step == .write && !$0.needsBase } ?? false && segments.last.isNew
    }

    /// Tries the present file again after a failure; `flush` then tells.
    package mutating func retry() {
        precondition(canRetry, "there is something in the file already")
        failure = nil
        running = segments.last.checksum
        batchAgain()
    }

    private mutating func forgetQueue() {
        closed = appended.value
        written.value = closed
        durable = written
        queue.removeAll()
        writtenCount = 0
        batchStart = 0
    }

    /// Closes anew what is not in a file: the lines that closed it before belonged to another place, and only their
    /// times and revisions are still true.
    private mutating func batchAgain() {
        var old = ByteQueue(pool: BufferPool())
        swap(&old, &queue)
        queue.append(old.pending.prefix(writtenCount))
        batchStart = writtenCount
        closed = written.value
        var units = LogUnits(at: writtenCount)
        let present = (time, revision)
        while let unit = units.next(in: old.pending) {
            closeAgain(old.pending, units.mark)
            queue.append(old.pending[unit])
            endUnit()
        }
        closeAgain(old.pending, units.mark)
        (time, revision) = present
    }

    private mutating func closeAgain(_ old: ByteView, _ line: Range<Int>?) {
        guard let line, let mark = BatchMark.parse(old[line], log: log) else { return }
        (time, revision) = (mark.time, mark.revision)
        closeBatch()
    }
}
