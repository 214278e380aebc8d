// One client's socket with what has come from it and not been run yet.
//
//     socket → input → parser → request → session.reply → socket
//
// A connection whose client does not read runs no more of its requests: they wait here, and beyond some megabytes of
// them in the kernel.

internal import Bytes
internal import Commands
internal import Platform
internal import RESP

final class Connection {
    static let silent: Poller.Interest = .newsOnly
    static let reading: Poller.Interest = [.newsOnly, .read, .end]

    let socket: Socket
    let session: Session
    let token: UInt64
    var input: ByteQueue
    var parser = RequestParser()
    /// What the poll set watches for.
    var interest = reading
    /// A request has come in pieces, so another may: the receive buffer is kept until the client is quiet.
    var keepsInput = false
    /// Requests wait until what is unsent has gone.
    var isPaused = false
    /// Nothing is read, for one reason or the other.
    var isWaiting: Bool { session.isPostponed || (isPaused && input.count >= Limits.waitingRequests) }
    /// The client sends no more than what it has sent.
    var hasEnd = false
    /// The kernel may hold bytes, or the end, that no event will tell of.
    private(set) var mayHoldMore = false
    /// What the last transfer came to, as several are made at once.
    var lastTransfer = Transfer.wouldBlock

    init(socket: consuming Socket, session: Session, token: UInt64, pool: BufferPool) {
        self.socket = socket
        self.session = session
        self.token = token
        input = ByteQueue(pool: pool)
    }

    /// Makes room for the next read: a buffer, and as much of a long argument as is worth announcing to malloc.
    func prepareToReceive() {
        let missing = parser.missing(in: input.pending)
        input.reserve(missing > BufferPool.bufferSize ? min(missing, max(Limits.readAhead, input.count)) : 1)
        if input.room < 4096 { input.reserve(BufferPool.bufferSize) }
    }

    /// A read that left room has taken everything there was.
    func receive() {
        let room = input.room
        lastTransfer = socket.receive(into: &input)
        if case .moved(let count) = lastTransfer { mayHoldMore = count == room || hasEnd }
    }

    /// Sends what the kernel takes.
    func send() -> Transfer {
        socket.send(from: &session.reply.queue)
    }

    /// Gives back what was kept for a client that has become quiet, or that sends less than it did.
    func shrink(isQuiet: Bool) {
        if isQuiet {
            keepsInput = !input.isEmpty
            input.recycle()
        }
        // The room for a long argument that is on its way stays, unless it does not come.
        if isQuiet || parser.missing(in: input.pending) == 0 { input.fit() }
        session.inputRoom = input.capacity
    }
}
