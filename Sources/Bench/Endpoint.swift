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
    /// Looks of a second each, and not a time: a machine may be halted in between.
    private static let patience = 20

    private let endpoint: Endpoint
    let socket: Socket
    private var inbox = ByteQueue(pool: BufferPool())
    private var outbox = ByteQueue(pool: BufferPool())
    private var scanner = ReplyScanner()
    /// Replies that have come and were not taken.
    private var whole = 0

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
        try flush()
    }

    /// Takes a request to be sent with the next ones.
    func put(_ words: [String]) {
        outbox.appendLine(UInt8(ascii: "*"), Int64(words.count))
        for word in words {
            outbox.appendLine(UInt8(ascii: "$"), Int64(word.utf8.count))
            outbox.append(word)
            outbox.append("\r\n" as StaticString)
        }
    }

    /// Takes bytes that need not be a request.
    func put(raw text: String) {
        outbox.append(text)
    }

    func flush() throws(BenchError) {
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
        while whole == 0 { try receiveOrWait() }
        whole = 0
        defer { inbox.removeAll() }
        if let complaint = scanner.firstError { throw .refused(complaint) }
        let reply = inbox.pending
        let body = reply.first == UInt8(ascii: "$") ? (reply.firstIndex(of: UInt8(ascii: "\n")) ?? 0) + 1 : 1
        return reply[min(body, reply.count)..<max(body, reply.count - 2)].text
    }

    /// The next replies, so many of them.
    func replies(_ count: Int) throws(BenchError) -> [Reply] {
        while whole < count { try receiveOrWait() }
        return take(count)
    }

    /// Every reply that has come, without waiting for any.
    func heard() throws(BenchError) -> [Reply] {
        while try receive() {}
        return take(whole)
    }

    private func take(_ count: Int) -> [Reply] {
        if count == 0 { return [] }
        var reader = ReplyReader(inbox.pending.array)
        let replies = (0..<count).map { _ in reader.next() }
        inbox.consume(reader.position)
        whole -= count
        return replies
    }

    private func receiveOrWait() throws(BenchError) {
        if try !receive() { try wait(for: POLLIN) }
    }

    /// Whether anything came.
    private func receive() throws(BenchError) -> Bool {
        inbox.reserve(64 * 1024)
        let known = inbox.count
        switch socket.receive(into: &inbox) {
        case .moved:
            whole += scanner.scan(inbox.pending.dropFirst(known))
            return true
        case .wouldBlock: return false
        case .ended: throw endpoint.gone("it closed the connection")
        case .failed(let error): throw endpoint.gone("\(error)")
        }
    }

    private func wait(for readiness: Int32) throws(BenchError) {
        var question = pollfd(fd: socket.number, events: Int16(readiness), revents: 0)
        for _ in 0..<Self.patience where unsafe poll(&question, 1, 1_000) != 0 { return }
        throw endpoint.gone("it does not answer")
    }
}
