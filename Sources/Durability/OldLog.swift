// A log of one file, as Redis wrote it before 7, moves into the folder and gets a manifest. Wherever that was
// interrupted, by us or by Redis, it is gone on with.

internal import Journal
internal import Platform

struct OldLog {
    private let folder: LogFolder
    private let disk: any Disk
    private var name: String { folder.prefix }

    init(_ folder: LogFolder, _ disk: any Disk) {
        self.folder = folder
        self.disk = disk
    }

    /// The manifest of the log, made where an old log needs one; nil where there is no log.
    func manifest() throws(JournalError) -> Manifest? {
        if let manifest = try folder.manifest() {
            // Redis writes the manifest before it moves the file.
            guard manifest.base?.name == name else { return manifest }
            let (isOutside, isInside) = try (exists(name), exists(folder.path(of: name)))
            if isOutside, !isInside { try move() }
            return manifest
        }
        let (isOutside, isInside) = try (exists(name), exists(folder.path(of: name)))
        guard isOutside || isInside else {
            try refuseOrphans()
            return nil
        }
        guard !isOutside || !isInside else {
            throw damage(
                name, "There is an old log of this name, and one in \(folder.path), and no manifest",
                "Move away the one that is not to be loaded.")
        }
        var manifest = Manifest(prefix: folder.prefix, log: nil)
        manifest.adopt(oldLog: name)
        if isOutside { try move() }
        try folder.write(manifest)
        return manifest
    }

    private func move() throws(JournalError) {
        do throws(Errno) {
            try disk.makeFolder(folder.path)
            try disk.rename(name, to: folder.path(of: name))
            try disk.syncFolder(folder.path)
            try disk.syncFolder(".")
        } catch {
            throw .disk(path: name, error)
        }
    }

    /// Nothing comes to an increment before a manifest names it: one that was lost must not be taken for none.
    private func refuseOrphans() throws(JournalError) {
        if let orphan = try folder.orphan() {
            throw damage(
                folder.path(of: orphan), "No manifest names it: \(Manifest.name(prefix: folder.prefix)) is missing",
                "Put the manifest, or a backup of the whole folder, in its place; or move the folder away.")
        }
    }

    private func exists(_ path: String) throws(JournalError) -> Bool {
        do throws(Errno) { return try disk.size(of: path) != nil } catch { throw .disk(path: path, error) }
    }

    private func damage(_ file: String, _ what: String, _ advice: String) -> JournalError {
        .damage(
            JournalDamage(file: file, offset: 0, provenTo: 0, what: what, advice: "\(advice) Nothing was changed."))
    }
}

extension LogFolder {
    /// An increment with something in it, for a folder that has no manifest.
    func orphan() throws(JournalError) -> String? {
        do throws(Errno) {
            for name in try disk.names(in: path) where name.hasPrefix("\(prefix).") && name.hasSuffix(".incr.aof") {
                if try disk.size(of: path(of: name)) ?? 0 > 0 { return name }
            }
            return nil
        } catch {
            throw .disk(path: path, error)
        }
    }
}
