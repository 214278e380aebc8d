// Commands on keys whatever lies under them: are they there, away with them, under another name or number.

internal import Bytes
internal import Engine
internal import Keyspace
internal import RESP

package enum KeyCommands {
    package static let family: [Command] = [
        delete, unlink, exists, kind, touch, randomKey, rename, renameNX, copy, move,
    ]

    // MARK: Asking

    static let exists = Command(
        "EXISTS", .atLeast(2), [.readOnly, .fast], .generic, keys: [.keys([.readOnly])], since: "1.0.0",
        summary: "Answers how many of the keys named are there, counting one as often as it is named.",
        complexity: "O(N) with N keys", arguments: [.key(multiple: true)],
        tips: ["request_policy:multi_shard", "response_policy:agg_sum"],
        examples: [
            Example("SET k v", "OK"), Example("EXISTS k absent", "(integer) 1"), Example("EXISTS k k", "(integer) 2"),
        ]
    ) { context throws(CommandError) in
        var count = 0
        for index in 1..<context.count where context.engine.inspect(context[index], in: context.database) != nil {
            count += 1
        }
        context.reply.integer(count)
    }

    static let touch = Command(
        "TOUCH", .atLeast(2), [.readOnly, .fast], .generic, keys: [.keys([.readOnly])], since: "3.2.1",
        summary: "Notes keys as used now, and answers how many of them are there.",
        complexity: "O(N) with N keys", arguments: [.key(multiple: true)],
        tips: ["request_policy:multi_shard", "response_policy:agg_sum"],
        examples: [Example("SET k v", "OK"), Example("TOUCH k absent", "(integer) 1")]
    ) { context throws(CommandError) in
        var count = 0
        for index in 1..<context.count where context.engine.touch(context[index], in: context.database) {
            count += 1
        }
        context.reply.integer(count)
    }

    static let kind = Command(
        "TYPE", .exactly(2), [.readOnly, .fast], .generic, keys: [.key([.readOnly])], since: "1.0.0",
        summary: "Answers what kind of value a key has, or none where there is no key.", arguments: [.key()],
        examples: [Example("SET k v", "OK"), Example("TYPE k", "string"), Example("TYPE absent", "none")]
    ) { context throws(CommandError) in
        context.reply.simple(context.engine.inspect(context[1], in: context.database)?.kind.typeName ?? "none")
    }

    static let randomKey = Command(
        "RANDOMKEY", .exactly(1), [.readOnly, .touchesArbitraryKeys], .generic, since: "1.0.0",
        summary: "Answers some key of the database.",
        tips: ["request_policy:all_shards", "response_policy:special", "nondeterministic_output"],
        examples: [Example("RANDOMKEY", "(nil)"), Example("SET k v", "OK"), Example("RANDOMKEY", "\"k\"")]
    ) { context throws(CommandError) in
        if let reader = context.keyReader { return context.replyRandomKey(readableBy: reader) }
        while let record = context.database.random(&context.engine.random) {
            // A key that has ended goes as it is looked at, so there is an end to this.
            guard context.engine.peek(record.key, in: context.database) != nil else { continue }
            return context.reply.bulk(record.key)
        }
        context.reply.null()
    }

    // MARK: Deleting

    static let delete = Command(
        "DEL", .atLeast(2), [.write], .generic, keys: [.keys([.remove, .delete])], since: "1.0.0",
        summary: "Deletes keys, and answers how many of them were there.", complexity: "O(N) with N keys",
        arguments: [.key(multiple: true)], tips: ["request_policy:multi_shard", "response_policy:agg_sum"],
        examples: [
            Example("SET k v", "OK"), Example("DEL k absent", "(integer) 1"), Example("EXISTS k", "(integer) 0"),
        ]
    ) { context throws(CommandError) in
        try remove(&context, lazily: context.services.settings.deletesLazily)
    }

    static let unlink = Command(
        "UNLINK", .atLeast(2), [.write, .fast], .generic, keys: [.keys([.remove, .delete])], since: "4.0.0",
        summary: "Deletes keys, freeing what was large about them in the background.",
        complexity: "O(N) with N keys", arguments: [.key(multiple: true)],
        tips: ["request_policy:multi_shard", "response_policy:agg_sum"],
        examples: [Example("SET k v", "OK"), Example("UNLINK k k", "(integer) 1")]
    ) { context throws(CommandError) in
        try remove(&context, lazily: true)
    }

    private static func remove(_ context: inout Context, lazily: Bool) throws(CommandError) {
        if context.engine.holdsOwnKeys, context.database === context.engine.shelf {
            return context.reply.integer(try context.deleteAmongResources(lazily: lazily))
        }
        var count = 0
        for index in 1..<context.count
        where context.engine.delete(context[index], in: context.database, lazily: lazily) {
            count += 1
        }
        context.reply.integer(count)
    }

    // MARK: Renaming

    static let rename = Command(
        "RENAME", .exactly(3), [.write], .generic,
        keys: [.key([.readWrite, .access, .delete]), .key([.overwrite, .update], at: 2)], since: "1.0.0",
        summary: "Gives a key another name, and with it its time to live; what had that name is gone.",
        arguments: [.key(), .key("newkey", spec: 1)],
        examples: [
            Example("SET a 1", "OK"), Example("SET b 2", "OK"), Example("RENAME a b", "OK"),
            Example("MGET a b", "1) (nil)\n2) \"1\""), Example("RENAME a b", "(error) ERR no such key"),
        ]
    ) { context throws(CommandError) in
        _ = try changeName(&context, replacing: true)
        context.reply.ok()
    }

    static let renameNX = Command(
        "RENAMENX", .exactly(3), [.write, .fast], .generic,
        keys: [.key([.readWrite, .access, .delete]), .key([.overwrite, .insert], at: 2)], since: "1.0.0",
        summary: "Gives a key another name if no key has it, and answers whether that was so.",
        arguments: [.key(), .key("newkey", spec: 1)],
        examples: [
            Example("SET a 1", "OK"), Example("RENAMENX a b", "(integer) 1"), Example("SET a 2", "OK"),
            Example("RENAMENX a b", "(integer) 0"), Example("RENAMENX absent b", "(error) ERR no such key"),
        ]
    ) { context throws(CommandError) in
        context.reply.integer(try changeName(&context, replacing: false) ? 1 : 0)
    }

    /// Whether the key has another name now. One that is given the name that it has keeps it.
    private static func changeName(_ context: inout Context, replacing: Bool) throws(CommandError) -> Bool {
        guard context.engine.find(context[1], in: context.database) != nil else { throw .noSuchKey }
        try context.refuseReserved(at: 1)
        if context[1] == context[2] { return false }
        try context.refuseReserved(at: 2, in: context.database, writing: context.bytes(at: 1))
        if context.engine.find(context[2], in: context.database) != nil, !replacing { return false }
        context.engine.rename(context[1], to: context[2], in: context.database)
        return true
    }

    // MARK: Other places

    static let copy = Command(
        "COPY", .atLeast(3), [.write, .denyOutOfMemory], .generic,
        keys: [.key([.readOnly, .access]), .key([.overwrite, .update], at: 2)], since: "6.2.0",
        summary: "Makes a second key, here or in another database, with the same value and time to live.",
        complexity: "O(N) with a value of N bytes",
        arguments: [
            .key("source"), .key("destination", spec: 1),
            .integer("destination-db", token: "DB", optional: true), .word("REPLACE", optional: true),
        ],
        examples: [
            Example("SET a 1", "OK"), Example("COPY a b", "(integer) 1"), Example("COPY a b", "(integer) 0"),
            Example("COPY a b REPLACE", "(integer) 1"), Example("COPY a a DB 1", "(integer) 1"),
            Example("COPY a a", "(error) ERR source and destination objects are the same"),
        ]
    ) { context throws(CommandError) in
        let (target, replaces) = try copyOptions(context)
        if target === context.database, context[1] == context[2] { throw sameObject }
        if context.engine.peek(context[1], in: context.database)?.kind == .resource { throw .wrongType }
        try context.refuseReserved(at: 2, in: target, writing: context.bytes(at: 1))
        guard context.engine.read(context[1], in: context.database) != nil,
            context.engine.find(context[2], in: target) == nil || replaces
        else { return context.reply.integer(0) }
        context.engine.copy(context[1], in: context.database, to: context[2], in: target)
        context.reply.integer(1)
    }

    private static func copyOptions(
        _ context: borrowing Context
    ) throws(CommandError) -> (target: Database, replaces: Bool) {
        var target = context.database
        var replaces = false
        var index = 3
        while index < context.count {
            if context.spells(index, "replace") {
                replaces = true
                index += 1
            } else if context.spells(index, "db"), index + 1 < context.count {
                target = context.engine.keyspace[try context.databaseNumber(at: index + 1)]
                index += 2
            } else {
                throw .syntax
            }
        }
        return (target, replaces)
    }

    static let move = Command(
        "MOVE", .exactly(3), [.write, .fast], .generic, keys: [.key([.readWrite, .access, .update])], since: "1.0.0",
        summary: "Takes a key over into another database, unless that has one of the same name.",
        arguments: [.key(), .integer("db")],
        examples: [
            Example("SET k v", "OK"), Example("MOVE k 1", "(integer) 1"), Example("MOVE k 1", "(integer) 0"),
            Example("SELECT 1", "OK"), Example("GET k", "\"v\""),
            Example("MOVE k 1", "(error) ERR source and destination objects are the same"),
        ]
    ) { context throws(CommandError) in
        let target = context.engine.keyspace[try context.databaseNumber(at: 2)]
        if target === context.database { throw sameObject }
        try context.refuseReserved(at: 1)
        try context.refuseReserved(at: 1, in: target, writing: context.bytes(at: 1))
        guard context.engine.find(context[1], in: context.database) != nil,
            context.engine.find(context[1], in: target) == nil
        else { return context.reply.integer(0) }
        context.engine.move(context[1], from: context.database, to: target)
        context.reply.integer(1)
    }

    private static let sameObject = CommandError("source and destination objects are the same")
}

extension ValueKind {
    /// What TYPE calls it.
    var typeName: StaticString {
        switch self {
        case .string, .exported: "string"
        case .resource: "resource"
        }
    }
}
