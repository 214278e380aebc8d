// The server's part in keeping its data: it is loaded before anything is served, and brought to disk before the end.

internal import Commands
internal import Configuration
internal import Durability
internal import Platform

extension Server {
    /// Takes the data folder.
    func takeFolder() throws(StartFailure) {
        try durability.takeFolder()
    }

    /// Finds what is to be loaded.
    func openData() throws(StartFailure) {
        supervisor.tellLoading()
        try durability.open()
    }

    /// What was on disk is in memory.
    func noteReady() {
        if listensOnTCP { log.notice("Ready to accept connections tcp") }
        if listensOnUnix { log.notice("Ready to accept connections unix") }
        if openHTTPDoors.port > 0 { log.notice("Ready to accept connections http") }
        supervisor.tellReady()
    }

    /// Ends because a signal asked for it, unless the data could not be brought to disk.
    func shutDownInOrder() {
        let words = services.configuration.list(
            stopSignal == Signals.interrupt ? .shutdownOnSigint : .shutdownOnSigterm)
        let saves = words.contains("save") ? true : words.contains("nosave") ? false : nil
        do throws(CommandError) {
            try durability.prepareForEnd(saves: saves, isForced: words.contains("force"))
        } catch {
            guard words.contains("force") else {
                isAskedToStop = false
                stopSignals.reset()
                return log.warning("Error trying to save the DB, can't exit: \(error.text)")
            }
            log.warning("The data could not be brought to disk: \(error.text)")
        }
        shutDown()
    }
}
