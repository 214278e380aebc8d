// A socket that takes connections, and what kind of door it is.

internal import Platform

final class Listener {
    enum Kind {
        case tcp
        case unix(path: String)
    }

    let socket: Socket
    let kind: Kind

    init(_ socket: consuming Socket, _ kind: Kind) {
        self.socket = socket
        self.kind = kind
    }

    var isUnix: Bool {
        if case .unix = kind { return true }
        return false
    }
}
