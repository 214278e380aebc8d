// A server that is killed at any moment, while it writes, saves, rewrites and switches its log off and on: every write
// that was acknowledged is there afterwards, and nothing that belongs together comes apart.
//
// Some seconds by default; MILEPOST_CRASH_SECONDS makes it as long as one likes. MILEPOST_SEED repeats its choices,
// though not the moment in which a kill hits.

import Bytes
import Foundation
import TestSupport
import Testing

@Suite(.serialized) struct CrashTests {
    /// For each of the policies.
    private static var seconds: Double {
        ProcessInfo.processInfo.environment["MILEPOST_CRASH_SECONDS"].flatMap { Double($0) } ?? 5
    }

    @Test(arguments: ["always", "everysec"]) func nothingAcknowledgedIsLost(policy: String) throws {
        var random = SeededRandom(seed: Seeds.ofThisRun)
        let scene = try CrashScene(policy: policy)
        let end = Date(timeIntervalSinceNow: Self.seconds)
        while Date() < end, !scene.hasFailed { try scene.round(&random) }
        let answers = scene.ledgers.map(\.answers) + [scene.resources.answers]
        print("CrashTests, \(policy): \(scene.kills) kills, \(answers.reduce(0, +)) changes acknowledged")
        #expect(scene.kills > 2)
        #expect(answers.allSatisfy { $0 > 10 })
        // Drafts of those who were killed are taken away.
        let names = try FileManager.default.subpathsOfDirectory(atPath: scene.folder + "/data")
        #expect(names.count { $0.contains("temp-") } < 8, "\(names)")
        if !scene.hasFailed { scene.cleanUp() }
    }
}

private final class CrashScene {
    let folder: String
    /// The first database is that of resources, which nobody exchanges.
    let ledgers = [Ledger(databases: 1), Ledger(databases: 3)]
    let resources = ResourceLedger()
    private(set) var kills = 0
    private(set) var hasFailed = false
    private let server: ServerProcess

    private static let requests: [[String]] = [
        ["BGREWRITEAOF"], ["BGREWRITEAOF"], ["BGREWRITEAOF"], ["BGSAVE"], ["SAVE"], ["BGSAVE CANCEL"],
        // In one piece, so that nobody writes while the log is off.
        ["BGSAVE CANCEL", "CONFIG SET appendonly no", "CONFIG SET appendonly yes"], ["DEBUG RELOAD"], ["DEBUG LOADAOF"],
    ]

    init(policy: String) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "milepost-crash-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder + "/data", withIntermediateDirectories: true)
        // A slow disk makes the moments in which something is half done longer.
        let faults = try DiskFaults()
        faults?.set("fdatasync sleep 2000\nrename sleep 1000")
        server = try ServerProcess(
            [
                "--dir", folder + "/data", "--appendonly", "yes", "--appendfsync", policy, "--save", "",
                "--enable-debug-command", "yes",
            ], variables: faults?.variables ?? [])
        self.faults = faults
    }

    private let faults: DiskFaults?

    func cleanUp() {
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Work until the server is killed in the middle of it; then a look at what is left.
    func round(_ random: inout SeededRandom) throws {
        let wires = try ledgers.map { _ in try server.connect() }
        let other = try server.connect()
        for (place, wire) in wires.enumerated() { _ = try wire.call("SELECT", "\(place * 2 + 1)") }
        let wire = try server.connect()
        let victim = server.program.identifier
        let delay = Double.random(in: 0.001...0.3, using: &random)
        // Some rounds are full of rewrites, others have hardly any.
        let calm = Int.random(in: 1...10, using: &random)
        DispatchQueue.global().asyncAfter(deadline: .now() + delay) { kill(victim, SIGKILL) }
        do {
            while server.program.isRunning {
                if Int.random(in: 0..<calm, using: &random) == 0 {
                    let words = Self.requests.randomElement(using: &random)!.map { $0.split(separator: " ") }
                    try other.send(words.flatMap { Wire.request($0.map { Array($0.utf8) }) })
                }
                for (ledger, wire) in zip(ledgers, wires) {
                    if let wrong = try ledger.work(on: wire, &random) { report(wrong) }
                }
                if let wrong = try resources.work(on: wire, &random) { report(wrong) }
            }
        } catch {
            // The server is gone, as it should be.
        }
        try wait(for: "the end of a killed server") { !server.program.isRunning }
        kills += 1
        try look()
    }

    private func look() throws {
        let log = server.log
        // What the start finds is kept as it was, for whoever wants to know.
        let copy = folder + "/before"
        try? FileManager.default.removeItem(atPath: copy)
        try FileManager.default.copyItem(atPath: folder + "/data", toPath: copy)
        do {
            try server.restartIfEnded()
        } catch {
            report("no start: \(error)", log)
            throw error
        }
        let wire = try server.connect()
        for ledger in ledgers {
            if let wrong = try ledger.check(over: wire) { report(wrong, log) }
        }
        if let wrong = try resources.check(over: wire) { report(wrong, log) }
    }

    private func report(_ wrong: String, _ log: String = "") {
        hasFailed = true
        let copy = folder + "/before"
        let manifest = try? String(contentsOfFile: copy + "/appendonlydir/appendonly.aof.manifest", encoding: .utf8)
        let files = (try? FileManager.default.subpathsOfDirectory(atPath: copy)) ?? []
        let sizes = files.sorted().map { name in
            let size = (try? FileManager.default.attributesOfItem(atPath: copy + "/" + name))?[.size] ?? 0
            return "\(name) \(size)"
        }
        Issue.record(
            """
            After \(kills) kills, MILEPOST_SEED=\(Seeds.ofThisRun): \(wrong)
            Kept in \(folder): \(sizes.joined(separator: ", "))
            \(manifest ?? "no manifest")
            The log of the killed server: \(log.suffix(3000))
            The log of the one after it: \(server.log.suffix(2000)) \(server.program.errors)
            """)
    }
}
