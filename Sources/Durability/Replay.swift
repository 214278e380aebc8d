// The commands of a log are run as those of a client are, by a session that nobody is connected to.

internal import Bytes
internal import Commands
internal import Engine
internal import RESP

final class Replay {
    private let session: Session
    private var context: Context

    init(_ services: Services) {
        session = Session(ofServerWith: services)
        context = Context(services: services, session: session)
    }

    /// Runs a command; answers why it was refused, or nil.
    func run(_ request: Arguments) -> String? {
        _ = context.run(request)
        let reply = session.reply.queue.pending
        let refusal = reply.first == UInt8(ascii: "-") ? reply.dropFirst(1).text : nil
        session.reply.queue.removeAll()
        return refusal.map { String($0.prefix { !$0.isNewline }) }
    }

    /// Nothing of what was run counts as asked for by somebody.
    func end() {
        context.services.resetStatistics()
    }
}
