// The HTTP port on the loop: its connections are in the same poll set, and are served at the end of a turn, after what
// the turn has changed was written to the log. Each does a bounded number of steps and then lets the others go first.

internal import Bytes
internal import Commands
internal import Durability
internal import Engine
internal import HTTP
internal import Journal
internal import Platform

extension EventLoop {
    // MARK: Coming and going

    @inline(never)
    func admitHTTP(_ socket: consuming Socket) {
        guard !http.isOverrun else { return http.noteRejection() }
        let isFull = http.isFull
        let token = http.nextToken()
        guard (try? poller.add(socket.number, .read, token: token)) != nil else { return }
        let session = server.makeVisitorSession(for: socket)
        let connection = HTTPConnection(
            socket: socket, session: session, token: token, deadline: turnBegan + http.patience, pool: services.pool)
        http.add(connection)
        guard isFull else { return }
        http.noteRejection()
        let text = "there are \(http.most) connections already, as many as http-max-connections allows: come back later"
        refuse(connection, HTTPRefusal(.unavailable, text))
    }

    private func close(_ connection: HTTPConnection) {
        guard http.isOpen(connection) else { return }
        http.remove(connection)
        poller.remove(connection.socket.number)
    }

    // MARK: Turns

    @inline(never)
    func noteHTTP(_ event: Poller.Event) {
        if let connection = http.connections[event.token] { http.ready.append(connection) }
    }

    /// Goes on with those of which there is news.
    @inline(never)
    func serveHTTP() {
        if engine.effects.isOn { writeLog() }
        let ready = http.ready
        http.ready = []
        for connection in ready where http.isOpen(connection) {
            var steps = 0
            while http.isOpen(connection), steps < Limits.httpSteps, step(connection) { steps += 1 }
            guard http.isOpen(connection) else { continue }
            watch(connection)
            if steps == Limits.httpSteps { http.ready.append(connection) }
        }
    }

    /// Does the next thing for a connection; false where it has to wait.
    private func step(_ connection: HTTPConnection) -> Bool {
        switch connection.state {
        case .reading: answerNext(connection) || receive(connection)
        case .held(let position): release(connection, position)
        case .answering: send(connection)
        case .draining: drain(connection)
        }
    }

    private func answerNext(_ connection: HTTPConnection) -> Bool {
        do throws(HTTPRefusal) {
            guard let request = try connection.nextRequest() else { return false }
            answer(request, connection)
        } catch {
            refuse(connection, error)
        }
        return true
    }

    private func receive(_ connection: HTTPConnection) -> Bool {
        let isNew = !connection.isInRequest
        guard let count = connection.receive() else {
            close(connection)
            return false
        }
        if count > 0, isNew { connection.deadline = turnBegan + http.patience }
        engine.statistics.inputBytes += count
        return count > 0
    }

    private func answer(_ request: HTTPRequest, _ connection: HTTPConnection) {
        connection.session.lastInteraction = engine.now
        let answer = server.answer(request, for: connection.session)
        begin(answer, connection, isLast: request.isLast || isStopping, withContent: !request.wantsHeadOnly)
        guard engine.effects.isAwaited else { return }
        // Nobody is told what a crash could take back.
        engine.effects.noteLookAtAll()
        connection.state = .held(engine.effects.takeDependence())
    }

    private func refuse(_ connection: HTTPConnection, _ refusal: HTTPRefusal) {
        begin(HTTPAnswer(refusal), connection, isLast: true)
        http.ready.append(connection)
    }

    private func begin(
        _ answer: HTTPAnswer, _ connection: HTTPConnection, isLast: Bool, withContent: Bool = true
    ) {
        http.noteAnswer(answer.status.rawValue)
        connection.begin(answer, at: engine.now, isLast: isLast, withContent: withContent)
        connection.deadline = turnBegan + http.patience
    }

    /// Lets an answer go that waits for the disk. What can't be kept is not told.
    private func release(_ connection: HTTPConnection, _ position: LogPosition) -> Bool {
        if server.durability.mayLeave(position) {
            connection.state = .answering
        } else if services.writeRefusal != nil {
            connection.takeBack()
            refuse(connection, HTTPRefusal(.unavailable, "the disk fails: what was changed last may not be kept"))
        } else {
            return false
        }
        connection.deadline = turnBegan + http.patience
        return true
    }

    private func send(_ connection: HTTPConnection) -> Bool {
        switch connection.send() {
        case .moved(let count):
            engine.statistics.outputBytes += count
            // Who takes in a byte now and then is not waited for.
            if connection.hasSentPiece { connection.deadline = turnBegan + http.patience }
            if connection.hasSentAll { finish(connection) }
            return true
        case .wouldBlock: return false
        case .ended, .failed:
            close(connection)
            return false
        }
    }

    private func finish(_ connection: HTTPConnection) {
        connection.finish()
        if connection.state == .draining {
            connection.deadline = turnBegan + min(http.patience, Limits.httpDraining)
        }
    }

    private func drain(_ connection: HTTPConnection) -> Bool {
        guard let count = connection.drain() else {
            close(connection)
            return false
        }
        return count > 0
    }

    private func watch(_ connection: HTTPConnection) {
        let interest: Poller.Interest =
            switch connection.state {
            case .reading, .draining: .read
            case .held: []
            case .answering: .write
            }
        guard interest != connection.interest else { return }
        connection.interest = interest
        try? poller.modify(connection.socket.number, interest, token: connection.token)
    }

    // MARK: Time

    /// Ends those that were waited for too long.
    @inline(never)
    func lookAfterHTTP() {
        http.ready += http.held
        for connection in http.connections.values where connection.deadline <= turnBegan {
            switch connection.state {
            case .held: continue
            case .reading where connection.isInRequest:
                refuse(connection, HTTPRefusal(.requestTimeout, "the request did not come whole in time: try again"))
                watch(connection)
            case .reading, .answering, .draining: close(connection)
            }
        }
    }
}
