// Work for one request that others should not have to wait for: done in slices between turns, while the request stays
// in its connection's buffer. When it is finished the request is run again, and finds what was prepared for it.
//
//     request → begin → slice … slice → request again → take
//
// Whatever was prepared may have been overtaken meanwhile: whoever takes it looks at that. It changes nothing by
// itself, so it can be given up at any moment, and is when its connection closes.

package import Engine

package protocol LongWork: AnyObject {
    /// What is done, for people: `Importing into default`.
    var title: String { get }
    var unit: ProgressReport.Unit { get }
    var done: Int { get }
    /// 0 where it is not known yet.
    var total: Int { get }
    var state: LongWorkState { get }
    /// Goes on until it is finished or the slice is over.
    func goOn(until isOver: () -> Bool)
}

package enum LongWorkState {
    case canGoOn
    /// Another queue does a part of it.
    case waits
    case isFinished
}

package final class LongWorks {
    private struct Place {
        let session: Session
        let work: any LongWork
        var report: ProgressReport
        let begun: Int64
    }

    /// The one whose turn is next comes first.
    private var places: [Place] = []

    init() {}

    package var isEmpty: Bool { places.isEmpty }
    /// Whether any of it is not with another queue.
    package var canGoOn: Bool { places.contains { $0.work.state != .waits } }

    func begin(_ work: any LongWork, for session: Session, at milliseconds: Int64) {
        session.isParked = true
        session.isPostponed = true
        places.append(
            Place(
                session: session, work: work, report: ProgressReport(work.title, in: work.unit, at: milliseconds),
                begun: milliseconds))
    }

    /// Gives up what was begun for a session.
    func end(of session: Session) {
        session.prepared = nil
        places.removeAll { $0.session === session }
    }

    /// One after another, a slice for each.
    package func goOn(_ engine: Engine, until isOver: () -> Bool) {
        var turns = places.count
        repeat {
            guard turns > 0, let place = places.first else { return }
            turns -= 1
            places.removeFirst()
            if place.work.state == .canGoOn { place.work.goOn(until: isOver) }
            guard place.work.state == .isFinished else {
                places.append(place)
                continue
            }
            place.session.prepared = place.work
            place.session.wake()
            engine.hasAppointments = true
        } while !isOver()
    }

    /// Logs of each how far it is, where that is due.
    package func tellProgress(at milliseconds: Int64, _ log: (String) -> Void) {
        for index in places.indices {
            let work = places[index].work
            if let line = places[index].report.line(done: work.done, of: work.total, at: milliseconds) { log(line) }
        }
    }

    /// For INFO: who waits for what, how far it is, and how many seconds are left.
    func descriptions(at milliseconds: Int64) -> [String] {
        places.map { place in
            let (done, total) = (place.work.done, place.work.total)
            let spent = milliseconds - place.begun
            let rest = done > 0 ? Int64(total - done) * spent / Int64(done) / 1000 : -1
            let title = place.work.title.replacing(" ", with: "_")
            return "client=\(place.session.id),work=\(title),unit=\(place.work.unit.name),done=\(done),total=\(total)"
                + ",seconds=\(spent / 1000),eta_seconds=\(rest)"
        }
    }
}

extension Context {
    /// What was prepared for the request that runs; nil where nothing was.
    func takePrepared<Work: LongWork>(_ kind: Work.Type) -> Work? {
        defer { session.prepared = nil }
        return session.prepared as? Work
    }

    /// Whether the request may be done in slices; a transaction and the log run through at once.
    var mayWait: Bool { !isInExec && !session.isOfServer }

    /// Whether others should not wait for what the request brings.
    func isLong(_ length: Int) -> Bool { length > LongWorks.shortest && mayWait }

    /// The request waits, and runs again when all is prepared.
    func begin(_ work: any LongWork) {
        services.longWorks.begin(work, for: session, at: services.host.microsecondsNow / 1000)
        engine.hasAppointments = true
    }
}

extension LongWorks {
    /// What is shorter, in bytes, is done at once: it takes a few milliseconds.
    static let shortest = 16 << 10
}
