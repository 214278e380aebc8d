// The commands of a log are run as those of a client are, by a session that nobody is connected to.

internal import Bytes
internal import Commands
internal import Engine
internal import Keyspace
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
        if session.transaction == nil, loadsPlainly(request) { return nil }
        context.engine.settleLoaded()
        return runInFull(request)
    }

    /// What most of a log consists of need not go through all that the request of a client goes through.
    private func loadsPlainly(_ request: Arguments) -> Bool {
        guard request.count == 3 || request.count == 5, request[0].spells("set") else { return false }
        var moment: Int64?
        if request.count == 5 {
            guard request[3].spells("pxat"), let number = request[4].integer, number > 0 else { return false }
            moment = number
        }
        context.engine.load(request[1], Record.content(for: request[2]), until: moment, in: session.databaseNumber)
        return true
    }

    private func runInFull(_ request: Arguments) -> String? {
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
