// Commands on the time to live of keys: set it under conditions, read it, take it away.

internal import Bytes
internal import Engine
internal import Keyspace
internal import RESP

package enum ExpiryCommands {
    package static let family: [Command] = [
        expire, pexpire, expireAt, pexpireAt, ttl, pttl, expireTime, pexpireTime, persist,
    ]

    // MARK: Setting

    static let expire = Command(
        "EXPIRE", .atLeast(3), [.write, .fast], .generic, keys: [.key([.readWrite, .update])], since: "1.0.0",
        summary: "Lets a key end in so many seconds, or at once where the number is not positive.",
        arguments: [.key(), .integer("seconds"), condition],
        examples: [
            Example("SET k v", "OK"), Example("EXPIRE k 100", "(integer) 1"), Example("TTL k", "(integer) 100"),
            Example("EXPIRE k 200 NX", "(integer) 0"), Example("EXPIRE k 200 XX GT", "(integer) 1"),
            Example("EXPIRE absent 100", "(integer) 0"), Example("EXPIRE k -1", "(integer) 1"),
            Example("EXISTS k", "(integer) 0"),
            Example("EXPIRE k 1 SOON", "(error) ERR Unsupported option SOON"),
            Example("EXPIRE k 9223372036854776", "(error) ERR invalid expire time in 'expire' command"),
        ]
    ) { context throws(CommandError) in try end(&context, .seconds) }

    static let pexpire = Command(
        "PEXPIRE", .atLeast(3), [.write, .fast], .generic, keys: [.key([.readWrite, .update])], since: "2.6.0",
        summary: "Lets a key end in so many milliseconds, or at once where the number is not positive.",
        arguments: [.key(), .integer("milliseconds"), condition],
        examples: [
            Example("SET k v", "OK"), Example("PEXPIRE k 100000 XX", "(integer) 0"),
            Example("PEXPIRE k 100000", "(integer) 1"), Example("TTL k", "(integer) 100"),
        ]
    ) { context throws(CommandError) in try end(&context, .milliseconds) }

    static let expireAt = Command(
        "EXPIREAT", .atLeast(3), [.write, .fast], .generic, keys: [.key([.readWrite, .update])], since: "1.2.0",
        summary: "Lets a key end at a moment given in seconds since 1970, or at once where that has passed.",
        arguments: [.key(), Argument("unix-time-seconds", .unixTime), condition],
        examples: [
            Example("SET k v", "OK"), Example("EXPIREAT k 33177117420", "(integer) 1"),
            Example("EXPIRETIME k", "(integer) 33177117420"), Example("EXPIREAT k 1 LT", "(integer) 1"),
            Example("GET k", "(nil)"),
        ]
    ) { context throws(CommandError) in try end(&context, .unixSeconds) }

    static let pexpireAt = Command(
        "PEXPIREAT", .atLeast(3), [.write, .fast], .generic, keys: [.key([.readWrite, .update])], since: "2.6.0",
        summary: "Lets a key end at a moment given in milliseconds since 1970, or at once where that has passed.",
        arguments: [.key(), Argument("unix-time-milliseconds", .unixTime), condition],
        examples: [
            Example("SET k v", "OK"), Example("PEXPIREAT k 33177117420000", "(integer) 1"),
            Example("PEXPIRETIME k", "(integer) 33177117420000"),
            Example(
                "PEXPIREAT k 1 NX GT",
                "(error) ERR NX and XX, GT or LT options at the same time are not compatible"),
        ]
    ) { context throws(CommandError) in try end(&context, .unixMilliseconds) }

    static let persist = Command(
        "PERSIST", .exactly(2), [.write, .fast], .generic, keys: [.key([.readWrite, .update])], since: "2.2.0",
        summary: "Takes a key's time to live away, so that it stays.", arguments: [.key()],
        examples: [
            Example("SET k v EX 100", "OK"), Example("PERSIST k", "(integer) 1"), Example("TTL k", "(integer) -1"),
            Example("PERSIST k", "(integer) 0"), Example("PERSIST absent", "(integer) 0"),
        ]
    ) { context throws(CommandError) in
        guard let record = context.engine.find(context[1], in: context.database), record.hasExpiry else {
            return context.reply.integer(0)
        }
        if record.kind == .resource {
            try context.endResource(at: nil)
        } else {
            context.engine.setExpiry(context[1], nil, in: context.database)
        }
        context.reply.integer(1)
    }

    private static let condition = Argument.oneOf(
        "condition", optional: true, [.word("NX"), .word("XX"), .word("GT"), .word("LT")], since: "7.0.0")

    private static func end(_ context: inout Context, _ unit: ExpiryUnit) throws(CommandError) {
        let condition = try ExpiryCondition(in: context, from: 3)
        guard let moment = unit.moment(try context.integer(at: 2), now: context.engine.now) else {
            throw .invalidExpiry(context.entry.fullName)
        }
        guard let record = context.engine.find(context[1], in: context.database),
            condition.allows(moment, replacing: record.expiry)
        else { return context.reply.integer(0) }
        if record.kind == .resource {
            try context.endResource(at: moment)
        } else {
            try context.refuseExported(record)
            context.engine.end(context[1], at: moment, in: context.database)
        }
        context.reply.integer(1)
    }

    // MARK: Reading

    static let ttl = Command(
        "TTL", .exactly(2), [.readOnly, .fast], .generic, keys: [.key([.readOnly, .access])], since: "1.0.0",
        summary: "Answers in how many seconds a key ends: -1 for never, -2 where there is no key.",
        arguments: [.key()], tips: ["nondeterministic_output"],
        examples: [
            Example("SET k v EX 100", "OK"), Example("TTL k", "(integer) 100"), Example("TTL absent", "(integer) -2"),
        ]
    ) { context throws(CommandError) in replyEnd(&context, .seconds) }

    static let pttl = Command(
        "PTTL", .exactly(2), [.readOnly, .fast], .generic, keys: [.key([.readOnly, .access])], since: "2.6.0",
        summary: "Answers in how many milliseconds a key ends: -1 for never, -2 where there is no key.",
        arguments: [.key()], tips: ["nondeterministic_output"],
        examples: [
            Example("SET k v", "OK"), Example("PTTL k", "(integer) -1"), Example("PTTL absent", "(integer) -2"),
        ]
    ) { context throws(CommandError) in replyEnd(&context, .milliseconds) }

    static let expireTime = Command(
        "EXPIRETIME", .exactly(2), [.readOnly, .fast], .generic, keys: [.key([.readOnly, .access])], since: "7.0.0",
        summary: "Answers when a key ends, in seconds since 1970: -1 for never, -2 where there is no key.",
        arguments: [.key()],
        examples: [
            Example("SET k v EXAT 33177117420", "OK"), Example("EXPIRETIME k", "(integer) 33177117420"),
            Example("EXPIRETIME absent", "(integer) -2"),
        ]
    ) { context throws(CommandError) in replyEnd(&context, .unixSeconds) }

    static let pexpireTime = Command(
        "PEXPIRETIME", .exactly(2), [.readOnly, .fast], .generic, keys: [.key([.readOnly, .access])],
        since: "7.0.0",
        summary: "Answers when a key ends, in milliseconds since 1970: -1 for never, -2 where there is no key.",
        arguments: [.key()],
        examples: [
            Example("SET k v PXAT 33177117420000", "OK"), Example("PEXPIRETIME k", "(integer) 33177117420000"),
            Example("PERSIST k", "(integer) 1"), Example("PEXPIRETIME k", "(integer) -1"),
        ]
    ) { context throws(CommandError) in replyEnd(&context, .unixMilliseconds) }

    private static func replyEnd(_ context: inout Context, _ unit: ExpiryUnit) {
        guard let record = context.engine.inspect(context[1], in: context.database) else {
            return context.reply.integer(-2)
        }
        guard let moment = record.expiry else { return context.reply.integer(-1) }
        context.reply.integer(unit.number(for: moment, now: context.engine.now))
    }
}

/// On which condition a new end replaces the one that a key has.
private struct ExpiryCondition: OptionSet {
    let rawValue: UInt8

    static let hasNone = ExpiryCondition(rawValue: 1)
    static let hasOne = ExpiryCondition(rawValue: 2)
    static let isLater = ExpiryCondition(rawValue: 4)
    static let isEarlier = ExpiryCondition(rawValue: 8)

    init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    init(in context: borrowing Context, from start: Int) throws(CommandError) {
        self = []
        for index in start..<context.count {
            guard let condition = Self(context[index]) else {
                throw CommandError("Unsupported option \(context[index].text)")
            }
            insert(condition)
        }
        if contains(.hasNone), self != .hasNone {
            throw CommandError("NX and XX, GT or LT options at the same time are not compatible")
        }
        if isSuperset(of: [.isLater, .isEarlier]) {
            throw CommandError("GT and LT options at the same time are not compatible")
        }
    }

    private init?(_ word: ByteView) {
        if word.spells("nx") {
            self = .hasNone
        } else if word.spells("xx") {
            self = .hasOne
        } else if word.spells("gt") {
            self = .isLater
        } else if word.spells("lt") {
            self = .isEarlier
        } else {
            return nil
        }
    }

    /// A key without an end counts as one that ends later than any other.
    func allows(_ moment: Int64, replacing old: Int64?) -> Bool {
        if isEmpty { return true }
        guard let old else { return isDisjoint(with: [.hasOne, .isLater]) }
        if contains(.hasNone) { return false }
        if contains(.isLater) { return moment > old }
        return contains(.isEarlier) ? moment < old : true
    }
}
