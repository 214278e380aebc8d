// RES.REFS, RES.STATS and RES.CACHE: how resources hang together, and what they come to.

internal import Access
internal import Bytes
internal import Engine
internal import RESP
internal import Resources

package enum ResourceReadInsight {
    package static let family: [Command] = [references, statistics, cache]

    static let references = Command(
        "RES.REFS", .exactly(4), [.readOnly], .resources, since: "1.0.0",
        summary: "Answers what a resource refers to and what refers to it, as far as the client may read it.",
        complexity: "O(N) with N references", arguments: ResourceReadCommands.address,
        examples: [
            Example(
                "RES.REFS routers default web",
                "(error) NOTFOUND default:routers:web does not exist; RES.LIST shows what does"),
            Example("RES.PUT routers default web 1", "1) (integer) 1\n2) (integer) 1"),
            Example(
                "RES.REFS routers default web",
                "1) \"references\"\n2) (empty array)\n3) \"referencedBy\"\n4) (empty array)"),
        ]
    ) { context throws(CommandError) in
        let key = try context.resourceKey(at: 1)
        try context.demand(.read, to: key)
        let store = context.settledStore()
        guard store.resource(key)?.exists ?? false else {
            throw CommandError(.notFound(key))
        }
        try context.withTrueBodies { context throws(CommandError) in
            context.reply.map(2)
            context.replyReadable(store.targets(of: key), "references")
            context.replyReadable(store.referrers(of: key), "referencedBy")
        }
    }

    static let statistics = Command(
        "RES.STATS", .exactly(1), [.readOnly], .resources, since: "1.0.0",
        summary: "Answers epoch and revision, and what there is of the resources that the client may read; as types "
            + "count those that are defined and those of which there is one, as namespaces those that "
            + "RES.NAMESPACE LIST has.",
        complexity: "O(N) with N types in namespaces", tips: ["nondeterministic_output"]
    ) { context throws(CommandError) in
        let store = context.settledStore()
        let figures = store.figures { [context] shelf in
            context.may { rules in shelf.keyPrefix.withView { rules.cover($0, .read) } }
        }
        // What is cached is known of whole types: who may not read all learns nothing of it.
        let readsAll = context.may { $0.cover(ByteView(""), .read) }
        let (hits, misses) = readsAll ? (store.cacheFigures.hits, store.cacheFigures.misses) : (0, 0)
        context.reply.map(10)
        context.reply.entry("epoch", ByteString(Epoch.text(store.epoch)))
        context.reply.entry("revision", Int64(clamping: store.present))
        context.reply.entry("oldest-revision", Int64(clamping: figures.oldestKept))
        context.reply.entry("types", Int64(figures.types))
        context.reply.entry("namespaces", Int64(context.readableNamespaces.count))
        context.reply.entry("resources", Int64(figures.resources))
        context.reply.entry("versions", Int64(figures.versions))
        context.reply.entry("bytes", Int64(figures.bodyBytes))
        context.reply.entry("cache-hits", Int64(hits))
        context.reply.entry("cache-misses", Int64(misses))
    }

    // MARK: Cache

    static let cache = Command(
        "RES.CACHE", .atLeast(2), [], .resources, since: "1.0.0",
        summary: "Sees to bodies that memory has of types whose store is on disk.",
        complexity: "Depends on subcommand.", subcommands: [clear], helpSince: "1.0.0")

    private static let clear = Command(
        "CLEAR", .atLeast(2), [.admin], .resources, since: "1.0.0",
        summary: "Forgets the cached bodies of a type, or of all; answers how many those were.",
        complexity: "O(N) with N cached bodies",
        arguments: [.string("type", optional: true)],
        examples: [
            Example("RES.CACHE CLEAR", "(integer) 0"), Example("RES.CACHE CLEAR routers", "(integer) 0"),
            Example("RES.CACHE CLEAR routers services", "(error) ERR syntax error: it takes one type at most"),
        ]
    ) { context throws(CommandError) in
        guard context.count <= 3 else { throw .syntax("it takes one type at most") }
        let type = context.count == 3 ? try ResourceWords.type(context[2]) : nil
        context.reply.integer(Int64(context.store.clearCache(of: type)))
    }
}

extension Context {
    fileprivate mutating func replyReadable(_ keys: [ResourceKey], _ name: StaticString) {
        let readable = keys.filter { key in may { rules in key.bytes.withView { rules.allow($0, .read) } } }
        reply.word(name)
        reply.array(readable.count)
        for key in readable {
            reply.array(3)
            for part in [key.type, key.namespace, key.name] { reply.bulk(part.bytes) }
        }
    }
}

extension Shelf {
    /// What the keys of all its resources begin with.
    fileprivate var keyPrefix: [UInt8] {
        namespace.bytes + [UInt8(ascii: ":")] + catalog.name.bytes + [UInt8(ascii: ":")]
    }
}
