// Watchers who come and go, read slowly or not at all, and are overtaken by compaction, while resources change at
// random: what each has heard is held to the nine properties of a watch.

import Bytes
import Commands
import Engine
import Resources
import Testing
import TestSupport

struct WatchHistoryTests {
    @Test(arguments: Seeds.fixed(4)) func everyWatchHasTheNineProperties(seed: UInt64) {
        let world = WatchWorld(seed: seed)
        for _ in 0..<400 { world.step() }
        world.finish()
        for watcher in world.watchers {
            for validator in WatchValidator.all {
                let faults = validator.faults(in: watcher.record, world.truth)
                #expect(faults.isEmpty, "\(validator), seed \(seed): \(faults.prefix(3))")
            }
            #expect(watcher.wholeRevision == world.room.store.head)
        }
        // A life in which nothing happens would prove nothing.
        let stretches = world.watchers.flatMap(\.record.stretches)
        #expect(stretches.contains { $0.isResumed })
        #expect(stretches.reduce(0) { $0 + $1.events.count } > 30)
    }

    // MARK: The validators see what is wrong

    private static let spoilers: [(String, @Sendable (inout [WatchedEvent]) -> Void)] = [
        ("filtered", { $0[0].key = "b:t:x" }), ("ordered", { $0.swapAt(0, 2) }), ("unique", { $0.append($0[4]) }),
        ("bookmarkable", { $0.swapAt(2, 3) }), ("atomic", { $0[0].hasMore = false }), ("atomic", { $0.remove(at: 1) }),
        ("reliable", { $0.remove(at: 2) }), ("resumable", { $0.removeFirst(2) }),
        ("previous value", { $0[2].previous = "7" }),
        ("creation", { $0[2].kind = "created" }), ("creation", { $0[0].body = nil }),
    ]

    @Test(arguments: spoilers.indices) func everyValidatorSeesItsFault(index: Int) {
        let (name, spoil) = Self.spoilers[index]
        var (record, truth) = Self.example
        for validator in WatchValidator.all { #expect(validator.faults(in: record, truth).isEmpty, "\(validator)") }
        spoil(&record.stretches[0].events)
        let faulty = WatchValidator.all.filter { !$0.faults(in: record, truth).isEmpty }
        #expect(faulty.contains { $0.description == name }, "\(faulty)")
    }

    /// A commit of two, two more, and progress before the last.
    private static var example: (WatchRecord, WatchTruth) {
        let room = ResourceRoom()
        let log = TruthLog(room)
        let client = room.client("RES.WATCH t a WITHBODY WITHPREVIOUS")
        _ = client.messages()
        room.commit([("a:t:x", .put([0x31])), ("b:t:x", .put([0x31])), ("a:t:y", .put([0x31]))])
        room.put("a:t:x", "2")
        var stretch = WatchedStretch(after: 0, isResumed: false)
        room.server.configure("res-progress-interval", "1")
        room.server.advance(milliseconds: 1000)
        room.server.engine.watchers.tellProgress()
        room.put("a:t:y", "2")
        stretch.events = client.messages().compactMap { WatchedEvent($0) }
        var record = WatchRecord(withBodies: true, withPrevious: true) { $0.hasPrefix("a:t:") }
        record.stretches = [stretch]
        return (record, log.truth)
    }
}

/// Writes down what happens.
private final class TruthLog {
    private(set) var truth = WatchTruth()

    init(_ room: ResourceRoom) {
        room.server.engine.commitHearers.append { [unowned self] commit in
            for change in commit.changes {
                let version = change.version
                truth.note(
                    change.key.text, version.body.map { String(decoding: $0, as: UTF8.self) }, version: version.number,
                    revision: commit.revision, hasExpired: version.event == .expired)
            }
        }
    }
}

/// A watcher, with its connection as long as it has one.
private final class Watcher {
    let words: String
    var record: WatchRecord
    var client: TestClient?

    init(_ words: String, withBodies: Bool, withPrevious: Bool, _ asksFor: @escaping @Sendable (String) -> Bool) {
        self.words = words + (withBodies ? " WITHBODY" : "") + (withPrevious ? " WITHPREVIOUS" : "")
        record = WatchRecord(withBodies: withBodies, withPrevious: withPrevious, asksFor: asksFor)
    }

    var wholeRevision: UInt64 { record.stretches.last?.wholeRevision ?? 0 }

    /// Goes on where it was, or begins anew where that is gone.
    func connect(to room: ResourceRoom) {
        let client = TestClient(of: room.server)
        self.client = client
        var stretch = WatchedStretch(after: wholeRevision, isResumed: !record.stretches.isEmpty)
        let place = "\(Epoch.text(room.store.epoch)):\(stretch.start)"
        let reply = client.send(Request.words(of: "RES.WATCH \(words) FROM \(place)")!)
        if reply.isError {
            stretch = WatchedStretch(after: room.store.head, isResumed: false)
            client.send(Request.words(of: "RES.WATCH \(words)")!)
        }
        record.stretches.append(stretch)
    }

    /// Reads what has come; at most so many messages of it, where the connection then breaks.
    func read(atMost count: Int = .max) {
        guard let client else { return }
        let events = client.messages().compactMap { WatchedEvent($0) }
        record.stretches[record.stretches.count - 1].events += events.prefix(count)
        guard count < .max || client.isClosed else { return }
        client.disconnect()
        self.client = nil
    }
}

private final class WatchWorld {
    let room = ResourceRoom()
    let watchers = [
        Watcher("* *", withBodies: false, withPrevious: false) { _ in true },
        Watcher("* *", withBodies: true, withPrevious: true) { _ in true },
        Watcher("t a", withBodies: true, withPrevious: false) { $0.hasPrefix("a:t:") },
        Watcher("* b NAME n[0-3]", withBodies: false, withPrevious: true) {
            $0.hasPrefix("b:") && "0123".contains($0.last!)
        },
        Watcher("u b NAME n2", withBodies: true, withPrevious: true) { $0 == "b:u:n2" },
    ]
    var truth: WatchTruth { log.truth }
    private let log: TruthLog
    private var random: SeededRandom

    init(seed: UInt64) {
        random = SeededRandom(seed: seed)
        log = TruthLog(room)
        room.server.catchesUpAtOnce = false
        room.server.configure("res-progress-interval", "1")
    }

    func step() {
        switch Int.random(in: 0..<20, using: &random) {
        case 0..<8: commit()
        case 8..<12: connectOrRead()
        case 12..<14: breakConnection()
        case 14: compact()
        case 15:
            room.server.advance(milliseconds: Int64.random(in: 1...700, using: &random))
            room.server.engine.expireSlice { false }
            room.server.engine.watchers.tellProgress()
        default: room.server.engine.watchers.catchUp { true }
        }
    }

    /// All read to the end.
    func finish() {
        for watcher in watchers where watcher.client == nil { watcher.connect(to: room) }
        room.put("b:u:n2", "\"the end\"")
        repeat {
            room.server.engine.watchers.catchUp { false }
            for watcher in watchers {
                watcher.read()
                if watcher.client == nil { watcher.connect(to: room) }
            }
        } while room.server.engine.watchers.havePast
        room.server.advance(milliseconds: 5000)
        room.server.engine.watchers.tellProgress()
        for watcher in watchers { watcher.read() }
    }

    private func commit() {
        // Now and then a body that is too large for a watcher who does not read.
        let isLarge = Int.random(in: 0..<20, using: &random) == 0
        let steps = (0..<Int.random(in: 1...5, using: &random)).map { _ in (key(), action(isLarge: isLarge)) }
        _ = try? room.server.engine.carryOut(
            steps.map { Step(ResourceRoom.key($0.0), $0.1) }, by: ResourceRoom.Author())
    }

    private func key() -> String {
        let namespace = ["a", "b"].randomElement(using: &random)!
        let type = ["t", "u"].randomElement(using: &random)!
        return "\(namespace):\(type):n\(Int.random(in: 0..<6, using: &random))"
    }

    private func action(isLarge: Bool) -> Action {
        let text = isLarge ? String(repeating: "x", count: 400_000) : "\(Int.random(in: 0..<1000, using: &random))"
        let body = Array("\"\(text)\"".utf8)
        return switch Int.random(in: 0..<8, using: &random) {
        case 0, 1: .delete()
        case 2: .put(body, .always, .milliseconds(Int64.random(in: 1...500, using: &random)))
        default: .put(body)
        }
    }

    private func connectOrRead() {
        let watcher = watchers.randomElement(using: &random)!
        if watcher.client == nil { watcher.connect(to: room) } else { watcher.read() }
    }

    private func breakConnection() {
        watchers.randomElement(using: &random)!.read(atMost: Int.random(in: 0..<8, using: &random))
    }

    private func compact() {
        let head = room.store.head
        guard head > 40 else { return }
        try? room.store.compact(before: head - UInt64.random(in: 5...40, using: &random))
    }
}
