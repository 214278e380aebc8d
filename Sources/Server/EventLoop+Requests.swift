// Running the requests that a connection has received, and what happens to those that can't be run.

internal import Bytes
internal import Commands
internal import Configuration
internal import Durability
internal import Engine
internal import Keyspace
internal import RESP

extension EventLoop {
    /// Runs every whole request that the connection has received, until its client is too far behind with reading.
    func runRequests(of connection: Connection) {
        let session = connection.session
        context.begin(session)
        let logged = engine.effects.isOn ? beginLogged(session) : nil
        while !connection.input.isEmpty, !session.closesAfterReply, !session.closesNow {
            if session.reply.queue.count >= Limits.unsentBeforePause, !makeRoom(connection) { break }
            if connection.parser.isBetweenRequests { plain.list(connection.input.pending) } else { plain.forget() }
            guard plain.count > 0 ? runPlainRequests(of: connection) : runNextRequest(of: connection) else { break }
        }
        if logged != nil || engine.effects.isOn { noteDependence(of: session, since: logged) }
        if session.reply.queue.count > 0 || session.closesAfterReply { session.scheduleFlush() }
        if session.closesNow { return close(connection) }
        settleInput(of: connection)
    }

    /// Runs the requests that are listed; false where one has to wait.
    private func runPlainRequests(of connection: Connection) -> Bool {
        let session = connection.session
        let pending = connection.input.pending
        if plain.count > 1 { lookAhead(in: pending) }
        var index = 0
        while index < plain.count, context.run(plain.arguments(of: index, in: pending)) {
            index += 1
            if session.closesAfterReply || session.closesNow { break }
            if session.reply.queue.count >= Limits.unsentBeforePause { break }
        }
        connection.input.consume(plain.start(of: index))
        if session.isPostponed { postpone(connection) }
        return !session.isPostponed
    }

    /// What is taken for a key and is none costs nothing but a look.
    private func lookAhead(in pending: ByteView) {
        let (database, engine, plain) = (context.database, engine, plain)
        for index in 0..<plain.count {
            let command = plain.name(of: index, in: pending)
            if command.begins(with: "res."), let (type, namespace, name) = plain.address(of: index, in: pending) {
                ByteView.withJoined(namespace, type, name, by: UInt8(ascii: ":")) { lookahead.note($0, in: database) }
                // Who reads has all that it wants in the record.
                if command.spells("res.put") { engine.expect(type: type, namespace: namespace, name: name) }
            } else if let key = plain.key(of: index, in: pending) {
                lookahead.note(key, in: database)
            }
        }
        lookahead.fetch(in: database)
        engine.fetchExpected()
    }

    /// Runs the request that comes next, whatever it looks like; false where it is not whole, or has to wait.
    private func runNextRequest(of connection: Connection) -> Bool {
        do throws(ProtocolError) {
            let limits = RequestParser.Limits(
                bulkLength: services.settings.longestBulk, isAuthenticated: connection.session.isAuthenticated)
            guard let length = try connection.parser.next(in: connection.input.pending, limits) else { return false }
            let request = connection.parser.arguments(in: connection.input.pending)
            if request.count > 0, !context.run(request) {
                postpone(connection)
                return false
            }
            connection.input.consume(length)
        } catch {
            refuse(connection, error)
        }
        return true
    }

    /// Tries to send what is unsent; false where requests must wait for the client to read.
    @inline(never)
    func makeRoom(_ connection: Connection) -> Bool {
        let limit = server.outputLimit(for: connection.session)
        if limit.hardBytes > 0 {
            // A limit was set: what goes beyond it ends the connection, up to it nothing waits.
            server.enforceHardOutputLimit(on: connection.session)
            return !connection.session.closesNow
        }
        if services.settings.limitsClients {
            // The same holds of a limit for all clients together.
            services.clientMemory.note(connection.session)
            server.evictClients()
            return !connection.session.closesNow
        }
        if engine.effects.isOn {
            server.durability.noteDependence(of: connection.session, on: logPosition)
            writeLog()
        }
        flush(connection)
        context.beginLap()
        guard isOpen(connection) else { return false }
        if engine.effects.isOn { _ = beginLogged(connection.session) }
        connection.isPaused = connection.session.reply.queue.count >= Limits.unsentBeforePause
        if connection.isPaused { watch(connection) }
        return !connection.isPaused
    }

    /// What goes wrong stays out of the loop above, whose every turn would pay for its texts.
    @inline(never)
    func refuse(_ connection: Connection, _ error: ProtocolError) {
        server.log.verbose("Protocol error (\(error.text)) from client: \(connection.session.shortDescription)")
        connection.session.reply.error("ERR Protocol error: " + error.text)
        engine.statistics.errorReplies += 1
        connection.session.closesAfterReply = true
        connection.input.removeAll()
    }

    /// Ends a client that sends more at once than it may, before any of it is run. Requests that wait for it to read
    /// are not counted.
    @inline(never)
    func endsForInput(_ connection: Connection) -> Bool {
        let session = connection.session
        let limit = session.isAuthenticated ? services.settings.queryBufferLimit : Limits.leastInputLimit
        guard connection.input.count > limit, !connection.isPaused else { return false }
        server.log.warning("Closing client that reached max query buffer length: \(session.shortDescription)")
        engine.statistics.clientsClosedForInput += 1
        close(connection)
        return true
    }

    /// Gives the buffer back where nothing is left in it.
    func settleInput(of connection: Connection) {
        let session = connection.session
        session.pendingInput =
            connection.input.isEmpty ? 0 : connection.parser.waiting(in: connection.input.pending)
        if session.closesAfterReply { connection.input.removeAll() }
        if !connection.input.isEmpty { connection.keepsInput = true }
        if !connection.keepsInput { connection.input.recycle() }
        session.inputRoom = connection.input.capacity
        if services.settings.limitsClients { countMemory(of: session) }
    }
}
