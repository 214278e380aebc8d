// One turn after another: wait, read and run what has come, then everything that belongs to the end of a turn.
//
// The loop is one long-running block on a Dispatch queue of its own. It owns the connections, the data and all that
// hangs from them; other queues reach it by its mailbox alone.

internal import Bytes
internal import Commands
internal import Configuration
internal import Durability
internal import Engine
internal import Exports
internal import Keyspace
package import Platform
internal import RESP

/// What other queues have to tell the loop.
package enum Letter: Sendable {
    /// A signal asks for the end.
    case shutDown(Int32)
    case reopenLog
    /// Work that another queue has done for the loop; its results.
    case call(Handover<() -> Void>)
}

final class EventLoop {
    private static let mailboxToken: UInt64 = 0
    private static let timerToken: UInt64 = 1
    private static let firstListenerToken: UInt64 = 2
    unowned let server: Server
    let services: Services
    let engine: Engine
    var poller: Poller
    var timer: Timer
    let mailbox: Mailbox<Letter>
    let clock = LinuxClock()
    let transferTeam: TransferTeam

    /// By their tokens; a door that was closed leaves its place empty.
    var listeners: [Listener?] = []
    var connections = ConnectionTable()
    let http = HTTPDesk()
    /// One for all batches: what changes from one to the next is set anew.
    var context: Context
    /// The requests of the batch that are ready to be run, and the keys that they are about.
    let plain = PlainRequests()
    var lookahead = Lookahead()
    /// The sessions whose replies are being sent; kept for its storage.
    var sending: [Session] = []
    /// The sessions whose replies wait for the disk.
    var held: [Session] = []
    /// Connections that may go on with requests they have received already.
    var resumable: [Connection] = []
    /// Connections of which more may be waiting in the kernel, which will not be reported again.
    var unread: [Connection] = []
    /// Connections whose next request waits for the end of a pause.
    var postponed: [Connection] = []
    var ready: [Connection] = []

    var turnBegan: Int64 = 0
    var nextHousekeeping: Int64 = 0
    var lastEndsGiven = -1
    var nextExpiry: Int64?
    var slicePace = SlicePace()
    /// Whether this turn has left a walk that can go on.
    var walks = false
    var hasWorkLeft = false
    var evictionGoesOn = false
    /// Watchers are still to be told of the past.
    var catchUpGoesOn = false
    /// What was begun for a request can go on.
    var longWorkGoesOn = false
    var timerFired = false
    var isStopping = false
    var turns = 0
    var busyNanoseconds: Int64 = 0
    var expiryNanoseconds: Int64 = 0
    var upkeepNanoseconds: Int64 = 0
    var mostCommandsInTurn = 0
    var commandsBefore = 0
    var expirySlice = Limits.slice

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

    func removeListeners(_ isGoing: (Listener) -> Bool) {
        for place in listeners.indices {
            guard let listener = listeners[place], isGoing(listener) else { continue }
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
        CrashReport.noteLoop()
        nextHousekeeping = clock.monotonicNanoseconds
        timer.arm(at: nextHousekeeping)
        while !isStopping {
            do throws(Errno) { try poller.wait(isPatient: isPatient) } catch { continue }
            beginTurn()
            receiveAndRun()
            resume()
            endTurn()
        }
        flushEverything()
    }

    /// Whether nothing is to be done before something happens.
    private var isPatient: Bool {
        resumable.isEmpty && unread.isEmpty && http.ready.isEmpty && !services.isLoading && !longWorkGoesOn
            && (!engine.hasAppointments || services.outbox.awake.isEmpty)
    }

    func beginTurn() {
        turns += 1
        turnBegan = clock.monotonicNanoseconds
        engine.setTime(clock.wallMilliseconds)
    }

    func receiveAndRun() {
        readOn()
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
        engine.statistics.threadedReads += ready.count
        for connection in ready where isOpen(connection) { take(connection) }
        ready.removeAll(keepingCapacity: true)
    }

    func serve(_ event: Poller.Event) {
        // A connection that was closed in this turn may still have an event in the list.
        guard let connection = connections[event.token] else { return noteHTTP(event) }
        if event.isLast { connection.hasEnd = true }
        if event.canWrite, connection.interest.contains(.write) {
            if engine.effects.isOn { writeLog() }
            flush(connection)
        }
        guard event.canRead, isOpen(connection) else { return }
        if connection.isWaiting {
            // Nothing is read now; only a connection that broke is taken note of.
            if !event.ready.contains(.read), !event.ready.contains(.write) { close(connection) }
            return
        }
        connection.prepareToReceive()
        if transferTeam.isWorthwhile(poller.readyCount) {
            ready.append(connection)
        } else {
            connection.receive()
            take(connection)
        }
    }

    /// Reads what the last turn left in the kernel.
    func readOn() {
        guard !unread.isEmpty else { return }
        let waiting = unread
        unread = []
        for connection in waiting where isOpen(connection) && !connection.isWaiting {
            connection.prepareToReceive()
            connection.receive()
            take(connection)
        }
    }

    /// Takes note of what a read brought, and runs it.
    func take(_ connection: Connection) {
        engine.statistics.reads += 1
        switch connection.lastTransfer {
        case .moved(let count):
            engine.statistics.inputBytes += count
            connection.session.inputBytes += count
            connection.session.lastInteraction = engine.now
            if connection.mayHoldMore { unread.append(connection) }
            // Only what comes in pieces grows beyond a limit.
            if connection.keepsInput, endsForInput(connection) { return }
            runRequests(of: connection)
        case .wouldBlock:
            if !connection.keepsInput { connection.input.recycle() }
        case .ended:
            server.log.verbose("Client closed connection \(connection.session.shortDescription)")
            end(connection)
        case .failed(let error):
            server.log.verbose("Reading from client: \(error.text) \(connection.session.shortDescription)")
            close(connection)
        }
    }

    /// The client sends no more. It may still read what it has asked for.
    func end(_ connection: Connection) {
        let session = connection.session
        guard !session.reply.queue.isEmpty else { return close(connection) }
        session.closesAfterReply = true
        session.scheduleFlush()
    }

    func resume() {
        if !postponed.isEmpty { resumePostponed() }
        if engine.hasAppointments { wakeSleepers() }
        guard !resumable.isEmpty else { return }
        let waiting = resumable
        resumable = []
        for connection in waiting where isOpen(connection) {
            connection.isPaused = false
            runRequests(of: connection)
            if isOpen(connection) { watch(connection) }
        }
    }

    /// What every turn ends with, in this order.
    func endTurn() {
        if engine.hasAppointments { keepAppointments() }
        engine.tracking.broadcast()
        sendReplies()
        if !http.ready.isEmpty { serveHTTP() }
        if services.isLoading { load() }
        if services.settings.limitsClients { server.evictClients() }
        expire()
        evict()
        doSlices()
        if longWorkGoesOn { goOnWithLongWork() }
        keepHouse()
        if engine.effects.isOn { writeLog() }
        armTimer()
        noteLength()
    }
}
