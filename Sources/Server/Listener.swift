// A socket that takes connections, and what kind of door it is.

internal import Platform

final class Listener {
    enum Kind {
        case tcp(address: String, port: Int)
        case unix(path: String)
    }

    let socket: Socket
    let kind: Kind

    init(_ socket: consuming Socket, _ kind: Kind) {
        self.socket = socket
        self.kind = kind
    }

    var description: String {
        switch kind {
        case .tcp(let address, let port): "name=tcp,bind=\(address),port=\(port)"
        case .unix(let path): "name=unix,bind=\(path)"
        }
    }

    var isUnix: Bool {
        if case .unix = kind { return true }
        return false
    }
}
