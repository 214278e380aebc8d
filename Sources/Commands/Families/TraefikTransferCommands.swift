// TRAEFIK.IMPORT and TRAEFIK.EXPORT: a whole routing comes in as one commit, and goes out as it was at one revision.

internal import Access
internal import Bytes
internal import Engine
internal import Exports
internal import Keyspace
internal import RESP
internal import Resources
internal import Text
internal import Traefik

package enum TraefikTransferCommands {
    package static let family: [Command] = [take, give]

    static let take = Command(
        "TRAEFIK.IMPORT", .atLeast(3), [.write, .denyOutOfMemory], .resources, since: "1.0.0",
        summary: "Makes the objects of a document those of a namespace, in one commit; on DRYRUN says what would "
            + "change. KV without a document adopts the plain keys under the root.",
        complexity: "O(N log N) with the size of the document and of the namespace",
        arguments: [
            .string("namespace"), .oneOf("form", RoutingForm.argument), .string("document", optional: true),
            .oneOf("mode", optional: true, [.word("MERGE"), .word("REPLACE")]), .word("DRYRUN", optional: true),
        ],
        examples: [
            Example(
                "TRAEFIK.IMPORT default YAML \"http:\\n  services:\\n    web:\\n      loadBalancer:\\n        "
                    + "servers:\\n          - url: http://10.0.0.1\\n\"",
                "1) \"revision\"\n2) (integer) 1\n3) \"changes\"\n4) (integer) 1"),
            Example(
                "TRAEFIK.IMPORT default KV '{\"traefik/http/routers/web/rule\":\"Path(`/`)\","
                    + "\"traefik/http/routers/web/service\":\"web\"}'",
                "1) \"revision\"\n2) (integer) 2\n3) \"changes\"\n4) (integer) 1"),
            Example(
                "TRAEFIK.IMPORT default JSON '{\"http\":{\"routers\":{\"api\":{\"rul\":1}}}}'",
                "(error) INVALID default:http.routers:api: /rul: no such field: write rule or ruleSyntax"),
            Example(
                "TRAEFIK.IMPORT default YAML \"http:\\n  routers: [\\n\"",
                "(error) INVALID line 2, column 12: this bracket is never closed"),
            Example(
                "TRAEFIK.IMPORT default JSON '{\"grpc\":{}}'",
                "(error) INVALID /grpc: Traefik knows no such section; there are http, tcp, udp and tls"),
            Example(
                "TRAEFIK.IMPORT default JSON '{}' REPLACE DRYRUN",
                """
                 1) "revision"
                 2) (integer) 3
                 3) "changes"
                 4) (integer) 2
                 5) "objects"
                 6) 1) "added"
                    2) (empty array)
                    3) "changed"
                    4) (empty array)
                    5) "removed"
                    6) 1) "http.routers/web"
                       2) "http.services/web"
                 7) "keys"
                 8) 1) "added"
                    2) (empty array)
                    3) "changed"
                    4) (empty array)
                    5) "removed"
                    6) 1) "traefik/http/routers/web/rule"
                       2) "traefik/http/routers/web/service"
                       3) "traefik/http/services/web/loadBalancer/servers/0/url"
                 9) "unreachable"
                10) (empty array)
                11) "elsewhere"
                12) (empty array)
                """),
        ]
    ) { context throws(CommandError) in
        try context.importRouting()
    }

    static let give = Command(
        "TRAEFIK.EXPORT", .atLeast(1), [.readOnly], .resources, since: "1.0.0",
        summary: "Answers the routing of a namespace as a document, now or as it was at a revision.",
        complexity: "O(N) with the number of objects",
        arguments: [
            .string("namespace", token: "NAMESPACE", optional: true),
            .oneOf("form", optional: true, RoutingForm.argument), .integer("revision", token: "AT", optional: true),
        ],
        examples: [
            Example("TRAEFIK.EXPORT", "\"{}\\n\""),
            Example(
                "TRAEFIK.EXPOSE default web RULE 'Host(`a.example`)' URL http://10.0.0.1:80",
                "1) \"revision\"\n2) (integer) 1\n3) \"changes\"\n4) (integer) 3"),
            Example(
                "TRAEFIK.EXPORT",
                #""http:\n  routers:\n    web:\n      service: web\n      rule: Host(`a.example`)\n  services:\n"#
                    + #"    web:\n      loadBalancer:\n        servers:\n          - url: http://10.0.0.1:80\n""#),
            Example(
                "TRAEFIK.EXPORT NAMESPACE default KV",
                #""{\"traefik/http/routers/web/rule\":\"Host(`a.example`)\","#
                    + #"\"traefik/http/routers/web/service\":\"web\","#
                    + #"\"traefik/http/services/web/loadBalancer/servers/0/url\":\"http://10.0.0.1:80\"}""#),
            Example("TRAEFIK.EXPORT JSON AT 0", "\"{}\""),
        ]
    ) { context throws(CommandError) in
        var namespace: ByteString?
        var form: RoutingForm?
        var revision: Revision?
        var words = OptionWords(context, from: 1)
        while let word = words.next() {
            if word.spells("namespace"), namespace == nil {
                namespace = try ResourceWords.namespace(words.value())
            } else if word.spells("at"), revision == nil {
                revision = try words.number("AT", from: 0)
            } else if form == nil, let named = RoutingForm(word) {
                form = named
            } else {
                throw .syntax(
                    "'\(word.prefix(64).text)' has no meaning there: NAMESPACE, AT and a form (YAML, JSON, TOML or KV) "
                        + "may stand behind TRAEFIK.EXPORT, each once")
            }
        }
        try context.demand(.read, toAllOf: namespace ?? "default")
        let routing = try context.routing(of: namespace ?? "default", at: revision)
        context.reply.bulk(try (form ?? .document(.yaml)).write(routing))
    }
}

/// What TRAEFIK.IMPORT is asked for.
private struct ImportRequest {
    let form: RoutingForm
    /// Where the document stands; nil where keys are to be adopted.
    private(set) var document: Int?
    private(set) var replaces = false
    private(set) var onlyThinks = false

    init(_ context: borrowing Context) throws(CommandError) {
        guard let form = RoutingForm(context[2]) else {
            throw .syntax("a document is YAML, JSON, TOML or KV, not '\(context[2].prefix(64).text)'")
        }
        self.form = form
        var index = 3
        var hasMode = false
        if case .document = form {
            guard index < context.count else { throw .syntax("the document is missing") }
            document = index
        } else if index < context.count, !Self.isOption(context, at: index) {
            document = index
        }
        if document != nil { index += 1 }
        while index < context.count {
            if context.spells(index, "dryrun"), !onlyThinks {
                onlyThinks = true
            } else if !hasMode, context.spells(index, "merge") || context.spells(index, "replace") {
                hasMode = true
                replaces = context.spells(index, "replace")
            } else {
                throw .syntax(
                    "'\(context[index].prefix(64).text)' has no meaning there: MERGE or REPLACE, and DRYRUN, may be")
            }
            index += 1
        }
    }

    private static func isOption(_ context: borrowing Context, at index: Int) -> Bool {
        context.spells(index, "merge") || context.spells(index, "replace") || context.spells(index, "dryrun")
    }
}

extension Context {
    fileprivate mutating func importRouting() throws(CommandError) {
        let namespace = try namespace(at: 1)
        let request = try ImportRequest(self)
        // What is refused, and what is planned, tells of what is there.
        try demand(.both, toAllOf: namespace)
        guard let place = request.document else { return try adoptKeys(into: namespace, request) }
        let work = takePrepared(ImportWork.self)
        if work == nil, isLong(self[place].count) {
            return begin(ImportWork(self[place].array, request.form, into: namespace, services))
        }
        let given = if let work { try work.document() } else { try request.form.read(self[place]) }
        let exporter = services.exporter
        exporter.renderings = work?.renderings ?? [:]
        defer { exporter.renderings = [:] }
        try importRouting(given, into: namespace, request, knowing: work?.findings ?? [:]) {
            context, steps throws(CommandError) in
            try context.carryOut(steps)
        }
    }

    private mutating func importRouting(
        _ given: Routing, into namespace: ByteString, _ request: ImportRequest,
        knowing findings: [ResourceKey: ImportFinding] = [:],
        _ carryOut: (Context, [Step]) throws(CommandError) -> Plan
    ) throws(CommandError) {
        let old = request.onlyThinks ? try routing(of: namespace) : Routing()
        let (store, head) = (settledStore(), store.head)
        var steps: [Step]
        do throws(StoreError) {
            let change = try RoutingImport(
                given, into: namespace, of: store, from: request.form, knowing: findings)
            steps = change.steps(replacing: request.replaces)
            if request.replaces { steps += try stepsToEndExposures(in: namespace, change) }
        } catch {
            throw CommandError(error)
        }
        guard request.onlyThinks else {
            return replyHead(of: try carryOut(self, steps), head, members: 2)
        }
        replyPlan(try self.carryOut(steps, onlyThinking: true), of: namespace, from: old)
    }

    /// Nothing is exposed of which nothing is left.
    private func stepsToEndExposures(
        in namespace: ByteString, _ change: RoutingImport
    ) throws(StoreError) -> [Step] {
        let page = try store.page(of: Exposure.type, Query(namespace: namespace))
        return page.items.filter { change.ends($0.resource.name) }.map { Step($0.resource.key, .delete()) }
    }

    // MARK: Adopting

    /// Plain keys under the root become resources, and go in the same commit.
    private mutating func adoptKeys(into namespace: ByteString, _ request: ImportRequest) throws(CommandError) {
        let root = try ownRoot(of: namespace)
        try demand(.both, toAllUnder: Array(root.name.utf8) + [UInt8(ascii: "/")])
        let pairs = plainKeys(under: root)
        let exporter = services.exporter
        exporter.leavingKeys = Set(pairs.map { ByteString($0.key) })
        defer { exporter.leavingKeys = [] }
        try importRouting(try RoutingForm.routing(of: pairs, under: root), into: namespace, request) {
            context, steps throws(CommandError) in
            // Once it is known that nothing can be refused.
            var plan = try context.carryOut(steps, onlyThinking: true)
            let engine = context.engine
            try engine.together { () throws(CommandError) in
                for pair in pairs { _ = pair.key.withView { engine.delete($0, in: engine.shelf) } }
                exporter.leavingKeys = []
                plan = try context.carryOut(steps)
            }
            return plan
        }
    }

    /// Where the objects of a namespace stand under their own names.
    private func ownRoot(of namespace: ByteString) throws(CommandError) -> TreeRoot {
        guard let place = services.exporter.destinations[namespace], place.prefix.isEmpty else {
            throw CommandError(
                "INVALID", "\(namespace.text) has no root of its own, so there are no keys to adopt: send the document")
        }
        return place.root
    }

    private func plainKeys(under root: TreeRoot) -> [TreePair] {
        let reader = TreeReader(root)
        var pairs: [TreePair] = []
        engine.shelf.forEach { record in
            guard record.kind == .string, !engine.hasEnded(record) else { return }
            let key = record.key.array
            guard reader.isSeen(key) else { return }
            pairs.append(TreePair(key: key, value: record.content.withView { $0.array }))
        }
        return pairs
    }
}
