// One turn after another: wait, read and run what has come, then everything that belongs to the end of a turn.
//
// The loop is one long-running block on a Dispatch queue of its own. It owns the connections, the data and all that
// hangs from them; other queues reach it by its mailbox alone.

internal import Bytes
internal import Commands
internal import Configuration
internal import Engine
internal import Platform
internal import RESP

/// What other queues have to tell the loop.
package enum Letter: Sendable {
    case shutDown
    case reopenLog
}

final class EventLoop {
    private static let mailboxToken: UInt64 = 0
    private static let timerToken: UInt64 = 1
    private static let firstListenerToken: UInt64 = 2
    private unowned let server: Server
    private let services: Services
    private let engine: Engine
    private var poller: Poller
    private var timer: Timer
    let mailbox: Mailbox<Letter>
    private let clock = LinuxClock()
    private let transferTeam: TransferTeam

    /// By their tokens; a door that was closed leaves its place empty.
    private var listeners: [Listener?] = []
    private var connections = ConnectionTable()
    /// One for all batches: what changes from one to the next is set anew.
    private var context: Context
    /// The sessions whose replies are being sent; kept for its storage.
    private var sending: [Session] = []
    /// Connections that may go on with requests they have received already.
    private var resumable: [Connection] = []
    private var ready: [Connection] = []

    private var turnBegan: Int64 = 0
    private var nextHousekeeping: Int64 = 0
    private var lastDirty = -1
    private var nextExpiry: Int64?
    private var hasWorkLeft = false
    private var timerFired = false
    private(set) var isStopping = false
    private(set) var turns = 0
    private(set) var busyNanoseconds: Int64 = 0
    private(set) var expiryNanoseconds: Int64 = 0

    init(server: Server, services: Services, mailbox: Mailbox<Letter>, ioThreads: Int) throws(Errno) {
        self.server = server
        self.services = services
        engine = services.engine
        context = Context(services: services, session: Session(ofServerWith: services))
        self.mailbox = mailbox
        poller = try Poller()
        timer = try Timer()
        transferTeam = TransferTeam(loops: ioThreads)
        try poller.add(mailbox.number, .read, token: Self.mailboxToken)
        try poller.add(timer.number, .read, token: Self.timerToken)
    }

    func add(_ listener: Listener) throws(Errno) {
        let token = Self.firstListenerToken + UInt64(listeners.count)
        try poller.add(listener.socket.number, .read, token: token)
        listeners.append(listener)
    }

    func removeTCPListeners() {
        for place in listeners.indices {
            guard let listener = listeners[place], !listener.isUnix else { continue }
            poller.remove(listener.socket.number)
            listeners[place] = nil
        }
    }

    /// Each door, as INFO shows it.
    var listenerDescriptions: [String] { listeners.compactMap { $0?.description } }

    func stop() {
        isStopping = true
    }

    // MARK: Turns

    /// Runs until it is stopped.
    func run() {
        nextHousekeeping = clock.monotonicNanoseconds
        timer.arm(at: nextHousekeeping)
        while !isStopping {
            do throws(Errno) { try poller.wait() } catch { continue }
            beginTurn()
            receiveAndRun()
            resume()
            endTurn()
        }
        flushEverything()
    }

    private func beginTurn() {
        turns += 1
        turnBegan = clock.monotonicNanoseconds
        engine.setTime(clock.wallMilliseconds)
    }

    private func receiveAndRun() {
        for index in 0..<poller.readyCount {
            let event = poller.event(index)
            switch event.token {
            case Self.mailboxToken: readMail()
            case Self.timerToken: noteTimer()
            case ..<ConnectionTable.firstToken: accept(at: Int(event.token - Self.firstListenerToken))
            default: serve(event)
            }
        }
        guard !ready.isEmpty else { return }
        transferTeam.receive(ready)
        for connection in ready where isOpen(connection) { take(connection) }
        ready.removeAll(keepingCapacity: true)
    }

    private func serve(_ event: Poller.Event) {
        // A connection that was closed in this turn may still have an event in the list.
        guard let connection = connections[event.token] else { return }
        if event.canWrite, connection.interest.contains(.write) { flush(connection) }
        guard event.canRead, isOpen(connection) else { return }
        if connection.isPaused {
            // Nothing is read now; only a connection that broke is taken note of.
            if !event.ready.contains(.read), !event.ready.contains(.write) { close(connection) }
            return
        }
        connection.prepareToReceive()
        if transferTeam.isWorthwhile(poller.readyCount) {
            ready.append(connection)
        } else {
            connection.lastTransfer = connection.receive()
            take(connection)
        }
    }

    /// Takes note of what a read brought, and runs it.
    private func take(_ connection: Connection) {
        switch connection.lastTransfer {
        case .moved(let count):
            engine.statistics.inputBytes += count
            engine.statistics.reads += 1
            connection.session.inputBytes += count
            connection.session.lastInteraction = engine.now
            runRequests(of: connection)
        case .wouldBlock:
            if !connection.keepsInput { connection.input.recycle() }
        case .ended:
            server.log.verbose("Client closed connection \(connection.session.shortDescription)")
            close(connection)
        case .failed(let error):
            server.log.verbose("Reading from client: \(error.text) \(connection.session.shortDescription)")
            close(connection)
        }
    }

    private func resume() {
        guard !resumable.isEmpty else { return }
        let waiting = resumable
        resumable = []
        for connection in waiting where isOpen(connection) { runRequests(of: connection) }
    }

    // MARK: Requests

    /// Runs every whole request that the connection has received, until its client is too far behind with reading.
    private func runRequests(of connection: Connection) {
        let session = connection.session
        context.begin(session)
        while !session.closesAfterReply, !session.closesNow {
            if session.reply.queue.count >= Limits.unsentBeforePause, !makeRoom(connection) { break }
            do throws(ProtocolError) {
                let limits = RequestParser.Limits(
                    bulkLength: services.settings.longestBulk, isAuthenticated: session.isAuthenticated)
                guard let length = try connection.parser.next(in: connection.input.pending, limits) else { break }
                let request = connection.parser.arguments(in: connection.input.pending)
                if request.count > 0 { context.run(request) }
                connection.input.consume(length)
            } catch {
                refuse(connection, error)
            }
        }
        if session.reply.queue.count > 0 || session.closesAfterReply { session.scheduleFlush() }
        if session.closesNow { return close(connection) }
        settleInput(of: connection)
    }

    /// Tries to send what is unsent; false where requests must wait for the client to read.
    private func makeRoom(_ connection: Connection) -> Bool {
        let limit = server.outputLimit(for: connection.session)
        if limit.hardBytes > 0 {
            // A limit was set: what goes beyond it ends the connection, up to it nothing waits.
            if connection.session.reply.queue.count > limit.hardBytes { server.endForOutput(connection.session) }
            return true
        }
        flush(connection)
        guard isOpen(connection) else { return false }
        let hasRoom = connection.session.reply.queue.count < Limits.unsentBeforePause
        connection.isPaused = !hasRoom
        if !hasRoom { watch(connection) }
        return hasRoom
    }

    private func refuse(_ connection: Connection, _ error: ProtocolError) {
        server.log.verbose("Protocol error (\(error.text)) from client: \(connection.session.shortDescription)")
        connection.session.reply.error("ERR Protocol error: " + error.text)
        engine.statistics.errorReplies += 1
        connection.session.closesAfterReply = true
        connection.input.removeAll()
    }

    /// Gives the buffer back, or ends a client whose request grows beyond what it may.
    private func settleInput(of connection: Connection) {
        let session = connection.session
        session.pendingInput = connection.input.count
        if session.closesAfterReply { connection.input.removeAll() }
        let limit = session.isAuthenticated ? services.settings.queryBufferLimit : Limits.unauthenticatedInput
        if connection.input.count > limit {
            server.log.warning(
                "Closing client that reached max query buffer length: \(session.shortDescription)")
            engine.statistics.clientsClosedForInput += 1
            return close(connection)
        }
        if !connection.input.isEmpty { connection.keepsInput = true }
        if !connection.keepsInput { connection.input.recycle() }
        session.inputRoom = connection.input.capacity
    }

    // MARK: End of a turn

    /// What every turn ends with, in this order.
    private func endTurn() {
        engine.tracking.broadcast()
        sendReplies()
        expire()
        doSlices()
        keepHouse()
        armTimer()
        noteLength()
    }

    private func sendReplies() {
        let outbox = services.outbox
        guard !outbox.sessions.isEmpty else { return }
        swap(&sending, &outbox.sessions)
        if transferTeam.isWorthwhile(sending.count) {
            let connections = sending.compactMap { self.connections[$0.token] }
            transferTeam.send(connections)
            for connection in connections { note(connection.lastTransfer, from: connection) }
        }
        for session in sending {
            session.isInOutbox = false
            if let connection = connections[session.token] { flush(connection) }
        }
        sending.removeAll(keepingCapacity: true)
    }

    private func expire() {
        // The next key to end changes only with a write, and comes due only with time.
        if timerFired || engine.dirty != lastDirty { noteNextExpiry() }
        guard let moment = nextExpiry, moment <= engine.now else { return }
        let start = clock.monotonicNanoseconds
        engine.expireSlice { self.clock.monotonicNanoseconds >= start + Limits.slice }
        expiryNanoseconds += clock.monotonicNanoseconds - start
        noteNextExpiry()
        // Removals are changes that somebody may listen to.
        engine.tracking.broadcast()
        if !services.outbox.sessions.isEmpty { sendReplies() }
    }

    private func noteNextExpiry() {
        nextExpiry = engine.nextExpiry
        lastDirty = engine.dirty
    }

    private func doSlices() {
        guard timerFired || hasWorkLeft else { return }
        hasWorkLeft = false
        var end = clock.monotonicNanoseconds + Limits.slice
        let isOver = { self.clock.monotonicNanoseconds >= end }
        if services.debugSwitches.tablesMove, engine.rehashSlice(until: isOver) { hasWorkLeft = true }
        guard engine.reclaimer.hasWork else { return }
        end = clock.monotonicNanoseconds + Limits.slice
        engine.reclaimSlice(until: isOver)
        if engine.reclaimer.hasWork { hasWorkLeft = true }
    }

    private func keepHouse() {
        guard timerFired else { return }
        timerFired = false
        guard turnBegan >= nextHousekeeping else { return }
        nextHousekeeping = turnBegan + server.housekeepingInterval
        guard !services.debugSwitches.upkeepRests else { return }
        server.keepHouse()
        lookAfterConnections()
    }

    /// Sees to a share of the connections, such that each is seen to about once a second.
    private func lookAfterConnections() {
        let share = connections.placeCount * Int(server.housekeepingInterval / 1_000_000) / 1000 + Limits.leastLookedAfter
        for connection in connections.nextShare(share) {
            server.lookAfter(connection)
            if connection.session.closesNow { close(connection) }
        }
    }

    private func armTimer() {
        var deadline = nextHousekeeping
        if hasWorkLeft || engine.reclaimer.hasWork {
            deadline = min(deadline, turnBegan + Limits.pauseBetweenSlices)
        }
        if let nextExpiry {
            // An end may lie further away than nanoseconds can count, and housekeeping comes within the minute.
            let wait = min(max(0, nextExpiry - engine.now), 60_000) * 1_000_000
            deadline = min(deadline, turnBegan + max(wait, Limits.pauseBetweenSlices / 4))
        }
        timer.arm(at: deadline)
    }

    private func noteLength() {
        let nanoseconds = clock.monotonicNanoseconds - turnBegan
        busyNanoseconds += nanoseconds
        let microseconds = Int(nanoseconds / 1000)
        if microseconds > engine.statistics.longestTickMicroseconds {
            engine.statistics.longestTickMicroseconds = microseconds
        }
    }

    private func noteTimer() {
        timer.acknowledge()
        timerFired = true
    }

    private func readMail() {
        for letter in mailbox.collect() { server.receive(letter) }
    }

    // MARK: Connections

    private func accept(at place: Int) {
        guard let listener = listeners[place] else { return }
        for _ in 0..<Limits.acceptsPerTurn {
            do throws(Errno) {
                guard let socket = try listener.socket.accept() else { return }
                admit(socket, from: listener)
            } catch {
                server.log.warning("Accepting client connection: \(error.text)")
                return
            }
        }
    }

    private func admit(_ socket: consuming Socket, from listener: Listener) {
        guard let session = server.makeSession(for: socket, from: listener) else { return }
        let token = connections.reserve()
        let number = socket.number
        let connection = Connection(socket: socket, session: session, token: token, pool: services.pool)
        guard (try? poller.add(number, .read, token: token)) != nil else { return }
        session.token = token
        connections.add(connection)
        services.clients.add(session)
    }

    private func isOpen(_ connection: Connection) -> Bool {
        connections[connection.token] != nil
    }

    /// Ends the connection of a session, if it is still there.
    func close(_ session: Session) {
        if let connection = connections[session.token] { close(connection) }
    }

    func close(_ connection: Connection) {
        guard isOpen(connection) else { return }
        connections.remove(connection)
        poller.remove(connection.socket.number)
        server.forget(connection.session)
    }

    // MARK: Sending

    private func flush(_ connection: Connection) {
        let session = connection.session
        if session.reply.queue.count > 0 {
            let transfer = connection.send()
            note(transfer, from: connection)
            if case .failed(let error) = transfer {
                server.log.verbose("Error writing to client: \(error.text)")
                return close(connection)
            }
        }
        if session.closesNow { return close(connection) }
        settleOutput(of: connection)
    }

    private func note(_ transfer: Transfer, from connection: Connection) {
        guard case .moved(let count) = transfer else { return }
        engine.statistics.outputBytes += count
        engine.statistics.writes += 1
        connection.session.outputBytes += count
        connection.session.lastInteraction = engine.now
    }

    private func settleOutput(of connection: Connection) {
        let session = connection.session
        if session.reply.queue.isEmpty {
            if session.closesAfterReply { return close(connection) }
            session.reply.queue.recycle()
            session.aboveSoftLimitSince = nil
        } else {
            server.enforceOutputLimit(on: session)
            if session.closesNow { return close(connection) }
        }
        if connection.isPaused, session.reply.queue.count < Limits.unsentBeforePause / 2 {
            connection.isPaused = false
            resumable.append(connection)
        }
        watch(connection)
    }

    /// Has the poll set watch for what the connection waits for now.
    private func watch(_ connection: Connection) {
        var interest: Poller.Interest = connection.isPaused ? [] : .read
        if !connection.session.reply.queue.isEmpty { interest.insert(.write) }
        guard interest != connection.interest else { return }
        connection.interest = interest
        try? poller.modify(connection.socket.number, interest, token: connection.token)
    }

    /// Before the process ends: what has been answered is sent as far as it goes.
    private func flushEverything() {
        for connection in connections.all where !connection.session.reply.queue.isEmpty {
            _ = connection.send()
        }
        listeners.removeAll()
    }
}
