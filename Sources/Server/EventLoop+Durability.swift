// What the loop does for the data on disk: loads it in slices before anything is served, writes the log before a reply
// leaves, and under `appendfsync always` holds back what depends on a log that the disk has not taken for good.

internal import Commands
internal import Durability
internal import Engine
internal import Journal
internal import Platform

extension EventLoop {
    private var durability: Durability { server.durability }

    // MARK: Loading

    /// Loads on for a slice; serves nothing but -LOADING meanwhile.
    func load() {
        guard durability.isLoading else { return }
        let end = clock.monotonicNanoseconds + Limits.loadingSlice
        do throws(StartFailure) {
            try durability.recoverSlice { self.clock.monotonicNanoseconds >= end }
        } catch {
            server.log.warning("Fatal error loading the DB: \(error.text)")
            Program.fail("The data can't be loaded: \(error.text)")
        }
        engine.setTime(clock.wallMilliseconds)
        if !durability.isLoading { server.noteReady() }
    }

    // MARK: The log

    /// What the turn has changed goes to the log, before anybody hears of it.
    @inline(never)
    func writeLog() {
        durability.writeLog()
    }

    // MARK: Waiting for the disk

    /// The end of what has been logged.
    var logPosition: LogPosition {
        @inline(never) get { engine.effects.position }
    }

    @inline(never)
    func beginLogged(_ session: Session) -> LogPosition { durability.beginBatch(of: session) }

    @inline(never)
    func noteDependence(of session: Session, since start: LogPosition?) {
        durability.endBatch(of: session, since: start)
    }

    /// Whether the session's replies must wait for the disk.
    func holds(_ session: Session) -> Bool {
        guard durability.holds(session) else { return false }
        if !session.isHeld {
            session.isHeld = true
            held.append(session)
        }
        return true
    }

    /// The disk has taken more of the log: who waited for no more than that is sent to.
    func releaseHeld() {
        guard !held.isEmpty else { return }
        let waiting = held
        held = []
        for session in waiting {
            session.isHeld = false
            guard !holds(session) else { continue }
            session.scheduleFlush()
        }
        sendReplies()
        if !http.connections.isEmpty { http.ready += http.held }
    }
}
