// The server as one graph: the data, the commands, the loop, and what commands may ask of the process around them.
// Nothing of it is global, so there could be two.

internal import Access
internal import Bytes
internal import Commands
package import Configuration
internal import Dispatch
internal import Durability
internal import Engine
internal import Exports
internal import Keyspace
package import Platform
internal import RESP

package final class Server {
    package static let version = "0.1.0"
    /// The level of compatibility that clients are told.
    package static let compatibleVersion = Compatibility.version

    package let log: Log
    let configurationFile: String
    /// Where the server was started.
    let startFolder: String
    // These two know the server and the server them, so it comes first and they are made at the end of its init.
    private(set) var services: Services!
    private(set) var loop: EventLoop!
    private(set) var durability: Durability!
    let supervisor: Supervisor
    let clock = LinuxClock()
    let startedAt: Int64
    let runID: String
    private(set) var startupBytes = 0
    let lastingFacts = ServerFacts.lasting
    var residence = ResidentGauge()
    private(set) var rates = Rates()
    private var lastSecond: Int64 = 0
    var maxClients = 0
    private var idleTimeout = 0
    private var keepAlive = 0
    private(set) var protectsItself = true
    var port: Int { openDoors.port }
    var unixPath = ""
    /// The port and addresses that are open now.
    var openDoors = TCPDoors(port: 0, addresses: [])
    var openHTTPDoors = TCPDoors(port: 0, addresses: [])
    private var outputLimits = OutputLimits()

    var engine: Engine { services.engine }

    package init(
        configuration: Configuration, file: String, startFolder: String, log: Log, mailbox: Mailbox<Letter>
    ) throws(Errno) {
        self.log = log
        configurationFile = file
        self.startFolder = startFolder
        supervisor = Supervisor(configuration, ProcessVariables.all, log)
        startedAt = clock.wallMilliseconds
        var random = SeededRandom(seed: ProcessFigures.secretSeed)
        runID = random.hexadecimal(digits: 40)
        let exported = (try? Destinations(configuration))?.rootNames ?? []
        let prefixes = configuration.list(.orderedPrefix)
        let roots = OrderedRoots((prefixes + exported.filter { !prefixes.contains($0) }).map { ByteString($0) })
        let engine = Engine(
            databases: configuration.integer(.databases), roots: roots, seed: ProcessFigures.secretSeed)
        engine.setTime(startedAt)
        services = Services(
            engine: engine, table: CommandTable(Families.all), configuration: configuration, host: self)
        durability = Durability(services) { mailbox.post(.call($0)) }
        loop = try EventLoop(
            server: self, services: services, mailbox: mailbox, ioThreads: configuration.integer(.ioThreads))
        durability.whenDurable = { [unowned self] in loop.releaseHeld() }
        adopt(configuration)
        limitClients(configuration.integer(.maxclients))
        engine.gaugeMemory()
        startupBytes = engine.memory.used
    }

    /// Runs until it is told to stop.
    package func run() {
        loop.run()
        durability.close()
        if !unixPath.isEmpty { File.remove(unixPath) }
    }

    // MARK: Sessions

    /// A session for a socket that was just accepted; nil where the client has been turned away.
    func makeSession(for socket: borrowing Socket, from listener: Listener) -> Session? {
        engine.statistics.connectionsReceived += 1
        if services.clients.count >= maxClients {
            engine.statistics.connectionsRejected += 1
            turnAway(socket, "-ERR max number of clients reached\r\n")
            return nil
        }
        let isUnix = listener.isUnix
        let peer = isUnix ? "\(unixPath):0" : socket.name(ofPeer: true)
        let isLocal = isUnix || Self.isLocal(peer)
        if protectsItself, services.users.standard.rules.takesAnyPassword, !isLocal {
            engine.statistics.connectionsRejected += 1
            turnAway(socket, Texts.protectedMode)
            return nil
        }
        if !isUnix { socket.tune(keepAlive: keepAlive) }
        let session = Session(
            id: services.clients.nextID(), address: peer,
            localAddress: isUnix ? "\(unixPath):0" : socket.name(ofPeer: false), descriptor: Int(socket.number),
            isUnixSocket: isUnix, isLocal: isLocal, now: engine.now, pool: services.pool, outbox: services.outbox)
        services.admit(session)
        return session
    }

    private func turnAway(_ socket: borrowing Socket, _ line: StaticString) {
        var queue = ByteQueue(pool: services.pool)
        queue.append(line)
        _ = socket.send(from: &queue)
        queue.removeAll()
        queue.recycle()
    }

    /// Undoes what a session that has gone left behind.
    func forget(_ session: Session) {
        services.forget(session)
        // Lists that still name it in this turn keep none of its memory.
        session.reply.queue.removeAll()
        session.reply.queue.recycle()
    }

    // MARK: Output limits

    func outputLimit(for session: Session) -> OutputBufferLimit {
        session.isSubscribed ? outputLimits.pubSub : outputLimits.normal
    }

    /// Ends a session whose client has let too much pile up, at once or for too long.
    func enforceOutputLimit(on session: Session) {
        enforceHardOutputLimit(on: session)
        let limit = outputLimit(for: session)
        let unsent = session.reply.queue.count
        guard limit.softBytes > 0, unsent >= limit.softBytes else {
            session.aboveSoftLimitSince = nil
            return
        }
        guard let since = session.aboveSoftLimitSince else {
            session.aboveSoftLimitSince = engine.now
            return
        }
        if engine.now - since > Int64(limit.softSeconds) * 1000 { endForOutput(session) }
    }

    func enforceHardOutputLimit(on session: Session) {
        let limit = outputLimit(for: session).hardBytes
        if limit > 0, session.reply.queue.count >= limit { endForOutput(session) }
    }

    func endForOutput(_ session: Session) {
        guard !session.closesNow else { return }
        session.closesNow = true
        engine.statistics.clientsClosedForOutput += 1
        log.warning(
            "Client \(session.shortDescription) scheduled to be closed ASAP for overcoming of output buffer limits.")
    }

    // MARK: Housekeeping

    /// Ten times a second unless `hz` says otherwise.
    private(set) var housekeepingInterval: Int64 = 100_000_000

    func keepHouse() {
        // While data is loaded, tables have room for what is yet to come.
        if services.debugSwitches.tablesMove, !services.isLoading { engine.shrinkSparseTables() }
        services.pool.trim()
        rates.sample(
            engine.statistics, turns: loop.turns, lasting: loop.busyNanoseconds, at: clock.monotonicNanoseconds)
        services.clientMemory.reconsider()
        durability.keepHouse()
        services.exporter.keepHouse()
        engine.watchers.tellProgress()
        services.longWorks.tellProgress(at: clock.wallMilliseconds) { log.notice($0) }
        guard services.settings.limitsMemory || engine.now - lastSecond >= 1000 else { return }
        lastSecond = engine.now
        engine.gaugeMemory()
    }

    /// Ends a connection that is idle or stuck for too long, and takes back what a quiet one does not need.
    func lookAfter(_ connection: Connection) {
        let session = connection.session
        let idle = engine.now - session.lastInteraction
        connection.shrink(isQuiet: idle > Limits.quiet)
        if !session.reply.queue.isEmpty { enforceOutputLimit(on: session) }
        services.clientMemory.note(session)
        let mayBeIdle = session.isSubscribed || session.isMonitor || session.isPostponed
        if idleTimeout > 0, idle > Int64(idleTimeout) * 1000, !mayBeIdle {
            log.verbose("Closing idle client")
            session.closesNow = true
        }
    }

    // MARK: Options

    /// Takes over every option that is asked for while the server runs.
    func adopt(_ configuration: Configuration) {
        log.configure(configuration)
        services.adoptAccess(configuration)
        services.adoptObservation(configuration)
        services.adoptExports(configuration)
        loop.http.adopt(configuration)
        durability.adopt(configuration)
        services.settings.longestBulk = Int64(configuration.integer(.protoMaxBulkLen))
        services.settings.queryBufferLimit = configuration.integer(.clientQueryBufferLimit)
        let debug = configuration.text(.enableDebugCommand)
        services.settings.debugCommand = ["yes": .always, "local": .locally][debug] ?? .never
        services.settings.deletesLazily = configuration.flag(.lazyfreeLazyUserDel)
        services.settings.flushesLazily = configuration.flag(.lazyfreeLazyUserFlush)
        engine.freesExpiredLazily = configuration.flag(.lazyfreeLazyExpire)
        services.adoptMemoryOptions()
        loop.expirySlice = Limits.expirySlice(effort: configuration.integer(.activeExpireEffort))
        engine.tracking.limit(to: configuration.integer(.trackingTableMaxKeys), &engine.random)
        engine.events = EventClass(letters: configuration.text(.notifyKeyspaceEvents)) ?? []
        engine.watchers.progressInterval = Int64(configuration.integer(.resProgressInterval)) * 1000
        outputLimits.normal = configuration.outputBufferLimit(.normal)
        outputLimits.pubSub = configuration.outputBufferLimit(.pubsub)
        idleTimeout = configuration.integer(.timeout)
        keepAlive = configuration.integer(.tcpKeepalive)
        protectsItself = configuration.flag(.protectedMode)
        housekeepingInterval = 1_000_000_000 / Int64(min(500, max(1, configuration.integer(.hz))))
    }

    /// Descriptors that are kept for others than clients.
    var reservedDescriptors: Int {
        let isHTTPOpen = services.configuration.integer(.httpPort) > 0
        return Limits.reservedDescriptors + (isHTTPOpen ? loop.http.most + Limits.httpTurnedAway : 0)
    }

    private func limitClients(_ wanted: Int) {
        let allowed = ProcessFigures.allowDescriptors(wanted + reservedDescriptors) - reservedDescriptors
        maxClients = max(1, min(wanted, allowed))
        guard maxClients < wanted else { return }
        log.warning(
            "You requested maxclients of \(wanted) requiring at least \(wanted + reservedDescriptors) max file "
                + "descriptors. Current maximum open files allow \(maxClients) clients.")
    }

    // MARK: Letters

    /// For long documents, which are read while the loop goes on.
    let asideQueue = DispatchQueue(label: "milepost.aside", qos: .utility)

    /// How many signals to end have come.
    package let stopSignals = SignalCount()
    /// A signal has asked for the end, which has not come yet.
    var isAskedToStop = false
    /// Which one it was.
    private(set) var stopSignal = Signals.terminate

    /// Takes back what a signal has asked for; false where none has.
    package func cancelShutdown() -> Bool {
        guard isAskedToStop else { return false }
        isAskedToStop = false
        stopSignals.reset()
        log.notice("Shutdown manually aborted.")
        return true
    }

    func receive(_ letter: Letter) {
        switch letter {
        case .shutDown(let signal):
            log.notice("Received \(signal == Signals.interrupt ? "SIGINT" : "SIGTERM") scheduling shutdown...")
            isAskedToStop = true
            stopSignal = signal
            if !services.debugSwitches.upkeepRests { shutDownInOrder() }
        case .call(let call): call.value()
        case .reopenLog: log.notice("The log is opened anew for every line; nothing to reopen")
        }
    }
}

/// Output buffer limits by class, as plain values.
private struct OutputLimits {
    var normal = OutputBufferLimit()
    var pubSub = OutputBufferLimit()
}
