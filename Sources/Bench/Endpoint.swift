// A server as a client sees it: a name for people and a port on loopback.

internal import Bytes
internal import Glibc
internal import Platform

struct Endpoint {
    let name: String
    let port: Int

    func connect() throws(BenchError) -> Socket {
        do throws(Errno) {
            return try Socket.connect(address: "127.0.0.1", port: port)
        } catch {
            throw .gone("\(name) cannot be reached on port \(port): \(error.text)")
        }
    }

    func gone(_ reason: String) -> BenchError {
        .gone("\(name) on port \(port) went away: \(reason)")
    }

    // MARK: Single questions

    /// Asks one thing over a connection of its own and answers the text of the reply; an error reply is thrown.
    @discardableResult
    func ask(_ words: String...) throws(BenchError) -> String {
        let conversation = try Conversation(self)
        return try conversation.ask(words)
    }

    /// The fields of INFO.
    func info() throws(BenchError) -> [Substring: Substring] {
        var fields: [Substring: Substring] = [:]
        for line in try ask("INFO").split(whereSeparator: \.isNewline) {
            guard let colon = line.firstIndex(of: ":") else { continue }
            fields[line[..<colon]] = line[line.index(after: colon)...]
        }
        return fields
    }

    /// Its product and version, as far as INFO tells.
    func version() -> String {
        guard let fields = try? info() else { return "unknown" }
        for product in ["milepost", "valkey", "redis"] {
            if let version = fields["\(product)_version"] { return "\(product) \(version)" }
        }
        return "unknown"
    }
}

/// A connection on which one question is asked at a time, with a limit on the wait.
final class Conversation {
    private static let patienceMilliseconds: Int32 = 20_000

    private let endpoint: Endpoint
    let socket: Socket
    private var inbox = ByteQueue(pool: BufferPool())
    private var outbox = ByteQueue(pool: BufferPool())
    private var scanner = ReplyScanner()

    init(_ endpoint: Endpoint) throws(BenchError) {
        self.endpoint = endpoint
        socket = try endpoint.connect()
    }

    func ask(_ words: [String]) throws(BenchError) -> String {
        try ask(Self.request(words))
    }

    /// Asks what was put into bytes before.
    func ask(_ request: [UInt8]) throws(BenchError) -> String {
        try send(request)
        return try answer()
    }

    static func request(_ words: [String]) -> [UInt8] {
        RequestBatch(words.map(Word.text), depth: 1, keys: .sequential(from: 0, count: 1)).bytes
    }

    func send(_ words: [String]) throws(BenchError) {
        try send(Self.request(words))
    }

    private func send(_ request: [UInt8]) throws(BenchError) {
        outbox.append(request)
        while !outbox.isEmpty {
            switch socket.send(from: &outbox) {
            case .moved: continue
            case .wouldBlock: try wait(for: POLLOUT)
            case .ended: throw endpoint.gone("it takes no more bytes")
            case .failed(let error): throw endpoint.gone("\(error)")
            }
        }
    }

    /// The text of the next reply: the line of a simple one, the body of a bulk string, an array as it stands.
    func answer() throws(BenchError) -> String {
        var replies = 0
        while replies == 0 {
            inbox.reserve(64 * 1024)
            let known = inbox.count
            switch socket.receive(into: &inbox) {
            case .moved: replies = scanner.scan(inbox.pending.dropFirst(known))
            case .wouldBlock: try wait(for: POLLIN)
            case .ended: throw endpoint.gone("it closed the connection")
            case .failed(let error): throw endpoint.gone("\(error)")
            }
        }
        defer { inbox.removeAll() }
        if let complaint = scanner.firstError { throw .refused(complaint) }
        let reply = inbox.pending
        let body = reply.first == UInt8(ascii: "$") ? (reply.firstIndex(of: UInt8(ascii: "\n")) ?? 0) + 1 : 1
        return reply[min(body, reply.count)..<max(body, reply.count - 2)].text
    }

    private func wait(for readiness: Int32) throws(BenchError) {
        var question = pollfd(fd: socket.number, events: Int16(readiness), revents: 0)
        if unsafe poll(&question, 1, Self.patienceMilliseconds) == 0 { throw endpoint.gone("it does not answer") }
    }
}
