// Transactions: commands that wait together and run together, or not at all when a key they depend on has changed.

internal import Bytes
internal import Engine
internal import RESP

package enum TransactionCommands {
    package static let family: [Command] = [multi, exec, discard, watch, unwatch]

    static let multi = Command(
        "MULTI", .exactly(1), [.noScript, .loading, .stale, .fast, .noMulti, .allowBusy], .transactions, since: "1.2.0",
        summary: "Begins a transaction: what follows waits for EXEC.",
        examples: [
            Example("MULTI", "OK"), Example("INCR n", "QUEUED"),
            Example("MULTI", "(error) ERR Command not allowed inside a transaction"),
            Example("EXEC", "(error) EXECABORT Transaction discarded because of previous errors."),
        ]
    ) { context throws(CommandError) in
        context.session.transaction = Transaction()
        context.reply.ok()
    }

    static let exec = Command(
        "EXEC", .exactly(1), [.noScript, .loading, .stale, .skipSlowLog, .runsInMulti], .transactions, since: "1.2.0",
        summary: "Runs everything that has waited since MULTI.", complexity: "That of the commands together",
        examples: [
            Example("MULTI", "OK"), Example("INCR n", "QUEUED"), Example("INCR n", "QUEUED"),
            Example("EXEC", "1) (integer) 1\n2) (integer) 2"), Example("EXEC", "(error) ERR EXEC without MULTI"),
            Example("WATCH n", "OK"), Example("INCR n", "(integer) 3"), Example("MULTI", "OK"),
            Example("INCR n", "QUEUED"), Example("EXEC", "(nil)"),
        ]
    ) { context throws(CommandError) in
        try context.runTransaction()
    }

    static let discard = Command(
        "DISCARD", .exactly(1), [.noScript, .loading, .stale, .fast, .allowBusy, .runsInMulti], .transactions,
        since: "2.0.0", summary: "Drops everything that has waited since MULTI.",
        complexity: "O(N) with the number of commands that waited",
        examples: [
            Example("MULTI", "OK"), Example("SET k v", "QUEUED"), Example("DISCARD", "OK"), Example("GET k", "(nil)"),
            Example("DISCARD", "(error) ERR DISCARD without MULTI"),
        ]
    ) { context throws(CommandError) in
        guard context.session.transaction != nil else { throw CommandError("DISCARD without MULTI") }
        context.session.discardTransaction(context.engine)
        context.reply.ok()
    }

    static let watch = Command(
        "WATCH", .atLeast(2), [.noScript, .loading, .stale, .fast, .noMulti, .allowBusy], .transactions,
        keys: [.keys(.readOnly)], since: "2.2.0",
        summary: "Makes the next transaction depend on keys: EXEC does nothing when one has changed by then.",
        complexity: "O(1) for every key", arguments: [.key(multiple: true)],
        examples: [
            Example("WATCH k", "OK"), Example("MULTI", "OK"), Example("SET k v", "QUEUED"), Example("EXEC", "1) OK"),
        ]
    ) { context throws(CommandError) in
        for index in 1..<context.count {
            context.engine.watch(context.session.watched, context[index], in: context.database)
        }
        context.reply.ok()
    }

    static let unwatch = Command(
        "UNWATCH", .exactly(1), [.noScript, .loading, .stale, .fast, .allowBusy], .transactions, since: "2.2.0",
        summary: "Frees the next transaction from every key it depends on.",
        examples: [
            Example("WATCH k", "OK"), Example("SET k v", "OK"), Example("UNWATCH", "OK"), Example("MULTI", "OK"),
            Example("GET k", "QUEUED"), Example("EXEC", "1) \"v\""),
        ]
    ) { context throws(CommandError) in
        context.engine.watches.unwatch(context.session.watched)
        context.reply.ok()
    }
}

extension CommandError {
    /// EXEC was refused, and the transaction with it.
    static func transactionDiscarded(because reason: String) -> CommandError {
        CommandError("EXECABORT", "Transaction discarded because of: \(reason)")
    }
}

extension Context {
    fileprivate mutating func runTransaction() throws(CommandError) {
        guard let transaction = session.transaction else { throw CommandError("EXEC without MULTI") }
        defer { session.discardTransaction(engine) }
        guard !transaction.isBroken else {
            throw CommandError("EXECABORT", "Transaction discarded because of previous errors.")
        }
        guard !session.watched.isSpoiled, !engine.hasEndedKey(session.watched) else { return reply.nullArray() }
        // What the transaction itself changes need not be looked up among the watched keys.
        engine.watches.unwatch(session.watched)
        reply.array(transaction.requests.count)
        guard transaction.requests.count > 1 else { return run(transaction.requests) }
        engine.beginTransaction()
        run(transaction.requests)
        engine.endTransaction()
    }

    /// Runs what was queued, each to its own reply: an error in one does not stop the next.
    private mutating func run(_ requests: [(command: Int, arguments: StoredArguments)]) {
        let exec = (command, arguments)
        isInExec = true
        for request in requests {
            command = request.command
            request.arguments.withArguments { stored in
                arguments = stored
                if !session.isUnrestricted, let refusal = lackOfRightsInExec() { return answer(refusal) }
                do throws(CommandError) { try perform() } catch { answer(error) }
            }
        }
        isInExec = false
        (command, arguments) = exec
    }
}
