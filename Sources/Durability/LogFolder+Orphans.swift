// A folder that holds a log whose manifest was lost. It must not be taken for one without a log: a new one would be
// written over what is there.

internal import Journal
internal import Platform

extension LogFolder {
    /// An increment with something in it, where there is no manifest. Nothing comes to an increment before a manifest
    /// names it, so this is not what an interrupted beginning leaves.
    func orphan() throws(JournalError) -> String? {
        do throws(Errno) {
            for name in try disk.names(in: path) where name.hasPrefix("\(prefix).") && name.hasSuffix(".incr.aof") {
                if try disk.size(of: path(of: name)) ?? 0 > 0 { return name }
            }
            return nil
        } catch {
            if error.isNoFolder { return nil }
            throw .disk(path: path, error)
        }
    }

    func refuseOrphans() throws(JournalError) {
        guard let orphan = try orphan() else { return }
        throw .damage(
            JournalDamage(
                file: path(of: Manifest.name(prefix: prefix)), offset: 0, provenTo: 0,
                what: "it is missing, and should name \(orphan), which is there",
                advice: "Put it, or a backup of the whole folder, in its place; or move the folder away to start "
                    + "without it. Nothing was changed."))
    }
}
