// Connections that hear what another one causes: each has joined before, and what reaches all of them is counted.

internal import Bytes
internal import Platform

struct Audience: ~Copyable {
    private let server: Endpoint
    private var listeners: [Conversation] = []
    private var scanners: [ReplyScanner] = []
    private var poller: Poller
    private var inbox = ByteQueue(pool: BufferPool())

    static func open(_ server: Endpoint) throws(BenchError) -> Audience {
        Audience(server, try attempt("the poll set") { () throws(Errno) in try Poller() })
    }

    private init(_ server: Endpoint, _ poller: consuming Poller) {
        self.server = server
        self.poller = poller
        inbox.reserve(256 * 1024)
    }

    /// Takes a connection in that has nothing left to hear.
    mutating func join(_ listener: Conversation) throws(BenchError) {
        try attempt("the poll set") { () throws(Errno) in
            try poller.add(listener.socket.number, .read, token: UInt64(listeners.count))
        }
        listeners.append(listener)
        scanners.append(ReplyScanner())
    }

    /// Waits until so many messages have come, all connections together.
    mutating func hear(_ count: Int) throws(BenchError) {
        var awaited = count
        while awaited > 0 {
            do throws(Errno) { try poller.wait() } catch { throw .failed("the poll set: \(error)") }
            for index in 0..<poller.readyCount { awaited -= try receive(Int(poller.event(index).token)) }
        }
    }

    private mutating func receive(_ index: Int) throws(BenchError) -> Int {
        switch listeners[index].socket.receive(into: &inbox) {
        case .moved:
            defer { inbox.removeAll() }
            return scanners[index].scan(inbox.pending)
        case .wouldBlock: return 0
        case .ended: throw server.gone("it closed a listener's connection")
        case .failed(let error): throw server.gone("\(error)")
        }
    }
}
