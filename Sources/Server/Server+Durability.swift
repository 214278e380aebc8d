// The server's part in keeping its data: it is loaded before anything is served, and brought to disk before the end.

internal import Commands
internal import Durability
internal import Platform

extension Server {
    /// Takes the data folder and finds what is to be loaded.
    func openData() throws(StartFailure) {
        try durability.open()
    }

    /// What was on disk is in memory.
    func noteReady() {
        if listensOnTCP { log.notice("Ready to accept connections tcp") }
        if listensOnUnix { log.notice("Ready to accept connections unix") }
    }

    /// Ends because a signal asked for it, unless the data could not be brought to disk.
    func shutDownInOrder() {
        do throws(CommandError) {
            try durability.prepareForEnd(saves: nil)
        } catch {
            isAskedToStop = false
            stopSignals.reset()
            return log.warning("Error trying to save the DB, can't exit: \(error.text)")
        }
        shutDown()
    }
}
