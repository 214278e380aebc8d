// RES.TYPE: what types ask of their resources.

internal import Access
internal import Bytes
internal import Engine
internal import RESP
internal import Resources

package enum ResourceWriteTypes {
    package static let family: [Command] = [type]

    static let type = Command(
        "RES.TYPE", .atLeast(2), [], .resources, since: "1.0.0",
        summary: "A container for commands on the types of resources.",
        subcommands: [define, drop, get, list], helpSince: "1.0.0")

    private static let define = Command(
        "DEFINE", .exactly(4), [.write, .denyOutOfMemory], .resources, since: "1.0.0",
        summary: "Says what a type asks of its resources; what is there already must fit. Needs the right to all keys.",
        complexity: "O(N) with the number of resources of the type",
        arguments: [.string("type"), .string("json")],
        examples: [
            Example(
                "RES.TYPE DEFINE routers '{\"schema\":{\"required\":[\"host\"]},\"unique\":[\"/host\"]}'",
                "1) (integer) 1\n2) (integer) 1"),
            Example("RES.PUT routers default web '{\"host\":\"a\"}'", "1) (integer) 1\n2) (integer) 2"),
            Example(
                "RES.PUT routers default api '{\"host\":\"a\"}'",
                "(error) CONFLICT default:routers:api at /host: default:routers:web has the same value, "
                    + "which is to be unique; give one of them another"),
            Example(
                "RES.TYPE DEFINE routers '{\"keep\":5}'",
                "(error) INVALID the type routers: a definition has no member \"keep\"; it takes schema, "
                    + "assertFormats, indexes, refs, unique, namePattern, removeFields, history, ttl, store, cacheTTL, "
                    + "cacheBytes and maxBytes"),
        ]
    ) { context throws(CommandError) in
        try context.demand(.both, toAllOf: nil)
        let key = context.definitionKey(at: 2)
        let plan = try context.carryOut([Step(key, .put(context[3].array))])
        context.replyOutcome(plan.outcomes[0])
    }

    private static let drop = Command(
        "DROP", .exactly(3), [.write], .resources, since: "1.0.0",
        summary: "Takes a type's definition away, once there is no resource of it. Needs the right to all keys.",
        arguments: [.string("type")],
        examples: [
            Example(
                "RES.TYPE DROP routers",
                "(error) NOTFOUND the type routers does not exist; RES.TYPE LIST shows those that do"),
            Example("RES.TYPE DEFINE routers '{}'", "1) (integer) 1\n2) (integer) 1"),
            Example("RES.PUT routers default web 1", "1) (integer) 1\n2) (integer) 2"),
            Example(
                "RES.TYPE DROP routers",
                "(error) INUSE the type routers has resources, 1 in number: delete them before its definition"),
            Example("RES.DEL routers default web", "(integer) 1"),
            Example("RES.TYPE DROP routers", "1) (integer) 2\n2) (integer) 4"),
        ]
    ) { context throws(CommandError) in
        try context.demand(.both, toAllOf: nil)
        let plan = try context.carryOut([Step(context.definitionKey(at: 2), .delete())])
        context.replyOutcome(plan.outcomes[0])
    }

    private static let get = Command(
        "GET", .exactly(3), [.readOnly], .resources, since: "1.0.0",
        summary: "Answers the definition of a type.", arguments: [.string("type")],
        examples: [
            Example("RES.TYPE GET routers", "(nil)"),
            Example("RES.TYPE DEFINE routers '{\"ttl\": \"5s\"}'", "1) (integer) 1\n2) (integer) 1"),
            Example("RES.TYPE GET routers", "\"{\\\"ttl\\\":\\\"5s\\\"}\""),
        ]
    ) { context throws(CommandError) in
        guard let body = context.store.resource(context.definitionKey(at: 2))?.current.body else {
            return context.reply.null()
        }
        context.reply.bulk(body)
    }

    private static let list = Command(
        "LIST", .exactly(2), [.readOnly], .resources, since: "1.0.0",
        summary: "Answers the names of the types that are defined.", complexity: "O(N) with the number of types",
        examples: [
            Example("RES.TYPE LIST", "(empty array)"),
            Example("RES.TYPE DEFINE routers '{}'", "1) (integer) 1\n2) (integer) 1"),
            Example("RES.TYPE LIST", "1) \"routers\""),
        ]
    ) { context throws(CommandError) in
        let types = context.store.definedTypes
        context.reply.array(types.count)
        for type in types { context.reply.bulk(type.bytes) }
    }
}

extension Context {
    fileprivate func definitionKey(at index: Int) -> ResourceKey {
        Store.definitionKey(of: ByteString(self[index]))
    }
}
