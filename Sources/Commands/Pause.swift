// CLIENT PAUSE: for a while requests wait where they are, unread, and nothing is removed on the server's own account.

internal import Bytes
internal import Engine

package struct Pause {
    package enum Reach: String, Sendable {
        /// Only what might change data waits.
        case writes = "write"
        case everything = "all"
    }

    /// What waits; nil while there is no pause.
    package fileprivate(set) var reach: Reach?
    /// In milliseconds since 1970.
    package fileprivate(set) var end: Int64 = 0
    /// Asked for with every request, so it stands ready.
    package fileprivate(set) var isOn = false
}

extension Services {
    /// Begins a pause. One that is on already is neither shortened nor made to reach less.
    func pause(_ reach: Pause.Reach, until moment: Int64) {
        endPauseIfOver()
        pause.reach = pause.reach == .everything ? .everything : reach
        pause.end = max(pause.end, moment)
        pause.isOn = true
        engine.isPaused = true
        endPauseIfOver()
    }

    package func endPause() {
        pause = Pause()
        engine.isPaused = false
    }

    /// Ends a pause whose time has come.
    package func endPauseIfOver() {
        if pause.isOn, pause.end <= engine.now { endPause() }
    }
}

extension Context {
    /// Whether the request that was admitted has to wait for the end of the pause. What comes for EXEC does not.
    var mustWait: Bool {
        services.endPauseIfOver()
        guard !session.isMonitor else { return false }
        switch services.pause.reach {
        case .everything: return true
        case .writes: return mayChangeData
        case nil: return false
        }
    }

    private var mayChangeData: Bool {
        let changing: Command.Flags = [.write, .mayReplicate]
        let essences = services.table.essences
        if !essences[command].flags.isDisjoint(with: changing) { return true }
        guard let transaction = session.transaction, entry.command.name == "EXEC" else { return false }
        return transaction.requests.contains { !essences[$0.command].flags.isDisjoint(with: changing) }
    }

    /// When a timeout in milliseconds will have passed; 0 stands for never.
    func timeout(at index: Int) throws(CommandError) -> Int64 {
        let milliseconds = try integer(at: index, otherwise: "timeout is not an integer or out of range")
        guard milliseconds >= 0 else { throw CommandError("timeout is negative") }
        guard milliseconds > 0 else { return 0 }
        let (moment, overflows) = engine.now.addingReportingOverflow(milliseconds)
        guard !overflows else { throw CommandError("timeout is out of range") }
        return moment
    }
}
