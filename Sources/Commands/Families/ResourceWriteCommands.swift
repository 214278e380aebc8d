// Commands that change one resource: create it, update it, whichever is needed, patch it, or bring an old body back.

internal import Access
internal import Bytes
internal import Engine
internal import RESP
internal import Resources

package enum ResourceWriteCommands {
    package static let family: [Command] = [create, update, put, patch, rollback]

    static let flags: Command.Flags = [.write, .denyOutOfMemory, .fast]
    static let address: [Argument] = [.string("type"), .string("namespace"), .string("name")]
    private static let ifVersion = Argument.integer("version", token: "IFVERSION", optional: true)
    private static let timeToLive = Argument.integer("seconds", token: "TTL")

    static let create = Command(
        "RES.CREATE", .atLeast(5), flags, .resources, since: "1.0.0",
        summary: "Creates a resource that does not exist; answers its version and the revision.",
        complexity: "O(N) with the length of the body",
        arguments: address + [.string("json"), .integer("seconds", token: "TTL", optional: true)],
        examples: [
            Example("RES.CREATE routers default web '{\"host\": \"a.example\"}'", "1) (integer) 1\n2) (integer) 1"),
            Example("GET default:routers:web", "\"{\\\"host\\\":\\\"a.example\\\"}\""),
            Example(
                "RES.CREATE routers default web '{}'",
                "(error) EXISTS default:routers:web is there, at version 1; RES.UPDATE and RES.PUT change what is "
                    + "there"),
            Example("RES.CREATE routers default api '{}' TTL 60", "1) (integer) 1\n2) (integer) 2"),
            Example("TTL default:routers:api", "(integer) 60"),
        ]
    ) { context throws(CommandError) in
        let options = try ResourceWriteOptions(of: context, from: 5, [.timeToLive])
        try context.write(.create(context[4].array, try options.lifetime(in: context)))
    }

    static let update = Command(
        "RES.UPDATE", .atLeast(5), flags, .resources, since: "1.0.0",
        summary: "Gives a resource that exists another body; answers its version and the revision.",
        complexity: "O(N) with the length of the body",
        arguments: address + [
            .string("json"), ifVersion, .oneOf("lifetime", optional: true, [timeToLive, .word("KEEPTTL")]),
        ],
        examples: [
            Example(
                "RES.UPDATE routers default web '{}'",
                "(error) NOTFOUND default:routers:web does not exist; RES.LIST shows what does"),
            Example("RES.PUT routers default web '{}'", "1) (integer) 1\n2) (integer) 1"),
            Example("RES.UPDATE routers default web '[1]' IFVERSION 1", "1) (integer) 2\n2) (integer) 2"),
            Example(
                "RES.UPDATE routers default web '[2]' IFVERSION 1",
                "(error) CONFLICT default:routers:web is at version 2, version 1 was expected; read it again before "
                    + "you change it"),
        ]
    ) { context throws(CommandError) in
        let options = try ResourceWriteOptions(of: context, from: 5, [.ifVersion, .timeToLive, .keepTimeToLive])
        let version = try options.version(in: context)
        try context.write(.update(context[4].array, ifVersion: version, try options.lifetime(in: context)))
    }

    static let put = Command(
        "RES.PUT", .atLeast(5), flags, .resources, since: "1.0.0",
        summary: "Creates or updates a resource; an identical body changes nothing. Answers version and revision.",
        complexity: "O(N) with the length of the body",
        arguments: address + [
            .string("json"),
            .oneOf(
                "condition", optional: true,
                [
                    .integer("version", token: "IFVERSION"), .word("IFABSENT"),
                ]), .oneOf("lifetime", optional: true, [timeToLive, .word("KEEPTTL")]),
        ],
        examples: [
            Example("RES.PUT routers default web '{\"port\": 80}'", "1) (integer) 1\n2) (integer) 1"),
            Example("RES.PUT routers default web '{\"port\":80}'", "1) (integer) 1\n2) (integer) 1"),
            Example("RES.PUT routers default web '{\"port\":443}' IFVERSION 1", "1) (integer) 2\n2) (integer) 2"),
            Example(
                "RES.PUT routers default web '{}' IFABSENT",
                "(error) EXISTS default:routers:web is there, at version 2; RES.UPDATE and RES.PUT change what is "
                    + "there"),
            Example(
                "RES.PUT routers default web '{\"port\":}'",
                "(error) INVALID default:routers:web: '}' where a value must stand at byte 8"),
            Example("RES.PUT routers default web '{}' SOON", "(error) ERR syntax error: RES.PUT has no option 'SOON'"),
        ]
    ) { context throws(CommandError) in
        if context.count == 5, context.putAlone() { return }
        let options = try ResourceWriteOptions(
            of: context, from: 5, [.ifVersion, .ifAbsent, .timeToLive, .keepTimeToLive])
        let condition = try options.condition(in: context)
        try context.write(.put(context[4].array, condition, try options.lifetime(in: context)))
    }

    static let patch = Command(
        "RES.PATCH", .atLeast(6), flags, .resources, since: "1.0.0",
        summary: "Changes parts of a resource by a merge patch or a JSON patch; answers its version and the revision.",
        complexity: "O(N) with the length of body and patch",
        arguments: address + [.oneOf("kind", [.word("MERGE"), .word("JSON")]), .string("patch"), ifVersion],
        examples: [
            Example("RES.PUT routers default web '{\"a\":1,\"b\":2}'", "1) (integer) 1\n2) (integer) 1"),
            Example("RES.PATCH routers default web MERGE '{\"b\":null,\"c\":3}'", "1) (integer) 2\n2) (integer) 2"),
            Example("GET default:routers:web", "\"{\\\"a\\\":1,\\\"c\\\":3}\""),
            Example(
                "RES.PATCH routers default web JSON '[{\"op\":\"replace\",\"path\":\"/a\",\"value\":5}]' IFVERSION 2",
                "1) (integer) 3\n2) (integer) 3"),
        ]
    ) { context throws(CommandError) in
        let options = try ResourceWriteOptions(of: context, from: 6, [.ifVersion])
        let patch: Patch
        if context.spells(4, "merge") {
            patch = .merge(context[5].array)
        } else if context.spells(4, "json") {
            patch = .operations(context[5].array)
        } else {
            throw .syntax("a patch is MERGE or JSON, not '\(context[4].text)'")
        }
        // What a patch tests, and why it fails, tells of the body.
        try context.write(.patch(patch, ifVersion: try options.version(in: context)), demanding: .both)
    }

    static let rollback = Command(
        "RES.ROLLBACK", .atLeast(6), flags, .resources, since: "1.0.0",
        summary: "Gives a resource the body of an old version, as a new version; revives a deleted one.",
        complexity: "O(N) with the length of the body",
        arguments: address + [.integer("version", token: "TO"), ifVersion],
        examples: [
            Example("RES.PUT routers default web 1", "1) (integer) 1\n2) (integer) 1"),
            Example("RES.DEL routers default web", "(integer) 1"),
            Example("RES.ROLLBACK routers default web TO 1", "1) (integer) 3\n2) (integer) 3"),
            Example("GET default:routers:web", "\"1\""),
            Example(
                "RES.ROLLBACK routers default web TO 9",
                "(error) NOTFOUND default:routers:web has no version 9; RES.HISTORY lists those it has"),
        ]
    ) { context throws(CommandError) in
        try context.demandWord("TO", at: 4)
        let options = try ResourceWriteOptions(of: context, from: 6, [.ifVersion])
        let version = try context.version(at: 5, of: "TO")
        try context.write(.rollback(to: version, ifVersion: try options.version(in: context)))
    }
}

extension Context {
    /// Puts a body for a client that may write everywhere; false where there is more to be asked than that.
    fileprivate mutating func putAlone() -> Bool {
        guard session.isUnrestricted else { return false }
        engine.expireResources()
        guard let outcome = engine.put(self[4], type: self[1], namespace: self[2], name: self[3], by: session) else {
            return false
        }
        replyOutcome(outcome)
        return true
    }

    /// Does one thing to the resource that the first three arguments name.
    fileprivate mutating func write(_ action: Action, demanding access: KeyAccess = .write) throws(CommandError) {
        let key = try resourceKey(at: 1)
        try demand(access, to: key)
        let plan = try carryOut([Step(key, action)])
        replyOutcome(plan.outcomes[0])
    }

    /// Refuses a request without a word that must stand at a place.
    func demandWord(_ word: StaticString, at index: Int) throws(CommandError) {
        let given = self[index].text
        guard given.uppercased() == "\(word)" else { throw .syntax("\(word) must stand where '\(given)' is") }
    }
}
