// A history that was cut back comes up with a new epoch, so that nobody goes on from a revision that he has seen and
// that is another one now; and one that was not keeps its own.

import Bytes
import Durability
import Engine
import Platform
import Resources
import TestSupport
import Testing

struct EpochTests {
    private static let log = "appendonlydir/appendonly.aof.1.incr.aof"
    private static let later = TestServer.beginning + 100_000

    /// A log of three commits; and the epoch of it.
    private func history() throws -> (disk: SimulatedDisk, epoch: UInt64) {
        let disk = SimulatedDisk()
        let server = try FolderServer(on: disk)
        for second in 1...3 {
            server.turn(
                at: TestServer.beginning + Int64(second) * 1000, revision: Int64(second),
                "RES.PUT things shop r\(second) [\(second)]")
        }
        #expect(server.engine.resources.head == 3)
        return (disk, server.engine.resources.epoch)
    }

    private func tear(_ disk: SimulatedDisk) throws {
        disk[Self.log] = Array(try #require(disk[Self.log]).dropLast(80))
    }

    private func start(_ disk: SimulatedDisk, newEpoch asked: String = "no") throws -> Store {
        disk.endProcess()
        let server = try FolderServer(on: disk, at: Self.later, "new-epoch", asked)
        return server.engine.resources
    }

    @Test func aStartKeepsTheEpoch() throws {
        let (disk, epoch) = try history()
        for _ in 0..<3 { #expect(try start(disk).epoch == epoch) }
    }

    @Test func aStartThatCutsBeginsANewOne() throws {
        let (disk, epoch) = try history()
        try tear(disk)
        let store = try start(disk)
        #expect(store.head == 2 && store.epoch != epoch)
        // That is on disk for good, and no start after it begins another one.
        for _ in 0..<3 { #expect(try start(disk).epoch == store.epoch) }
    }

    @Test func aRepairThatCutsHasTheNextStartBeginOne() throws {
        let (disk, epoch) = try history()
        #expect(try start(disk).epoch == epoch)
        try tear(disk)
        disk.endProcess()
        let repair = FolderRepair(FolderCheck(".", on: disk))
        _ = try repair.run(acts: false)
        guard case .looked(let report, let lines) = try repair.run(acts: true) else { throw Refused() }
        #expect(report.verdict == .whole && lines.count == 1)
        #expect(report.text.contains("the next start begins a new epoch"), "\(report.text)")
        disk.endProcess()
        let store = try start(disk)
        #expect(store.head == 2 && store.epoch != epoch)
        for _ in 0..<3 { #expect(try start(disk).epoch == store.epoch) }
        #expect(!(try lookAround(disk).text.contains("new epoch")))
    }

    @Test func oneIsBegunWhereItIsAskedFor() throws {
        let (disk, epoch) = try history()
        let store = try start(disk, newEpoch: "yes")
        #expect(store.head == 3 && store.epoch != epoch)
        #expect(try start(disk).epoch == store.epoch)
    }

    @Test func aReturnToAPointBeginsOne() throws {
        let (disk, epoch) = try history()
        disk.endProcess()
        let server = try FolderServer(on: disk, at: Self.later, "recover-to-revision", "2")
        let store = server.engine.resources
        #expect(store.head == 2 && store.epoch != epoch)
        #expect(try start(disk).epoch == store.epoch)
    }

    // MARK: Power

    /// A server of this policy that has made three commits, all of which reached the disk.
    private func server(_ policy: String, on disk: SimulatedDisk) throws -> FolderServer {
        let server = try FolderServer(on: disk, "appendfsync", policy)
        commitThrice(server)
        return server
    }

    private func commitThrice(_ server: FolderServer) {
        for number in 1...3 { server.turn(at: TestServer.beginning, "RES.PUT things shop r\(number) [\(number)]") }
    }

    /// Power goes and leaves the files as they are: as if it had taken whole batches.
    private func losePower(_ disk: SimulatedDisk) {
        let files = disk.files
        var random = SeededRandom(seed: 1)
        disk.losePower(&random)
        for (path, bytes) in files { disk[path] = bytes }
    }

    @Test(arguments: ["everysec", "no"])
    func aLossOfPowerWithNothingTornBeginsOne(policy: String) throws {
        let disk = SimulatedDisk()
        let epoch = try server(policy, on: disk).engine.resources.epoch
        // A process that ends leaves what it has written with the system.
        #expect(try start(disk).epoch == epoch)
        losePower(disk)
        #expect(try lookAround(disk).text.contains("the next start begins a new epoch"))
        let store = try start(disk)
        #expect(store.head == 3 && store.epoch != epoch)
        for _ in 0..<3 { #expect(try start(disk).epoch == store.epoch) }
    }

    @Test func aLossOfPowerAfterAnEndInOrderBeginsNone() throws {
        let disk = SimulatedDisk()
        let server = try server("everysec", on: disk)
        server.close()
        losePower(disk)
        #expect(!(try lookAround(disk).text.contains("new epoch")))
        #expect(try start(disk).epoch == server.engine.resources.epoch)
    }

    @Test func aLossOfPowerBeginsNoneWhereEachChangeIsSynced() throws {
        let disk = SimulatedDisk()
        let epoch = try server("always", on: disk).engine.resources.epoch
        losePower(disk)
        #expect(try start(disk).epoch == epoch)
    }

    @Test func itCountsFromWhenChangesAreNoLongerSynced() throws {
        let disk = SimulatedDisk()
        let server = try server("always", on: disk)
        server.configure("appendfsync", "everysec")
        losePower(disk)
        #expect(try start(disk).epoch != server.engine.resources.epoch)
    }

    @Test func aRewriteDoesNotForgetIt() throws {
        let disk = SimulatedDisk()
        let server = try server("everysec", on: disk)
        try server.rewrite()
        losePower(disk)
        #expect(try start(disk).epoch != server.engine.resources.epoch)
    }

    /// Whoever goes on from before the cut hears that he has to look at everything again.
    @Test func whoHasSeenWhatWasCutOffIsTold() throws {
        let (disk, epoch) = try history()
        try tear(disk)
        disk.endProcess()
        let server = try FolderServer(on: disk, at: Self.later)
        server.turn(at: Self.later, "RES.PUT things shop other 1", "RES.PUT things shop more 2")
        let client = server.test.connect()
        #expect(client.send("RES.CHANGES", "FROM", "\(Epoch.text(epoch)):3").rendered.contains("COMPACTED"))
        #expect(!client.send("RES.CHANGES", "FROM", "\(Epoch.text(server.engine.resources.epoch)):3").isError)
    }

    /// A log that holds plain keys only is one that a stock server loads.
    @Test func aLogWithoutResourcesHasNoRecordOfIt() throws {
        let disk = SimulatedDisk()
        let server = try FolderServer(on: disk)
        server.turn(at: TestServer.beginning, "SET a 1")
        server.turn(at: TestServer.beginning, "SET b 2")
        try tear(disk)
        _ = try start(disk)
        #expect(!String(decoding: try #require(disk[Self.log]), as: UTF8.self).contains("RES."))
    }

    private struct Refused: Error {}
}
