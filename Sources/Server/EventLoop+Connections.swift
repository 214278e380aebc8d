// Connections come and go.

internal import Commands
internal import Platform

extension EventLoop {
    func accept(at place: Int) {
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

    func admit(_ socket: consuming Socket, from listener: Listener) {
        if listener.isHTTP { return admitHTTP(socket) }
        guard let session = server.makeSession(for: socket, from: listener) else { return }
        let token = connections.reserve()
        let number = socket.number
        let connection = Connection(socket: socket, session: session, token: token, pool: services.pool)
        guard (try? poller.add(number, Connection.reading, token: token)) != nil else { return }
        session.token = token
        connections.add(connection)
        services.clients.add(session)
    }

    func isOpen(_ connection: Connection) -> Bool {
        connections[connection.token] != nil
    }

    /// Ends the connection of a session, if it is still there.
    func close(_ session: Session) {
        if let connection = connections[session.token] { close(connection) }
    }

    @inline(never)
    func close(_ connection: Connection) {
        guard isOpen(connection) else { return }
        connections.remove(connection)
        poller.remove(connection.socket.number)
        server.forget(connection.session)
    }
}
