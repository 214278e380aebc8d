// The server as one graph: the data, the commands, the loop, and what commands may ask of the process around them.
// Nothing of it is global, so there could be two.

internal import Bytes
package import Commands
package import Configuration
internal import Dispatch
internal import Engine
internal import Keyspace
package import Platform
internal import RESP

package final class Server {
    package static let version = "0.1.0"
    /// The level of compatibility that clients are told.
    package static let compatibleVersion = Compatibility.version

    package let log: Log
    let configurationFile: String
    // These two know the server and the server them, so it comes first and they are made at the end of its init.
    private(set) var services: Services!
    private var loop: EventLoop!
    private let clock = LinuxClock()
    private let startedAt: Int64
    private let runID: String
    private var rates = Rates()
    private var lastSecond: Int64 = 0
    private(set) var maxClients = 0
    private var idleTimeout = 0
    private var keepAlive = 0
    private var protectsItself = true
    private(set) var port = 0
    private var unixPath = ""
    private var outputLimits = OutputLimits()

    var engine: Engine { services.engine }

    package init(
        configuration: Configuration, file: String, log: Log, mailbox: Mailbox<Letter>
    ) throws(Errno) {
        self.log = log
        configurationFile = file
        startedAt = clock.wallMilliseconds
        var random = SeededRandom(seed: ProcessFigures.secretSeed)
        runID = (0..<40).map { _ in String(Int.random(in: 0..<16, using: &random), radix: 16) }.joined()
        let roots = OrderedRoots(configuration.list(.orderedPrefix).map { ByteString($0) })
        let engine = Engine(
            databases: configuration.integer(.databases), roots: roots, seed: ProcessFigures.secretSeed)
        engine.setTime(startedAt)
        services = Services(
            engine: engine, table: CommandTable(Families.all), configuration: configuration, host: self)
        loop = try EventLoop(
            server: self, services: services, mailbox: mailbox, ioThreads: configuration.integer(.ioThreads))
        port = configuration.integer(.port)
        adopt(configuration)
        limitClients(configuration.integer(.maxclients))
    }

    /// Runs until it is told to stop.
    package func run() {
        loop.run()
        if !unixPath.isEmpty { File.remove(unixPath) }
    }

    // MARK: Listening

    /// Opens every door that the configuration names; throws the address that could not be had.
    package func listen() throws(ListenFailure) {
        let configuration = services.configuration
        let backlog = configuration.integer(.tcpBacklog)
        if port > 0 {
            for address in configuration.list(.bind) { try listen(address, backlog) }
        }
        unixPath = configuration.text(.unixsocket)
        guard !unixPath.isEmpty else { return }
        do throws(Errno) {
            let mode = UInt32(configuration.integer(.unixsocketperm))
            try loop.add(
                Listener(.listen(unixPath: unixPath, mode: mode, backlog: backlog), .unix(path: unixPath)))
        } catch {
            throw ListenFailure(address: unixPath, error: error)
        }
    }

    /// An address that begins with a dash may be missing on this machine.
    private func listen(_ given: String, _ backlog: Int) throws(ListenFailure) {
        let isOptional = given.hasPrefix("-")
        let address = isOptional ? String(given.dropFirst()) : given
        do throws(Errno) {
            try loop.add(Listener(.listen(address: address, port: port, backlog: backlog), .tcp))
        } catch {
            log.warning("Warning: Could not create server TCP listening socket \(address):\(port): \(error.text)")
            if isOptional, !error.isAddressInUse { return }
            throw ListenFailure(address: "\(address):\(port)", error: error)
        }
    }

    package var listensOnTCP: Bool { port > 0 }
    package var listensOnUnix: Bool { !unixPath.isEmpty }

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
        let isLocal = isUnix || peer.hasPrefix("127.") || peer.hasPrefix("[::1]")
        if protectsItself, services.settings.password == nil, !isLocal {
            engine.statistics.connectionsRejected += 1
            turnAway(socket, Texts.protectedMode)
            return nil
        }
        if !isUnix { socket.tune(keepAlive: keepAlive) }
        let session = Session(
            id: services.clients.nextID(), address: peer,
            localAddress: isUnix ? "\(unixPath):0" : socket.name(ofPeer: false), descriptor: Int(socket.number),
            isUnixSocket: isUnix, isLocal: isLocal, now: engine.now, pool: services.pool, outbox: services.outbox)
        session.isAuthenticated = services.settings.password == nil
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
        session.leave(engine)
        services.clients.remove(session)
    }

    // MARK: Output limits

    func outputLimit(for session: Session) -> OutputBufferLimit {
        session.isSubscribed ? outputLimits.pubSub : outputLimits.normal
    }

    /// Ends a session whose client has let too much pile up, at once or for too long.
    func enforceOutputLimit(on session: Session) {
        let limit = outputLimit(for: session)
        let unsent = session.reply.queue.count
        if limit.hardBytes > 0, unsent >= limit.hardBytes { return endForOutput(session) }
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
        engine.shrinkSparseTables()
        services.pool.trim()
        rates.sample(engine.statistics, at: clock.monotonicNanoseconds)
        guard engine.now - lastSecond >= 1000 else { return }
        lastSecond = engine.now
        engine.statistics.peakMemory = max(engine.statistics.peakMemory, RawMemory.inUse)
        endIdleAndStuckClients()
    }

    private func endIdleAndStuckClients() {
        for session in Array(services.clients.sessions.values) {
            enforceOutputLimit(on: session)
            let idle = engine.now - session.lastInteraction
            if session.closesNow {
                loop.close(session)
            } else if idleTimeout > 0, idle > Int64(idleTimeout) * 1000, !session.isSubscribed {
                log.verbose("Closing idle client")
                loop.close(session)
            }
        }
    }

    // MARK: Letters

    func receive(_ letter: Letter) {
        switch letter {
        case .shutDown: shutDown()
        case .reopenLog: log.notice("The log is opened anew for every line; nothing to reopen")
        }
    }
}

/// Why a door could not be opened.
package struct ListenFailure: Error {
    package let address: String
    package let error: Errno
}

/// Output buffer limits by class, as plain values.
private struct OutputLimits {
    var normal = OutputBufferLimit()
    var pubSub = OutputBufferLimit()
}

// MARK: - What commands ask of the server

extension Server: Host {
    package func apply(_ changed: [String]) throws(CommandError) {
        let configuration = services.configuration
        if changed.contains("maxclients") { try changeMaxClients(configuration.integer(.maxclients)) }
        if changed.contains("dir") { try changeDirectory(configuration.text(.dir)) }
        adopt(configuration)
    }

    /// Takes over every option that is asked for while the server runs.
    private func adopt(_ configuration: Configuration) {
        log.configure(configuration)
        let password = configuration.text(.requirepass)
        services.settings.password = password.isEmpty ? nil : Array(password.utf8)
        services.settings.longestBulk = Int64(configuration.integer(.protoMaxBulkLen))
        services.settings.queryBufferLimit = configuration.integer(.clientQueryBufferLimit)
        services.settings.debugCommand = ["yes": .always, "local": .locally][configuration.text(.enableDebugCommand)] ?? .never
        services.settings.deletesLazily = configuration.flag(.lazyfreeLazyUserDel)
        services.settings.flushesLazily = configuration.flag(.lazyfreeLazyUserFlush)
        engine.freesExpiredLazily = configuration.flag(.lazyfreeLazyExpire)
        engine.tracking.limit(to: configuration.integer(.trackingTableMaxKeys), &engine.random)
        engine.events = EventClass(letters: configuration.text(.notifyKeyspaceEvents)) ?? []
        outputLimits.normal = configuration.outputBufferLimit(.normal)
        outputLimits.pubSub = configuration.outputBufferLimit(.pubsub)
        idleTimeout = configuration.integer(.timeout)
        keepAlive = configuration.integer(.tcpKeepalive)
        protectsItself = configuration.flag(.protectedMode)
        housekeepingInterval = 1_000_000_000 / Int64(min(500, max(1, configuration.integer(.hz))))
    }

    private func limitClients(_ wanted: Int) {
        let allowed = ProcessFigures.allowDescriptors(wanted + Limits.reservedDescriptors) - Limits.reservedDescriptors
        maxClients = max(1, min(wanted, allowed))
        guard maxClients < wanted else { return }
        log.warning(
            "You requested maxclients of \(wanted) requiring at least \(wanted + Limits.reservedDescriptors) max file "
                + "descriptors. Current maximum open files allow \(maxClients) clients.")
    }

    private func changeMaxClients(_ wanted: Int) throws(CommandError) {
        let needed = wanted + Limits.reservedDescriptors
        guard ProcessFigures.allowDescriptors(needed) >= needed else {
            throw CommandError(
                "CONFIG SET failed (possibly related to argument 'maxclients') - The operating system is not able to "
                    + "handle the specified number of clients, try with \(maxClients)")
        }
        maxClients = wanted
    }

    private func changeDirectory(_ path: String) throws(CommandError) {
        do throws(Errno) {
            try File.changeDirectory(to: path)
        } catch {
            throw CommandError("CONFIG SET failed (possibly related to argument 'dir') - \(error.text)")
        }
    }

    package func close(_ session: Session, afterReplies: Bool) {
        if afterReplies {
            session.closesAfterReply = true
            session.scheduleFlush()
        } else if session.isRunning {
            session.closesNow = true
        } else {
            loop.close(session)
        }
    }

    package func shutDown() {
        log.notice("User requested shutdown...")
        loop.stop()
    }

    package func log(_ text: String) {
        log.notice(text)
    }

    package func sleep(microseconds: Int) {
        ProcessFigures.sleep(microseconds: microseconds)
        engine.setTime(clock.wallMilliseconds)
    }

    package var facts: ServerFacts {
        var facts = ServerFacts()
        facts.version = Self.version
        facts.processID = ProcessFigures.processID
        facts.port = port
        facts.runID = runID
        facts.executable = ProcessFigures.executable
        facts.configurationFile = configurationFile
        facts.operatingSystem = ProcessFigures.operatingSystem
        facts.startedAt = startedAt
        facts.microsecondsNow = clock.wallMicroseconds
        facts.residentBytes = ProcessFigures.residentBytes
        facts.allocatedBytes = RawMemory.inUse
        facts.bufferBytes = services.pool.byteCount
        facts.systemMemory = ProcessFigures.systemMemory
        (facts.userSeconds, facts.systemSeconds) = ProcessFigures.processorSeconds
        facts.commandsPerSecond = Int(rates.commands)
        facts.inputKilobytesPerSecond = rates.input / 1024
        facts.outputKilobytesPerSecond = rates.output / 1024
        facts.maxClients = maxClients
        facts.ioThreads = services.configuration.integer(.ioThreads)
        facts.eventCycles = loop.turns
        facts.logFile = services.configuration.text(.logfile)
        return facts
    }
}
