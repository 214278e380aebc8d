// A client whose connection is a call: what it sends goes through parser and gate as on the server, and what comes
// back is there when the call returns.

internal import Bytes
package import Commands
internal import Engine
internal import RESP

package final class TestClient {
    package let server: TestServer
    package let session: Session
    private var input: ByteQueue
    private var parser = RequestParser()
    /// Messages that came beside replies and were not yet looked at.
    private var inbox: [Reply] = []

    /// A client of a server of its own.
    package convenience init() {
        self.init(of: TestServer())
    }

    package convenience init(of server: TestServer) {
        let other = server.connect()
        self.init(other.session, of: server)
    }

    init(_ session: Session, of server: TestServer) {
        self.session = session
        self.server = server
        input = ByteQueue(pool: server.services.pool)
    }

    package var isClosed: Bool { session.closesNow || session.closesAfterReply }

    /// Bytes of a request that is not whole yet.
    package var pendingInput: Int { input.count }

    // MARK: Bytes

    /// Sends bytes as they are and answers the bytes that came back.
    @discardableResult
    package func exchange(_ bytes: [UInt8]) -> [UInt8] {
        receive(bytes)
        return takeOutput()
    }

    @discardableResult
    package func exchange(_ text: String) -> String {
        String(decoding: exchange(Array(text.utf8)), as: UTF8.self)
    }

    /// Runs every request that is whole with `bytes`, as the server does with what one read brought.
    private func receive(_ bytes: [UInt8]) {
        input.append(bytes)
        var context = Context(services: server.services, session: session)
        session.isPostponed = false
        while !isClosed {
            do throws(ProtocolError) {
                guard let length = try parser.next(in: input.pending, limits) else { break }
                let request = parser.arguments(in: input.pending)
                if request.count > 0, !context.run(request) { break }
                input.consume(length)
            } catch {
                session.reply.error("ERR Protocol error: " + error.text)
                session.closesAfterReply = true
            }
        }
        if isClosed {
            input.removeAll()
            server.forget(session)
        }
        input.checkInvariants()
        server.endTurn()
        // What was prepared for a request lets it go on.
        if let place = server.services.outbox.awake.firstIndex(where: { $0 === session && $0.isPrepared }) {
            server.services.outbox.awake.remove(at: place)
            receive([])
        }
    }

    private var limits: RequestParser.Limits {
        RequestParser.Limits(
            bulkLength: server.services.settings.longestBulk, isAuthenticated: session.isAuthenticated)
    }

    /// What a client would have read; one that was cut off reads nothing more.
    private func takeOutput() -> [UInt8] {
        if session.closesNow { session.reply.queue.removeAll() }
        let output = session.reply.queue.pending.array
        session.reply.queue.consume(output.count)
        return output
    }

    /// Runs what had to wait for the end of a pause, as the server does when it is over.
    package func resume() {
        receive([])
    }

    // MARK: Replies

    /// Sends one request and answers its reply; further messages wait in `messages()`.
    @discardableResult
    package func send(_ words: String...) -> Reply {
        send(words.map { Array($0.utf8) })
    }

    @discardableResult
    package func send(_ words: [[UInt8]]) -> Reply {
        inbox += Reply.all(in: takeOutput())
        var replies = Reply.all(in: exchange(Request.bytes(of: words)))
        let first = replies.isEmpty ? Reply.nothing : replies.removeFirst()
        inbox += replies
        return first
    }

    /// Sends one request written as for redis-cli, and answers everything that came back as redis-cli shows it.
    @discardableResult
    package func type(_ line: String) -> String {
        type(words: Request.words(of: line))
    }

    /// The same for a request whose words are known, or were none.
    @discardableResult
    package func type(words: [[UInt8]]?) -> String {
        guard let words else { return "Invalid argument(s)" }
        let replies = Reply.all(in: exchange(Request.bytes(of: words)))
        return replies.map(\.rendered).joined(separator: "\n")
    }

    /// What has come without being a reply, in its order.
    package func messages() -> [Reply] {
        defer { inbox = [] }
        inbox += Reply.all(in: takeOutput())
        return inbox
    }

    /// Ends the connection from the client's side.
    package func disconnect() {
        guard !isClosed else { return }
        session.closesNow = true
        server.forget(session)
    }
}

/// Requests as clients write them.
package enum Request {
    package static func bytes(of words: [[UInt8]]) -> [UInt8] {
        var bytes = Array("*\(words.count)\r\n".utf8)
        for word in words {
            bytes += Array("$\(word.count)\r\n".utf8)
            bytes += word
            bytes += [0x0d, 0x0a]
        }
        return bytes
    }

    package static func bytes(of words: String...) -> [UInt8] {
        bytes(of: words.map { Array($0.utf8) })
    }

    /// The words of a line with redis-cli's quotes; nil where one is not closed.
    package static func words(of line: String) -> [[UInt8]]? {
        Array(line.utf8).withView { InlineSplitter.split($0) }
    }
}
