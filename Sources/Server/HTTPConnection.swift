// One connection of the HTTP port: what has come and was not answered yet, and what of an answer has not gone yet.
//
//     socket → input → parser → answer → content, piece by piece → output → socket
//
// Nothing is read while an answer is under way, so whoever does not read is not listened to either; and of a long
// answer a piece at a time is made ready, so that it costs its reader's connection that piece and no more.

internal import Bytes
internal import Commands
internal import HTTP
internal import Journal
internal import Platform

final class HTTPConnection {
    enum State: Equatable {
        /// A request is waited for, or is coming.
        case reading
        /// An answer waits until this much of the log is on disk.
        case held(LogPosition)
        case answering
        /// All is said. What the client still sends is thrown away, since closing would throw away our last words.
        case draining
    }

    let socket: Socket
    let session: Session
    let token: UInt64
    var state = State.reading
    /// What the poll set watches for.
    var interest: Poller.Interest = .read
    /// When the client has to have done what is waited for, by the loop's clock.
    var deadline: Int64
    private var input: ByteQueue
    private var output: ByteQueue
    private var parser = HTTPParser()
    private var content: [UInt8] = []
    /// How much of the content has been put into the output.
    private var told = 0
    private var isLast = false
    private var drained = 0

    init(socket: consuming Socket, session: Session, token: UInt64, deadline: Int64, pool: BufferPool) {
        self.socket = socket
        self.session = session
        self.token = token
        self.deadline = deadline
        input = ByteQueue(pool: pool)
        output = ByteQueue(pool: pool)
    }

    /// Whether a request has begun to come.
    var isInRequest: Bool { !input.isEmpty }

    // MARK: Requests

    /// The next request that has come whole.
    func nextRequest() throws(HTTPRefusal) -> HTTPRequest? {
        guard let (request, length) = try parser.next(in: input.pending) else { return nil }
        input.consume(length)
        return request
    }

    /// Reads once; answers how many bytes came, nil where nothing more will.
    func receive() -> Int? {
        input.reserve(Limits.httpRead)
        switch socket.receive(into: &input) {
        case .moved(let count): return count
        case .wouldBlock:
            input.recycle()
            return 0
        case .ended, .failed: return nil
        }
    }

    /// Reads and throws away; answers how many bytes came, nil where nothing more will, or more came than is borne.
    func drain() -> Int? {
        input.removeAll()
        guard let count = receive() else { return nil }
        drained += count
        input.removeAll()
        return drained <= Limits.httpDrained ? count : nil
    }

    // MARK: Answers

    func begin(_ answer: HTTPAnswer, at now: Int64, isLast: Bool, withContent: Bool = true) {
        self.isLast = isLast
        output.append(answer.head(at: now, isLast: isLast))
        content = withContent ? answer.content : []
        told = 0
        state = .answering
    }

    /// Forgets an answer of which nothing was sent.
    func takeBack() {
        output.removeAll()
        content = []
    }

    /// Sends once; answers what it came to.
    func send() -> Transfer {
        if output.isEmpty { fillOutput() }
        return socket.send(from: &output)
    }

    /// Whether another piece of the answer has gone, or all of it.
    var hasSentPiece: Bool { output.isEmpty }

    var hasSentAll: Bool { output.isEmpty && told == content.count }

    private func fillOutput() {
        let end = min(content.count, told + Limits.httpPiece)
        content.withView { output.append($0[told..<end]) }
        told = end
    }

    /// The answer has gone: the connection waits for the next request, or for its end.
    func finish() {
        content = []
        told = 0
        output.recycle()
        guard isLast else {
            state = .reading
            return
        }
        socket.endSending()
        state = .draining
    }
}
