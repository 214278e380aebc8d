// A server on a simulated disk: engine, commands and durability as the real one joins them, with the disk's queues in
// the hands of the test, so that every order of things can be had again by its seed.

import Bytes
import Commands
import Durability
import Engine
import Journal
import Keyspace
import Platform
import RESP
import Resources
import Synchronization
import TestSupport

/// Work that waits until the test has it done.
final class Bench: Worker {
    /// The real queue may be spared by who finds it slow; this one is there to be slow.
    let canBeSpared: Bool
    private let work = Mutex<[@Sendable () -> Void]>([])

    init(canBeSpared: Bool = false) { self.canBeSpared = canBeSpared }

    func add(_ piece: @escaping @Sendable () -> Void) { work.withLock { $0.append(piece) } }

    /// Does the next piece; false where there is none.
    @discardableResult
    func step() -> Bool {
        let next = work.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        next?()
        return next != nil
    }

    func drain() {
        while step() {}
    }
}

/// What other queues have brought for the loop.
private final class Post: Sendable {
    let letters = Mutex<[Handover<() -> Void>]>([])

    func next() -> Handover<() -> Void>? {
        letters.withLock { $0.isEmpty ? nil : $0.removeFirst() }
    }
}

final class Machine {
    let disk: SimulatedDisk
    let server = TestServer(databases: 4)
    let durability: Durability
    private(set) var clients: [Session] = []
    private let bench = Bench()
    private let syncBench: Bench
    private let bodyBench = Bench()
    private let post = Post()
    private var held: [Session] = []
    /// What has been sent to each client and not looked at.
    private var sent: [ObjectIdentifier: [UInt8]] = [:]

    /// Starts on what the disk holds.
    init(
        on disk: SimulatedDisk, policy: String, at moment: Int64, basesAreSnapshots: Bool = true,
        secondsPerSlice: Int64 = 0, syncsInTurns: Bool = false
    ) throws {
        self.disk = disk
        syncBench = Bench(canBeSpared: syncsInTurns)
        server.setTime(moment)
        server.configure("appendonly", "yes")
        server.configure("appendfsync", policy)
        server.configure("aof-use-rdb-preamble", basesAreSnapshots ? "yes" : "no")
        server.configure("save", "")
        server.services.settings.debugCommand = .always
        durability = Durability(server.services, on: disk, by: bench, syncsBy: syncBench, bodiesBy: bodyBench) {
            [post] letter in
            post.letters.withLock { $0.append(letter) }
        }
        durability.whenDurable = { [unowned self] in releaseHeld() }
        server.host.whenApplied = { [unowned self] changed throws(CommandError) in
            durability.adopt(server.services.configuration)
            try durability.confirm(changed)
        }
        try durability.takeFolder()
        try durability.open()
        while durability.isLoading {
            try durability.recoverSlice { true }
            // As the loop does between two slices.
            server.engine.setTime(moment)
            server.engine.expireSlice { false }
            server.host.facts.microsecondsNow += secondsPerSlice * 1_000_000
        }
        clients = (0..<3).map { _ in server.connect().session }
    }

    var engine: Engine { server.engine }
    /// Whether a start would find what is logged: that of a log that is being begun does not count yet.
    var logCounts: Bool { engine.effects.isOn && durability.isOnDisk(LogPosition()) }
    var wasShutDown: Bool { server.host.wasShutDown }
    var log: [String] { server.host.logLines }

    // MARK: The loop

    /// Runs a batch of requests of a client, as one read brings them. Every session that has something to send is in
    /// the outbox then.
    func receive(_ requests: [[String]], from session: Session, afterEach: () -> Void = {}) {
        var context = Context(services: server.services, session: session)
        let logged = engine.effects.isOn ? durability.beginBatch(of: session) : nil
        for request in requests {
            StoredArguments(request.map { Array($0.utf8) }).withArguments { _ = context.run($0) }
            afterEach()
        }
        if logged != nil || engine.effects.isOn { durability.endBatch(of: session, since: logged) }
        session.scheduleFlush()
    }

    /// Runs one request to its reply, however long it has to wait for the disk.
    func ask(_ words: String..., from index: Int = 0) -> Reply? { ask(words, from: index) }

    func ask(_ words: [String], from index: Int = 0) -> Reply? {
        let session = clients[index]
        receive([words], from: session)
        var waits = 0
        while session.isPostponed, waits < 100 {
            settle()
            guard server.services.outbox.awake.contains(where: { $0 === session }) else { return nil }
            server.services.outbox.awake = []
            session.isPostponed = false
            receive([words], from: session)
            waits += 1
        }
        settle()
        return replies(to: session).last
    }

    /// What ends a turn: the log is written, and what may leave does.
    func endTurn() {
        engine.expireSlice { false }
        sendReplies()
        durability.slice { true }
        durability.writeLog()
    }

    private func sendReplies() {
        if engine.effects.isOn { durability.writeLog() }
        let outbox = server.services.outbox
        let sessions = outbox.sessions
        outbox.sessions = []
        for session in sessions {
            session.isInOutbox = false
            if durability.holds(session) {
                if !session.isHeld { held.append(session) }
                session.isHeld = true
            } else {
                sent[ObjectIdentifier(session), default: []] += session.reply.queue.pending.array
                session.reply.queue.removeAll()
            }
        }
    }

    private func releaseHeld() {
        guard !held.isEmpty else { return }
        let waiting = held
        held = []
        for session in waiting {
            session.isHeld = false
            session.scheduleFlush()
        }
        sendReplies()
    }

    /// The replies that have reached the client since the last look.
    func replies(to session: Session) -> [Reply] {
        defer { sent[ObjectIdentifier(session)] = nil }
        return Reply.all(in: sent[ObjectIdentifier(session)] ?? [])
    }

    func advance(milliseconds: Int64) {
        server.advance(milliseconds: milliseconds)
        durability.keepHouse()
    }

    // MARK: The queues

    /// Lets something happen beside the loop: a piece of work on either queue, or a letter that arrives.
    func happen(_ random: inout SeededRandom) {
        switch Int.random(in: 0..<5, using: &random) {
        case 0: bench.step()
        case 1: syncBench.step()
        case 2: bodyBench.step()
        default: post.next()?.value()
        }
    }

    /// Lets everything happen that is under way.
    func settle() {
        for _ in 0..<200 {
            endTurn()
            let worked = [bench.step(), syncBench.step(), bodyBench.step()].contains(true)
            let letter = post.next()
            letter?.value()
            if !worked, letter == nil, !durability.hasWork { break }
        }
    }

    // MARK: Looking

    /// All keys of all databases with their values and ends, without a trace; of resources the present version.
    var state: String {
        let store = engine.resources
        var lines = store.head == 0 ? [] : ["head \(store.head)"]
        for database in engine.keyspace.databases {
            database.forEach { record in
                let key = record.kind == .resource ? ResourceKey(record.key) : nil
                let current = key.flatMap(store.resource)?.current
                let version = current?.number ?? 0
                let body = current?.body.map { String(decoding: $0, as: UTF8.self) } ?? "lost"
                let value = record.isHollow ? body : record.content.withView { $0.text }
                if key != nil, body != value { lines.append("\(record.key.text) is \(body) and says \(value)") }
                lines.append("\(database.number) \(record.key.text)=\(value) \(version) \(record.expiry ?? 0)")
            }
        }
        return lines.sorted().joined(separator: "\n")
    }

    /// Every version of every resource, up to a revision.
    func history(through revision: Revision) -> [String] { past.filter { $0.0 <= revision }.map(\.1) }

    /// Every version of every resource, with its revision.
    var past: [(Revision, String)] {
        var lines: [(Revision, String)] = []
        engine.resources.feed.forEach(after: 0) { entry in
            guard let version = entry.resource.version(entry.number) else { return true }
            lines.append((entry.revision, "\(entry.resource.key.text) \(version)"))
            return true
        }
        return lines.sorted { $0.1 < $1.1 }
    }
}
