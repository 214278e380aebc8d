// What commands ask of the server around them, and the figures of the process that it answers with.

internal import Bytes
package import Commands
internal import Configuration
internal import Dispatch
internal import Durability
internal import Engine
internal import Keyspace
internal import Platform

extension Server: Host {
    package func apply(_ changed: [String]) throws(CommandError) {
        if changed.contains("dir") { try durability.moveFolder(to: services.configuration.text(.dir)) }
        let configuration = services.configuration
        if changed.contains("maxclients") { try changeMaxClients(configuration.integer(.maxclients)) }
        if changed.contains("port") || changed.contains("bind") { try moveDoors() }
        if changed.contains("http-port") || changed.contains("http-bind") { try moveHTTPDoors() }
        adopt(configuration)
        if changed.contains(where: { $0.hasPrefix("http-") }) {
            _ = ProcessFigures.allowDescriptors(maxClients + reservedDescriptors)
        }
        try durability.confirm(changed)
    }

    private func changeMaxClients(_ wanted: Int) throws(CommandError) {
        let needed = wanted + reservedDescriptors
        guard ProcessFigures.allowDescriptors(needed) >= needed else {
            throw CommandError(
                "CONFIG SET failed (possibly related to argument 'maxclients') - The operating system is not able to "
                    + "handle the specified number of clients, try with \(maxClients)")
        }
        maxClients = wanted
    }

    package func rewriteConfiguration(withDefaults: Bool) throws(CommandError) {
        guard !configurationFile.isEmpty else { throw CommandError("The server is running without a config file") }
        do {
            let content = try File.read(configurationFile)
            // A relative path in the file starts where the server was started.
            let folder = startFolder + "/"
            let new = try configurationWithUsers.rewriting(
                content, reading: { path in try File.read(path.hasPrefix("/") ? path : folder + path) },
                finding: { File.paths(matching: $0.hasPrefix("/") ? $0 : folder + $0) }, withDefaults: withDefaults)
            try File.replace(configurationFile, with: new)
        } catch {
            throw CommandError("Rewriting config file: \((error as? Errno)?.text ?? "\(error)")")
        }
        log.notice("The configuration file was written anew")
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

    package func evictClients() {
        guard services.clientMemory.isExceeded else { return }
        for session in services.clientMemory.excess(of: services.clients.sessions.values) {
            log.notice("Evicting client: \(session.shortDescription)")
            engine.statistics.evictedClients += 1
            services.clientMemory.forget(session)
            close(session, afterReplies: false)
        }
    }

    package func shutDown() {
        log.notice("User requested shutdown...")
        supervisor.tellEnding()
        loop.stop()
    }

    package func readFile(_ path: String) throws(FileFailure) -> [UInt8] {
        do throws(Errno) { return try File.read(path) } catch { throw FileFailure(error.text) }
    }

    package func replaceFile(_ path: String, with content: [UInt8]) throws(FileFailure) {
        do throws(Errno) { try File.replace(path, with: content) } catch { throw FileFailure(error.text) }
    }

    package func log(_ text: String) {
        log.notice(text)
    }

    package func warn(_ text: String) {
        log.warning(text)
    }

    package func breakDown(_ way: Breakdown) {
        switch way {
        case .segfault: CrashReport.touchNothing()
        case .panic: log.warning("=== PANIC: asked for by DEBUG ===")
        case .assertion: log.warning("=== ASSERTION FAILED === ==> asked for by DEBUG")
        }
        services.configuration.flag(.useExitOnPanic) ? ProcessFigures.exit(1) : CrashReport.abort()
    }

    package func doAside<Finding: Sendable>(
        _ work: @escaping @Sendable () -> Finding, then finish: @escaping (Finding) -> Void
    ) {
        let finish = Handover(finish)
        asideQueue.async { [mailbox = loop.mailbox] in
            let finding = work()
            mailbox.post(.call(Handover { finish.value(finding) }))
        }
    }

    package func sleep(microseconds: Int) {
        ProcessFigures.sleep(microseconds: microseconds)
        engine.setTime(clock.wallMilliseconds)
    }

    package var microsecondsNow: Int64 { clock.wallMicroseconds }

    package var facts: ServerFacts {
        var facts = lastingFacts
        facts.supervisor = supervisor.name
        facts.port = port
        facts.runID = runID
        facts.listeners = loop.listenerDescriptions
        facts.configurationFile = configurationFile
        facts.startedAt = startedAt
        facts.microsecondsNow = clock.wallMicroseconds
        facts.maxClients = maxClients
        facts.ioThreads = services.configuration.integer(.ioThreads)
        facts.logFile = services.configuration.text(.logfile)
        facts.http = loop.http.figures(port: openHTTPDoors.port)
        facts.startupBytes = startupBytes
        addTimes(to: &facts)
        return facts
    }

    package var residentBytes: Int { residence.bytes(at: clock.monotonicNanoseconds) }

    private func addTimes(to facts: inout ServerFacts) {
        (facts.userSeconds, facts.systemSeconds) = ProcessFigures.processorSeconds
        (facts.loopUserSeconds, facts.loopSystemSeconds) = ProcessFigures.threadSeconds
        facts.commandsPerSecond = Int(rates.commands)
        facts.inputKilobytesPerSecond = rates.input / 1024
        facts.outputKilobytesPerSecond = rates.output / 1024
        facts.eventCycles = loop.turns
        facts.eventMicroseconds = Int(loop.busyNanoseconds / 1000)
        facts.eventCyclesPerSecond = Int(rates.turns)
        facts.eventCycleMicroseconds = Int(rates.turnLength / 1000)
        facts.expiryMilliseconds = Int(loop.expiryNanoseconds / 1_000_000)
        facts.upkeepMicroseconds = Int((loop.upkeepNanoseconds + loop.expiryNanoseconds) / 1000)
        facts.mostCommandsInTurn = loop.mostCommandsInTurn
    }
}

extension ServerFacts {
    /// What stays as it is while the process lasts: the kernel is asked once.
    static var lasting: ServerFacts {
        var facts = ServerFacts()
        facts.version = Server.version
        facts.processID = ProcessFigures.processID
        facts.executable = ProcessFigures.executable
        facts.operatingSystem = ProcessFigures.operatingSystem
        facts.systemMemory = ProcessFigures.systemMemory
        return facts
    }
}
