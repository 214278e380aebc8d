// OBJECT: what the server knows of a key apart from its value. Asking leaves no trace of use.

internal import Bytes
internal import Engine
internal import Keyspace
internal import RESP

package enum ObjectCommands {
    package static let family: [Command] = [object]

    static let object = Command(
        "OBJECT", .atLeast(2), [], .generic, since: "2.2.3",
        summary: "Tells how a key is kept.", complexity: "Depends on the subcommand.", categories: [],
        subcommands: [encoding, frequency, idleTime, referenceCount], helpSince: "6.2.0")

    private static let encoding = Command(
        "ENCODING", .exactly(3), [.readOnly], .generic, keys: [.key([.readOnly], at: 2)], since: "2.2.3",
        summary: "Answers the form in which a value is kept: int, embstr or raw, and json for a resource.",
        arguments: [.key()],
        tips: ["nondeterministic_output"],
        examples: [
            Example("SET n 7", "OK"), Example("OBJECT ENCODING n", "\"int\""),
            Example("SET k v", "OK"), Example("OBJECT ENCODING k", "\"embstr\""),
            Example("APPEND k w", "(integer) 2"), Example("OBJECT ENCODING k", "\"raw\""),
            Example("OBJECT ENCODING absent", "(nil)"),
            Example("RES.PUT routers default web {}", "1) (integer) 1\n2) (integer) 1"),
            Example("OBJECT ENCODING default:routers:web", "\"json\""),
        ]
    ) { context throws(CommandError) in
        guard let record = look(context) else { return context.reply.null() }
        context.reply.word(record.encodingName)
    }

    private static let frequency = Command(
        "FREQ", .exactly(3), [.readOnly], .generic, keys: [.key([.readOnly], at: 2)], since: "4.0.0",
        summary: "Answers how often a key is used, from 0 to 255 on a logarithmic scale, where that is counted.",
        arguments: [.key()], tips: ["nondeterministic_output"],
        examples: [
            Example("OBJECT FREQ absent", "(nil)"), Example("CONFIG SET maxmemory-policy allkeys-lfu", "OK"),
            Example("SET k v", "OK"), Example("OBJECT FREQ k", "(integer) 5"),
        ]
    ) { context throws(CommandError) in
        guard let record = look(context) else { return context.reply.null() }
        let engine = context.engine
        guard engine.countsUse else { throw .notTracked("An LFU maxmemory policy is not selected, access frequency") }
        context.reply.integer(engine.frequency.count(of: record.access, at: engine.instant))
    }

    private static let idleTime = Command(
        "IDLETIME", .exactly(3), [.readOnly], .generic, keys: [.key([.readOnly], at: 2)], since: "2.2.3",
        summary: "Answers how many seconds ago a key was last used.", arguments: [.key()],
        tips: ["nondeterministic_output"],
        examples: [
            Example("SET k v", "OK"), Example("OBJECT IDLETIME k", "(integer) 0"),
            Example("OBJECT IDLETIME absent", "(nil)"),
        ]
    ) { context throws(CommandError) in
        guard let record = look(context) else { return context.reply.null() }
        guard !context.engine.countsUse else { throw .notTracked("An LFU maxmemory policy is selected, idle time") }
        context.reply.integer(context.engine.instant.secondsSince(record.access))
    }

    private static let referenceCount = Command(
        "REFCOUNT", .exactly(3), [.readOnly], .generic, keys: [.key([.readOnly], at: 2)], since: "2.2.3",
        summary: "Answers how many keys share a value: always one.", arguments: [.key()],
        tips: ["nondeterministic_output"],
        examples: [Example("SET k v", "OK"), Example("OBJECT REFCOUNT k", "(integer) 1")]
    ) { context throws(CommandError) in
        guard look(context) != nil else { return context.reply.null() }
        context.reply.integer(1)
    }

    private static func look(_ context: borrowing Context) -> Record? {
        context.engine.peek(context[2], in: context.database)
    }
}

extension CommandError {
    fileprivate static func notTracked(_ what: String) -> CommandError {
        CommandError(
            "\(what) not tracked. Please note that when switching between policies at runtime LRU and LFU data will "
                + "take some time to adjust.")
    }
}
