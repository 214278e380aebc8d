// CLIENT PAUSE and WAITAOF on the side of the loop: a request that has to wait stays in its connection's buffer, and
// nothing more is read there until the pause is over, or the log on the disk.

internal import Commands
internal import Durability
internal import Engine
internal import Platform

extension EventLoop {
    @inline(never)
    func postpone(_ connection: Connection) {
        if !connection.session.isParked { postponed.append(connection) }
        watch(connection)
    }

    /// Lets those go on that waited for a pause that is over. The next pause may have begun: then they wait again.
    func resumePostponed() {
        services.endPauseIfOver()
        let waiting = postponed
        postponed = []
        for connection in waiting where isOpen(connection) {
            guard mayGoOn(connection.session) else {
                postponed.append(connection)
                continue
            }
            connection.session.isPostponed = false
            watch(connection)
            resumable.append(connection)
        }
    }

    /// Lets those go on whose wait for changes has come to an end.
    func wakeSleepers() {
        if !engine.sleepers.isEmpty { engine.sleepers.wakeOverdue(at: engine.now) }
        let awake = services.outbox.awake
        services.outbox.awake = []
        for session in awake {
            guard let connection = connections[session.token] else { continue }
            session.isPostponed = false
            watch(connection)
            resumable.append(connection)
        }
    }

    private func mayGoOn(_ session: Session) -> Bool {
        guard let wait = session.logWait else { return !services.pause.isOn }
        return wait.isOver(at: engine.now) || server.durability.isOnDisk(wait.position)
    }

    /// When those may go on who wait, by the loop's clock; housekeeping comes within the minute.
    var postponedDeadline: Int64 {
        var end = services.pause.isOn ? services.pause.end : .max
        for connection in postponed {
            if let wait = connection.session.logWait, wait.end > 0 { end = min(end, wait.end) }
        }
        return turnBegan + min(max(1, end - engine.now), 60_000) * 1_000_000
    }
}
