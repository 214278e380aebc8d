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
internal import Resources

final class Recovery {
    /// The last increment that holds anything, and how it ended.
    struct Last {
        let file: Manifest.File
        let end: LogEnd
    }

    struct Found {
        var manifest: Manifest?
        var last: Last?
        /// The point of the past that was asked for, and whether reading stopped there, before the end of the log.
        var point: RecoveryPoint?
        var isAtPoint = false
        /// Whether revisions that come now may be others than those that somebody has seen.
        var isOfNewEpoch = false
    }

    private unowned let owner: Durability
    let settings: Settings
    private(set) var found = Found()
    private var way: RecoveryWay
    private var sources: [LogSource] = []
    private var snapshot: SnapshotReader?
    private var reader: LogReader?
    private let replay: Replay
    private var number = 0
    /// What has come of a piece of what is known of resources.
    private var image: [UInt8] = []
    private let isBase: Bool
    private let startedAt: Int64
    private var report: ProgressReport
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
        report = ProgressReport("Loading", in: .megabytes, at: owner.services.host.microsecondsNow / 1000)
        let configuration = owner.services.configuration
        way = RecoveryWay(to: isStart ? try RecoveryWay.point(in: configuration, now: startedAt) : nil)
        if settings.logs {
            let folder = LogFolder(
                configuration.text(.appenddirname), prefix: configuration.text(.appendfilename), on: owner.diskAccess)
            let listed = try folder.manifest()
            // One that names nothing was left where a log was being begun: there is none yet.
            found.manifest = try Self.adoptOldLog(folder, owner.diskAccess, listed?.isEmpty == true ? nil : listed)
            if found.manifest == nil, listed == nil { try folder.refuseOrphans() }
            if let manifest = found.manifest {
                way.setOut(from: manifest) { owner.log($0) }
                sources = try folder.sources(
                    of: manifest, mayCut: settings.acceptsTornEnd, point: way.point, forgiving: way.point != nil)
            }
        }
        if way.point != nil, found.manifest == nil {
            throw .unreachable(RecoveryWay.noLog(in: configuration.text(.appenddirname)))
        }
        found.point = way.point
        let powerWent = found.manifest.map { LogKeeper.mayHaveLost($0, on: owner.diskAccess) } ?? false
        if isStart, powerWent { owner.log("The log was open when the power went: a new epoch of revisions begins") }
        found.isOfNewEpoch =
            isStart
            && (settings.beginsEpoch || found.manifest?.isCutBack == true || powerWent || way.point != nil)
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

    /// A log of one file, as Redis wrote it before 7, moves into the folder. The list names it first: whoever comes
    /// after an end in between finds by it that there is something to move.
    private static func adoptOldLog(
        _ folder: LogFolder, _ disk: any Disk, _ manifest: Manifest?
    ) throws(JournalError) -> Manifest? {
        let name = folder.prefix
        var adopted = Manifest(prefix: folder.prefix, log: nil)
        adopted.adopt(oldLog: name)
        guard try size(of: name, disk) != nil else { return manifest }
        if let manifest {
            guard manifest == adopted, try size(of: folder.path(of: name), disk) == nil else { return manifest }
        }
        do throws(Errno) {
            try disk.makeFolder(folder.path)
            try disk.syncFolder(".")
        } catch {
            throw .disk(path: folder.path, error)
        }
        try folder.write(adopted)
        do throws(Errno) {
            try disk.rename(name, to: folder.path(of: name))
            try disk.syncFolder(folder.path)
            try disk.syncFolder(".")
        } catch {
            throw .disk(path: name, error)
        }
        return adopted
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
                    owner.writeLoadedBodies()
                    owner.engine.settleLoaded()
                    try conclude()
                    return false
                }
            }
            owner.writeLoadedBodies()
            if isOver() {
                tellProgress()
                return true
            }
        }
    }

    private func tellProgress() {
        let now = owner.services.host.microsecondsNow / 1000
        if let line = report.line(done: readBytes, of: totalBytes, at: now) { owner.log(line) }
    }

    /// One thing of whatever is being read; false when nothing is left.
    private func step() throws(JournalError) -> Bool {
        if snapshot != nil {
            if let item = try snapshot!.next() { try take(item) } else { try endSnapshot() }
            return true
        }
        if reader != nil {
            if let arguments = try nextCommand() { try run(arguments) } else { endLog() }
            return true
        }
        guard let source = sources.first else { return false }
        if let fault = source.fault {
            try stop(before: fault)
            return true
        }
        owner.log("Reading \(source.path)")
        if source.isSnapshot {
            snapshot = try SnapshotReader.open(
                source.path, on: owner.diskAccess, checksums: settings.snapshot.checksum)
        } else {
            try openLog(source)
        }
        return true
    }

    private func openLog(_ source: LogSource) throws(JournalError) {
        do throws(JournalError) {
            reader = try LogReader.open(source.path, on: owner.diskAccess, source.expectation)
        } catch {
            try stop(before: error)
        }
    }

    /// The next command of the log; nil at its end, or where damage begins exactly at the point that is asked for.
    private func nextCommand() throws(JournalError) -> Arguments? {
        do throws(JournalError) {
            return try reader!.next()
        } catch {
            way.pass(reader!)
            try stop(before: error)
            return nil
        }
    }

    /// What can't be read does not matter if it stands behind the point.
    private func stop(before fault: JournalError) throws(JournalError) {
        guard way.mayStop(before: fault) else { throw fault }
        owner.warn("This stands behind the point that was asked for: \(fault)")
        reader = nil
        endAtPoint()
    }

    private func endAtPoint() {
        found.isAtPoint = true
        sources.removeAll()
        readBefore = totalBytes
    }

    private func endSnapshot() throws(JournalError) {
        if let fault = owner.engine.loadingFault { throw damage(fault) }
        if isBase { try way.checkBase() }
        // A log that was rewritten by an older Redis goes on behind its snapshot.
        if let end = snapshot?.end, isBase, end < sources[0].size {
            snapshot = nil
            sources[0].expectation.start = end
            return try openLog(sources[0])
        }
        snapshot = nil
        passSource()
    }

    private func endLog() {
        guard !found.isAtPoint else { return }
        let end = reader?.ending
        reader = nil
        if let end {
            way.pass(end, of: sources[0])
            if end.isAtPoint { return endAtPoint() }
            if end.cutBytes > 0 {
                found.isOfNewEpoch = true
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

    private func conclude() throws(JournalError) {
        try way.arrive(isAtPoint: found.isAtPoint) { owner.log($0) }
        owner.engine.revision = max(owner.engine.revision, way.revision)
        if found.isOfNewEpoch { owner.engine.beginEpoch() }
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
            if isBase { try way.checkBase() }
            guard number < owner.engine.keyspace.count else {
                throw damage(
                    "there is a database \(number), and this server has \(owner.engine.keyspace.count) (databases)")
            }
            self.number = number
        case .library:
            throw .unserved(
                UnservedValue(
                    file: sources[0].path, offset: snapshot?.offset ?? 0, kind: "library of functions", key: nil))
        case .sizes(let keys, _):
            // No entry is shorter than three bytes, whatever a damaged file may say.
            owner.engine.expect(min(keys, totalBytes / 3), in: number)
        case .piece(let name, let offset, let total, let bytes) where name == ByteView("resources"):
            try takeResources(bytes, at: offset, of: total)
        case .piece(let name, 0, _, let bytes) where name == ByteView("exports"):
            owner.engine.loadExportLayout(bytes)
        case .piece(let name, 0, _, let bytes) where name == ByteView("ondemand"):
            owner.engine.expectBodies(ofTypes: bytes)
        case .field, .piece:
            way.note(item)
        }
    }

    private func takeResources(_ bytes: ByteView, at offset: Int, of total: Int) throws(JournalError) {
        image += bytes.array
        guard offset + bytes.count == total else { return }
        do throws(ImageReader.Fault) {
            try image.withView { chunk throws(ImageReader.Fault) in
                try owner.engine.loadResources(chunk, keepsEpoch: isBase || !isStart)
            }
        } catch {
            throw damage(error.what)
        }
        image = []
        owner.writeLoadedBodies()
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
            let words = (0..<min(2, arguments.count)).map { "'\(arguments[$0].prefix(64).text)'" }
            if refusal.hasPrefix("ERR unknown command") {
                let about = words.dropFirst().map { ", about \($0)" }.joined()
                throw damage("Unknown command \(words[0]) reading the append only file\(about)")
            }
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
                advice: "Nothing was changed. Load it on the server that has written it and bring the data over, or "
                    + "start with a backup; 'milepost check' tells what else the folder holds."))
    }
}
