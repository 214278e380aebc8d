// What the power may take without a trace: under `everysec` and `no`, whole batches that were answered. So the list
// says that such a log is open, and in which power cycle; a start that finds it so in another one begins a new epoch.
//
// A process that is killed leaves all that it has written with the system, and an end in order syncs it and takes the
// line off the list.
//
// As long as the list can't be written it does not say so, and nothing may be taken that it would be needed for: every
// change is synced then, whatever the policy that is asked for.

internal import Journal
internal import Platform

/// Whether the list could be told that the log is open, and when that is tried again.
struct Openness {
    /// Why it could not.
    fileprivate(set) var failure: JournalError?
    fileprivate var healing = Healing()
}

extension LogKeeper {
    /// How the log is brought to the disk at present.
    var policy: Settings.Sync { openness.failure == nil ? owner.settings.sync : .always }

    /// Whether what a start finds may lack something at its end that somebody has seen.
    static func mayHaveLost(_ manifest: Manifest, on disk: any Disk) -> Bool {
        manifest.openSince.map { $0 != disk.powerCycle } ?? false
    }

    /// Notes it in the list before anybody is answered, where the policy asks for it.
    func noteOpen() throws(JournalError) {
        guard isOn, !isBeginning, owner.settings.sync != .always else { return openness.failure = nil }
        let start = monotonic
        do throws(JournalError) {
            try noteOpen(since: owner.diskAccess.powerCycle)
            openness.failure = nil
        } catch {
            openness.failure = error
            openness.healing.noteAttempt(from: start, to: monotonic)
            throw error
        }
    }

    /// The same where no start depends on it; then the policy is adopted that may be.
    func tryToNoteOpen() {
        let had = openness.failure
        let failure = outcome { () throws(JournalError) in try noteOpen() }
        if let failure, had == nil {
            owner.warn(
                "The manifest does not say that the log is open, so every change is synced until it does: \(failure)")
        } else if had != nil, openness.failure == nil {
            owner.log("The manifest is written again: changes are synced as 'appendfsync' says")
        }
        adoptPolicy()
    }

    /// Several times a second.
    func noteOpenIfDue() {
        if openness.failure != nil, openness.healing.isDue(at: monotonic) { tryToNoteOpen() }
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
