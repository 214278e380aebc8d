// CLIENT PAUSE on the side of the loop: a request that has to wait stays in its connection's buffer, and nothing more
// is read there until the pause is over.

internal import Commands
internal import Engine
internal import Platform

extension EventLoop {
    @inline(never)
    func postpone(_ connection: Connection) {
        postponed.append(connection)
        watch(connection)
    }

    /// Lets those go on that waited for a pause that is over. The next pause may have begun: then they wait again.
    func resumePostponed() {
        services.endPauseIfOver()
        guard !services.pause.isOn else { return }
        let waiting = postponed
        postponed = []
        for connection in waiting where isOpen(connection) {
            connection.session.isPostponed = false
            watch(connection)
            resumable.append(connection)
        }
    }

    /// When those may go on who wait, by the loop's clock; housekeeping comes within the minute.
    var pauseDeadline: Int64 {
        turnBegan + min(max(1, services.pause.end - engine.now), 60_000) * 1_000_000
    }
}
