// The commands that change many resources at once, and those on namespaces and on the past as a whole.

import Bytes
import Commands
import Engine
import Testing
import TestSupport

struct ResourceSweepTests {
    private let client = TestClient()

    private var head: Int64 { client.server.engine.revision }

    private func fill() {
        client.type("RES.TYPE DEFINE routers '{\"indexes\":{\"byHost\":[\"/host\",\"/port\"]}}'")
        for (namespace, name, host) in [("a", "x", "one"), ("a", "y", "one"), ("a", "z", "two"), ("b", "x", "one")] {
            let port = name == "x" ? 80 : 443
            client.type("RES.PUT routers \(namespace) \(name) '{\"host\":\"\(host)\",\"port\":\(port)}'")
        }
        client.type("RES.PUT services a x 1")
    }

    private var keys: [String] { client.send("KEYS", "*").elements?.compactMap(\.text).sorted() ?? [] }

    // MARK: Deleting

    @Test func whatAnIndexFindsGoesInOneCommit() {
        fill()
        #expect(client.send("RES.DROP", "routers", "byHost", "2", "one", "80", "NAMESPACE", "a") == 1)
        #expect(client.send("RES.DROP", "routers", "byHost", "1", "one") == 2)
        #expect(head == 8)
        #expect(keys == ["a:routers:z", "a:services:x"])
        #expect(client.send("RES.DROP", "routers", "byHost", "1", "three") == 0)
        #expect(client.type("RES.DROP routers byHost 3 a b c").hasPrefix("(error) INVALID the index 'byHost' has 2"))
        // As commands with a number of keys have it.
        #expect(
            client.type("RES.DROP routers byHost 2 a")
                == "(error) ERR Number of keys can't be greater than number of args")
        #expect(client.type("RES.DROP routers byHost 0 a") == "(error) ERR numkeys should be greater than 0")
        #expect(client.type("RES.DROP routers byHost 1 a LIMIT 5").hasPrefix("(error) ERR syntax error: RES.DROP has"))
        #expect(client.type("RES.DROP nothing byHost 1 a").hasPrefix("(error) NOTFOUND"))
        #expect(head == 8)
    }

    @Test func aTypeIsClearedInOneNamespace() {
        fill()
        #expect(client.send("RES.CLEAR", "routers", "a") == 3)
        #expect(client.send("RES.CLEAR", "routers", "a") == 0)
        #expect(client.send("RES.CLEAR", "nothing", "a") == 0)
        #expect(keys == ["a:services:x", "b:routers:x"])
        #expect(head == 7)
    }

    @Test func whatIsReferredToFromOutsideStays() {
        client.type("RES.TYPE DEFINE routers '{\"refs\":[{\"path\":\"/to\",\"type\":\"services\"}]}'")
        client.type("RES.PUT services a x 1")
        client.type("RES.PUT routers b web '{\"to\":\"a/x\"}'")
        let refusal =
            "(error) INUSE a:services:x: b:routers:web refers to it, so it can't go; change or delete "
            + "that first"
        #expect(client.type("RES.CLEAR services a") == refusal)
        #expect(client.type("RES.NAMESPACE DROP a") == refusal)
        #expect(head == 3)
        #expect(client.send("RES.NAMESPACE", "DROP", "b") == 1)
        #expect(client.send("RES.NAMESPACE", "DROP", "a") == 1)
        #expect(client.send("RES.NAMESPACE", "LIST") == [])
    }

    // MARK: Namespaces

    @Test func aNamespaceIsMadeListedAndDropped() {
        fill()
        #expect(client.send("RES.NAMESPACE", "CREATE", "c") == [1, 7])
        #expect(client.type("RES.NAMESPACE CREATE c").hasPrefix("(error) EXISTS the namespace c is there"))
        #expect(client.type("RES.NAMESPACE CREATE C").hasPrefix("(error) INVALID 'C': a namespace has"))
        #expect(client.send("RES.NAMESPACE", "LIST") == .texts("a", "b", "c"))
        #expect(client.send("RES.NAMESPACE", "DROP", "a") == 4)
        #expect(client.send("RES.NAMESPACE", "DROP", "c") == 0)
        #expect(client.send("RES.NAMESPACE", "LIST") == .texts("b"))
        #expect(head == 9)
        #expect(
            client.type("RES.NAMESPACE STATS c") == "(error) NOTFOUND the namespace c does not exist; "
                + "RES.NAMESPACE LIST shows those that do")
    }

    @Test func aQuotaOfResourcesIsKept() {
        client.type("RES.NAMESPACE QUOTA a RESOURCES 2")
        client.type("RES.PUT routers a x 1")
        client.type("RES.PUT services a x 1")
        let over =
            "the namespace a would have 3 resources, and its quota is 2; delete something, or raise it with "
            + "RES.NAMESPACE QUOTA"
        #expect(client.type("RES.PUT routers a y 1") == "(error) QUOTA \(over)")
        let swap =
            "[{\"op\":\"create\",\"type\":\"routers\",\"namespace\":\"a\",\"name\":\"y\",\"resource\":1},"
            + "{\"op\":\"delete\",\"type\":\"services\",\"namespace\":\"a\",\"name\":\"x\"}]"
        #expect(!client.send("RES.TXN", swap).isError)
        #expect(client.send("RES.TXN", swap.replacing("\"y\"", with: "\"z\"")).isError)
        #expect(client.send("RES.NAMESPACE", "QUOTA", "a") == ["resources", 2, "bytes", .null])
        client.type("RES.NAMESPACE QUOTA a RESOURCES 1")
        client.type("RES.PUT routers a x 2")
        #expect(client.send("GET", "a:routers:x") == "2", "what does not grow may change, even over the quota")
        #expect(client.send("RES.DEL", "routers", "a", "y") == 1)
        client.type("RES.PUT routers b x 1")
        #expect(client.send("EXISTS", "b:routers:x") == 1)
    }

    @Test func aQuotaOfBytesIsKept() {
        client.type("RES.NAMESPACE QUOTA a BYTES 10")
        client.type("RES.PUT routers a x 12345678")
        #expect(client.type("RES.PUT routers a y 123").hasPrefix("(error) QUOTA the namespace a would have 11 bytes"))
        #expect(client.type("RES.UPDATE routers a x 12345678901").hasPrefix("(error) QUOTA"))
        client.type("RES.PUT routers a y 12")
        #expect(client.send("EXISTS", "a:routers:y") == 1)
        #expect(
            client.type("RES.NAMESPACE QUOTA a BYTES -1") == "(error) ERR BYTES takes a whole number from 0, or NONE")
        #expect(client.type("RES.NAMESPACE QUOTA a BYTES").hasPrefix("(error) ERR syntax error: BYTES lacks"))
        #expect(client.send("RES.NAMESPACE", "QUOTA", "a", "BYTES", "NONE") == ["resources", .null, "bytes", .null])
        #expect(!client.send("RES.PUT", "routers", "a", "x", "12345678901").isError)
    }

    @Test func statisticsCountWhatStandsAndWhatIsKept() {
        client.send("HELLO", "3")
        client.type("RES.PUT routers a x 123")
        client.type("RES.PUT routers a x 45")
        client.type("RES.PUT routers a y 6")
        client.type("RES.DEL routers a y")
        let counts: [Reply] = [
            "resources", 1, "bytes", 2, "kept-bytes", 6, "quota-resources", .null, "quota-bytes", .null,
        ]
        #expect(client.send("RES.NAMESPACE", "STATS", "a") == .map(counts))
    }

    // MARK: The past

    @Test func aNamespaceIsWhatItWas() {
        client.type("RES.PUT routers a x 1")
        client.type("RES.PUT routers a y 1 TTL 5")
        client.type("RES.PUT services a gone 1")
        client.type("RES.PUT routers b x 1")
        client.type("RES.PUT routers a x 2")
        client.type("RES.DEL services a gone")
        client.type("RES.PUT routers a new 1")
        client.type("RES.PUT routers b x 2")
        client.server.advance(milliseconds: 6000)
        let plan = client.send("RES.REVERT", "a", "TO", "4", "DRYRUN").elements ?? []
        // The end of y was a commit too.
        #expect(plan.prefix(4) == ["revision", 10, "changes", 3] && plan.last?.elements?.count == 3)
        #expect(plan.last?.elements?.compactMap { $0.elements?[1] } == ["deleted", "updated", "created"])
        #expect(keys == ["a:routers:new", "a:routers:x", "b:routers:x"])
        #expect(client.send("RES.REVERT", "a", "TO", "4") == ["revision", 10, "changes", 3])
        #expect(keys == ["a:routers:x", "a:services:gone", "b:routers:x"])
        #expect(client.send("MGET", "a:routers:x", "b:routers:x") == .texts("1", "2"))
        #expect(client.send("RES.REVERT", "a", "TO", "10") == ["revision", 10, "changes", 0])
        #expect(
            client.type("RES.REVERT a TO 11") == "(error) COMPACTED revision 11 is ahead of the head, 10; name "
                + "one up to there")
        #expect(client.type("RES.REVERT a AT 1").hasPrefix("(error) ERR syntax error: TO must stand"))
        #expect(client.type("RES.REVERT a TO 1 SOON").hasPrefix("(error) ERR syntax error: RES.REVERT has no option"))
    }

    @Test func whatWasLetGoOfCannotComeBack() {
        client.type("RES.PUT routers a x 1")
        client.type("RES.PUT routers a x 2")
        client.type("RES.PUT routers b x 2")
        #expect(client.send("RES.COMPACT", "2") == .ok)
        #expect(client.type("RES.REVERT a TO 1").hasPrefix("(error) COMPACTED "))
        #expect(!client.send("RES.REVERT", "a", "TO", "2").isError)
        #expect(
            client.type("RES.COMPACT 4") == "(error) INVALID revision 4 is ahead of the head, 3; name one up to "
                + "there")
        #expect(client.type("RES.COMPACT -1") == "(error) ERR RES.COMPACT takes a whole number from 0")
    }

    @Test func helpTellsOfEveryCommand() {
        let lines = client.send("RES.HELP").elements?.compactMap(\.text) ?? []
        #expect(lines.contains { $0.hasPrefix("RES.PUT type namespace name json [") })
        #expect(lines.contains { $0.hasPrefix("RES.NAMESPACE") } && !lines.contains { $0.hasPrefix("RES.COMMIT") })
    }
}
