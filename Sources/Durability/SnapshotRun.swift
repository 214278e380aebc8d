// One snapshot on its way to a file: the walk between turns on the loop, the writing on the disk's queue.
//
// Pieces are handed to the queue a few at a time, since each time costs two changes of thread. When too many are under
// way the walk rests, so that a slow disk costs time and not memory.

internal import Engine
internal import Journal
internal import Platform
internal import Resources

final class SnapshotRun {
    private static let pieceSize = 64 << 10
    private static let handedOverAtOnce = 256 << 10
    private static let mostUnderWay = 1 << 20
    /// After so many bytes the disk is made to keep up: few enough that sending them takes no core for longer than a
    /// client would notice.
    private static let writeOutEvery = 1 << 20

    private let snapshotter: Snapshotter
    private let draft: Draft
    private let disk: DiskQueue
    private let syncsAlong: Bool
    private let finish: (JournalError?) -> Void
    private var pace: Pace
    /// What has not been handed over yet, and where in the file it ends.
    private var pieces: [[UInt8]] = []
    private var offset = 0
    private var waiting = 0
    private var underWay = 0
    /// Where the part of the file begins that was sent to the disk last, and where it ends.
    private var sent = (start: 0, end: 0)
    private var hasEnded = false
    private var isGivenUp = false

    /// Begins: what is written is the data of this very moment. `finish` hears how it ended, unless it is given up.
    init(
        _ snapshotter: Snapshotter, to draft: Draft, syncsAlong: Bool, _ disk: DiskQueue, _ pace: Pace,
        finish: @escaping (JournalError?) -> Void
    ) {
        self.snapshotter = snapshotter
        self.draft = draft
        self.disk = disk
        self.pace = pace
        self.syncsAlong = syncsAlong
        self.finish = finish
    }

    var keyCount: Int { snapshotter.keyCount }
    var writtenKeys: Int { snapshotter.writtenKeys }

    /// Whether a slice has something to do now.
    var isReady: Bool { !hasEnded && underWay < Self.mostUnderWay && pace.isOpen }

    /// Writes keys until `isOver` says that the slice has lasted long enough.
    func slice(until isOver: () -> Bool) {
        while isReady {
            let goesOn = writeOn()
            if let fault { return fail(fault) }
            guard goesOn else { return end() }
            if snapshotter.pendingBytes >= Self.pieceSize { takePiece() }
            if waiting >= Self.handedOverAtOnce { handOver() }
            if isOver() { return }
        }
    }

    /// Writes all that is left, and returns when the file is in its place or has failed.
    func runToEnd() throws(JournalError) {
        do throws(JournalError) {
            while writeOn() {
                if snapshotter.pendingBytes >= Self.pieceSize { try write(snapshotter.takePiece()) }
                pace.wait()
            }
            if let fault { throw fault }
            hasEnded = true
            try write(snapshotter.takePiece())
            try draft.finish()
        } catch {
            abandon()
            throw error
        }
    }

    /// A body could not be had: then there is no snapshot, rather than a wrong one.
    private var fault: JournalError? {
        snapshotter.fault.map { .unreachable($0.text) }
    }

    private func fail(_ failure: JournalError) {
        stop { [self] in
            if !isGivenUp { finish(failure) }
        }
    }

    private func writeOn() -> Bool {
        let before = snapshotter.writtenKeys
        defer { pace.note(keys: snapshotter.writtenKeys - before) }
        return snapshotter.writeOn()
    }

    private func write(_ piece: [UInt8]) throws(JournalError) {
        try draft.write(piece, at: offset)
        offset += piece.count
    }

    /// Gives up and leaves nothing behind. What is under way on the queue ends unheard.
    func abandon() {
        isGivenUp = true
        stop {}
    }

    /// Walks no further and removes the draft; `whenStopped` is called when nothing more happens to it.
    private func stop(_ whenStopped: @escaping () -> Void) {
        if !hasEnded { snapshotter.abandon() }
        hasEnded = true
        let draft = draft
        disk.perform { draft.abandon() } then: { whenStopped() }
    }

    // MARK: Pieces

    private func handOver() {
        let (draft, count, place, pieces) = (draft, waiting, offset - waiting, takePieces())
        let part = takePartToSend()
        underWay += count
        disk.perform {
            outcome { () throws(JournalError) in
                try draft.write(pieces, at: place)
                if let part { try draft.writeOut(from: part.start, to: part.end) }
            }
        } then: { [weak self] in
            self?.noteWritten(count, $0)
        }
    }

    private func takePiece() {
        let piece = snapshotter.takePiece()
        pieces.append(piece)
        offset += piece.count
        waiting += piece.count
    }

    private func takePieces() -> [[UInt8]] {
        defer { (pieces, waiting) = ([], 0) }
        return pieces
    }

    /// What is to be sent to the disk now, where enough has come: with what was sent last, which is waited for.
    private func takePartToSend() -> (start: Int, end: Int)? {
        guard syncsAlong, offset - sent.end >= Self.writeOutEvery else { return nil }
        defer { sent = (sent.end, offset) }
        return (sent.start, offset)
    }

    private func noteWritten(_ count: Int, _ failure: JournalError?) {
        underWay -= count
        guard let failure, !hasEnded else { return }
        // The next one has a draft of the same name, so this is over only when that has gone.
        stop { [self] in
            if !isGivenUp { finish(failure) }
        }
    }

    private func end() {
        hasEnded = true
        takePiece()
        let (draft, place, pieces) = (draft, offset - waiting, takePieces())
        disk.perform {
            let failure = outcome { () throws(JournalError) in
                try draft.write(pieces, at: place)
                try draft.finish()
            }
            if failure != nil { draft.abandon() }
            return failure
        } then: { [self] failure in
            if !isGivenUp { finish(failure) }
        }
    }
}

/// Why something failed; nil where it did not.
func outcome(_ body: () throws(JournalError) -> Void) -> JournalError? {
    do throws(JournalError) {
        try body()
        return nil
    } catch {
        return error
    }
}
