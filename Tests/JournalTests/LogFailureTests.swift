// The writer of a log on a disk that fails: at every call in turn, for a while or once, full, torn and without power.
//
// Each test plays a server: what it calls acknowledged must be there when everything is over, in order and whole.

import Bytes
import Journal
import Platform
import Testing
import TestSupport

/// A server's side of a log: files that move on after a failure, a manifest, and what was acknowledged.
private struct Owner {
    let disk: SimulatedDisk
    let folder: LogFolder
    var manifest: Manifest
    var appended: [(command: String, position: LogPosition)] = []
    var number = 0

    static let log: UInt64 = 0xabcd_ef01_2345_6789

    init(on disk: SimulatedDisk) {
        self.disk = disk
        folder = LogFolder("aof", prefix: "log", on: disk)
        manifest = Manifest(prefix: "log", log: Self.log)
    }

    /// A log with so many commands in its first file, which are not durable yet.
    mutating func start(writing count: Int = 0, _ manner: LogManner = LogManner()) throws(JournalError) -> LogWriter {
        let file = manifest.nextIncrement
        let empty = try LogFile(folder.path(of: file.name), on: disk)
        manifest.append(file)
        try folder.write(manifest)
        var writer = LogWriter(empty, head: LogHead(log: Self.log, sequence: file.sequence), manner)
        try write(&writer, count)
        return writer
    }

    /// Commands that are written each by itself, as a server does at the end of its turns.
    mutating func write(_ writer: inout LogWriter, _ count: Int = 1) throws(JournalError) {
        for _ in 0..<count {
            append(&writer)
            try writer.flush()
        }
    }

    mutating func append(_ writer: inout LogWriter) {
        number += 1
        if number % 5 == 0 {
            writer.beginTransaction()
            writer.run("SET key \(number)")
            writer.run("SET other \(number)")
            writer.endTransaction()
        } else {
            writer.run("SET key \(number)")
        }
        appended.append(("SET key \(number)", writer.appended))
    }

    func sync(_ writer: inout LogWriter) throws(JournalError) {
        guard let sync = writer.sync() else { return }
        let error = sync.run()
        writer.finish(sync, error)
        if let error { throw .disk(path: writer.path, error) }
    }

    /// What a server does when it sees that the disk has failed: into a new file, and only then into the manifest.
    mutating func heal(_ writer: inout LogWriter) throws(JournalError) {
        guard let failure = writer.failure else { return }
        if writer.canRetry {
            writer.retry()
            return try writer.flush()
        }
        try move(&writer, without: failure.abandoned)
        try sync(&writer)
        try writer.flush()
    }

    /// A new file is first made, then named by the manifest, and then written to.
    mutating func move(_ writer: inout LogWriter, without abandoned: [String] = []) throws(JournalError) {
        var next = manifest
        let file = next.nextIncrement
        for path in abandoned {
            if let old = next.increments.first(where: { folder.path(of: $0.name) == path }) { next.drop(old) }
        }
        let empty = try LogFile(folder.path(of: file.name), on: disk)
        next.append(file)
        try folder.write(next)
        manifest = next
        try writer.move(to: empty, sequence: file.sequence)
    }

    /// All commands that recovery brings.
    func recovered() throws -> [String] {
        guard let manifest = try folder.manifest() else { return [] }
        return try folder.sources(of: manifest).flatMap { source in
            try logListing(source.path, on: disk, source.expectation).commands
        }
    }

    func acknowledged(upTo position: LogPosition) -> [String] {
        appended.filter { $0.position <= position }.map(\.command)
    }
}

struct LogFailureTests {
    private let disk = SimulatedDisk()

    private func keys(_ commands: [String]) -> [String] { commands.filter { $0.hasPrefix("SET key") } }

    /// Whether recovery brings back everything that was ever appended.
    private func bringsBackAll(_ owner: Owner) throws -> Bool {
        keys(try owner.recovered()) == owner.appended.map(\.command)
    }

    /// With room so small that it is laid again every few turns, and without.
    private static let manners = [LogManner(), LogManner(room: 256...512)]

    @Test(arguments: [false, true], [false, true])
    func everyCallMayFailOnce(lasting: Bool, full: Bool) throws {
        for failing in 1...40 {
            for manner in Self.manners {
                try checkThatNothingIsLost(atCall: failing, lasting: lasting, full: full, manner)
            }
        }
    }

    private func checkThatNothingIsLost(atCall failing: Int, lasting: Bool, full: Bool, _ manner: LogManner) throws {
        let disk = SimulatedDisk()
        var owner = Owner(on: disk)
        var writer = try owner.start(manner)
        disk.fail(after: failing, lasting: lasting, full: full)
        for turn in 0..<12 {
            for _ in 0..<3 { owner.append(&writer) }
            if turn == 8 { disk.heal() }
            // Whatever is refused is tried again by a later turn, as a server does.
            if writer.failure != nil { try? owner.heal(&writer) } else { try? writer.flush() }
            if writer.failure == nil { try? owner.sync(&writer) }
            // A reader that comes now finds all that is durable.
            let found = keys(try owner.recovered())
            #expect(found.starts(with: owner.acknowledged(upTo: writer.durable)), "call \(failing), turn \(turn)")
            #expect(owner.appended.map(\.command).starts(with: found), "call \(failing), turn \(turn)")
        }
        #expect(writer.failure == nil, "call \(failing)")
        #expect(try bringsBackAll(owner), "call \(failing)")
    }

    @Test(arguments: Seeds.fixed(30)) func whatWasDurableOutlivesALossOfPower(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<20 {
            let disk = SimulatedDisk()
            var owner = Owner(on: disk)
            var writer = try owner.start(Self.manners.randomElement(using: &random)!)
            let turns = Int.random(in: 1...20, using: &random)
            if Bool.random(using: &random) { disk.fail(after: Int.random(in: 1...20, using: &random)) }
            for _ in 0..<turns {
                for _ in 0..<Int.random(in: 1...4, using: &random) { owner.append(&writer) }
                if writer.failure == nil, Int.random(in: 0..<4, using: &random) == 0 { try? owner.move(&writer) }
                if writer.failure != nil { try? owner.heal(&writer) } else { try? writer.flush() }
                if writer.failure == nil, Bool.random(using: &random) { try? owner.sync(&writer) }
            }
            disk.losePower(&random)
            let found = keys(try owner.recovered())
            #expect(found.starts(with: owner.acknowledged(upTo: writer.durable)))
            #expect(owner.appended.map(\.command).starts(with: found))
        }
    }

    @Test func afterAFailedWriteTheFileIsCutBackAndTheBatchKept() throws {
        var owner = Owner(on: disk)
        var writer = try owner.start(writing: 1)
        let good = disk[writer.path] ?? []
        #expect(!good.isEmpty)
        owner.append(&writer)
        disk.fail(after: 1, full: true)
        #expect(throws: JournalError.self) { try writer.flush() }
        let reported = writer.failure
        let failure = try #require(reported)
        #expect(failure.step == .write && failure.isCutBack && !failure.needsBase && failure.error.isNoSpace)
        #expect(disk[writer.path] == good)
        #expect(writer.pendingBytes > 0 && writer.written < writer.appended)
        // Nothing is written while the failure stands.
        let calls = disk.calls
        owner.append(&writer)
        #expect(throws: JournalError.self) { try writer.flush() }
        #expect(disk.calls == calls)
        try owner.heal(&writer)
        #expect(writer.failure == nil && writer.written == writer.appended)
        #expect(try bringsBackAll(owner))
    }

    /// Or there would be no way back to a point between them.
    @Test func whatWasKeptOfSeveralTurnsKeepsTheirTimesAndRevisions() throws {
        let disk = SimulatedDisk()
        var owner = Owner(on: disk)
        var writer = try owner.start(writing: 1)
        try owner.sync(&writer)
        for turn: Int64 in 1...3 {
            owner.append(&writer)
            writer.note(time: turn * 1000, revision: turn)
            try writer.flush()
        }
        disk.fail([.sync])
        #expect(throws: JournalError.self) { try owner.sync(&writer) }
        disk.heal()
        writer.note(time: 9000, revision: 3)
        try owner.heal(&writer)
        for turn: Int64 in 1...3 {
            var expectation = LogExpectation()
            expectation.point = .revision(turn)
            let found = try logListing("aof/log.2.incr.aof", on: disk, expectation)
            #expect(found.ending.lastMark?.time == turn * 1000 && found.ending.lastMark?.revision == turn)
            #expect(found.commands.count == Int(turn) && found.ending.isAtPoint == (turn < 3))
        }
    }

    @Test func aFileThatCannotBeCutBackIsReadUpToItsGoodEnd() throws {
        var owner = Owner(on: disk)
        var writer = try owner.start(writing: 1)
        let path = writer.path
        let good = disk[path]?.count ?? 0
        owner.append(&writer)
        disk.fail([.write, .resize])
        #expect(throws: JournalError.self) { try writer.flush() }
        #expect(writer.failure?.isCutBack == false)
        #expect(disk[path]?.count ?? 0 > good)
        disk.heal()
        try owner.heal(&writer)
        #expect(try bringsBackAll(owner))
        #expect(owner.manifest.increments.count == 2)
    }

    @Test func afterAFailedSyncEverythingThatIsNotDurableGoesIntoANewFile() throws {
        var owner = Owner(on: disk)
        var writer = try owner.start(writing: 1)
        try owner.sync(&writer)
        let durable = disk[writer.path] ?? []
        try owner.write(&writer, 3)
        disk.fail([.sync])
        #expect(throws: JournalError.self) { try owner.sync(&writer) }
        #expect(writer.failure?.step == .sync && writer.failure?.needsBase == false)
        #expect(disk[writer.path] == durable)
        disk.heal()
        try owner.heal(&writer)
        #expect(try bringsBackAll(owner))
    }

    @Test func aSyncFromBeforeAFailureProvesNothing() throws {
        var owner = Owner(on: disk)
        var writer = try owner.start(writing: 1)
        let syncs = (writer.sync(), writer.sync())
        let (early, late) = (try #require(syncs.0), try #require(syncs.1))
        disk.fail([.sync])
        writer.finish(late, late.run())
        let durable = writer.durable
        writer.finish(early, nil)
        #expect(writer.durable == durable && writer.failure != nil)
    }

    @Test func whatIsNotKeptNeedsANewBase() throws {
        var owner = Owner(on: disk)
        var writer = try owner.start(writing: 1, LogManner(keeping: 0))
        #expect(writer.heldBytes == 0)
        disk.fail([.sync])
        #expect(throws: JournalError.self) { try owner.sync(&writer) }
        #expect(writer.failure?.needsBase == true)
        disk.heal()
        try writer.move(to: try LogFile("aof/log.9.incr.aof", on: disk), sequence: 9, afterBase: true)
        #expect(writer.failure == nil && writer.pendingBytes == 0 && writer.written == writer.appended)
    }

    @Test func keptBytesAreLetGoOfWhenTheyAreDurable() throws {
        var owner = Owner(on: disk)
        var writer = try owner.start(writing: 100)
        #expect(writer.heldBytes > 3_000)
        try owner.sync(&writer)
        #expect(writer.heldBytes == 0 && writer.durable == writer.appended && writer.sync() == nil)
    }

    @Test func memoryIsGivenBackThatIsNotUsed() throws {
        var owner = Owner(on: disk)
        var writer = try owner.start(writing: 30_000)
        try owner.sync(&writer)
        let used = writer.memory
        writer.rest()
        // It has been used since the last look.
        #expect(used > JournalLimits.batch && writer.memory == used)
        try owner.write(&writer)
        writer.rest()
        try owner.sync(&writer)
        #expect(writer.memory == used)
        writer.rest()
        #expect(writer.memory == 0)
        try owner.write(&writer)
        for _ in 0..<2 { writer.rest() }
        #expect(writer.heldBytes > 0 && writer.memory > 0)
    }

    @Test func aLogMovesOnWhileWritesGoOn() throws {
        var owner = Owner(on: disk)
        var writer = try owner.start()
        for turn in 0..<30 {
            try owner.write(&writer)
            if turn % 7 == 3 {
                try owner.move(&writer)
                let isWaiting = writer.isWaiting
                #expect(isWaiting)
            }
            if turn % 5 == 4 { try owner.sync(&writer) }
        }
        try owner.sync(&writer)
        try writer.flush()
        #expect(owner.manifest.increments.count == 5)
        #expect(try bringsBackAll(owner))
    }

    @Test func aDiskThatFillsUpTakesWhatFits() throws {
        var owner = Owner(on: disk)
        var writer = try owner.start(writing: 1)
        disk.fill(leaving: 20)
        owner.append(&writer)
        #expect(throws: JournalError.self) { try writer.flush() }
        #expect(writer.failure?.error.isNoSpace == true)
        disk.heal()
        try owner.heal(&writer)
        #expect(try bringsBackAll(owner))
    }

    @Test func aLargeBatchThatWasKeptIsClosedInPieces() throws {
        var owner = Owner(on: disk)
        var writer = try owner.start()
        disk.fail([.write])
        let value = String(repeating: "x", count: 1_000)
        for number in 0..<5_000 { writer.run("SET key:\(number) \(value)") }
        #expect(throws: JournalError.self) { try writer.flush() }
        disk.heal()
        try owner.heal(&writer)
        let found = try logListing(writer.path, on: disk)
        #expect(found.commands.count == 5_000 && found.ending.unproven == 0)
    }
}

struct LogMoveTests {
    private let disk = SimulatedDisk()

    @Test func nothingIsWrittenToANewFileBeforeTheOldOneIsDurable() throws {
        var owner = Owner(on: disk)
        var writer = try owner.start(writing: 1)
        try owner.move(&writer)
        try owner.write(&writer)
        #expect(writer.isWaiting && disk[writer.path] == [] && writer.written < writer.appended)
        try owner.sync(&writer)
        try writer.flush()
        #expect(!writer.isWaiting && writer.written == writer.appended)
        #expect(try owner.recovered().count == 2)
    }

    @Test func afterAFileThatHoldsNothingTheOneBeforeIsTheLast() throws {
        var owner = Owner(on: disk)
        var writer = try owner.start(writing: 1)
        let path = writer.path
        try owner.move(&writer)
        // The power goes before the old file was durable, and takes half of its batch.
        disk[path] = disk[path].map { Array($0.dropLast(60)) }
        for beginning in ["", "#", "#MP log 12", "\0\0", "#MP l\0\0\0"] {
            disk[writer.path] = Array(beginning.utf8)
            #expect(try owner.recovered().isEmpty, "a second file that begins with '\(beginning)'")
        }
    }

    @Test func aSecondMoveBeforeTheFirstIsDone() throws {
        var owner = Owner(on: disk)
        var writer = try owner.start(writing: 1)
        try owner.move(&writer)
        try owner.write(&writer)
        try owner.move(&writer)
        owner.append(&writer)
        try owner.sync(&writer)
        try writer.flush()
        #expect(try owner.recovered() == owner.appended.map(\.command))
    }

    @Test func aFileWhoseEndIsMissingIsFoundByTheHeadOfTheNext() throws {
        var owner = Owner(on: disk)
        var writer = try owner.start(writing: 2)
        let path = writer.path
        let first = try logListing(path, on: disk).ending.lastMark
        try owner.sync(&writer)
        try owner.move(&writer)
        try owner.write(&writer)
        // Cut between two batches, where the file itself tells nothing.
        let end = (first?.offset ?? 0) - (first?.length ?? 0)
        disk[path] = disk[path].map { Array($0[..<end]) }
        #expect(
            damage { () throws(JournalError) in
                let sources = try owner.folder.sources(of: owner.manifest)
                _ = try logListing(path, on: disk, sources[0].expectation)
            } != nil)
    }
}
