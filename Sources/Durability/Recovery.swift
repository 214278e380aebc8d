// What is on disk becomes what is in memory: the snapshot, or the base and the increments of the log, in slices between
// turns, so that clients hear meanwhile that the server is loading.
//
// Damage stops it. Nothing on disk is changed before all has been read.

internal import Bytes
internal import Commands
internal import Configuration
internal import Engine
internal import Journal
internal import Keyspace
internal import Platform

final class Recovery {
    /// The last increment that holds anything, and how it ended.
    struct Last {
        let file: Manifest.File
        let end: LogEnd
    }

    struct Found {
        var manifest: Manifest?
        var last: Last?
    }

    private let owner: Durability
    let settings: Settings
    private(set) var found = Found()
    private var sources: [LogSource] = []
    private var snapshot: SnapshotReader?
    private var reader: LogReader?
    private let replay: Replay
    private var number = 0
    private let isBase: Bool
    private let startedAt: Int64
    private var readBefore = 0
    let totalBytes: Int

    /// Whether the server starts with it, and has counted nothing before.
    private let isStart: Bool

    init(_ owner: Durability, _ settings: Settings, isStart: Bool) throws(JournalError) {
        self.owner = owner
        self.settings = settings
        self.isStart = isStart
        replay = Replay(owner.services)
        startedAt = owner.engine.now
        let configuration = owner.services.configuration
        if settings.logs {
            let folder = LogFolder(
                configuration.text(.appenddirname), prefix: configuration.text(.appendfilename), on: owner.diskAccess)
            found.manifest = try folder.manifest()
            if found.manifest == nil { found.manifest = try Self.adoptOldLog(folder, owner.diskAccess) }
            if let manifest = found.manifest {
                try Self.finishAdopting(manifest, folder, owner.diskAccess)
                sources = try folder.sources(of: manifest, mayCut: settings.acceptsTornEnd)
            }
        }
        isBase = found.manifest != nil
        if found.manifest == nil, let size = try Self.size(of: settings.snapshotFile, owner.diskAccess) {
            sources = [LogSource(snapshot: settings.snapshotFile, size: size)]
        }
        totalBytes = sources.reduce(0) { $0 + $1.size }
        owner.engine.beginReplay()
    }

    private static func size(of path: String, _ disk: any Disk) throws(JournalError) -> Int? {
        do throws(Errno) { return try disk.size(of: path) } catch { throw .disk(path: path, error) }
    }

    /// Redis names a log of one file in the manifest before it moves the file: where it was stopped in between, the
    /// file is moved now.
    private static func finishAdopting(
        _ manifest: Manifest, _ folder: LogFolder, _ disk: any Disk
    ) throws(JournalError) {
        let name = folder.prefix
        guard manifest.increments.isEmpty, manifest.base?.name == name,
            try size(of: folder.path(of: name), disk) == nil,
            try size(of: name, disk) != nil
        else { return }
        try move(name, to: folder, disk)
    }

    private static func move(_ name: String, to folder: LogFolder, _ disk: any Disk) throws(JournalError) {
        do throws(Errno) {
            try disk.makeFolder(folder.path)
            try disk.rename(name, to: folder.path(of: name))
            try disk.syncFolder(folder.path)
            try disk.syncFolder(".")
        } catch {
            throw .disk(path: name, error)
        }
    }

    /// A log of one file, as Redis wrote it before 7, moves into the folder.
    private static func adoptOldLog(_ folder: LogFolder, _ disk: any Disk) throws(JournalError) -> Manifest? {
        let name = folder.prefix
        guard try size(of: name, disk) != nil else { return nil }
        var manifest = Manifest(prefix: folder.prefix, log: nil)
        manifest.adopt(oldLog: name)
        try move(name, to: folder, disk)
        try folder.write(manifest)
        return manifest
    }

    // MARK: Progress

    private var readBytes: Int { readBefore + (snapshot?.offset ?? reader?.offset ?? 0) }

    var progress: (bytes: Int, total: Int, seconds: Int) {
        (readBytes, totalBytes, Int(owner.services.host.microsecondsNow / 1_000_000 - startedAt / 1000))
    }

    var loadStarted: Int64 { startedAt }

    /// Loads on; false when all is there.
    func slice(until isOver: () -> Bool) throws(JournalError) -> Bool {
        owner.engine.beginReplay()
        defer { owner.engine.endReplay(at: startedAt) }
        while true {
            for _ in 0..<64 {
                guard try step() else {
                    conclude()
                    return false
                }
            }
            if isOver() { return true }
        }
    }

    /// One thing of whatever is being read; false when nothing is left.
    private func step() throws(JournalError) -> Bool {
        if snapshot != nil {
            if let item = try snapshot!.next() { try take(item) } else { try endSnapshot() }
            return true
        }
        if reader != nil {
            if let arguments = try reader!.next() { try run(arguments) } else { endLog() }
            return true
        }
        guard let source = sources.first else { return false }
        owner.log("Reading \(source.path)")
        if source.isSnapshot {
            snapshot = try SnapshotReader.open(
                source.path, on: owner.diskAccess, checksums: settings.snapshot.checksum)
        } else {
            reader = try LogReader.open(source.path, on: owner.diskAccess, source.expectation)
        }
        return true
    }

    private func endSnapshot() throws(JournalError) {
        // A log that was rewritten by an older Redis goes on behind its snapshot.
        if let end = snapshot?.end, isBase, end < sources[0].size {
            snapshot = nil
            sources[0].expectation.start = end
            reader = try LogReader.open(sources[0].path, on: owner.diskAccess, sources[0].expectation)
            return
        }
        snapshot = nil
        passSource()
    }

    private func endLog() {
        let end = reader?.ending
        reader = nil
        if let end {
            if end.cutBytes > 0 {
                owner.warn(
                    "\(sources[0].path): \(end.torn ?? "") at offset \(end.offset): \(end.cutBytes) bytes are cut off")
            }
            if end.unproven > 0, end.head != nil {
                owner.log("\(sources[0].path): \(end.unproven) commands without a checksum were kept")
            }
            if sources[0].file.kind == .increment, !sources[0].isBlank {
                found.last = Last(file: sources[0].file, end: end)
            }
        }
        passSource()
    }

    private func passSource() {
        readBefore += sources[0].size
        sources.removeFirst()
    }

    private func conclude() {
        if isStart { replay.end() }
        let seconds = Double(owner.services.host.microsecondsNow - startedAt * 1000) / 1_000_000
        guard totalBytes > 0 else { return }
        owner.log("DB loaded from disk: \(owner.engine.keyspace.keyCount) keys, \(String(seconds).prefix(5)) seconds")
    }

    // MARK: Taking in

    private func take(_ item: SnapshotItem) throws(JournalError) {
        switch item {
        case .entry(let entry):
            load(entry)
            rest()
        case .database(let number):
            guard number < owner.engine.keyspace.count else {
                throw damage(
                    "there is a database \(number), and this server has \(owner.engine.keyspace.count) (databases)")
            }
            self.number = number
        case .library:
            throw .unserved(
                UnservedValue(
                    file: sources[0].path, offset: snapshot?.offset ?? 0, kind: "library of functions", key: nil))
        case .field, .piece, .sizes:
            break
        }
    }

    private func load(_ entry: SnapshotEntry) {
        // In a base the log that follows may still be about a key that has ended.
        if !isBase, let expiry = entry.expiry, expiry <= startedAt {
            owner.lastLoad.endedKeys += 1
            return
        }
        let content: StringContent =
            switch entry.value {
            case .integer(let number): .integer(number)
            case .bytes(let view): Record.content(for: view)
            }
        let use = entry.frequency.map { .frequency($0) } ?? entry.idleSeconds.map { PastUse.idle($0) }
        owner.engine.load(entry.key, content, until: entry.expiry, use: use, in: number)
        owner.lastLoad.keys += 1
    }

    private func run(_ arguments: Arguments) throws(JournalError) {
        if let refusal = replay.run(arguments) {
            if refusal.hasPrefix("ERR unknown command") {
                throw damage("Unknown command '\(arguments[0].prefix(64).text)' reading the append only file")
            }
            let words = (0..<min(2, arguments.count)).map { "'\(arguments[$0].prefix(64).text)'" }
            throw damage("the command \(words.joined(separator: " ")) is refused: \(refusal)")
        }
        rest()
    }

    private func rest() {
        if settings.loadDelay > 0 { ProcessFigures.sleep(microseconds: settings.loadDelay) }
    }

    private func damage(_ what: String) -> JournalError {
        .damage(
            JournalDamage(
                file: sources[0].path, offset: snapshot?.offset ?? reader?.offset ?? 0, provenTo: 0, what: what,
                advice: "Nothing was changed."))
    }
}
