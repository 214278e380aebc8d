// One snapshot on its way to a file: the walk between turns on the loop, the writing on the disk's queue.
//
// Pieces go to the queue as they fill. When too many are under way the walk rests, so that a slow disk costs time and
// not memory.

internal import Engine
internal import Journal
internal import Platform
internal import Resources

final class SnapshotRun {
    private static let pieceSize = 64 << 10
    private static let mostPieces = 16
    /// After so many bytes the disk is made to keep up.
    private static let syncEvery = 4 << 20

    private let snapshotter: Snapshotter
    private let draft: Draft
    private let disk: DiskQueue
    private let syncsAlong: Bool
    private let finish: (JournalError?) -> Void
    private var pace: Pace
    private var offset = 0
    private var lastSync = 0
    private var piecesUnderWay = 0
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
    var isReady: Bool { !hasEnded && piecesUnderWay < Self.mostPieces && pace.isOpen }

    /// Writes keys until `isOver` says that the slice has lasted long enough.
    func slice(until isOver: () -> Bool) {
        while isReady {
            let goesOn = writeOn()
            if let fault { return fail(fault) }
            guard goesOn else { return end() }
            if snapshotter.pendingBytes >= Self.pieceSize { hand(snapshotter.takePiece()) }
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

    private func hand(_ piece: [UInt8]) {
        let (draft, place) = (draft, offset)
        offset += piece.count
        let syncs = syncsAlong && offset - lastSync >= Self.syncEvery
        if syncs { lastSync = offset }
        piecesUnderWay += 1
        disk.perform {
            outcome { () throws(JournalError) in
                try draft.write(piece, at: place)
                if syncs { try draft.sync() }
            }
        } then: { [weak self] in
            self?.noteWritten($0)
        }
    }

    private func noteWritten(_ failure: JournalError?) {
        piecesUnderWay -= 1
        guard let failure, !hasEnded else { return }
        // The next one has a draft of the same name, so this is over only when that has gone.
        stop { [self] in
            if !isGivenUp { finish(failure) }
        }
    }

    private func end() {
        hasEnded = true
        let draft = draft
        let (piece, place) = (snapshotter.takePiece(), offset)
        offset += piece.count
        disk.perform {
            let failure = outcome { () throws(JournalError) in
                try draft.write(piece, at: place)
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
