// The end of a turn apart from sending: what is due is done in slices, so that no turn waits long for it.

internal import Commands
internal import Durability
internal import Engine
internal import Exports
internal import Platform

extension EventLoop {
    func expire() {
        // A key that went before its time leaves this moment too early; the look that follows then finds the next.
        if timerFired || engine.endsGiven != lastEndsGiven { noteNextExpiry() }
        guard let moment = nextExpiry, moment <= engine.now else { return }
        let start = clock.monotonicNanoseconds
        engine.expireSlice { self.clock.monotonicNanoseconds >= start + self.expirySlice }
        let spent = clock.monotonicNanoseconds - start
        expiryNanoseconds += spent
        engine.latency.note(.expiryCycle, spent, at: engine.now / 1000)
        noteNextExpiry()
        tellOfRemovals()
    }

    /// Removals are changes that somebody may listen to.
    func tellOfRemovals() {
        engine.tracking.broadcast()
        if !services.outbox.sessions.isEmpty { sendReplies() }
    }

    /// Goes on making room though no command asks for it: the limit was lowered, or commands had no time to.
    func evict() {
        evictionGoesOn = false
        guard services.settings.limitsMemory else { return }
        let before = engine.dirty
        engine.eviction.beginTurn()
        evictionGoesOn = engine.makeRoom() == .soon
        // The next turn has its own time.
        engine.eviction.beginTurn()
        if engine.dirty != before { tellOfRemovals() }
    }

    /// Sends what is due, and notes whether anything is left for later turns.
    func keepAppointments() {
        services.exporter.publishDue()
        catchUp()
        longWorkGoesOn = services.longWorks.canGoOn
        engine.hasAppointments =
            services.exporter.nextDue != nil || engine.watchers.havePast || !engine.sleepers.isEmpty
            || !services.outbox.awake.isEmpty || !services.longWorks.isEmpty
    }

    /// When the first of them is to be kept.
    private func nextAppointment(before deadline: Int64) -> Int64 {
        let due = min(deadline, services.exporter.nextDue ?? deadline)
        return engine.sleepers.isEmpty ? due : min(due, moment(engine.sleepers.nextEnd))
    }

    /// Tells watchers of the past for a slice.
    private func catchUp() {
        catchUpGoesOn = false
        guard engine.watchers.havePast else { return }
        let end = clock.monotonicNanoseconds + Limits.slice
        engine.watchers.catchUp { self.clock.monotonicNanoseconds >= end }
        catchUpGoesOn = engine.watchers.canCatchUp
    }

    func noteNextExpiry() {
        nextExpiry = engine.nextExpiry
        lastEndsGiven = engine.endsGiven
    }

    func doSlices() {
        let walked = walks
        walks = server.durability.hasWork
        if walks, walked { walk() } else { slicePace.noteRest(at: turnBegan) }
        // What was just flushed is begun with at once: turns may follow each other so fast that the timer, set anew by
        // each, never fires.
        guard timerFired || hasWorkLeft || engine.reclaimer.hasWork else { return }
        hasWorkLeft = false
        var end = clock.monotonicNanoseconds + Limits.slice
        let isOver = { self.clock.monotonicNanoseconds >= end }
        if services.debugSwitches.tablesMove, engine.rehashSlice(until: isOver) { hasWorkLeft = true }
        guard engine.reclaimer.hasWork else { return }
        end = clock.monotonicNanoseconds + Limits.slice
        engine.reclaimSlice(until: isOver)
        if engine.reclaimer.hasWork { hasWorkLeft = true }
    }

    /// Turns follow each other without a rest while there is such work: somebody waits for it, and each turn sees to
    /// everybody else before.
    @inline(never)
    func goOnWithLongWork() {
        let end = clock.monotonicNanoseconds + Limits.longWorkSlice
        services.longWorks.goOn(engine) { self.clock.monotonicNanoseconds >= end }
        longWorkGoesOn = services.longWorks.canGoOn
    }

    /// Goes on with a snapshot, behind the replies of the turn.
    @inline(never)
    private func walk() {
        if engine.statistics.commandsProcessed != commandsBefore { slicePace.noteRequests(at: turnBegan) }
        let start = clock.monotonicNanoseconds
        guard let length = slicePace.slice(at: start) else { return }
        server.durability.slice { self.clock.monotonicNanoseconds >= start + length }
        slicePace.noteSlice(from: start, to: clock.monotonicNanoseconds)
        walks = server.durability.hasWork
    }

    func keepHouse() {
        guard timerFired else { return }
        timerFired = false
        if turnBegan >= nextHousekeeping { keepHouseNow() }
    }

    @inline(never)
    private func keepHouseNow() {
        nextHousekeeping = turnBegan + server.housekeepingInterval
        guard !services.debugSwitches.upkeepRests else { return }
        let start = clock.monotonicNanoseconds
        if server.isAskedToStop { server.shutDownInOrder() }
        services.endPauseIfOver()
        server.keepHouse()
        lookAfterConnections()
        if !http.connections.isEmpty { lookAfterHTTP() }
        walks = server.durability.hasWork
        upkeepNanoseconds += clock.monotonicNanoseconds - start
    }

    /// Sees to a share of the connections, such that each is seen to about once a second.
    func lookAfterConnections() {
        let share = connections.placeCount * Int(server.housekeepingInterval / 1_000_000) / 1000
        for connection in connections.nextShare(share + Limits.leastLookedAfter) {
            server.lookAfter(connection)
            if connection.session.closesNow { close(connection) }
        }
    }

    func armTimer() {
        var deadline = nextHousekeeping
        if hasWorkLeft || evictionGoesOn || catchUpGoesOn {
            deadline = min(deadline, turnBegan + Limits.pauseBetweenSlices)
        }
        if walks { deadline = min(deadline, slicePace.nextSlice(at: turnBegan)) }
        if engine.effects.isAwaited, let end = server.durability.gatheringEnd { deadline = min(deadline, end) }
        if let nextExpiry {
            deadline = min(deadline, max(moment(nextExpiry), turnBegan + Limits.pauseBetweenSlices / 4))
        }
        if !postponed.isEmpty { deadline = min(deadline, postponedDeadline) }
        if engine.hasAppointments { deadline = nextAppointment(before: deadline) }
        timer.arm(at: deadline)
    }

    /// A moment in milliseconds since 1970 by the loop's clock. It may lie further away than nanoseconds can count, and
    /// housekeeping comes within the minute.
    private func moment(_ milliseconds: Int64) -> Int64 {
        turnBegan + min(max(0, milliseconds - engine.now), 60_000) * 1_000_000
    }

    func noteLength() {
        let commands = engine.statistics.commandsProcessed
        mostCommandsInTurn = max(mostCommandsInTurn, commands - commandsBefore)
        commandsBefore = commands
        let nanoseconds = clock.monotonicNanoseconds - turnBegan
        busyNanoseconds += nanoseconds
        let microseconds = Int(nanoseconds / 1000)
        if microseconds > engine.statistics.longestTickMicroseconds {
            engine.statistics.longestTickMicroseconds = microseconds
        }
    }

    func noteTimer() {
        timer.acknowledge()
        timerFired = true
    }

    func readMail() {
        for letter in mailbox.collect() { server.receive(letter) }
    }
}
