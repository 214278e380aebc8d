// Commands about the connection itself: greeting, identity, choice of database, and the end.

internal import Bytes
internal import Engine
internal import Keyspace
internal import RESP

package enum ConnectionCommands {
    package static let family: [Command] = [ping, echo, select]

    static let ping = Command(
        "PING", .atLeast(1), [.fast, .allowedWhenSubscribed], .connection, since: "1.0.0",
        summary: "Answers PONG, or the message given: a sign of life.",
        arguments: [.string("message", optional: true)], tips: ["request_policy:all_shards", "response_policy:all_succeeded"],
        examples: [Example("PING", "PONG"), Example("PING hello", "\"hello\"")]
    ) { context throws(CommandError) in
        guard context.count <= 2 else { throw .wrongArity("ping") }
        if context.session.isSubscribed, context.reply.version == .two {
            context.reply.array(2)
            context.reply.word("pong")
            if context.count == 2 { context.reply.bulk(context[1]) } else { context.reply.word("") }
        } else if context.count == 2 {
            context.reply.bulk(context[1])
        } else {
            context.reply.simple("PONG")
        }
    }

    static let echo = Command(
        "ECHO", .exactly(2), [.loading, .stale, .fast], .connection, since: "1.0.0",
        summary: "Answers the message given.", arguments: [.string("message")],
        examples: [Example("ECHO hello", "\"hello\"")]
    ) { context throws(CommandError) in
        context.reply.bulk(context[1])
    }

    static let select = Command(
        "SELECT", .exactly(2), [.loading, .stale, .fast], .connection, since: "1.0.0",
        summary: "Chooses the database that this connection uses.", arguments: [.integer("index")],
        examples: [Example("SELECT 1", "OK"), Example("SELECT 99", "(error) ERR DB index is out of range")]
    ) { context throws(CommandError) in
        guard let number = context[1].integer else { throw CommandError("value is not an integer or out of range") }
        guard number >= 0, number < Int64(context.engine.keyspace.count) else { throw .databaseOutOfRange }
        context.select(Int(number))
        context.reply.ok()
    }
}
