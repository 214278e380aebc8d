// The connections of the HTTP port, which ones have news, and what has been counted of them.

internal import Commands
internal import Configuration
internal import Platform

final class HTTPDesk {
    private(set) var connections: [UInt64: HTTPConnection] = [:]
    /// Those that are to be looked after at the end of the turn.
    var ready: [HTTPConnection] = []
    private var lastNumber: UInt64 = 0
    private var counted = HTTPFigures()
    /// How many connections there may be.
    private(set) var most = 0
    /// In nanoseconds.
    private(set) var patience: Int64 = 0

    func adopt(_ configuration: Configuration) {
        most = configuration.integer(.httpMaxConnections)
        patience = Int64(configuration.integer(.httpTimeout)) * 1_000_000_000
    }

    func figures(port: Int) -> HTTPFigures {
        var figures = counted
        figures.port = port
        figures.connections = connections.count
        return figures
    }

    /// A token that no other connection of either port has: what would be its place in the table of clients lies behind
    /// the last that there can be.
    func nextToken() -> UInt64 {
        repeat { lastNumber = lastNumber % 0xffff_ffff + 1 } while connections[token(lastNumber)] != nil
        return token(lastNumber)
    }

    private func token(_ number: UInt64) -> UInt64 { number << 32 | 1 << 31 }

    /// Whether a further connection is told that there are too many; the few that are told so are counted too.
    var isFull: Bool { connections.count >= most }

    /// Whether one is not even told so.
    var isOverrun: Bool { connections.count >= most + Limits.httpTurnedAway }

    func add(_ connection: HTTPConnection) {
        counted.received += 1
        connections[connection.token] = connection
    }

    func noteRejection() { counted.rejected += 1 }

    func noteAnswer(_ status: Int) { counted.answers[status, default: 0] += 1 }

    func remove(_ connection: HTTPConnection) { connections[connection.token] = nil }

    func isOpen(_ connection: HTTPConnection) -> Bool { connections[connection.token] != nil }

    /// Those whose answer waits for the disk.
    var held: [HTTPConnection] {
        connections.values.filter { if case .held = $0.state { true } else { false } }
    }
}
