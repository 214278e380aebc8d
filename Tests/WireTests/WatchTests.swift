// Watchers of a server in a process of its own: who reads too slowly, who waits for changes, and what everybody has
// heard when the server is killed in the middle of it, again and again.

import Bytes
import Foundation
import TestSupport
import Testing

struct WatchTests {
    @Test func whoReadsTooSlowlyIsCutOffAndGoesOn() throws {
        let server = try ServerProcess("--client-output-buffer-limit", "pubsub 4mb 0 0")
        let writer = try server.connect()
        let slow = try server.connect()
        try slow.send(line: "RES.WATCH t a WITHBODY")
        #expect(try slow.replies(2)[0].elements?.first == "res.watch")
        let body = "\"\(String(repeating: "x", count: 200_000))\""
        var count = 0
        while try server.info("client_output_buffer_limit_disconnections", over: writer) == "0", count < 500 {
            count += 1
            #expect(try writer.call("RES.PUT", "t", "a", "n\(count)", body).elements?.last == .integer(Int64(count)))
        }
        #expect(count < 500, "a hundred megabytes wait for one watcher")
        let heard = slow.repliesToEnd(atMost: .max).compactMap { WatchedEvent($0)?.revision }
        #expect(heard == (0..<heard.count).map { UInt64($0 + 1) })
        // The past comes as fast as it is read, so it is no reason to be cut off.
        let again = try server.connect()
        try again.send(line: "RES.WATCH t a WITHBODY FROM \(heard.count)")
        let rest = try again.replies(count - heard.count + 2).compactMap { WatchedEvent($0)?.revision }
        #expect(rest == (heard.count + 1...count).map { UInt64($0) } + [UInt64(count)])
    }

    @Test func whoWaitsIsWokenByAChangeByItsTimeAndByOthers() throws {
        let server = try ServerProcess()
        let writer = try server.connect()
        let waiting = try server.connect()
        let number = try #require(try waiting.call("CLIENT", "ID").number)
        func revision(_ reply: Reply) -> Int64? { reply.elements?[1].number }

        try waiting.send(line: "RES.CHANGES FROM 0 NAMESPACE a BLOCK 0")
        try wait(for: "a request to wait") { try server.info("blocked_clients", over: writer) == "1" }
        _ = try writer.call("RES.PUT", "t", "b", "n", "1")
        #expect(try server.info("blocked_clients", over: writer) == "1")
        _ = try writer.call("RES.PUT", "t", "a", "n", "1")
        #expect(revision(try waiting.reply()) == 2)

        #expect(revision(try waiting.call("RES.CHANGES", "FROM", "2", "BLOCK", "20")) == 2)

        try waiting.send(line: "RES.CHANGES FROM 2 BLOCK 0")
        try waiting.send(line: "PING")
        try wait(for: "a request to wait") { try server.info("blocked_clients", over: writer) == "1" }
        #expect(try writer.call("CLIENT", "UNBLOCK", "\(number)", "ERROR") == 1)
        #expect(try waiting.replies(2) == [.error("UNBLOCKED client unblocked via CLIENT UNBLOCK"), .status("PONG")])

        try waiting.send(line: "RES.CHANGES FROM 2 BLOCK 0")
        try wait(for: "a request to wait") { try server.info("blocked_clients", over: writer) == "1" }
        #expect(try writer.call("CLIENT", "KILL", "ID", "\(number)") == 1)
        #expect(try waiting.readToEnd() == "")
        #expect(try server.info("blocked_clients", over: writer) == "0")
    }

    @Test(.timeLimit(.minutes(5))) func whatWasHeardHoldsAfterAnyKill() throws {
        var random = SeededRandom(seed: Seeds.ofThisRun)
        let folder = FileManager.default.temporaryDirectory.appending(path: "milepost-watch-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let server = try ServerProcess("--dir", folder, "--appendonly", "yes", "--appendfsync", "always", "--save", "")
        let watchers = [
            CrashWatcher("* *") { _ in true }, CrashWatcher("t a") { $0.hasPrefix("a:t:") },
            CrashWatcher("* b NAME n1") { $0.hasPrefix("b:") && $0.hasSuffix(":n1") },
        ]
        var acknowledged: Set<UInt64> = []
        for _ in 0..<6 {
            try server.restartIfEnded()
            for watcher in watchers { try watcher.connect(to: server) }
            acknowledged.formUnion(try work(on: server, &random))
            for watcher in watchers { watcher.readToEnd() }
        }
        try server.restartIfEnded()
        let truth = try truth(of: server)
        #expect(acknowledged.isSubset(of: truth.events.map(\.revision)))
        #expect(acknowledged.count > 20)
        for watcher in watchers {
            for validator in WatchValidator.all {
                let faults = validator.faults(in: watcher.record, truth)
                #expect(faults.isEmpty, "\(validator), \(watcher.words): \(faults.prefix(3))")
            }
        }
        #expect(watchers[0].record.stretches.reduce(0) { $0 + $1.events.count } > 20)
    }

    /// Commits of one and of several changes until the server is killed; the revisions that were acknowledged.
    private func work(on server: ServerProcess, _ random: inout SeededRandom) throws -> Set<UInt64> {
        let wire = try server.connect()
        let victim = server.program.identifier
        let delay = Double.random(in: 0.02...0.3, using: &random)
        DispatchQueue.global().asyncAfter(deadline: .now() + delay) { kill(victim, SIGKILL) }
        var acknowledged: Set<UInt64> = []
        while server.program.isRunning {
            let operations = (0..<Int.random(in: 1...4, using: &random)).map { _ in
                let place = ["a", "b"].randomElement(using: &random)!
                let name = "n\(Int.random(in: 0..<4, using: &random))"
                let body = Int.random(in: 0..<100_000, using: &random)
                return #"{"op":"put","type":"t","namespace":"\#(place)","name":"\#(name)","resource":\#(body)}"#
            }
            guard
                (try? wire.send(
                    Wire.request(["RES.TXN", "[\(operations.joined(separator: ","))]"].map { Array($0.utf8) })))
                    != nil, let reply = try? wire.reply()
            else { break }
            if let revision = Self.revision(in: reply) { acknowledged.insert(revision) }
        }
        try wait(for: "the end of a killed server") { !server.program.isRunning }
        return acknowledged
    }

    /// The revision that a reply to RES.TXN tells.
    private static func revision(in reply: Reply) -> UInt64? {
        let parts = reply.elements ?? []
        guard let place = parts.firstIndex(of: "revision"), parts.indices.contains(place + 1) else { return nil }
        return parts[place + 1].number.map { UInt64($0) }
    }

    /// All that has happened, as the server itself knows it.
    private func truth(of server: ServerProcess) throws -> WatchTruth {
        var truth = WatchTruth()
        let reply = try server.connect().call("RES.CHANGES", "FROM", "0", "COUNT", "1000000", "WITHBODY")
        for commit in reply.elements?.last?.elements ?? [] {
            for event in (commit.elements?.last?.elements ?? []).compactMap({ WatchedEvent(json: $0.text ?? "") }) {
                truth.note(
                    event.key, event.body, version: event.version, revision: event.revision,
                    hasExpired: event.kind == "expired")
            }
        }
        return truth
    }
}

/// A watcher whose server may go at any moment.
private final class CrashWatcher {
    let words: String
    private(set) var record: WatchRecord
    private var wire: Wire?

    init(_ words: String, _ asksFor: @escaping @Sendable (String) -> Bool) {
        self.words = words
        record = WatchRecord(withBodies: true, withPrevious: true, asksFor: asksFor)
    }

    func connect(to server: ServerProcess) throws {
        let wire = try server.connect()
        let last = record.stretches.last { !$0.events.isEmpty }
        let start = record.stretches.last?.wholeRevision ?? 0
        let epoch = last.map { "\($0.events[0].epoch):" } ?? ""
        try wire.send(line: "RES.WATCH \(words) FROM \(epoch)\(start) WITHBODY WITHPREVIOUS")
        record.stretches.append(WatchedStretch(after: start, isResumed: last != nil))
        self.wire = wire
    }

    func readToEnd() {
        let events = wire?.repliesToEnd(atMost: .max).compactMap { WatchedEvent($0) } ?? []
        record.stretches[record.stretches.count - 1].events = events
        wire = nil
    }
}
