// The way back to a point of the past: every one that the log leads to is reached exactly, nothing that lies behind it
// is lost, and no start does harm.

import Bytes
import Durability
import Engine
import Platform
import Testing
import TestSupport

/// A folder in which every second has its revision: a base of the first four, and two increments of four more each.
struct History {
    static let beginning = TestServer.beginning
    static let last = 12
    /// Later than all of it.
    static let today = beginning + 1_000_000

    let disk = SimulatedDisk()
    /// What there was after each second; first nothing.
    private(set) var contents: [[String]] = [[]]

    static func time(_ second: Int) -> Int64 { beginning + Int64(second) * 1000 }

    init(_ options: (String, String)...) throws {
        let timestamps = options.first?.1 ?? "no"
        let server = try FolderServer(on: disk, "aof-timestamp-enabled", timestamps)
        for second in 1...Self.last {
            server.turn(
                at: Self.time(second), revision: Int64(second), "SET key:\(second) \(second)", "INCRBY sum \(second)",
                second % 5 == 0 ? "DEL key:1" : "SET ends:\(second) x PX 100000000")
            contents.append(server.contents)
            if second == 4 { try server.rewrite() }
            if second == 8 { try server.rewrite(failing: disk) }
        }
    }

    static let base = "appendonlydir/appendonly.aof.2.base.rdb"
    static let first = "appendonlydir/appendonly.aof.2.incr.aof"
    static let second = "appendonlydir/appendonly.aof.3.incr.aof"

    func start(_ disk: SimulatedDisk, _ option: String, _ value: Int64) throws -> FolderServer {
        try FolderServer(on: disk, at: Self.today, "recover-to-\(option)", String(value))
    }

    /// What a refused start says.
    func refusal(_ disk: SimulatedDisk, _ option: String, _ value: Int64) -> String {
        do {
            _ = try start(disk, option, value)
            return "it was not refused"
        } catch {
            return (error as? StartFailure)?.text ?? "\(error)"
        }
    }
}

struct RecoveryTests {
    private let history: History

    init() throws {
        history = try History()
    }

    @Test func theFolderIsAsTheTestsTakeIt() throws {
        let names = try history.disk.names(in: "appendonlydir")
        #expect(
            names == ["2.base.rdb", "2.incr.aof", "3.incr.aof", "manifest"].map { "appendonly.aof.\($0)" })
        #expect(try FolderServer(on: history.disk.copy, at: History.today).contents == history.contents.last)
    }

    @Test(arguments: ["revision", "time"]) func everyPointIsReached(option: String) throws {
        for second in 4...History.last {
            let disk = history.disk.copy
            let before = disk.files
            let value = option == "time" ? History.time(second) + 999 : Int64(second)
            let server = try history.start(disk, option, value)
            #expect(server.contents == history.contents[second], "\(option) \(second)")
            #expect(server.engine.revision == second)
            guard second < History.last else { continue }
            for (path, bytes) in before {
                let kept = path.replacing("appendonlydir/", with: "appendonlydir.before-recovery-1/")
                #expect(disk[kept] == bytes, "\(kept) after \(option) \(second)")
            }
            #expect(try lookAround(disk).verdict == .whole)
        }
    }

    /// A moment in between belongs to the second before it.
    @Test func aPointBetweenTwoBatchesIsThatOfTheFirst() throws {
        let server = try history.start(history.disk.copy, "time", History.time(7) - 1)
        #expect(server.contents == history.contents[6])
    }

    @Test func whatComesAfterARecoveryOutlastsAnotherStartWithTheSamePoint() throws {
        for second in [6, History.last] {
            let disk = history.disk.copy
            let server = try history.start(disk, "time", History.time(second))
            server.turn(at: History.today + 5, revision: 20, "SET later 1")
            let contents = server.contents
            for _ in 1...2 {
                let again = try FolderServer(
                    on: disk.copy, at: History.today + 9_000, "recover-to-time", String(History.time(second)))
                #expect(again.contents == contents && again.engine.revision == 20)
            }
            try server.rewrite()
            #expect(try history.start(disk.copy, "time", History.time(second)).contents == contents)
            #expect(try FolderServer(on: disk.copy, at: History.today).contents == contents)
        }
    }

    @Test func aPointBeforeTheBaseIsRefusedAndTheOldestIsNamed() throws {
        let before = history.disk.files
        for (option, value) in [("revision", 3), ("time", History.time(4) - 1)] {
            let text = history.refusal(history.disk, option, value)
            #expect(
                text.contains("the oldest point that it leads to is 2023-11-14T22:13:24.000Z, revision 4"), "\(text)")
        }
        #expect(history.disk.files == before)
        // After a recovery it is said where the older files are.
        let disk = history.disk.copy
        _ = try history.start(disk, "revision", 9)
        #expect(history.refusal(disk, "revision", 5).contains("are in appendonlydir.before-recovery-1: move them back"))
    }

    @Test func aPointThatDoesNotExistIsRefused() throws {
        let before = history.disk.files
        #expect(history.refusal(history.disk, "revision", 13).contains("The log leads to revision 12, and no further"))
        #expect(history.refusal(history.disk, "time", History.today + 1).contains("yet to come"))
        #expect(history.refusal(SimulatedDisk(), "revision", 1).contains("there is no log in appendonlydir"))
        #expect(history.disk.files == before)
        let both = #expect(throws: StartFailure.self) {
            try FolderServer(on: history.disk, at: History.today, "recover-to-time", "5", "recover-to-revision", "5")
        }
        #expect(both?.text.contains("are both given") == true)
        let off = #expect(throws: StartFailure.self) {
            try FolderServer(on: history.disk, at: History.today, "appendonly", "no", "recover-to-revision", "5")
        }
        #expect(off?.text.contains("appendonly is off") == true)
    }

    @Test func aBaseOfCommandsIsTheOldestPointToo() throws {
        let disk = SimulatedDisk()
        let server = try FolderServer(on: disk, at: History.time(0), "aof-use-rdb-preamble", "no")
        server.turn(at: History.time(1), revision: 1, "SET a 1")
        #expect(history.refusal(disk.copy, "time", History.time(0) - 1).contains("2023-11-14T22:13:20.000Z"))
        #expect(try history.start(disk.copy, "time", History.time(0)).contents.isEmpty)
        #expect(try history.start(disk.copy, "time", History.time(1)).contents.count == 1)
    }

    @Test func noFileBehindThePointIsNeeded() throws {
        for second in 4...7 {
            let disk = history.disk.copy
            disk[History.second] = second % 2 == 0 ? nil : Array("nonsense".utf8)
            #expect(try history.start(disk, "revision", Int64(second)).contents == history.contents[second])
        }
        // From here on only the next file can tell that nothing more belongs to it.
        let disk = history.disk.copy
        disk[History.second] = nil
        #expect(history.refusal(disk, "revision", 8).contains("No such file"))
        #expect(try history.start(disk, "time", History.time(8)).contents == history.contents[8])
    }

    @Test func fromALogWithDamageEverythingBeforeItCanBeHad() throws {
        let disk = history.disk.copy
        var bytes = try #require(disk[History.second])
        let word = Array("key:11".utf8)
        let place = try #require(bytes.indices.first { bytes[$0...].starts(with: word) })
        bytes[place] ^= 1
        disk[History.second] = bytes
        #expect(throws: StartFailure.self) { try FolderServer(on: disk.copy, at: History.today) }
        let report = try lookAround(disk)
        #expect(report.verdict == .damaged)
        #expect(report.text.contains("--recover-to-time \(History.time(10)) loads that"), "\(report.text)")
        #expect(history.refusal(disk, "time", History.time(10) + 1).contains("is damaged at offset"))
        let server = try history.start(disk, "time", History.time(10))
        #expect(server.contents == history.contents[10])
        #expect(disk["appendonlydir.before-recovery-1/appendonly.aof.3.incr.aof"] == bytes)
    }

    @Test func commandsOfAnotherServerHaveNoTimeAndAreNotGuessedAt() throws {
        let disk = history.disk.copy
        disk[History.second]! += Request.bytes(of: "SET", "foreign", "1")
        #expect(history.refusal(disk, "time", History.time(12)).contains("nothing says when the commands were written"))
        #expect(try history.start(disk.copy, "time", History.time(11)).contents == history.contents[11])
        #expect(try history.start(disk, "revision", 12).contents.contains { $0.contains("foreign") })
    }

    @Test func timestampsInTheFormOfRedisDoNotGetInTheWay() throws {
        let history = try History(("aof-timestamp-enabled", "yes"))
        for second in 4...History.last {
            let server = try history.start(history.disk.copy, "time", History.time(second))
            #expect(server.contents == history.contents[second], "\(second)")
        }
    }

    /// However far it gets, the next start has the old data or the recovered, and every old file is still there.
    @Test(arguments: [false, true]) func itMayBeInterruptedAnywhere(losesPower: Bool) throws {
        var random = SeededRandom(seed: Seeds.ofThisRun)
        let old = history.disk.files
        var hasEnded = false
        var calls = 0
        while !hasEnded {
            let disk = history.disk.copy
            disk.fail(after: calls, lasting: true)
            let isDone = (try? history.start(disk, "revision", 6)) != nil
            hasEnded = disk.calls < calls
            disk.heal()
            if losesPower { disk.losePower(&random) }
            let plain = try FolderServer(on: disk.copy, at: History.today).contents
            #expect(plain == history.contents[6] || !isDone && plain == history.contents.last, "\(calls) calls")
            #expect(try history.start(disk, "revision", 6).contents == history.contents[6], "\(calls) calls")
            let kept = disk.files.filter { $0.key.hasPrefix("appendonlydir.before-recovery-") }
            for (path, bytes) in old {
                let name = Path.name(of: path)
                #expect(kept.contains { Path.name(of: $0.key) == name && $0.value == bytes }, "\(name), \(calls) calls")
            }
            calls += 1
        }
        #expect(calls > 10)
    }
}
