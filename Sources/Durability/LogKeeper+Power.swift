// What the power may take without a trace: under `everysec` and `no`, whole batches that were answered. So the list
// says that such a log is open, and in which power cycle; a start that finds it so in another one begins a new epoch.
//
// A process that is killed leaves all that it has written with the system, and an end in order syncs it and takes the
// line off the list.

internal import Journal
internal import Platform

extension LogKeeper {
    /// Whether what a start finds may lack something at its end that somebody has seen.
    static func mayHaveLost(_ manifest: Manifest, on disk: any Disk) -> Bool {
        manifest.openSince.map { $0 != disk.powerCycle } ?? false
    }

    /// Notes it in the list before anybody is answered, where the policy asks for it.
    func noteOpen() throws(JournalError) {
        guard isOn, !isBeginning, failure == nil else { return }
        if owner.settings.sync != .always { try noteOpen(since: owner.diskAccess.powerCycle) }
    }

    /// The same where no start depends on it.
    func tryToNoteOpen() {
        let failure = outcome { () throws(JournalError) in try noteOpen() }
        guard let failure else { return }
        owner.warn("The manifest does not say that the log is open, so a loss of power may go unseen: \(failure)")
    }

    private func noteOpen(since cycle: String?) throws(JournalError) {
        guard manifest.openSince != cycle else { return }
        var new = manifest
        new.openSince = cycle
        try folder.write(new)
        manifest = new
    }

    /// The last thing before the process ends: all is synced, and the list says so.
    func close() throws(JournalError) {
        guard isOn, !isBeginning else { return }
        endTurn()
        guard syncNow(), manifest.openSince != nil else { return }
        try noteOpen(since: nil)
    }
}
