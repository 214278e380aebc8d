// Commands that delete resources: by name, by what an index finds, or all of a type.

internal import Access
internal import Bytes
internal import Engine
internal import RESP
internal import Resources

package enum ResourceWriteRemoval {
    package static let family: [Command] = [delete, drop, clear]

    static let delete = Command(
        "RES.DEL", .atLeast(4), [.write], .resources, since: "1.0.0",
        summary: "Deletes resources of a type in a namespace, all in one commit; answers how many were there.",
        complexity: "O(N) with the number of names",
        arguments: [
            .string("type"), .string("namespace"), .string("name", multiple: true),
            .integer("version", token: "IFVERSION", optional: true),
        ],
        examples: [
            Example("RES.PUT routers default web '{}'", "1) (integer) 1\n2) (integer) 1"),
            Example("RES.PUT routers default api '{}'", "1) (integer) 1\n2) (integer) 2"),
            Example("RES.DEL routers default web api absent", "(integer) 2"),
            Example("RES.DEL routers default web", "(integer) 0"),
            Example(
                "RES.DEL routers default web api IFVERSION 1",
                "(error) ERR syntax error: IFVERSION goes with exactly one name"),
        ]
    ) { context throws(CommandError) in
        let deletion = try Deletion(in: context)
        for key in deletion.keys { try context.demand(.write, to: key) }
        let steps = try deletion.steps(in: context)
        try context.carryOut(steps)
        context.reply.integer(steps.count)
    }

    static let drop = Command(
        "RES.DROP", .atLeast(5), [.write], .resources, since: "1.0.0",
        summary: "Deletes what an index finds by its first keys, in one commit; answers how many resources.",
        complexity: "O(N log M) with N resources found among M",
        arguments: [
            .string("type"), .string("index"), .integer("numkeys"), .string("key", multiple: true),
            .string("namespace", token: "NAMESPACE", optional: true),
        ],
        examples: [
            Example(
                "RES.TYPE DEFINE routers '{\"indexes\":{\"byHost\":[\"/host\"]}}'", "1) (integer) 1\n2) (integer) 1"),
            Example("RES.PUT routers default web '{\"host\":\"a\"}'", "1) (integer) 1\n2) (integer) 2"),
            Example("RES.PUT routers default api '{\"host\":\"b\"}'", "1) (integer) 1\n2) (integer) 3"),
            Example("RES.DROP routers byHost 1 a NAMESPACE default", "(integer) 1"),
            Example("RES.DROP routers byHost 1 a", "(integer) 0"),
            Example(
                "RES.DROP routers byPort 1 a",
                "(error) NOTFOUND the type routers has no index 'byPort'; RES.TYPE GET shows those that it has"),
            Example("RES.DROP routers byHost 0 a", "(error) ERR numkeys should be greater than 0"),
        ]
    ) { context throws(CommandError) in
        let search = try IndexSearch(in: context)
        try context.demand(.write, toAllOf: search.namespace, type: search.namespace == nil ? nil : search.type)
        try context.delete(try search.steps(in: context.settledStore()))
    }

    static let clear = Command(
        "RES.CLEAR", .exactly(3), [.write], .resources, since: "1.0.0",
        summary: "Deletes every resource of a type in a namespace, in one commit; answers how many there were.",
        complexity: "O(N) with the number of resources",
        arguments: [.string("type"), .string("namespace")],
        examples: [
            Example("RES.PUT routers default web 1", "1) (integer) 1\n2) (integer) 1"),
            Example("RES.PUT routers default api 1", "1) (integer) 1\n2) (integer) 2"),
            Example("RES.CLEAR routers default", "(integer) 2"), Example("RES.CLEAR routers default", "(integer) 0"),
        ]
    ) { context throws(CommandError) in
        let (type, namespace) = (try context.type(at: 1), try context.namespace(at: 2))
        try context.demand(.write, toAllOf: namespace, type: type)
        try context.delete(context.settledStore().stepsToClear(type, in: namespace))
    }
}

/// What RES.DEL is asked for.
private struct Deletion {
    private(set) var keys: [ResourceKey] = []
    private var version: UInt64?

    init(in context: borrowing Context) throws(CommandError) {
        var end = context.count
        if end > 5, context.spells(end - 2, "ifversion") {
            end -= 2
            version = try context.version(at: end + 1, of: "IFVERSION")
            guard end == 4 else { throw .syntax("IFVERSION goes with exactly one name") }
        }
        var seen: Set<ResourceKey> = []
        for index in 3..<end {
            let key = try context.resourceKey(type: context[1], namespace: context[2], name: context[index])
            if seen.insert(key).inserted { keys.append(key) }
        }
    }

    /// Of what is not there nothing has to be deleted, unless a version of it is expected.
    func steps(in context: borrowing Context) throws(CommandError) -> [Step] {
        if let version { return [Step(keys[0], .delete(ifVersion: version))] }
        let store = context.settledStore()
        var steps: [Step] = []
        for key in keys {
            if store.resource(key)?.exists == true {
                steps.append(Step(key, .delete()))
            } else {
                try context.refusePlainKey(key)
            }
        }
        return steps
    }
}

/// What RES.DROP is asked for.
private struct IndexSearch {
    let type: ByteString
    let namespace: ByteString?
    private let index: ByteString
    private let keys: [[UInt8]]
    /// As commands of Redis say it.
    private static let wrongCount = "numkeys should be greater than 0"

    init(in context: borrowing Context) throws(CommandError) {
        let count = try context.integer(at: 3, otherwise: Self.wrongCount)
        guard count > 0 else { throw CommandError(Self.wrongCount) }
        guard count <= context.count - 4 else {
            throw CommandError("Number of keys can't be greater than number of args")
        }
        let end = 4 + Int(count)
        let options = try ResourceWriteOptions(of: context, from: end, [.namespace])
        type = try context.type(at: 1)
        namespace = try options[.namespace].map { place throws(CommandError) in try context.namespace(at: place) }
        index = ByteString(context[2])
        keys = (4..<end).map { IndexKeys.key(ofArgument: context[$0]) }
    }

    func steps(in store: Store) throws(CommandError) -> [Step] {
        do throws(StoreError) { return try store.stepsToDrop(type, by: index, keys, in: namespace) } catch {
            throw CommandError(error)
        }
    }
}

extension Context {
    /// Carries out deletions and answers how many they were.
    fileprivate mutating func delete(_ steps: [Step]) throws(CommandError) {
        try carryOut(steps)
        reply.integer(steps.count)
    }
}
