// A socket that takes connections, and what kind of door it is.

internal import Platform

final class Listener {
    enum Kind {
        case tcp(address: String, port: Int)
        case unix(path: String)
        case http(address: String, port: Int)
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
        case .http(let address, let port): "name=http,bind=\(address),port=\(port)"
        }
    }

    var isUnix: Bool {
        if case .unix = kind { true } else { false }
    }

    var isTCP: Bool {
        if case .tcp = kind { true } else { false }
    }

    var isHTTP: Bool {
        if case .http = kind { true } else { false }
    }
}
