// What stands where on the HTTP port, and how what commands tell becomes an answer.

internal import Access
internal import Bytes
internal import Commands
internal import Engine
internal import HTTP
internal import Platform

extension Server {
    /// The session of a connection that is nobody's: a visitor is who its requests say that it is.
    func makeVisitorSession(for socket: borrowing Socket) -> Session {
        let peer = socket.name(ofPeer: true)
        socket.tune(keepAlive: 0)
        return Session(
            id: services.clients.nextID(), address: peer, localAddress: socket.name(ofPeer: false),
            descriptor: Int(socket.number), isUnixSocket: false, isLocal: Self.isLocal(peer), now: engine.now,
            pool: services.pool, outbox: services.outbox)
    }

    static func isLocal(_ peer: String) -> Bool { peer.hasPrefix("127.") || peer.hasPrefix("[::1]") }

    func answer(_ request: HTTPRequest, for session: Session) -> HTTPAnswer {
        do throws(HTTPRefusal) { return try page(request, for: session) } catch { return HTTPAnswer(error) }
    }

    private func page(_ request: HTTPRequest, for session: Session) throws(HTTPRefusal) -> HTTPAnswer {
        switch request.path.first.map({ String(decoding: $0, as: UTF8.self) }) {
        case "health" where request.path.count == 1: return try health()
        case "metrics" where request.path.count == 1: return try metrics(request, session)
        case "traefik" where request.path.count == 2: return try routing(request, session)
        default:
            throw HTTPRefusal(.notFound, "there is nothing here: ask for /traefik/NAMESPACE, /health or /metrics")
        }
    }

    /// Nobody has to say who it is.
    private func health() throws(HTTPRefusal) -> HTTPAnswer {
        let page = services.healthPage
        return HTTPAnswer(page.isReady ? .ok : .unavailable, type: "application/json", page.content)
    }

    private func metrics(_ request: HTTPRequest, _ session: Session) throws(HTTPRefusal) -> HTTPAnswer {
        let need = "needs the right to INFO and to read every key: +info %R~*"
        let content = try visit(request, session, need) { visitor throws(PageRefusal) in try visitor.metrics() }
        return HTTPAnswer(type: "text/plain; version=0.0.4; charset=utf-8", content)
    }

    private func routing(_ request: HTTPRequest, _ session: Session) throws(HTTPRefusal) -> HTTPAnswer {
        let need = "needs the right to TRAEFIK.EXPORT and to read the namespace: +traefik.export %R~NAMESPACE:*"
        let page = try visit(request, session, need) { visitor throws(PageRefusal) in
            try visitor.routing(of: request.path[1])
        }
        var answer = HTTPAnswer(type: "application/json", page.content)
        answer.fields = [HTTPAnswer.Field("X-Config-Revision", "\(page.revision)")]
        return answer.tagged(EntityTag(page.tag), knownTags: request.knownTags)
    }

    // MARK: Who asks

    private func visit<Content>(
        _ request: HTTPRequest, _ session: Session, _ need: String,
        _ read: (inout Visitor) throws(PageRefusal) -> Content
    ) throws(HTTPRefusal) -> Content {
        if protectsItself, services.users.standard.rules.takesAnyPassword, !session.isLocal {
            throw HTTPRefusal(
                .forbidden,
                "only this machine is answered as long as the default user has no password: give it one, or set "
                    + "protected-mode to no")
        }
        var visitor = Visitor(session, of: services)
        do throws(PageRefusal) {
            if let header = request.authorization {
                guard let proof = Credentials(authorization: header) else { throw PageRefusal.wrongProof }
                try visitor.prove(proof.name, proof.password)
            }
            return try read(&visitor)
        } catch {
            throw HTTPRefusal(error, need)
        }
    }
}

extension HTTPRefusal {
    fileprivate init(_ refusal: PageRefusal, _ need: String) {
        switch refusal {
        case .loading: self.init(.unavailable, "the data is being loaded: ask again in a moment")
        case .noProof: self.init(.unauthorized, "say who you are: Authorization: Bearer USER:PASSWORD")
        case .wrongProof:
            self.init(
                .unauthorized,
                "the user is not known, is off, or has another password; what is understood is Authorization: Bearer "
                    + "USER:PASSWORD, or Basic")
        case .noRight: self.init(.forbidden, "the user may not read this, be it there or not: it \(need)")
        case .missing:
            self.init(
                .notFound,
                "there is no such namespace: nothing of Traefik's stands there or has stood there, so nothing is told "
                    + "that could have routes removed")
        }
    }
}
