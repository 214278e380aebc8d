// What Traefik sees of resources, command by command: keys that everybody reads and nobody else writes.

import Bytes
import Engine
import Testing
import TestSupport
import Traefik

/// A server on which Traefik reads, and somebody who changes what it reads.
struct RoutingRoom {
    let server: TestServer
    let admin: TestClient

    init(exports: [[String]] = []) {
        server = TestServer(roots: ["traefik"] + exports.map { $0[2] }, exports: exports)
        admin = TestClient(of: server)
    }

    @discardableResult
    func put(_ type: String, _ name: String, _ body: String, namespace: String = "default") -> Reply {
        admin.send(["RES.PUT", type, namespace, name, body])
    }

    func putWeb() {
        put("http.services", "app", #"{"loadBalancer":{"servers":[{"url":"http://10.0.0.1"}]}}"#)
        put("http.routers", "web", #"{"rule":"Host(`a.example`)","service":"app","entryPoints":["web","websecure"]}"#)
    }

    func text(_ words: String...) -> String { admin.send(words).rendered }

    /// Everything under the root, in order.
    func tree(_ client: TestClient? = nil) -> [String] {
        let client = client ?? admin
        let keys = client.send(["SCAN", "0", "MATCH", "traefik*", "COUNT", "10"]).elements?[1].elements ?? []
        return keys.compactMap(\.text)
    }

    /// What Traefik would make of it.
    func routing() throws -> Routing { try Self.routing(tree(), values: admin) }

    static func routing(_ keys: [String], values client: TestClient) throws -> Routing {
        try TreeReader().routing(zip(keys, values(keys, client)).map { TreePair($0, $1.text ?? "") })
    }

    static func values(_ keys: [String], _ client: TestClient) -> [Reply] {
        keys.isEmpty ? [] : client.send(["MGET"] + keys).elements ?? []
    }
}

struct ExportTests {
    private let room = RoutingRoom()

    @Test func aRouterIsKeys() {
        room.putWeb()
        #expect(
            room.tree() == [
                "traefik/_milepost/revision",
                "traefik/http/middlewares/milepost/headers/customResponseHeaders/X-Config-Revision",
                "traefik/http/routers/web/entryPoints/0", "traefik/http/routers/web/entryPoints/1",
                "traefik/http/routers/web/rule", "traefik/http/routers/web/service",
                "traefik/http/services/app/loadBalancer/servers/0/url",
            ])
        #expect(room.text("GET", "traefik/http/routers/web/rule") == "\"Host(`a.example`)\"")
        #expect(room.text("GET", "traefik/_milepost/revision") == "\"2\"")
        #expect(room.text("TYPE", "traefik/http/routers/web/rule") == "string")
        #expect(room.text("TTL", "traefik/http/routers/web/rule") == "(integer) -1")
        #expect(room.text("EXISTS", "traefik/http/routers/web/rule") == "(integer) 1")
        #expect(room.text("SCAN", "0", "MATCH", "traefik/http/services*", "TYPE", "string").contains("/url"))
    }

    @Test func whatIsChangedOrDeletedGoesFromTheKeys() throws {
        room.putWeb()
        room.put("http.routers", "web", #"{"rule":"Host(`b.example`)","service":"app"}"#)
        #expect(!room.tree().contains("traefik/http/routers/web/entryPoints/0"))
        #expect(room.text("GET", "traefik/http/routers/web/rule") == "\"Host(`b.example`)\"")
        room.admin.type("RES.DEL http.routers default web")
        room.admin.type("RES.DEL http.services default app")
        #expect(room.tree().count == 2)
        #expect(try room.routing().names(of: .httpMiddlewares) == ["milepost"])
    }

    @Test func aServerWithoutResourcesOfTheseTypesHoldsNoKeys() {
        #expect(room.text("DBSIZE") == "(integer) 0")
        room.put("shoes", "left", "{}")
        #expect(room.text("DBSIZE") == "(integer) 1")
    }

    @Test func whatTheContractRefusesIsRefused() {
        #expect(room.text("RES.PUT", "http.routers", "default", "web", #"{"rul":"x"}"#).contains("/rul: no such field"))
        #expect(room.text("RES.PUT", "http.routers", "default", "web", #"{"service":"app"}"#).contains("BADREF"))
        room.server.configure("traefik-version", "3.0")
        let body = #"{"loadBalancer":{"servers":[{"url":"http://a"}],"strategy":"wrr"}}"#
        #expect(room.text("RES.PUT", "http.services", "default", "app", body).contains("came with Traefik 3.4"))
        room.server.configure("traefik-version", "3.4")
        #expect(room.text("RES.PUT", "http.services", "default", "app", body).hasPrefix("1)"))
    }

    @Test(arguments: [
        "SET traefik/http/routers/web/rule x", "SETNX traefik/http/routers/web/priority 3",
        "SETEX traefik/http/routers/web/rule 10 x", "GETSET traefik/http/routers/web/rule x",
        "GETDEL traefik/http/routers/web/rule", "GETEX traefik/http/routers/web/rule EX 5",
        "APPEND traefik/http/routers/web/rule x", "SETRANGE traefik/http/routers/web/rule 0 x",
        "INCR traefik/_milepost/revision", "INCR traefik/http/routers/web/priority",
        "DEL plain traefik/http/routers/web/rule", "UNLINK traefik/http/routers/web/rule",
        "EXPIRE traefik/http/routers/web/rule 10", "RENAME traefik/http/routers/web/rule x",
        "RENAME plain traefik/http/routers/web/rule", "RENAMENX plain traefik/http/routers/web/priority",
        "COPY plain traefik/http/routers/web/rule REPLACE", "MOVE traefik/http/routers/web/rule 1",
        "MSET a 1 traefik/http/routers/web/rule x", "MSETNX a 1 traefik/http/routers/web/priority 3",
        "SET traefik/http/routers/WEB/priority 3", "SET traefik/_milepost/revision 7",
        "SET traefik/http/middlewares/milepost/headers/frameDeny true", "SET traefik/http/routers/web/rule x GET",
    ])
    func nobodyElseWritesThem(_ line: String) {
        room.putWeb()
        room.admin.type("SET plain 1")
        let before = room.text("KEYS", "*")
        #expect(room.admin.type(line).hasPrefix("(error) EXPORTED traefik/"), "\(line)")
        #expect(room.text("KEYS", "*").count == before.count)
        #expect(room.text("GET", "traefik/http/routers/web/rule") == "\"Host(`a.example`)\"")
    }

    @Test func aCopyOfAKeyIsAKeyLikeAnyOther() {
        room.putWeb()
        #expect(room.text("COPY", "traefik/http/routers/web/rule", "copy") == "(integer) 1")
        #expect(room.text("DEL", "copy") == "(integer) 1")
    }

    @Test func flushingDeletesTheResourcesAndLeavesTheRevision() {
        room.putWeb()
        #expect(room.text("FLUSHALL") == "OK")
        #expect(room.tree().count == 2)
        #expect(room.text("GET", "traefik/_milepost/revision") == "\"3\"")
        // There are no resources left, and what tells of that stays.
        #expect(room.text("FLUSHDB") == "OK")
        #expect(room.tree().count == 2)
    }

    @Test func plainKeysStandBesideResources() throws {
        room.putWeb()
        #expect(room.text("SET", "traefik/http/routers/other/rule", "Host(`o.example`)") == "OK")
        #expect(room.text("MSET", "traefik/http/routers/other/service", "app", "traefik/x", "y") == "OK")
        #expect(try room.routing().names(of: .httpRouters) == ["other", "web"])
        let refusal = room.text("RES.PUT", "http.routers", "default", "Other", #"{"rule":"Host(`a`)","service":"app"}"#)
        #expect(refusal.contains("CONFLICT") && refusal.contains("traefik/http/routers/other/rule"), "\(refusal)")
        room.admin.type("DEL traefik/http/routers/other/rule traefik/http/routers/other/service")
        #expect(room.put("http.routers", "Other", #"{"rule":"Host(`a`)","service":"app"}"#).elements?.count == 2)
    }

    @Test(arguments: [
        "SET traefik/http-notes/x y", "SET traefik/http/routers/r/priority high", "SET traefik/http/routers/r/rul x",
        "MSET traefik/tcp/services/s/loadBalancer/servers/0/address a:1 traefik/http x",
        "APPEND traefik/http/routers/r/priority x", "RENAME bad traefik/http/routers/r/priority",
    ])
    func aKeyThatTraefikCannotReadIsRefused(_ line: String) {
        room.admin.type("SET bad x")
        #expect(room.admin.type(line).contains("Traefik would reject its whole configuration"), "\(line)")
        #expect(room.tree().isEmpty)
        room.server.configure("traefik-guard", "no")
        #expect(!room.admin.type(line).hasPrefix("(error)"), "\(line)")
    }

    @Test func theMiddlewareCanBeSwitchedOff() {
        room.putWeb()
        room.server.configure("traefik-inert", "no")
        #expect(!room.tree().contains { $0.hasPrefix("traefik/http/middlewares") })
        room.server.configure("traefik-inert", "yes")
        #expect(room.tree().contains { $0.hasPrefix("traefik/http/middlewares") })
    }

    @Test func aCommitThatIsUndoneLeavesNoTrace() {
        room.putWeb()
        let before = room.tree()
        room.admin.type("MULTI")
        room.put("http.routers", "late", #"{"rule":"Host(`l.example`)","service":"app"}"#)
        room.put("http.routers", "web", #"{"rule":"Host(`m.example`)","service":"app"}"#)
        room.admin.type("GET traefik/http/routers/web/rule")
        #expect(room.tree(TestClient(of: room.server)) == before)
        let outcome = room.admin.send("EXEC").elements
        #expect(outcome?.last?.text == "Host(`a.example`)")
        #expect(room.text("GET", "traefik/http/routers/late/rule") == "\"Host(`l.example`)\"")
        #expect(room.text("GET", "traefik/_milepost/revision") == "\"3\"")
    }
}
