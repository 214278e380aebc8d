// RES.LIST and RES.FIND: many resources at once, page by page, as of one revision.

internal import Access
internal import Bytes
internal import Engine
internal import RESP
internal import Resources

package enum ResourceReadLists {
    package static let family: [Command] = [list, find]

    private static let limit = Argument.integer("limit", token: "LIMIT", optional: true)
    private static let cursor = Argument.string("cursor", token: "CURSOR", optional: true)

    private static let operators = Argument.oneOf(
        "condition",
        [
            Argument(
                "comparison", .block([.oneOf("operator", comparisons.map { .word($0) }), .string("value")])),
            .word("EXISTS"), .word("MISSING"),
        ])
    private static let comparisons = ["=", "!=", "<", "<=", ">", ">=", "IN", "PREFIX", "GLOB", "CONTAINS"]

    static let list = Command(
        "RES.LIST", .atLeast(3), [.readOnly], .resources, since: "1.0.0",
        summary: "Answers the resources of a type that meet conditions, a page at a time, as of one revision.",
        complexity: "O(P) with P resources on the page, where there are no conditions or an index fixes them; else "
            + "O(N) with N resources of the type",
        arguments: [
            .string("type"), .string("namespace"),
            Argument(
                "where", .block([.string("path"), operators]), token: "WHERE", optional: true, multiple: true,
                repeatsToken: true),
            Argument(
                "sort", .block([.string("path"), .oneOf("order", optional: true, [.word("ASC"), .word("DESC")])]),
                token: "SORT", optional: true, multiple: true, repeatsToken: true),
            .string("field", token: "FIELDS", optional: true, multiple: true), limit, cursor,
            .integer("revision", token: "AT", optional: true), .word("WITHMETA", optional: true),
            .string("format", token: "FORMAT", optional: true),
            .integer("milliseconds", token: "TIMEOUT", optional: true), .word("COUNT", optional: true),
        ],
        examples: [
            Example("RES.PUT routers default web '{\"weight\":20}'", "1) (integer) 1\n2) (integer) 1"),
            Example("RES.PUT routers default api '{\"weight\":5}'", "1) (integer) 1\n2) (integer) 2"),
            Example(
                "RES.LIST routers default WHERE /weight > 10",
                "1) \"revision\"\n2) (integer) 2\n3) \"cursor\"\n4) (nil)\n5) \"items\"\n6) 1) 1) \"default\"\n"
                    + "      2) \"web\"\n      3) \"{\\\"weight\\\":20}\""),
            Example("RES.LIST routers * COUNT", "(integer) 2"),
            Example(
                "RES.LIST routers default WHERE /weight IN 10",
                "(error) ERR WHERE … IN takes a JSON array, and '10' is none"),
        ]
    ) { context throws(CommandError) in
        let type = try ResourceWords.type(context[1])
        let namespace = context.spells(2, "*") ? nil : try ResourceWords.namespace(context[2])
        let request = try ResourceListRequest(list: context, in: namespace)
        guard let reading = try context.read(type, request) else { return }
        guard !request.counts else { return context.reply.integer(reading.count) }
        try context.replyPage(reading, request.shape)
    }

    static let find = Command(
        "RES.FIND", .atLeast(4), [.readOnly], .resources, since: "1.0.0",
        summary: "Answers the resources that an index has under a key or the beginning of one, in its order.",
        complexity: "O(P) with P resources on the page",
        arguments: [
            .string("type"), .string("index"), .integer("numkeys"),
            .string("key", optional: true, multiple: true),
            .string("namespace", token: "NAMESPACE", optional: true), limit, cursor,
            .word("WITHMETA", optional: true),
        ],
        examples: [
            Example(
                "RES.TYPE DEFINE routers '{\"indexes\":{\"byHost\":[\"/host\"]}}'", "1) (integer) 1\n2) (integer) 1"),
            Example("RES.PUT routers default web '{\"host\":\"a\"}'", "1) (integer) 1\n2) (integer) 2"),
            Example(
                "RES.FIND routers byHost 1 a",
                "1) \"revision\"\n2) (integer) 2\n3) \"cursor\"\n4) (nil)\n5) \"items\"\n6) 1) 1) \"default\"\n"
                    + "      2) \"web\"\n      3) \"{\\\"host\\\":\\\"a\\\"}\""),
            Example(
                "RES.FIND routers byPort 1 80",
                "(error) NOTFOUND the type routers has no index 'byPort'; RES.TYPE GET shows those that it has"),
            Example(
                "RES.FIND routers byHost 2 a",
                "(error) ERR Number of keys can't be greater than number of args"),
        ]
    ) { context throws(CommandError) in
        let type = try ResourceWords.type(context[1])
        let request = try ResourceListRequest(find: context)
        guard let reading = try context.read(type, request) else { return }
        try context.replyPage(reading, request.shape)
    }
}

extension Context {
    fileprivate mutating func replyPage(_ reading: Reading, _ shape: ResourceShape) throws(CommandError) {
        try withTrueBodies { context throws(CommandError) in context.reply.page(reading.page, shape) }
    }

    /// Reads the store for who may, as long as the client has patience; nil where the rest is done in slices.
    fileprivate func read(_ type: ByteString, _ request: ResourceListRequest) throws(CommandError) -> Reading? {
        let namespace = request.query.namespace
        try demand(.read, toAllOf: namespace, type: namespace == nil ? nil : type)
        do throws(StoreError) {
            if let work = takePrepared(ListWork.self) { return try work.outcome() }
            engine.expireSlice { false }
            let end = request.patience.map { engine.nanoseconds.addingReportingOverflow($0 &* 1_000_000).partialValue }
            let reading = try store.reading(
                of: type, request.query, for: request.counts ? .count : .page,
                isTooLate: { [engine] in end.map { engine.nanoseconds >= $0 } ?? false })
            if try reading.goOn(until: { mayWait && reading.looked >= ListWork.looksAtOnce }) { return reading }
            begin(ListWork(reading, of: type))
            return nil
        } catch {
            throw CommandError(error)
        }
    }
}
