// What becomes of replies while the log is on: they leave, wait for the disk, or are taken back because it has failed.

package import Commands
internal import Engine
package import Journal

extension Durability {
    /// A batch of requests of a session begins; answers where the log stands.
    package func beginBatch(of session: Session) -> LogPosition {
        hadFailed = logs.failure != nil
        session.beginLogged(mayLeave: mayLeave(session.repliesDependOnLog))
        return engine.effects.position
    }

    /// Notes how far what the session has just been answered depends on the log: even where nobody waits for the disk,
    /// since it may be about to fail.
    /// - Parameter start: nil where the batch itself has switched the log on, which so holds nothing older.
    package func endBatch(of session: Session, since start: LogPosition?) {
        let position = dependence(since: start ?? LogPosition())
        if position == LogPosition() { logs.speed.noteReader() }
        noteDependence(of: session, on: position)
    }

    package func noteDependence(of session: Session, on position: LogPosition) {
        session.dependsOnLog = max(session.dependsOnLog, position)
        session.repliesDependOnLog = max(session.repliesDependOnLog, position)
    }

    /// How far a batch that began at `start` depends on the log: its own changes, and those of others that it has seen.
    ///
    /// While the log has failed, and had before the batch began, nothing is changed but what ends by itself, and of
    /// that everybody may hear.
    private func dependence(since start: LogPosition) -> LogPosition {
        let end = engine.effects.position
        let seen = engine.effects.takeDependence()
        if hadFailed, logs.failure != nil { return logs.policy == .always ? seen : LogPosition() }
        return max(seen, end > start ? end : LogPosition())
    }

    /// Whether what waits to be sent to the session must wait for the disk. Where that has failed, replies that depend
    /// on it are taken back, and the errors in their place may leave.
    package func holds(_ session: Session) -> Bool {
        guard engine.effects.isAwaited else { return false }
        if session.hasNewsOfKeys { session.dependsOnLog = engine.effects.position }
        session.hasNewsOfKeys = false
        let released = logs.released
        guard session.dependsOnLog > released else { return false }
        guard session.repliesDependOnLog > released, let error = logs.withdrawal else { return true }
        let count = session.withdrawReplies(because: error)
        engine.statistics.errorReplies += count
        services.errorCounts[error.code, default: 0] += count
        return false
    }

    /// Whether what depends on this much of the log may be sent.
    package func mayLeave(_ position: LogPosition) -> Bool { position <= logs.released }
}
