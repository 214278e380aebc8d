// Commands on strings: whole, in part, and as numbers.

internal import Bytes
internal import Engine
internal import Keyspace
internal import RESP

package enum StringCommands {
    package static let family: [Command] = [get, set]

    static let get = Command(
        "GET", .exactly(2), [.readOnly, .fast], .string, keys: [.key([.readOnly, .access])], since: "1.0.0",
        summary: "Answers the string stored at a key.", arguments: [.key()],
        examples: [Example("GET absent", "(nil)"), Example("SET k v", "OK"), Example("GET k", "\"v\"")]
    ) { context throws(CommandError) in
        context.replyContent(try context.readString(context[1]))
    }

    static let set = Command(
        "SET", .atLeast(3), [.write, .denyOutOfMemory], .string,
        keys: [.key([.readWrite, .access, .update, .variable], notes: "RW and ACCESS due to the optional `GET` argument")],
        since: "1.0.0", summary: "Stores a string at a key, whatever was there.",
        arguments: [
            .key(), .string("value"),
            .oneOf("condition", optional: true, [.word("NX"), .word("XX")], since: "2.6.12"),
            .word("GET", optional: true, since: "6.2.0"),
            .oneOf(
                "expiration", optional: true,
                [
                    Argument("seconds", .integer, token: "EX", since: "2.6.12"),
                    Argument("milliseconds", .integer, token: "PX", since: "2.6.12"),
                    Argument("unix-time-seconds", .unixTime, token: "EXAT", since: "6.2.0"),
                    Argument("unix-time-milliseconds", .unixTime, token: "PXAT", since: "6.2.0"),
                    .word("KEEPTTL", since: "6.0.0"),
                ]),
        ],
        examples: [
            Example("SET k v", "OK"), Example("SET k w NX", "(nil)"), Example("SET k w XX GET", "\"v\""),
            Example("SET k v EX 0", "(error) ERR invalid expire time in 'set' command"),
        ]
    ) { context throws(CommandError) in
        let content = Record.content(for: context[2])
        context.engine.set(context[1], content, .clear, in: context.database)
        context.reply.ok()
    }
}
