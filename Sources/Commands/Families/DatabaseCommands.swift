// Commands on whole databases: how many keys, none any more, one for the other.

internal import Bytes
internal import Engine
internal import Keyspace
internal import RESP

package enum DatabaseCommands {
    package static let family: [Command] = [size, flush, flushAll, swap]

    static let size = Command(
        "DBSIZE", .exactly(1), [.readOnly, .fast], .server, everyKey: .access, since: "1.0.0",
        summary: "Answers how many keys the database has.", categories: .keyspace,
        tips: ["request_policy:all_shards", "response_policy:agg_sum"],
        examples: [Example("DBSIZE", "(integer) 0"), Example("SET k v", "OK"), Example("DBSIZE", "(integer) 1")]
    ) { context throws(CommandError) in
        context.reply.integer(context.database.count)
    }

    static let flush = Command(
        "FLUSHDB", .atLeast(1), [.write], .server, everyKey: [.access, .delete], since: "1.0.0",
        summary: "Removes every key of the database.", complexity: "O(N) with N keys, between other commands if ASYNC",
        arguments: [flushType], categories: [.keyspace, .dangerous],
        tips: ["request_policy:all_shards", "response_policy:all_succeeded"],
        examples: [
            Example("SET k v", "OK"), Example("FLUSHDB", "OK"), Example("EXISTS k", "(integer) 0"),
            Example("FLUSHDB SOON", "(error) ERR syntax error"),
        ]
    ) { context throws(CommandError) in
        try empty(&context, [context.database])
    }

    static let flushAll = Command(
        "FLUSHALL", .atLeast(1), [.write], .server, everyKey: [.access, .delete], since: "1.0.0",
        summary: "Removes every key of every database.",
        complexity: "O(N) with N keys, between other commands if ASYNC", arguments: [flushType],
        categories: [.keyspace, .dangerous],
        tips: ["request_policy:all_shards", "response_policy:all_succeeded"],
        examples: [
            Example("SET k v", "OK"), Example("SELECT 1", "OK"), Example("FLUSHALL SYNC", "OK"),
            Example("SELECT 0", "OK"), Example("DBSIZE", "(integer) 0"),
        ]
    ) { context throws(CommandError) in
        try empty(&context, context.engine.keyspace.databases)
        context.services.keeper?.noteAllFlushed()
    }

    static let swap = Command(
        "SWAPDB", .exactly(3), [.write, .fast], .server, everyKey: [.access, .delete], since: "4.0.0",
        summary: "Exchanges two databases: every client sees at once what was in the other.",
        complexity: "O(N) with N watched keys", arguments: [.integer("index1"), .integer("index2")],
        categories: [.keyspace, .dangerous],
        examples: [
            Example("SET k v", "OK"), Example("SWAPDB 0 1", "OK"), Example("GET k", "(nil)"),
            Example("SELECT 1", "OK"), Example("GET k", "\"v\""),
            Example("SWAPDB 0 99", "(error) ERR DB index is out of range"),
        ]
    ) { context throws(CommandError) in
        let numbers = (
            try context.integer(at: 1, otherwise: "invalid first DB index"),
            try context.integer(at: 2, otherwise: "invalid second DB index")
        )
        let known = 0..<Int64(context.engine.keyspace.count)
        guard known.contains(numbers.0), known.contains(numbers.1) else { throw .databaseOutOfRange }
        if context.engine.holdsOwnKeys, numbers.0 == 0 || numbers.1 == 0 {
            throw CommandError(
                "WRONGTYPE",
                "Database 0 holds resources, which have no other place: it can't be exchanged while it does")
        }
        if numbers.0 != numbers.1 { context.engine.swap(Int(numbers.0), Int(numbers.1)) }
        context.reselect()
        context.reply.ok()
    }

    // MARK: Emptying

    private static let flushType = Argument.oneOf(
        "flush-type", optional: true, [.word("ASYNC", since: "4.0.0"), .word("SYNC", since: "6.2.0")])

    private static func empty(_ context: inout Context, _ databases: [Database]) throws(CommandError) {
        let lazily = try flushesLazily(context)
        if context.engine.holdsResources, databases.contains(where: { $0 === context.engine.shelf }) {
            try context.flushWithResources(databases, lazily: lazily)
        } else {
            context.engine.flush(databases, lazily: lazily)
        }
        // Who waits until all is freed wants the memory back as well.
        if !lazily { context.engine.memory.releaseFreePages() }
        context.reply.ok()
    }

    private static func flushesLazily(_ context: borrowing Context) throws(CommandError) -> Bool {
        if context.count == 1 { return context.services.settings.flushesLazily }
        if context.count == 2, context.spells(1, "sync") { return false }
        if context.count == 2, context.spells(1, "async") { return true }
        throw .syntax
    }
}
