// A service as people think of it: a rule and the servers behind it. It stands for a router and a service of its name.

package import Bytes
package import JSON

package struct Exposure: Equatable, Sendable {
    /// The type of the resources that keep it.
    package static let type: ByteString = "traefik.exposures"

    package struct Server: Equatable, Sendable {
        package let url: String
        package fileprivate(set) var weight: Int?
    }

    package private(set) var rule = ""
    package private(set) var servers: [Server] = []
    package private(set) var entryPoints: [String] = []
    package private(set) var middlewares: [String] = []
    package private(set) var hasTLS = false
    package private(set) var resolver: String?
    package private(set) var priority: Int?
    package private(set) var healthCheck: String?
    package private(set) var cookie: String?

    package struct Object: Equatable, Sendable {
        package let kind: ObjectKind
        package let name: ByteString
        package let body: JSONValue
    }

    /// Why the arguments stand for no exposure.
    package struct Fault: Error, Equatable, Sendable {
        package let text: String
    }

    // MARK: From arguments

    /// `RULE r URL u [WEIGHT n] … [ENTRYPOINT e …] [MIDDLEWARE m …] [TLS [RESOLVER r]] [PRIORITY n] [HEALTHCHECK path]
    /// [STICKY cookie]`
    package init(_ arguments: [String]) throws(Fault) {
        var words = Words(arguments[...])
        while let option = words.next() { try take(option.uppercased(), &words) }
        guard !rule.isEmpty else { throw Fault(text: "RULE is missing") }
        guard !servers.isEmpty else { throw Fault(text: "URL is missing") }
    }

    private static let options: Set = [
        "RULE", "URL", "WEIGHT", "ENTRYPOINT", "MIDDLEWARE", "TLS", "RESOLVER", "PRIORITY", "HEALTHCHECK", "STICKY",
    ]

    private struct Words {
        private var rest: ArraySlice<String>

        init(_ words: ArraySlice<String>) {
            rest = words
        }

        mutating func next() -> String? { rest.popFirst() }

        mutating func value(of option: String) throws(Fault) -> String {
            guard let value = rest.popFirst() else { throw Fault(text: "\(option) without what it says") }
            return value
        }

        /// The words up to the next option, at least one.
        mutating func values(of option: String) throws(Fault) -> [String] {
            var values = [try value(of: option)]
            while let word = rest.first, !options.contains(word.uppercased()) {
                values.append(word)
                rest.removeFirst()
            }
            return values
        }
    }

    private mutating func take(_ option: String, _ words: inout Words) throws(Fault) {
        switch option {
        case "RULE": rule = try words.value(of: option)
        case "URL": servers.append(Server(url: try Self.url(try words.value(of: option))))
        case "WEIGHT":
            guard let last = servers.indices.last else { throw Fault(text: "WEIGHT belongs behind the URL it is of") }
            let weight = try Self.number(try words.value(of: option), option)
            guard weight >= 0 else { throw Fault(text: "WEIGHT is a whole number from 0, not '\(weight)'") }
            servers[last].weight = weight
        case "ENTRYPOINT": entryPoints += try words.values(of: option)
        case "MIDDLEWARE": middlewares += try words.values(of: option)
        case "TLS": hasTLS = true
        case "RESOLVER":
            guard hasTLS else { throw Fault(text: "RESOLVER belongs behind TLS") }
            resolver = try words.value(of: option)
        case "PRIORITY": priority = try Self.number(try words.value(of: option), option)
        case "HEALTHCHECK": healthCheck = try words.value(of: option)
        case "STICKY": cookie = try words.value(of: option)
        default: throw Fault(text: "'\(option)' is no option here; TRAEFIK.HELP shows all")
        }
    }

    /// What a load balancer of HTTP sends requests to.
    private static let schemes = ["http://", "https://", "h2c://"]

    private static func url(_ text: String) throws(Fault) -> String {
        guard schemes.contains(where: { text.lowercased().hasPrefix($0) && text.count > $0.count }) else {
            throw Fault(text: "URL takes a server's address such as http://10.0.0.1:8080, not '\(text.prefix(64))'")
        }
        return text
    }

    private static func number(_ text: String, _ option: String) throws(Fault) -> Int {
        guard let number = GoText.integer(text) else { throw Fault(text: "\(option) is a whole number, not '\(text)'") }
        return number
    }

    // MARK: What it stands for

    /// The kinds of which there is an object of its name.
    package static let kinds: [ObjectKind] = [.httpServices, .httpRouters]

    /// What was asked for, as it is kept.
    package var record: JSONValue {
        Self.object([
            ("rule", Self.text(rule)), ("servers", serverList), ("entryPoints", Self.list(entryPoints)),
            ("middlewares", Self.list(middlewares)), ("tls", tls), ("priority", Self.number(priority)),
            ("healthCheck", Self.text(healthCheck)), ("sticky", Self.text(cookie)),
        ])
    }

    package func objects(named name: ByteString) -> [Object] {
        [
            Object(kind: .httpServices, name: name, body: service),
            Object(kind: .httpRouters, name: name, body: router(named: name)),
        ]
    }

    private func router(named name: ByteString) -> JSONValue {
        Self.object([
            ("entryPoints", Self.list(entryPoints)), ("middlewares", Self.list(middlewares)),
            ("service", Self.text(name.text)), ("rule", Self.text(rule)),
            ("priority", Self.number(priority)), ("tls", tls),
        ])
    }

    private var tls: JSONValue? {
        hasTLS ? Self.object([("certResolver", Self.text(resolver))]) : nil
    }

    private var serverList: JSONValue {
        .array(servers.map { Self.object([("url", Self.text($0.url)), ("weight", Self.number($0.weight))]) })
    }

    private var service: JSONValue {
        Self.object([
            (
                "loadBalancer",
                Self.object([
                    ("sticky", cookie.map { Self.nested(["cookie", "name"], $0) }), ("servers", serverList),
                    ("healthCheck", healthCheck.map { Self.nested(["path"], $0) }),
                ])
            )
        ])
    }

    private static func object(_ members: [(JSONString, JSONValue?)]) -> JSONValue {
        .object(JSONObject(members.compactMap { name, value in value.map { JSONMember(name, $0) } }))
    }

    private static func text(_ text: String?) -> JSONValue? { text.map { .string(JSONString($0)) } }

    private static func number(_ number: Int?) -> JSONValue? { number.map { .number(JSONNumber($0)) } }

    private static func list(_ texts: [String]) -> JSONValue? {
        texts.isEmpty ? nil : .array(texts.map { .string(JSONString($0)) })
    }

    private static func nested(_ path: [JSONString], _ text: String) -> JSONValue {
        path.reversed().reduce(.string(JSONString(text))) { inner, name in object([(name, inner)]) }
    }
}
