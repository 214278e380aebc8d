// One connection's SCAN and the MGET that follows it, as one look at a root.

internal import Bytes
internal import Engine
internal import Exports
internal import RESP

extension Context {
    /// What was listed under a root is read next, and as it is now.
    mutating func openView(ofListed count: Int, _ prefix: ByteString) {
        services.endView(of: session)
        guard database === engine.shelf else { return }
        session.exportView = services.exporter.view(ofListed: count, prefix: prefix)
    }

    /// Answers the strings of the request as they were when they were listed.
    mutating func replyStrings(in view: ExportView) throws(CommandError) {
        let asked = count - 1
        for index in 1...asked {
            let now = try readContent(self[index])
            switch database === engine.shelf ? services.exporter.value(of: self[index], for: view) : nil {
            case nil: replyContent(now)
            case .some(nil): reply.null()
            case .some(let old?): reply.bulk(old)
            }
        }
        session.exportView = nil
        services.exporter.close(view, readBy: asked >= view.count ? services.connections(like: session) : [])
    }
}

extension Services {
    /// A connection has gone.
    func endReading(by session: Session) {
        endView(of: session)
        exporter.readers.forget(session.id)
    }

    /// The connections that read or listen and are probably of the same reader: a Traefik has one for each.
    fileprivate func connections(like session: Session) -> [UInt64] {
        let listening = exporter.readers.all.keys.filter { id in
            guard id != session.id, let other = clients.sessions[id] else { return false }
            return other.host == session.host && other.userName == session.userName && other.name == session.name
        }
        return [session.id] + listening
    }

    /// Who reads a root, of those that are still connected, and how it is with each.
    func readers(of root: RootStatus) -> [(session: Session, reader: Reader, state: Reader.State)] {
        root.readers.compactMap { id, reader in
            guard let session = clients.sessions[id] else { return nil }
            return (session, reader, session.isBehind ? .stuck : reader.state(at: engine.now, root.revision))
        }
    }

    /// What a connection has listed it will not read any more.
    func endView(of session: Session) {
        guard let view = session.exportView else { return }
        session.exportView = nil
        exporter.close(view)
    }
}

extension Session {
    /// The address of the client without its port.
    var host: Substring { address.prefix(upTo: address.lastIndex(of: ":") ?? address.endIndex) }
}
