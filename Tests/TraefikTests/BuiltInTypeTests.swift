// Traefik's objects as resources: references across types hold, and names that Traefik takes for one do not stand side
// by side.

import Bytes
import JSON
import Resources
import Testing
import Traefik

private struct Someone: Actor {
    let author: ByteString = "alice"
    func mayRead(_ key: ResourceKey) -> Bool { true }
}

private final class Shop {
    let store = Store(epoch: 1)
    private var now: Int64 = 1_000_000

    init(_ types: BuiltInTypes = BuiltInTypes()) {
        types.install(in: store)
    }

    static func key(_ kind: ObjectKind, _ name: String, in namespace: String = "default") -> ResourceKey {
        ResourceKey(namespace: ByteString(namespace), type: kind.type, name: ByteString(name))
    }

    func commit(_ steps: [(ResourceKey, Action)]) throws(StoreError) {
        now += 1
        let plan = try store.plan(steps.map { Step($0.0, $0.1) }, at: now, by: Someone())
        store.apply(plan.changes, at: now)
        store.seal()
    }

    func put(_ kind: ObjectKind, _ name: String, _ body: String) throws(StoreError) {
        try commit([(Self.key(kind, name), .put(Array(body.utf8)))])
    }

    func refusal(_ kind: ObjectKind, _ name: String, _ body: String) -> StoreError? {
        do throws(StoreError) {
            try put(kind, name, body)
            return nil
        } catch { return error }
    }

    func refusalToDelete(_ kind: ObjectKind, _ name: String) -> StoreError? {
        do throws(StoreError) {
            try commit([(Self.key(kind, name), .delete())])
            return nil
        } catch { return error }
    }
}

private let service = #"{"loadBalancer":{"servers":[{"url":"http://10.0.0.1"}]}}"#

@Suite struct BuiltInTypeTests {
    @Test func `a body that won't do is refused with its place`() throws {
        let shop = Shop()
        let error = try #require(shop.refusal(.httpRouters, "web", #"{"rule":"Hst(`a`)"}"#))
        #expect(error.code == .invalid && error.text.hasPrefix("default:http.routers:web: /rule: at byte 0: no"))
        #expect(shop.refusal(.httpRouters, "42", "{}")?.code == .invalid)
    }

    /// For every kind of reference, an object that makes it, and where.
    static let references: [(ObjectKind, String, ObjectKind)] = [
        (.httpRouters, #"{"service":"NAME"}"#, .httpServices),
        (.httpRouters, #"{"middlewares":["NAME"]}"#, .httpMiddlewares),
        (.httpRouters, #"{"parentRefs":["NAME"]}"#, .httpRouters),
        (.httpRouters, #"{"tls":{"options":"NAME"}}"#, .tlsOptions),
        (.httpServices, #"{"weighted":{"services":[{"name":"NAME"}]}}"#, .httpServices),
        (.httpServices, #"{"highestRandomWeight":{"services":[{"name":"NAME"}]}}"#, .httpServices),
        (.httpServices, #"{"mirroring":{"service":"NAME"}}"#, .httpServices),
        (.httpServices, #"{"mirroring":{"mirrors":[{"name":"NAME"}]}}"#, .httpServices),
        (.httpServices, #"{"failover":{"service":"NAME"}}"#, .httpServices),
        (.httpServices, #"{"failover":{"fallback":"NAME"}}"#, .httpServices),
        (.httpServices, #"{"loadBalancer":{"serversTransport":"NAME"}}"#, .httpServersTransports),
        (.httpServices, #"{"middlewares":["NAME"]}"#, .httpMiddlewares),
        (.httpMiddlewares, #"{"chain":{"middlewares":["NAME"]}}"#, .httpMiddlewares),
        (.httpMiddlewares, #"{"errors":{"service":"NAME"}}"#, .httpServices),
        (.tcpRouters, #"{"service":"NAME"}"#, .tcpServices),
        (.tcpRouters, #"{"middlewares":["NAME"]}"#, .tcpMiddlewares),
        (.tcpRouters, #"{"tls":{"options":"NAME"}}"#, .tlsOptions),
        (.tcpServices, #"{"weighted":{"services":[{"name":"NAME"}]}}"#, .tcpServices),
        (.tcpServices, #"{"loadBalancer":{"serversTransport":"NAME"}}"#, .tcpServersTransports),
        (.udpRouters, #"{"service":"NAME"}"#, .udpServices),
        (.udpServices, #"{"weighted":{"services":[{"name":"NAME"}]}}"#, .udpServices),
        (.tlsCertificates, #"{"certFile":"c","stores":["NAME"]}"#, .tlsStores),
    ]

    static let bodies: [ObjectKind: String] = [
        .httpServices: service, .httpMiddlewares: #"{"compress":{}}"#, .tlsCertificates: #"{"certFile":"a"}"#,
    ]

    @Test(arguments: references)
    func `what is referred to must be there and stays`(kind: ObjectKind, body: String, target: ObjectKind) throws {
        let shop = Shop()
        func named(_ name: String) -> String { body.replacing("NAME", with: name) }
        #expect(shop.refusal(kind, "from", named("to"))?.code == .badReference)
        #expect(shop.refusal(kind, "from", named("to@file")) == nil)
        #expect(shop.refusal(kind, "from", named("to@redis"))?.code == .badReference)
        try shop.put(target, "to", Self.bodies[target] ?? "{}")
        #expect(shop.refusal(kind, "from", named("to")) == nil)
        #expect(shop.refusalToDelete(target, "to")?.code == .inUse)
        #expect(shop.refusal(kind, "from", named("to@redis")) == nil)
        #expect(shop.refusalToDelete(target, "to")?.code == .inUse)
        try shop.commit([(Shop.key(target, "to"), .delete()), (Shop.key(kind, "from"), .delete())])
    }

    @Test func `the test knows every kind of reference`() {
        let sources = Self.references.map(\.0)
        for kind in ObjectKind.allCases {
            let found = Self.references.filter { $0.0 == kind }.flatMap { reference in
                ReferenceTable.references(in: json(reference.1), of: kind).map(\.kind)
            }
            #expect(found == Self.references.filter { $0.0 == kind }.map(\.2))
            #expect(sources.filter { $0 == kind }.count == ReferenceTable.count(of: kind))
        }
    }

    @Test func `what Traefik has by default counts as present`() throws {
        let shop = Shop()
        #expect(shop.refusal(.httpRouters, "web", #"{"tls":{"options":"default"}}"#) == nil)
        #expect(shop.refusal(.tlsCertificates, "c", #"{"certFile":"a","stores":["default"]}"#) == nil)
        #expect(shop.refusal(.httpRouters, "web", #"{"service":"default"}"#)?.code == .badReference)
        try shop.put(.tlsOptions, "default", #"{"sniStrict":true}"#)
        #expect(shop.refusalToDelete(.tlsOptions, "default") == nil)
        // What every export holds, so that a router can tell the revision.
        #expect(shop.refusal(.httpMiddlewares, "c", #"{"chain":{"middlewares":["milepost@redis","milepost"]}}"#) == nil)
    }

    @Test func `names that differ in capitals alone are one to Traefik`() throws {
        let shop = Shop()
        try shop.put(.httpServices, "Web", service)
        #expect(shop.refusal(.httpServices, "web", service)?.code == .invalid)
        #expect(shop.refusal(.httpServices, "Web", service) == nil)
        #expect(shop.refusal(.httpMiddlewares, "web", #"{"compress":{}}"#) == nil)
        let rename = [
            (Shop.key(.httpServices, "Web"), Action.delete()),
            (Shop.key(.httpServices, "web"), .put(Array(service.utf8))),
        ]
        try shop.commit(rename)
        #expect(throws: StoreError.self) {
            try shop.commit(["é", "É"].map { (Shop.key(.httpServices, $0), .put(Array(service.utf8))) })
        }
        try shop.commit([(Shop.key(.httpServices, "WEB", in: "other"), .put(Array(service.utf8)))])
    }

    @Test func `a definition beside the rules adds to them`() throws {
        let shop = Shop()
        try shop.commit([
            (Store.definitionKey(of: ObjectKind.httpRouters.type), .put(Array(#"{"indexes":{"s":["/service"]}}"#.utf8)))
        ])
        #expect(shop.refusal(.httpRouters, "web", #"{"rul":"x"}"#)?.code == .invalid)
        #expect(shop.refusal(.httpRouters, "web", #"{"service":"none"}"#)?.code == .badReference)
    }

    @Test func `each namespace has its own target and way`() throws {
        let old = try #require(TraefikVersion(target: "3.5"))
        let shop = Shop(BuiltInTypes { Validator(target: $0 == "default" ? old : .newest) })
        #expect(shop.refusal(.httpServices, "s", #"{"middlewares":["a@file"]}"#)?.code == .invalid)
        try shop.commit([
            (Shop.key(.httpServices, "s", in: "new"), .put(Array(#"{"middlewares":["a@file"]}"#.utf8)))
        ])
    }
}
