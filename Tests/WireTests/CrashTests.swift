// A server that is killed at any moment, while it writes, saves and rewrites: every write that was acknowledged is
// there afterwards, and nothing that belongs together comes apart.
//
// Some seconds by default; MILEPOST_CRASH_SECONDS makes it as long as one likes.

import Foundation
import TestSupport
import Testing

/// What one client has sent and had acknowledged.
private final class Ledger {
    static let keys = 40
    private let name: String
    private var sent: [Int: Int] = [:]
    private var acknowledged: [Int: Int] = [:]
    private var next = 1
    private(set) var acknowledgements = 0

    init(_ name: String) {
        self.name = name
    }

    /// Sends a batch and waits for its replies; returns when the server is gone or the batch is through.
    func work(on wire: Wire, _ random: inout SystemRandomNumberGenerator) throws {
        let first = next
        let count = Int.random(in: 1...60, using: &random)
        var bytes: [UInt8] = []
        for number in first..<first + count {
            let key = number % Self.keys
            sent[key] = number
            let words = ["MSET", "\(name):a:\(key)", "\(number)", "\(name):b:\(key)", "\(number)"]
            bytes += Wire.request(words.map { Array($0.utf8) })
        }
        next += count
        try wire.send(bytes)
        for (number, reply) in zip(first..., wire.repliesToEnd(atMost: count)) where reply == .status("OK") {
            acknowledged[number % Self.keys] = number
            acknowledgements += 1
        }
    }

    func check(over wire: Wire) throws {
        for key in 0..<Self.keys {
            let one = try wire.call("GET", "\(name):a:\(key)").text.flatMap { Int($0) } ?? 0
            let other = try wire.call("GET", "\(name):b:\(key)").text.flatMap { Int($0) } ?? 0
            #expect(one == other, "\(name) \(key): a transaction came apart")
            let least = acknowledged[key] ?? 0
            let most = sent[key] ?? 0
            #expect(one >= least && one <= most, "\(name) \(key): \(one) is not between \(least) and \(most)")
            // What was sent and not acknowledged may be there or not; from here on it counts as it is.
            acknowledged[key] = one
            sent[key] = one
        }
    }
}

struct CrashTests {
    private static var seconds: Double {
        ProcessInfo.processInfo.environment["MILEPOST_CRASH_SECONDS"].flatMap { Double($0) } ?? 6
    }

    @Test(arguments: ["always", "everysec"]) func nothingAcknowledgedIsLost(policy: String) throws {
        var random = SystemRandomNumberGenerator()
        let folder = FileManager.default.temporaryDirectory.appending(path: "milepost-crash-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let server = try ServerProcess(
            "--dir", folder, "--appendonly", "yes", "--appendfsync", policy, "--save", "")
        let ledgers = [Ledger("one"), Ledger("two")]
        let end = Date(timeIntervalSinceNow: Self.seconds)
        var crashes = 0
        while Date() < end {
            try round(server, ledgers, &random)
            crashes += 1
            try server.restartIfEnded()
            let wire = try server.connect()
            for ledger in ledgers { try ledger.check(over: wire) }
        }
        #expect(crashes > 3)
        #expect(ledgers.allSatisfy { $0.acknowledgements > 100 })
    }

    /// Work until the server is killed in the middle of it.
    private func round(_ server: ServerProcess, _ ledgers: [Ledger], _ random: inout SystemRandomNumberGenerator) throws
    {
        let program = server.program
        let delay = Double.random(in: 0.001...0.2, using: &random)
        let victim = program.identifier
        let wires = try ledgers.map { _ in try server.connect() }
        let other = try server.connect()
        DispatchQueue.global().asyncAfter(deadline: .now() + delay) { kill(victim, SIGKILL) }
        do {
            while program.isRunning {
                if Int.random(in: 0..<6, using: &random) == 0 {
                    let command = Bool.random(using: &random) ? "BGREWRITEAOF" : "BGSAVE"
                    try other.send(Wire.request([Array(command.utf8)]))
                }
                for (ledger, wire) in zip(ledgers, wires) { try ledger.work(on: wire, &random) }
            }
        } catch {
            // The server is gone, as it should be.
        }
        try wait(for: "the end of a killed server") { !program.isRunning }
    }
}
