// TRAEFIK.MATCH: which router would take a request, and what the request meets behind it.

internal import Access
internal import Bytes
internal import Engine
internal import RESP
internal import Resources
internal import Traefik

package enum TraefikMatchCommands {
    package static let family: [Command] = [match]

    static let match = Command(
        "TRAEFIK.MATCH", .atLeast(5), [.readOnly], .resources, since: "1.0.0",
        summary: "Answers which router would take a request, in Traefik's order, what is behind it, and who else "
            + "would; nothing where none would.",
        complexity: "O(M) with M routers that may take it; O(N) with N routers after a change",
        arguments: [
            .string("namespace"), .string("method"), .string("host"), .string("path"),
            Argument(
                "header", .block([.string("name"), .string("value")]), token: "HEADER", optional: true, multiple: true),
            .string("address", token: "CLIENTIP", optional: true),
            .string("entrypoint", token: "ENTRYPOINT", optional: true),
        ],
        examples: [
            Example(
                "TRAEFIK.EXPOSE default web RULE 'Host(`a.example`)' URL http://10.0.0.1:80",
                "1) \"revision\"\n2) (integer) 1\n3) \"changes\"\n4) (integer) 3"),
            Example(
                "TRAEFIK.EXPOSE default api RULE 'Host(`a.example`) && PathPrefix(`/api`)' URL http://10.0.0.2:80",
                "1) \"revision\"\n2) (integer) 2\n3) \"changes\"\n4) (integer) 3"),
            Example(
                "TRAEFIK.MATCH default GET a.example /api/users",
                """
                 1) "router"
                 2) "api"
                 3) "rule"
                 4) "Host(`a.example`) && PathPrefix(`/api`)"
                 5) "priority"
                 6) (integer) 39
                 7) "behind"
                 8) (empty array)
                 9) "middlewares"
                10) (empty array)
                11) "service"
                12) "api"
                13) "servers"
                14) 1) "http://10.0.0.2:80"
                15) "ambiguous"
                16) (empty array)
                17) "others"
                18) 1) 1) "router"
                       2) "web"
                       3) "rule"
                       4) "Host(`a.example`)"
                       5) "priority"
                       6) (integer) 17
                """),
            Example("TRAEFIK.MATCH default GET b.example /", "(nil)"),
            Example(
                "TRAEFIK.MATCH default GET a.example / CLIENTIP here",
                "(error) ERR CLIENTIP takes an IP address, not 'here'"),
        ]
    ) { context throws(CommandError) in
        let namespace = try context.namespace(at: 1)
        let request = try context.requestToMatch()
        try context.demand(.read, toAllOf: namespace)
        let entry = try context.routerTable(of: namespace)
        guard let match = entry.table.match(request) else { return context.reply.null() }
        context.reply.match(match, RequestWay(match, in: entry.routing))
    }
}

extension Context {
    fileprivate func routerTable(of namespace: ByteString) throws(CommandError) -> RouterTables.Entry {
        let tables = services.routerTables
        let store = settledStore()
        if let entry = tables.entry(of: namespace, in: store, traefikTarget) { return entry }
        return tables.make(try routing(of: namespace), of: namespace, in: store, traefikTarget)
    }

    fileprivate func requestToMatch() throws(CommandError) -> Request {
        var headers: [(String, String)] = []
        var clientIP: Address?
        var entryPoint: String?
        var words = OptionWords(self, from: 5)
        while let word = words.next() {
            if word.spells("header") {
                repeat {
                    headers.append((try words.value().text, try words.value().text))
                } while words.isAtHeader
            } else if word.spells("clientip"), clientIP == nil {
                let text = try words.value().text
                guard let address = Address(text) else {
                    throw CommandError("CLIENTIP takes an IP address, not '\(text.prefix(64))'")
                }
                clientIP = address
            } else if word.spells("entrypoint"), entryPoint == nil {
                entryPoint = try words.value().text
            } else {
                throw .syntax(
                    "'\(word.prefix(64).text)' has no meaning there: HEADER, CLIENTIP and ENTRYPOINT may follow")
            }
        }
        try judgeTarget()
        return Request(
            method: self[2].text, host: self[3].text, target: self[4].text, headers: headers, clientIP: clientIP,
            entryPoint: entryPoint, version: traefikTarget)
    }
}

extension Context {
    /// A URL where a host or a path belongs would match nothing, and say nothing.
    private func judgeTarget() throws(CommandError) {
        let (host, path) = (self[3].text, self[4].text)
        guard !host.contains("/") else {
            throw CommandError("a host is a name such as a.example, not '\(host.prefix(64))'")
        }
        guard path.hasPrefix("/") || path == "*" || self[2].spells("connect") else {
            throw CommandError("a path begins with '/', which '\(path.prefix(64))' does not")
        }
    }
}

extension OptionWords {
    /// Whether one more header follows without its token.
    fileprivate var isAtHeader: Bool {
        guard let peek else { return false }
        return !peek.spells("header") && !peek.spells("clientip") && !peek.spells("entrypoint")
    }
}

extension ReplyWriter {
    fileprivate mutating func match(_ match: RouterMatch, _ way: RequestWay) {
        map(9)
        entry("router", match.router.name)
        entry("rule", ByteString(match.router.rule.text))
        entry("priority", Int64(match.router.priority))
        word("behind")
        texts(match.chain.dropLast().map(\.name.text))
        word("middlewares")
        texts(way.middlewares)
        word("service")
        if let service = way.service { bulk(service) } else { null() }
        word("servers")
        texts(way.servers)
        word("ambiguous")
        texts(match.ties.map(\.name.text))
        word("others")
        array(match.others.count)
        for other in match.others {
            map(3)
            entry("router", other.name)
            entry("rule", ByteString(other.rule.text))
            entry("priority", Int64(other.priority))
        }
    }
}
