// RES.HISTORY and RES.DIFF: what a resource has been, also one that is deleted.

internal import Access
internal import Bytes
internal import Engine
internal import JSON
internal import RESP
internal import Resources

package enum ResourceReadHistory {
    package static let family: [Command] = [history, diff]

    static let history = Command(
        "RES.HISTORY", .atLeast(4), [.readOnly], .resources, since: "1.0.0",
        summary: "Answers the versions of a resource that are kept, the newest first, also of one that is deleted.",
        complexity: "O(N) with N versions told",
        arguments: ResourceReadCommands.address + [
            .integer("limit", token: "LIMIT", optional: true), .integer("version", token: "BEFORE", optional: true),
            .word("WITHBODY", optional: true),
        ],
        examples: [
            Example("RES.HISTORY routers default web", "(empty array)"),
            Example("RES.PUT routers default web 1", "1) (integer) 1\n2) (integer) 1"),
            Example("RES.HISTORY routers default web BEFORE 1", "(empty array)"),
            Example("RES.HISTORY routers default web LIMIT 0", "(error) ERR LIMIT takes a whole number from 1"),
        ]
    ) { context throws(CommandError) in
        let options = try ResourceHistoryOptions(context)
        let resource = try context.resourceOfHistory()
        let kept = resource.map { Array($0.versions) } ?? []
        let versions = kept.reversed().drop { $0.number >= options.end }.prefix(options.limit)
        try context.withTrueBodies { context throws(CommandError) in
            context.reply.array(versions.count)
            for version in versions { context.reply.version(version, withBody: options.hasBodies) }
        }
    }

    static let diff = Command(
        "RES.DIFF", .exactly(6), [.readOnly], .resources, since: "1.0.0",
        summary: "Answers the JSON Patch that makes one version of a resource of another.",
        complexity: "O(N) with the size of both bodies",
        arguments: ResourceReadCommands.address + [.integer("from"), .integer("to")],
        examples: [
            Example("RES.PUT routers default web '{\"a\":1}'", "1) (integer) 1\n2) (integer) 1"),
            Example(
                "RES.DIFF routers default web 1 2",
                "(error) NOTFOUND default:routers:web has no version 2; RES.HISTORY lists those it has"),
            Example("RES.PUT routers default web '{\"a\":1,\"b\":2}'", "1) (integer) 2\n2) (integer) 2"),
            Example(
                "RES.DIFF routers default web 1 2",
                "\"[{\\\"op\\\":\\\"add\\\",\\\"path\\\":\\\"/b\\\",\\\"value\\\":2}]\""),
            Example("RES.DIFF routers default web 0 2", "(error) ERR a version is a whole number from 1"),
        ]
    ) { context throws(CommandError) in
        var words = OptionWords(context, from: 4)
        let numbers = [try words.versionNumber(), try words.versionNumber()]
        let resource = try context.resourceOfHistory()
        try context.withTrueBodies { context throws(CommandError) in
            let before = try context.document(of: numbers[0], resource)
            let after = try context.document(of: numbers[1], resource)
            context.reply.bulk(JSONPatch(from: before, to: after).value.bytes)
        }
    }
}

extension Context {
    /// The resource that the first arguments name, for who may read it; nil where there never was one.
    fileprivate func resourceOfHistory() throws(CommandError) -> Resource? {
        let key = try resourceKey(at: 1)
        try demand(.read, to: key)
        engine.expireSlice { false }
        return store.resource(key)
    }

    fileprivate func document(of number: UInt64, _ resource: Resource?) throws(CommandError) -> JSONValue {
        let key = try resourceKey(at: 1)
        do throws(StoreError) {
            guard let item = try store.item(key, version: number) else {
                throw StoreError(.notFound, "\(key.text) has no version \(number); RES.HISTORY lists those it has")
            }
            guard let body = item.version.body else {
                throw StoreError(.notFound, "version \(number) of \(key.text) is its deletion, which has no body")
            }
            return body.withView { JSONValue(JSONView($0)) }
        } catch {
            throw CommandError(error)
        }
    }
}

extension OptionWords {
    fileprivate mutating func versionNumber() throws(CommandError) -> UInt64 {
        guard let given = try value().integer, given > 0 else {
            throw CommandError("a version is a whole number from 1")
        }
        return UInt64(given)
    }
}

extension ReplyWriter {
    fileprivate mutating func version(_ version: Version, withBody: Bool) {
        map(withBody ? 7 : 6)
        entry("version", Int64(clamping: version.number))
        entry("revision", Int64(clamping: version.revision))
        entry("time", version.time)
        entry("author", version.author)
        entry("event", ByteString(version.event.name))
        entry("expires", version.end)
        guard withBody else { return }
        word("resource")
        if let body = version.body { bulk(body) } else { null() }
    }
}

private struct ResourceHistoryOptions {
    private(set) var limit = Int.max
    /// Versions from this on are not told.
    private(set) var end = UInt64.max
    private(set) var hasBodies = false

    init(_ context: Context) throws(CommandError) {
        var words = OptionWords(context, from: 4)
        while let word = words.next() {
            if word.spells("limit") {
                limit = try words.number("LIMIT", from: 1)
            } else if word.spells("before") {
                end = try words.number("BEFORE", from: 1)
            } else if word.spells("withbody") {
                hasBodies = true
            } else {
                throw words.refusal(of: word)
            }
        }
    }
}
