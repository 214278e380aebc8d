// Commands on whole strings: stored, read, replaced and taken, one at a time or several at once.

internal import Bytes
internal import Engine
internal import Keyspace
internal import RESP

package enum StringCommands {
    package static let family: [Command] = [
        get, set, setNX, setEX, psetEX, getSet, getDel, getEX, strlen, mget, mset, msetNX,
    ]

    // MARK: Reading

    static let get = Command(
        "GET", .exactly(2), [.readOnly, .fast], .string, keys: [.key([.readOnly, .access])], since: "1.0.0",
        summary: "Answers the string stored at a key.", arguments: [.key()],
        examples: [Example("GET absent", "(nil)"), Example("SET k v", "OK"), Example("GET k", "\"v\"")]
    ) { context throws(CommandError) in
        guard let record = context.engine.read(context[1], in: context.database) else { return context.reply.null() }
        guard let whole = try context.awaited(record) else { return }
        context.replyContent(whole.content)
    }

    static let strlen = Command(
        "STRLEN", .exactly(2), [.readOnly, .fast], .string, keys: [.key([.readOnly])], since: "2.2.0",
        summary: "Answers how many bytes a string has; none when there is no string.", arguments: [.key()],
        examples: [
            Example("SET k hello", "OK"), Example("STRLEN k", "(integer) 5"), Example("STRLEN absent", "(integer) 0"),
        ]
    ) { context throws(CommandError) in
        context.reply.integer(try context.readContent(context[1])?.count ?? 0)
    }

    static let mget = Command(
        "MGET", .atLeast(2), [.readOnly, .fast], .string, keys: [.keys([.readOnly, .access])], since: "1.0.0",
        summary: "Answers the strings of several keys at one moment, with nothing for a key that has none.",
        complexity: "O(N) with N keys", arguments: [.key(multiple: true)], tips: ["request_policy:multi_shard"],
        examples: [
            Example("MSET a 1 b 2", "OK"), Example("MGET a absent b", "1) \"1\"\n2) (nil)\n3) \"2\""),
        ]
    ) { context throws(CommandError) in
        try context.inParts { context throws(CommandError) in
            context.reply.array(context.count - 1)
            if let view = context.session.exportView { return try context.replyStrings(in: view) }
            for index in 1..<context.count {
                context.replyContent(try context.readContent(context[index]))
            }
        }
    }

    // MARK: Storing one

    static let set = Command(
        "SET", .atLeast(3), [.write, .denyOutOfMemory], .string,
        keys: [
            .key(
                [.readWrite, .access, .update, .variable], notes: "RW and ACCESS because of the option `GET`",
                narrowing: KeySpec.Narrowing(to: [.overwrite, .update], unless: ["get"], from: 3))
        ],
        since: "1.0.0", summary: "Stores a string at a key, whatever was there.",
        arguments: [
            .key(), .string("value"),
            .oneOf("condition", optional: true, [.word("NX"), .word("XX")], since: "2.6.12"),
            .word("GET", optional: true, since: "6.2.0"),
            .oneOf(
                "expiration", optional: true,
                [
                    ExpiryUnit.seconds.argument(since: "2.6.12"), ExpiryUnit.milliseconds.argument(since: "2.6.12"),
                    ExpiryUnit.unixSeconds.argument(since: "6.2.0"),
                    ExpiryUnit.unixMilliseconds.argument(since: "6.2.0"), .word("KEEPTTL", since: "6.0.0"),
                ]),
        ],
        examples: [
            Example("SET k v", "OK"), Example("SET k w NX", "(nil)"), Example("SET k w XX GET", "\"v\""),
            Example("SET k v EX 100", "OK"), Example("TTL k", "(integer) 100"),
            Example("SET k v EX 0", "(error) ERR invalid expire time in 'set' command"),
        ]
    ) { context throws(CommandError) in
        try context.refuseReserved(at: 1, value: 2)
        guard context.count == 3 else { return try setWithOptions(&context) }
        context.engine.set(context[1], Record.content(for: context[2]), .clear, in: context.database)
        context.reply.ok()
    }

    private static func setWithOptions(_ context: inout Context) throws(CommandError) {
        let options = try SetOptions(of: context.arguments)
        let expiry = try options.expiryChange(in: context)
        if options.answersOldValue { context.replyContent(try context.readString(context[1])) }
        guard options.condition.holds(for: context[1], in: context) else {
            if !options.answersOldValue { context.reply.null() }
            return
        }
        let content = Record.content(for: context[2])
        if case .at(let moment) = expiry {
            context.engine.set(context[1], content, until: moment, in: context.database)
        } else {
            context.engine.set(context[1], content, expiry, in: context.database)
        }
        if !options.answersOldValue { context.reply.ok() }
    }

    static let setNX = Command(
        "SETNX", .exactly(3), [.write, .denyOutOfMemory, .fast], .string, keys: [.key([.overwrite, .insert])],
        since: "1.0.0", summary: "Stores a string at a key where there is nothing yet, and says whether it did.",
        arguments: [.key(), .string("value")],
        examples: [
            Example("SETNX k v", "(integer) 1"), Example("SETNX k w", "(integer) 0"), Example("GET k", "\"v\""),
        ],
        deprecated: Deprecation(since: "2.6.12", replacement: "`SET` with `NX`")
    ) { context throws(CommandError) in
        try context.refuseReserved(at: 1, value: 2)
        guard SetCondition.absent.holds(for: context[1], in: context) else { return context.reply.integer(0) }
        context.engine.set(context[1], Record.content(for: context[2]), .clear, in: context.database)
        context.reply.integer(1)
    }

    static let setEX = Command(
        "SETEX", .exactly(4), [.write, .denyOutOfMemory], .string, keys: [.key([.overwrite, .update])],
        since: "2.0.0", summary: "Stores a string at a key for a number of seconds.",
        arguments: [.key(), .integer("seconds"), .string("value")],
        examples: [
            Example("SETEX k 100 v", "OK"), Example("TTL k", "(integer) 100"),
            Example("SETEX k 0 v", "(error) ERR invalid expire time in 'setex' command"),
        ],
        deprecated: Deprecation(since: "2.6.12", replacement: "`SET` with `EX`")
    ) { context throws(CommandError) in
        try setForTime(.seconds, &context)
    }

    static let psetEX = Command(
        "PSETEX", .exactly(4), [.write, .denyOutOfMemory], .string, keys: [.key([.overwrite, .update])],
        since: "2.6.0", summary: "Stores a string at a key for a number of milliseconds.",
        arguments: [.key(), .integer("milliseconds"), .string("value")],
        examples: [Example("PSETEX k 100000 v", "OK"), Example("TTL k", "(integer) 100")],
        deprecated: Deprecation(since: "2.6.12", replacement: "`SET` with `PX`")
    ) { context throws(CommandError) in
        try setForTime(.milliseconds, &context)
    }

    private static func setForTime(_ unit: ExpiryUnit, _ context: inout Context) throws(CommandError) {
        let moment = try context.moment(unit, at: 2)
        try context.refuseReserved(at: 1, value: 3)
        context.engine.set(context[1], Record.content(for: context[3]), until: moment, in: context.database)
        context.reply.ok()
    }

    // MARK: Reading and changing

    static let getSet = Command(
        "GETSET", .exactly(3), [.write, .denyOutOfMemory, .fast], .string,
        keys: [.key([.readWrite, .access, .update])], since: "1.0.0",
        summary: "Stores a string at a key and answers the one that it replaces.",
        arguments: [.key(), .string("value")],
        examples: [Example("GETSET k v", "(nil)"), Example("GETSET k w", "\"v\""), Example("GET k", "\"w\"")],
        deprecated: Deprecation(since: "6.2.0", replacement: "`SET` with `GET`")
    ) { context throws(CommandError) in
        try context.refuseReserved(at: 1, value: 2)
        context.replyContent(try context.readString(context[1]))
        context.engine.set(context[1], Record.content(for: context[2]), .clear, in: context.database)
    }

    static let getDel = Command(
        "GETDEL", .exactly(2), [.write, .fast], .string, keys: [.key([.readWrite, .access, .delete])],
        since: "6.2.0", summary: "Answers the string stored at a key and deletes the key.", arguments: [.key()],
        examples: [Example("SET k v", "OK"), Example("GETDEL k", "\"v\""), Example("GETDEL k", "(nil)")]
    ) { context throws(CommandError) in
        guard let content = try context.readString(context[1]) else { return context.reply.null() }
        context.replyContent(content)
        _ = context.engine.delete(context[1], in: context.database)
    }

    static let getEX = Command(
        "GETEX", .atLeast(2), [.write, .fast], .string,
        keys: [.key([.readWrite, .access, .update], notes: "RW and UPDATE because the time to live may change")],
        since: "6.2.0", summary: "Answers the string stored at a key and gives the key another end, or none.",
        arguments: [
            .key(),
            .oneOf(
                "expiration", optional: true,
                [
                    ExpiryUnit.seconds.argument(), ExpiryUnit.milliseconds.argument(),
                    ExpiryUnit.unixSeconds.argument(), ExpiryUnit.unixMilliseconds.argument(), .word("PERSIST"),
                ]),
        ],
        examples: [
            Example("SET k v", "OK"), Example("GETEX k EX 100", "\"v\""), Example("TTL k", "(integer) 100"),
            Example("GETEX k PERSIST", "\"v\""), Example("TTL k", "(integer) -1"),
        ]
    ) { context throws(CommandError) in
        let wish = try wishOfGetEX(context.arguments)
        guard let content = try context.readString(context[1]) else { return context.reply.null() }
        switch wish {
        case .end(let unit, let index):
            let moment = try context.moment(unit, at: index)
            context.replyContent(content)
            context.engine.end(context[1], at: moment, in: context.database)
        case .persist:
            context.replyContent(content)
            guard context.engine.peek(context[1], in: context.database)?.hasExpiry == true else { return }
            context.engine.setExpiry(context[1], nil, in: context.database)
        case .unsaid, .keep:
            context.replyContent(content)
        }
    }

    private static func wishOfGetEX(_ arguments: Arguments) throws(CommandError) -> ExpiryWish {
        var wish = ExpiryWish.unsaid
        var index = 2
        while index < arguments.count {
            guard let next = arguments.expiryWish(at: index), next != .keep else { throw .syntax }
            wish = try wish.followed(by: next)
            index += next.wordCount
        }
        return wish
    }

    // MARK: Storing several

    static let mset = Command(
        "MSET", .atLeast(3), [.write, .denyOutOfMemory], .string, keys: [.keys([.overwrite, .update], step: 2)],
        since: "1.0.1", summary: "Stores several strings at one moment, each at its key.",
        complexity: "O(N) with N keys", arguments: [pairs],
        tips: ["request_policy:multi_shard", "response_policy:all_succeeded"],
        examples: [
            Example("MSET a 1 b 2", "OK"), Example("GET b", "\"2\""),
            Example("MSET a 1 b", "(error) ERR wrong number of arguments for 'mset' command"),
        ]
    ) { context throws(CommandError) in
        try requirePairs(context)
        setPairs(context)
        context.reply.ok()
    }

    static let msetNX = Command(
        "MSETNX", .atLeast(3), [.write, .denyOutOfMemory], .string, keys: [.keys([.overwrite, .insert], step: 2)],
        since: "1.0.1", summary: "Stores several strings if none of their keys is there yet, and says whether it did.",
        complexity: "O(N) with N keys", arguments: [pairs],
        examples: [
            Example("MSETNX a 1 b 2", "(integer) 1"), Example("MSETNX b 3 c 4", "(integer) 0"),
            Example("GET c", "(nil)"),
        ]
    ) { context throws(CommandError) in
        try requirePairs(context)
        for index in stride(from: 1, to: context.count, by: 2) {
            guard SetCondition.absent.holds(for: context[index], in: context) else { return context.reply.integer(0) }
        }
        setPairs(context)
        context.reply.integer(1)
    }

    private static let pairs = Argument("data", .block([.key(), .string("value")]), multiple: true)

    private static func requirePairs(_ context: Context) throws(CommandError) {
        guard !context.count.isMultiple(of: 2) else { throw .wrongArity(context.entry.fullName) }
        var reserved: [(key: ByteView, value: [UInt8]?)] = []
        for index in stride(from: 1, to: context.count, by: 2) where context.engine.mayBeReserved(context[index]) {
            guard context.database === context.engine.shelf else { return }
            if context.engine.peek(context[index], in: context.database)?.kind == .resource { throw .wrongType }
            guard context.engine.roots.cover(context[index]) else { continue }
            reserved.append((context[index], context[index + 1].array))
        }
        if !reserved.isEmpty { try context.refuseUnreadable(reserved) }
    }

    private static func setPairs(_ context: Context) {
        for index in stride(from: 1, to: context.count, by: 2) {
            let content = Record.content(for: context[index + 1])
            context.engine.set(context[index], content, .clear, in: context.database)
        }
    }
}
