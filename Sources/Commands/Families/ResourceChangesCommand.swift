// RES.CHANGES: the same for clients that ask again and again. A request may wait for the next change; it then stays in
// its connection's buffer and is run anew when one has come or its time is over.

internal import Bytes
internal import Engine
internal import RESP
internal import Resources

extension ResourceWatchCommands {
    static let changes = Command(
        "RES.CHANGES", .atLeast(3), [.readOnly, .blocking, .noScript], .resources, since: "1.0.0",
        summary: "Answers the commits after a revision, and the revision to go on from.",
        complexity: "O(N) with the number of changes looked through",
        arguments: [
            .string("revision", token: "FROM"), .integer("count", token: "COUNT", optional: true),
            .string("type", token: "TYPE", optional: true), .string("namespace", token: "NAMESPACE", optional: true),
            .integer("milliseconds", token: "BLOCK", optional: true),
        ] + forms,
        examples: [
            Example("RES.CHANGES FROM 0 COUNT 0", "(error) ERR COUNT is a number of commits, at least 1"),
            Example("RES.CHANGES COUNT 2", "(error) ERR syntax error: FROM is missing"),
        ]
    ) { context throws(CommandError) in
        let options = try context.changeOptions(from: 1, [.from, .count, .type, .namespace, .block])
        guard let start = options.start else { throw .syntax("FROM is missing") }
        let scope = WatchScope(type: options.type, namespace: options.namespace)
        let wait = try context.takeWait(until: options.waitEnd)
        guard context.session.isUnrestricted || context.session.user?.mayRead(scope) ?? true else {
            throw CommandError(
                "NOPERM",
                "this user has no key pattern that covers all of \(scope.keyText); ask for what it covers")
        }
        let revision = try context.resumption(start, scope)
        let page = context.store.changes(after: revision, scope, limit: options.count)
        if let wait, page.isEmpty(at: context.store.head), !wait.isOver(at: context.engine.now) {
            return context.park(wait, for: scope)
        }
        context.answer(page, in: options.form)
    }
}

extension WatchScope {
    fileprivate var keyText: String { "\(namespace?.text ?? "*"):\(type?.text ?? "*"):*" }
}

extension ChangePage {
    fileprivate func isEmpty(at head: Revision) -> Bool { commits.isEmpty && revision == head }
}

extension Context {
    /// The wait that the request has begun already, or one that begins now; nil where it does not wait.
    fileprivate func takeWait(until end: Int64?) throws(CommandError) -> ChangesWait? {
        let begun = session.changesWait
        session.changesWait = nil
        guard begun?.isRefused != true else {
            throw CommandError("UNBLOCKED", "client unblocked via CLIENT UNBLOCK")
        }
        return isInExec ? nil : begun ?? end.map { ChangesWait(end: $0) }
    }

    fileprivate func park(_ wait: ChangesWait, for scope: WatchScope) {
        session.changesWait = wait
        session.isParked = true
        session.isPostponed = true
        engine.hasAppointments = true
        engine.sleepers.add(session, for: scope, until: wait.end)
    }

    fileprivate mutating func answer(_ page: ChangePage, in form: EventText.Form) {
        reply.map(3)
        reply.word("revision")
        reply.integer(Int64(clamping: page.revision))
        reply.word("epoch")
        reply.bulk(Epoch.text(store.epoch))
        reply.word("commits")
        reply.array(page.commits.count)
        for events in page.commits {
            reply.map(2)
            reply.word("revision")
            reply.integer(Int64(clamping: events[0].revision))
            reply.word("events")
            reply.array(events.count)
            for (index, event) in events.enumerated() {
                reply.bulk(event.text(index < events.count - 1 ? form.union(.hasMore) : form))
            }
        }
    }

    /// Ends the wait of another client; false where it does not wait.
    func unblock(_ session: Session, withError: Bool) -> Bool {
        guard engine.sleepers.remove(session) else { return false }
        session.changesWait?.isRefused = withError
        session.changesWait?.end = engine.now
        session.wake()
        return true
    }
}
