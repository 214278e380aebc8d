// Running the requests that a connection has received, and what happens to those that can't be run.

internal import Bytes
internal import Commands
internal import Configuration
internal import Durability
internal import Engine
internal import RESP

extension EventLoop {
    /// Runs every whole request that the connection has received, until its client is too far behind with reading.
    func runRequests(of connection: Connection) {
        let session = connection.session
        context.begin(session)
        let logged = engine.effects.isOn ? beginLogged(session) : nil
        while !connection.input.isEmpty, !session.closesAfterReply, !session.closesNow {
            if session.reply.queue.count >= Limits.unsentBeforePause, !makeRoom(connection) { break }
            do throws(ProtocolError) {
                let limits = RequestParser.Limits(
                    bulkLength: services.settings.longestBulk, isAuthenticated: session.isAuthenticated)
                guard let length = try connection.parser.next(in: connection.input.pending, limits) else { break }
                let request = connection.parser.arguments(in: connection.input.pending)
                if request.count > 0, !context.run(request) {
                    postpone(connection)
                    break
                }
                connection.input.consume(length)
            } catch {
                refuse(connection, error)
            }
        }
        if let logged { noteDependence(of: session, since: logged) }
        if session.reply.queue.count > 0 || session.closesAfterReply { session.scheduleFlush() }
        if session.closesNow { return close(connection) }
        settleInput(of: connection)
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
