// The commands that change one resource: what they answer, what they refuse, and that a refusal changes nothing.

import Bytes
import Commands
import Engine
import Testing
import TestSupport

struct ResourceWriteTests {
    private let client = TestClient()

    private func outcome(_ version: Int64, _ revision: Int64) -> Reply { [.integer(version), .integer(revision)] }

    private func body(_ name: String = "web") -> String? { client.send("GET", "default:routers:\(name)").text }

    private var head: Int64 { client.server.engine.revision }

    @Test func aResourceIsCreatedOnce() {
        #expect(client.send("RES.CREATE", "routers", "default", "web", "{ \"a\" : 1.0 }") == outcome(1, 1))
        #expect(body() == "{\"a\":1.0}")
        #expect(client.type("TYPE default:routers:web") == "resource")
        #expect(client.type("RES.CREATE routers default web 1").hasPrefix("(error) EXISTS default:routers:web"))
        #expect(client.type("RES.CREATE routers default api 1 TTL 5 TTL 6").hasPrefix("(error) ERR syntax error: TTL"))
        #expect(head == 1)
    }

    @Test(arguments: [
        ("RES.PUT Routers a:b web 1", "INVALID 'a:b': a namespace"),
        ("RES.PUT rou/ters default web 1", "INVALID 'rou/ters': a type"),
        ("RES.PUT @types @ web 1", "INVALID '@': a namespace"),
        ("RES.PUT routers default a/b 1", "INVALID 'a/b': a name"),
        ("RES.PUT routers default web {", "INVALID default:routers:web: the document ends in the middle"),
        ("RES.PUT routers default web 1 IFVERSION", "ERR syntax error: IFVERSION lacks its value"),
        ("RES.PUT routers default web 1 IFVERSION x", "ERR IFVERSION takes a whole number from 0"),
        ("RES.PUT routers default web 1 IFVERSION -1", "ERR IFVERSION takes a whole number from 0"),
        ("RES.PUT routers default web 1 TTL soon", "ERR TTL takes a whole number from 1"),
        ("RES.ROLLBACK routers default web TO x", "ERR TO takes a whole number from 0"),
        ("RES.PUT routers default web 1 IFVERSION 1", "CONFLICT default:routers:web does not exist"),
        ("RES.PUT routers default web 1 IFVERSION 1 IFABSENT", "ERR syntax error: IFABSENT and IFVERSION exclude"),
        ("RES.PUT routers default web 1 TTL 1 KEEPTTL", "ERR syntax error: KEEPTTL and TTL exclude"),
        ("RES.PUT routers default web 1 TTL 0", "INVALID a time to live of 0 s"),
        ("RES.PUT routers default web 1 TTL 9223372036854775807", "INVALID a time to live of 9223372036854775807 s"),
        ("RES.PUT routers default web 1 TTL 9223372036854775", "INVALID a time to live of 9223372036854775000 ms"),
        ("RES.CREATE routers default web 1 IFVERSION 1", "ERR syntax error: RES.CREATE has no option 'IFVERSION'"),
        ("RES.UPDATE routers default web 1", "NOTFOUND default:routers:web does not exist; RES.LIST shows what does"),
        ("RES.UPDATE routers default web 1 IFABSENT", "ERR syntax error: RES.UPDATE has no option 'IFABSENT'"),
        (
            "RES.PATCH routers default web MERGE {}",
            "NOTFOUND default:routers:web does not exist; RES.LIST shows "
                + "what does"
        ),
        ("RES.PATCH routers default web YAML {}", "ERR syntax error: a patch is MERGE or JSON, not 'YAML'"),
        ("RES.ROLLBACK routers default web AT 1", "ERR syntax error: TO must stand where 'AT' is"),
        (
            "RES.ROLLBACK routers default web TO 1",
            "NOTFOUND default:routers:web does not exist; RES.LIST shows what "
                + "does"
        ),
        (
            "RES.DEL routers default web IFVERSION 1",
            "NOTFOUND default:routers:web does not exist; RES.LIST shows "
                + "what does"
        ),
        ("RES.TYPE DEFINE a:b {}", "INVALID 'a:b': a type"),
        ("RES.TYPE DEFINE routers {", "INVALID the type routers: the document ends"),
        ("RES.TYPE DROP routers", "NOTFOUND the type routers does not exist; RES.TYPE LIST shows those that do"),
    ]) func whatIsWrongIsSaidAndChangesNothing(request: String, refusal: String) {
        let reply = client.type(request)
        #expect(reply.hasPrefix("(error) \(refusal)"), "\(reply)")
        #expect(head == 0)
    }

    @Test func noResourceStandsWhereAPlainKeyIs() {
        client.type("SET default:routers:web plain")
        for request in [
            "RES.CREATE routers default web 1", "RES.PUT routers default web 1", "RES.UPDATE routers default web 1",
            "RES.PATCH routers default web MERGE {}", "RES.DEL routers default web", "RES.DEL routers default x web",
            "RES.ROLLBACK routers default web TO 1",
            "RES.TXN '[{\"op\":\"delete\",\"type\":\"routers\",\"namespace\":\"default\",\"name\":\"web\"}]'",
        ] {
            #expect(client.type(request).hasPrefix("(error) WRONGTYPE "), "\(request)")
        }
        #expect(body() == "plain")
        #expect(head == 0)
    }

    @Test func anUpdateHoldsToItsVersion() {
        client.type("RES.PUT routers default web 1")
        #expect(client.send("RES.UPDATE", "routers", "default", "web", "1") == outcome(2, 2))
        #expect(client.type("RES.UPDATE routers default web 2 IFVERSION 1").hasPrefix("(error) CONFLICT"))
        #expect(client.send("RES.UPDATE", "routers", "default", "web", "2", "ifversion", "2") == outcome(3, 3))
        #expect(body() == "2")
    }

    @Test func anIdenticalBodyRaisesNothing() {
        client.type("RES.PUT routers default web '{\"a\":1}'")
        #expect(client.send("RES.PUT", "routers", "default", "web", " { \"a\": 1 }") == outcome(1, 1))
        #expect(client.send("RES.PUT", "routers", "default", "web", "{\"a\":1.0}") == outcome(2, 2))
    }

    @Test func aTimeToLiveIsGivenKeptAndTakenAway() {
        client.type("RES.PUT routers default web 1 TTL 10")
        #expect(client.send("TTL", "default:routers:web") == 10)
        client.type("RES.PUT routers default web 2 KEEPTTL")
        #expect(client.send("TTL", "default:routers:web") == 10)
        client.type("RES.PATCH routers default web MERGE 3")
        #expect(client.send("TTL", "default:routers:web") == 10)
        client.type("RES.PUT routers default web 3")
        #expect(client.send("TTL", "default:routers:web") == -1)
        client.type("RES.UPDATE routers default web 3 TTL 10")
        client.server.advance(milliseconds: 10_001)
        #expect(client.type("RES.UPDATE routers default web 4").hasPrefix("(error) NOTFOUND"))
        #expect(client.send("RES.PUT", "routers", "default", "web", "5", "KEEPTTL") == outcome(7, 7))
        #expect(client.send("TTL", "default:routers:web") == -1)
    }

    @Test func patchesChangeParts() {
        client.type("RES.PUT routers default web '{\"a\":{\"b\":1,\"c\":12345678901234567890}}'")
        #expect(
            client.send("RES.PATCH", "routers", "default", "web", "MERGE", "{\"a\":{\"b\":null}}") == outcome(2, 2))
        #expect(body() == "{\"a\":{\"c\":12345678901234567890}}")
        let test = "[{\"op\":\"test\",\"path\":\"/a/c\",\"value\":1},{\"op\":\"remove\",\"path\":\"/a\"}]"
        #expect(client.send("RES.PATCH", "routers", "default", "web", "JSON", test).isError)
        #expect(body() == "{\"a\":{\"c\":12345678901234567890}}")
        #expect(
            client.type("RES.PATCH routers default web MERGE '{\"x\":1}' IFVERSION 1").hasPrefix("(error) CONFLICT"))
        #expect(head == 2)
    }

    @Test func anOldBodyComesBack() {
        for body in ["1", "2", "3"] { client.type("RES.PUT routers default web \(body)") }
        #expect(
            client.send("RES.ROLLBACK", "routers", "default", "web", "TO", "1", "IFVERSION", "3") == outcome(4, 4))
        #expect(body() == "1")
        #expect(client.type("RES.ROLLBACK routers default web TO 1 IFVERSION 3").hasPrefix("(error) CONFLICT"))
        client.type("RES.DEL routers default web")
        #expect(
            client.type("RES.ROLLBACK routers default web TO 5")
                == "(error) NOTFOUND version 5 of default:routers:web is its deletion; RES.HISTORY lists those with "
                    + "a body"
        )
        #expect(client.send("RES.ROLLBACK", "routers", "default", "web", "to", "2") == outcome(6, 6))
        #expect(body() == "2")
    }

    @Test func deletionsAreOneCommitOrNone() {
        client.type("RES.TYPE DEFINE routers '{\"refs\":[{\"path\":\"/to\",\"type\":\"services\"}]}'")
        for name in ["a", "b"] { client.type("RES.PUT services default \(name) {}") }
        client.type("RES.PUT routers default web '{\"to\":\"b\"}'")
        #expect(
            client.type("RES.DEL services default a b")
                == "(error) INUSE default:services:b: default:routers:web refers to it, so it can't go; change or "
                    + "delete that first")
        #expect(client.send("EXISTS", "default:services:a", "default:services:b") == 2)
        client.type("RES.DEL routers default web")
        #expect(head == 5)
        #expect(client.send("RES.DEL", "services", "default", "a", "b", "a", "c") == 2)
        #expect(head == 6)
        #expect(client.send("RES.DEL", "services", "default", "a") == 0)
        client.type("RES.PUT services default a 1")
        #expect(client.type("RES.DEL services default a IFVERSION 1").hasPrefix("(error) CONFLICT"))
        #expect(client.send("RES.DEL", "services", "default", "a", "IFVERSION", "3") == 1)
    }

    @Test func whatOneTransactionOfTheConnectionChangesIsOneRevision() {
        client.type("MULTI")
        client.type("RES.PUT routers default web 1")
        client.type("RES.PUT routers default web 1 IFABSENT")
        client.type("RES.PUT routers default api 2")
        client.type("RES.DEL routers default web")
        let replies = client.send("EXEC").elements ?? []
        #expect(replies.count == 4 && replies[1].isError)
        #expect(replies[0] == outcome(1, 1) && replies[2] == outcome(1, 1) && replies[3] == 1)
        #expect(head == 1)
        #expect(body() == nil && body("api") == "2")
    }

    @Test func typesAreDefinedShownAndDropped() {
        #expect(client.send("RES.TYPE", "DEFINE", "routers", "{\"schema\": {\"type\":\"object\"}}") == outcome(1, 1))
        #expect(client.send("RES.TYPE", "GET", "routers") == "{\"schema\":{\"type\":\"object\"}}")
        #expect(client.send("RES.TYPE", "LIST") == .texts("routers"))
        #expect(client.type("RES.PUT routers default web 1").hasPrefix("(error) INVALID default:routers:web: "))
        client.type("RES.PUT routers default web {}")
        #expect(
            client.type("RES.TYPE DEFINE routers '{\"schema\":{\"required\":[\"host\"]}}'")
                .hasPrefix("(error) INVALID the type routers: what is there does not fit: default:routers:web"))
        #expect(client.type("RES.TYPE DROP routers").hasPrefix("(error) INUSE the type routers has resources"))
        client.type("RES.DEL routers default web")
        #expect(client.send("RES.TYPE", "DROP", "routers") == outcome(2, 4))
        #expect(client.send("RES.TYPE", "GET", "routers") == .null)
        #expect(client.send("RES.TYPE", "LIST") == [])
        #expect(client.send("DBSIZE") == 0)
    }
}
