// RES.NAMESPACE: which namespaces there are, what may stand in them, and what does.

internal import Access
internal import Bytes
internal import Engine
internal import RESP
internal import Resources

package enum ResourceWriteNamespaces {
    package static let family: [Command] = [namespace]

    static let namespace = Command(
        "RES.NAMESPACE", .atLeast(2), [], .resources, since: "1.0.0",
        summary: "A container for commands on the namespaces of resources.",
        subcommands: [create, drop, list, quota, stats], helpSince: "1.0.0")

    private static let create = Command(
        "CREATE", .exactly(3), [.write, .denyOutOfMemory], .resources, since: "1.0.0",
        summary: "Makes a namespace before anything stands in it; the first write would do as well.",
        arguments: [.string("namespace")],
        examples: [
            Example("RES.NAMESPACE CREATE team-a", "1) (integer) 1\n2) (integer) 1"),
            Example(
                "RES.NAMESPACE CREATE team-a",
                "(error) EXISTS the namespace team-a is there, at version 1; "
                    + "RES.NAMESPACE QUOTA says what it may hold"),
            Example("RES.PUT routers team-a web {}", "1) (integer) 1\n2) (integer) 2"),
            Example("RES.DEL routers team-a web", "(integer) 1"),
            Example("RES.NAMESPACE LIST", "1) \"team-a\""),
        ]
    ) { context throws(CommandError) in
        let key = try context.namespaceKey(at: 2)
        try context.demand(.write, toAllOf: key.name)
        context.replyOutcome(try context.carryOut([Step(key, .create(Quota().body))]).outcomes[0])
    }

    private static let drop = Command(
        "DROP", .exactly(3), [.write], .resources, since: "1.0.0",
        summary: "Deletes everything in a namespace, and the namespace, in one commit; answers how many resources.",
        complexity: "O(N) with the number of resources", arguments: [.string("namespace")],
        examples: [
            Example("RES.PUT routers team-a web {}", "1) (integer) 1\n2) (integer) 1"),
            Example("RES.NAMESPACE DROP team-a", "(integer) 1"),
            Example(
                "RES.NAMESPACE DROP team-a",
                "(error) NOTFOUND the namespace team-a does not exist; RES.NAMESPACE LIST shows those that do"),
        ]
    ) { context throws(CommandError) in
        let key = try context.namespaceKey(at: 2)
        try context.demand(.write, toAllOf: key.name)
        let namespace = try context.existing(key)
        // Else a tenant could be rid of its quota.
        if namespace.quota.map({ $0 != Quota() }) ?? false { try context.demand(.write, toAllOf: nil) }
        let count = namespace.resources
        try context.carryOut(context.store.stepsToDrop(key.name))
        context.reply.integer(count)
    }

    private static let list = Command(
        "LIST", .exactly(2), [.readOnly], .resources, since: "1.0.0",
        summary: "Answers the namespaces that there are, as far as the user may read them: those that were made by "
            + "CREATE or QUOTA, until they are dropped, and those in which something stands.",
        complexity: "O(N) with the number of namespaces",
        examples: [
            Example("RES.NAMESPACE LIST", "(empty array)"),
            Example("RES.PUT routers team-a web {}", "1) (integer) 1\n2) (integer) 1"),
            Example("RES.NAMESPACE LIST", "1) \"team-a\""),
        ]
    ) { context throws(CommandError) in
        let names = context.readableNamespaces
        context.reply.array(names.count)
        for name in names { context.reply.bulk(name.bytes) }
    }

    private static let quota = Command(
        "QUOTA", .atLeast(3), [.write, .denyOutOfMemory], .resources, since: "1.0.0",
        summary: "Says how much may stand in a namespace, which needs the right to all keys; answers what holds then.",
        arguments: [
            .string("namespace"), .string("count|NONE", token: "RESOURCES", optional: true),
            .string("count|NONE", token: "BYTES", optional: true),
        ],
        examples: [
            Example(
                "RES.NAMESPACE QUOTA team-a RESOURCES 1",
                "1) \"resources\"\n2) (integer) 1\n3) \"bytes\"\n4) (nil)"),
            Example("RES.PUT routers team-a web {}", "1) (integer) 1\n2) (integer) 2"),
            Example(
                "RES.PUT routers team-a api {}",
                "(error) QUOTA the namespace team-a would have 2 resources, and its quota is 1; delete something, "
                    + "or raise it with RES.NAMESPACE QUOTA"),
            Example(
                "RES.NAMESPACE QUOTA team-a RESOURCES NONE BYTES 1000",
                "1) \"resources\"\n2) (nil)\n3) \"bytes\"\n4) (integer) 1000"),
        ]
    ) { context throws(CommandError) in
        let key = try context.namespaceKey(at: 2)
        let options = try ResourceWriteOptions(of: context, from: 3, [.resources, .bytes])
        if context.count == 3 {
            try context.demand(.read, toAllOf: key.name)
        } else {
            try context.demand(.both, toAllOf: nil)
        }
        var quota = context.store.namespace(key.name)?.quota ?? Quota()
        if let place = options[.resources] { quota.resources = try context.bound(at: place) }
        if let place = options[.bytes] { quota.bytes = try context.bound(at: place) }
        if context.count > 3 { try context.carryOut([Step(key, .put(quota.body))]) }
        context.reply.map(2)
        context.replyBounds(quota)
    }

    private static let stats = Command(
        "STATS", .exactly(3), [.readOnly], .resources, since: "1.0.0",
        summary: "Answers how much stands in a namespace: resources, bytes of their bodies and of all that are kept.",
        arguments: [.string("namespace")],
        examples: [
            Example("RES.PUT routers team-a web 123", "1) (integer) 1\n2) (integer) 1"),
            Example("RES.PUT routers team-a web 45", "1) (integer) 2\n2) (integer) 2"),
            Example(
                "RES.NAMESPACE STATS team-a",
                """
                 1) "resources"
                 2) (integer) 1
                 3) "bytes"
                 4) (integer) 2
                 5) "kept-bytes"
                 6) (integer) 5
                 7) "quota-resources"
                 8) (nil)
                 9) "quota-bytes"
                10) (nil)
                """),
            Example(
                "RES.NAMESPACE STATS team-b",
                "(error) NOTFOUND the namespace team-b does not exist; RES.NAMESPACE LIST shows those that do"),
        ]
    ) { context throws(CommandError) in
        let key = try context.namespaceKey(at: 2)
        try context.demand(.read, toAllOf: key.name)
        let namespace = try context.existing(key)
        context.reply.map(5)
        for (word, count) in [
            ("resources", namespace.resources), ("bytes", namespace.bytes), ("kept-bytes", namespace.keptBytes),
        ] {
            context.reply.bulk(word)
            context.reply.integer(count)
        }
        context.replyBounds(namespace.quota ?? Quota(), "quota-")
    }
}

extension Context {
    /// The names of the namespaces that there are, as far as the user may read all of them, in order.
    var readableNamespaces: [ByteString] {
        settledStore().existingNamespaces.map(\.name).filter { may(.read, allOf: $0) }
    }

    fileprivate func namespaceKey(at index: Int) throws(CommandError) -> ResourceKey {
        Store.namespaceKey(of: try namespace(at: index))
    }

    /// The namespace that is asked for; it was made on purpose, or something stands in it.
    fileprivate func existing(_ key: ResourceKey) throws(CommandError) -> Namespace {
        guard let namespace = settledStore().namespace(key.name), namespace.exists else {
            throw CommandError(.notFound(key))
        }
        return namespace
    }

    /// A bound of a quota: a number, or NONE.
    fileprivate func bound(at index: Int) throws(CommandError) -> Int? {
        if spells(index, "none") { return nil }
        guard let bound = self[index].integer.flatMap(Int.init(exactly:)), bound >= 0 else {
            throw .wholeNumber(self[index - 1].text.uppercased(), from: 0, or: "NONE")
        }
        return bound
    }

    fileprivate mutating func replyBounds(_ quota: Quota, _ prefix: String = "") {
        for (word, bound) in [("resources", quota.resources), ("bytes", quota.bytes)] {
            reply.bulk(prefix + word)
            if let bound { reply.integer(bound) } else { reply.null() }
        }
    }
}
