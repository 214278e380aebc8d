// The way to a point of the past: which one is asked for, how far a load has come towards it, and whether it can be
// reached at all. Where that can't be told, the start is refused: nothing is guessed.

internal import Bytes
internal import Configuration
internal import Journal

/// The moment of which a snapshot holds the data.
struct BaseMoment: Equatable {
    private static let name: StaticString = "moment"

    let time: Int64
    let revision: Int64

    init(time: Int64, revision: Int64) {
        (self.time, self.revision) = (time, revision)
    }

    /// What a snapshot says of itself; nil where the item is about something else. Redis knows no milliseconds: what
    /// it saved in a second holds all of that second.
    init?(_ item: SnapshotItem) {
        switch item {
        case .piece(let name, offset: 0, _, let bytes) where name == ByteView(Self.name):
            guard let space = bytes.firstIndex(of: UInt8(ascii: " ")), let time = bytes.prefix(space).integer,
                let revision = bytes.dropFirst(space + 1).integer
            else { return nil }
            self.init(time: time, revision: revision)
        case .field(let name, let value) where name == ByteView("ctime"):
            guard let seconds = value.integer, (0...Int64.max / 1000 - 1).contains(seconds) else { return nil }
            self.init(time: seconds * 1000 + 999, revision: 0)
        default:
            return nil
        }
    }

    func write(to writer: inout SnapshotWriter) {
        Array("\(time) \(revision)".utf8).withView { writer.own(Self.name, $0) }
    }
}

struct RecoveryWay {
    /// Where it leads; nil where all is to be loaded.
    private(set) var point: RecoveryPoint?
    /// What the base holds.
    private var base: BaseMoment?
    /// The last moment of the log that is known.
    private var reached: BaseMoment?
    private var hasCommands = false
    private var firstBeyond: BatchMark?
    /// Commands of which nothing says when they were written, in the last file that was read.
    private var untimed: (path: String, offset: Int)?
    private var aside: String?

    init(to point: RecoveryPoint?) {
        self.point = point
    }

    var revision: Int64 { reached?.revision ?? 0 }

    // MARK: Setting out

    /// The point that the options name.
    static func point(in configuration: Configuration, now: Int64) throws(JournalError) -> RecoveryPoint? {
        let time = Moment.milliseconds(configuration.text(.recoverToTime))
        let revision = Int64(configuration.text(.recoverToRevision))
        guard time != nil || revision != nil else { return nil }
        guard time == nil || revision == nil else {
            throw .unreachable("recover-to-time and recover-to-revision are both given. Take one of them away.")
        }
        guard configuration.flag(.appendonly) else {
            throw .unreachable(
                "recover-to-\(time == nil ? "revision" : "time") needs the log, and appendonly is off. Start with "
                    + "--appendonly yes.")
        }
        if let time, time > now {
            throw .unreachable(
                "recover-to-time names a moment that is yet to come: \(Moment.text(time)). Name one that has passed.")
        }
        return time.map { .time($0) } ?? revision.map { .revision($0) }
    }

    static func noLog(in folder: String) -> String {
        "A point of the past is asked for, and there is no log in \(folder) that leads there. Nothing was changed."
    }

    /// What was done in an earlier start is not done again, since all that came afterwards would be lost.
    mutating func setOut(from manifest: Manifest, _ log: (String) -> Void) {
        guard let point else { return }
        aside = manifest.recovery?.folder
        guard manifest.recovery?.point == point else { return }
        log("The log was brought back to \(Self.text(point)) before, and has gone on: all of it is loaded")
        self.point = nil
    }

    static func text(_ point: RecoveryPoint) -> String {
        switch point {
        case .revision(let revision): "revision \(revision)"
        case .time(let time): Moment.text(time)
        }
    }

    // MARK: On the way

    /// Takes note of what a snapshot says of itself.
    mutating func note(_ item: SnapshotItem) {
        guard let moment = BaseMoment(item) else { return }
        // Both are there in one of ours, and then the exact one counts.
        if case .field = item, base != nil { return }
        base = moment
        reached = moment
    }

    /// Refuses a point before that of the base.
    func checkBase() throws(JournalError) {
        guard let point, let base else { return }
        let isBefore =
            switch point {
            case .revision(let revision): revision < base.revision
            case .time(let time): time < base.time
            }
        if isBefore { throw .unreachable(tooOld(point, oldest: base)) }
    }

    private func tooOld(_ point: RecoveryPoint, oldest: BaseMoment) -> String {
        let place =
            aside.map { " The files of before an earlier recovery are in \($0): move them back to go further." }
            ?? " A backup from before it may lead there."
        return "The log does not lead back to \(Self.text(point)): the oldest point that it leads to is "
            + "\(Moment.text(oldest.time)), revision \(oldest.revision).\(place) Nothing was changed."
    }

    /// Takes note of how a file ended.
    mutating func pass(_ end: LogEnd, of source: LogSource) {
        if end.commands > 0 { hasCommands = true }
        if let mark = end.lastMark { note(mark) }
        firstBeyond = end.beyond
        if let offset = end.untimedFrom {
            untimed = (source.path, offset)
        } else if end.commands > 0 {
            untimed = nil
        }
    }

    /// Takes note of how far a file could be read.
    mutating func pass(_ reader: borrowing LogReader) {
        if let mark = reader.lastMark { note(mark) }
        untimed = reader.isProven ? (reader.lastMark == nil ? untimed : nil) : (reader.path, reader.offset)
    }

    private mutating func note(_ mark: BatchMark) {
        reached = BaseMoment(time: mark.time, revision: mark.revision)
    }

    /// What can't be read is passed over where the point is the very last moment that is known before it.
    func mayStop(before fault: JournalError) -> Bool {
        guard case .damage = fault, case .time(let time) = point, untimed == nil else { return false }
        return reached?.time == time
    }

    // MARK: Arriving

    func arrive(isAtPoint: Bool, _ log: (String) -> Void) throws(JournalError) {
        guard let point else { return }
        if case .time = point, let untimed {
            throw .unreachable(
                "\(untimed.path): behind offset \(untimed.offset) nothing says when the commands were written, so "
                    + "\(Self.text(point)) can't be found. Another server has written there: name a"
                    + " moment before that. Nothing was changed.")
        }
        if isAtPoint {
            if reached == nil, !hasCommands, let first = firstBeyond {
                throw .unreachable(tooOld(point, oldest: BaseMoment(time: first.time, revision: first.revision)))
            }
            return log("The data is that of \(Self.text(point)): what the log holds behind it is not loaded")
        }
        if case .revision(let revision) = point, revision > self.revision {
            throw .unreachable(
                "The log leads to revision \(self.revision), and no further: name one up to there. "
                    + "Nothing was changed.")
        }
        log("The log ends before \(Self.text(point)): all of it is loaded")
    }
}
