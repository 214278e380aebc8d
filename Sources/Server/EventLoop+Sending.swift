// Sending what has been answered: as much as each client takes now, the rest when it reads.

internal import Bytes
internal import Commands
internal import Engine
internal import Platform
internal import RESP

extension EventLoop {
    func sendReplies() {
        let outbox = services.outbox
        guard !outbox.sessions.isEmpty else { return }
        if engine.effects.isOn { writeLog() }
        swap(&sending, &outbox.sessions)
        if transferTeam.isWorthwhile(sending.count) {
            for session in sending where session.reply.queue.count > Limits.alwaysSent { _ = endsForOutput(session) }
            let connections = sending.compactMap { session in
                session.closesNow || holds(session) ? nil : self.connections[session.token]
            }
            transferTeam.send(connections)
            engine.statistics.threadedWrites += connections.count
            for connection in connections { note(connection.lastTransfer, from: connection) }
        }
        // Taken out one by one, the last first, they need neither be held twice nor removed afterwards.
        while let session = sending.popLast() {
            session.isInOutbox = false
            if let connection = connections[session.token] { flush(connection) }
        }
    }

    func flush(_ connection: Connection) {
        let session = connection.session
        let unsent = session.reply.queue.count
        if unsent > 0 {
            if unsent > Limits.alwaysSent, endsForOutput(session) { return close(connection) }
            if engine.effects.isAwaited, holds(session) { return }
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

    /// Ends a client that is owed more at once than it may, even if the system would take it.
    @inline(never)
    private func endsForOutput(_ session: Session) -> Bool {
        server.enforceHardOutputLimit(on: session)
        return session.closesNow
    }

    @inline(__always)
    func note(_ transfer: Transfer, from connection: Connection) {
        guard case .moved(let count) = transfer else { return }
        engine.statistics.outputBytes += count
        engine.statistics.writes += 1
        connection.session.outputBytes += count
        connection.session.lastInteraction = engine.now
    }

    @inline(__always)
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
            resumable.append(connection)
        }
        if services.settings.limitsClients { countMemory(of: session) }
        watch(connection)
    }

    @inline(never)
    func countMemory(of session: Session) {
        services.clientMemory.note(session)
    }

    /// Has the poll set watch for what the connection waits for now.
    func watch(_ connection: Connection) {
        var interest: Poller.Interest = connection.isWaiting ? Connection.silent : Connection.reading
        if connection.session.isPostponed { interest.insert(.end) }
        if !connection.session.reply.queue.isEmpty { interest.insert(.write) }
        // The raw values, because comparing option sets is a call of a generic.
        guard interest.rawValue != connection.interest.rawValue else { return }
        connection.interest = interest
        try? poller.modify(connection.socket.number, interest, token: connection.token)
    }

    /// Before the process ends: what has been answered is sent as far as it goes.
    func flushEverything() {
        for connection in connections.all where !connection.session.reply.queue.isEmpty && !holds(connection.session) {
            _ = connection.send()
        }
        listeners.removeAll()
    }
}
