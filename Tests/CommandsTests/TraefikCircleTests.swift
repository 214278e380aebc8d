// What refers to itself in a circle is refused when it is written: Traefik leaves out every router that leads to such a
// middleware or service of HTTP, and has no guard at all for those of TCP and UDP.

import Testing
import TestSupport

struct TraefikCircleTests {
    private let client = TestClient()

    private func chain(_ name: String, to others: String...) -> String {
        let list = others.map { "\"\($0)\"" }.joined(separator: ",")
        return client.type("RES.PUT http.middlewares default \(name) '{\"chain\":{\"middlewares\":[\(list)]}}'")
    }

    private func isTaken(_ reply: String) -> Bool { reply.hasPrefix("1) (integer)") }

    @Test func aChainThatHoldsItselfIsRefused() {
        #expect(
            chain("a", to: "zip@file", "a")
                == "(error) BADREF default:http.middlewares:a at /chain/middlewares/1: it refers to itself in a "
                + "circle, default:http.middlewares:a → default:http.middlewares:a")
    }

    @Test func theCircleIsNamedFromWhatIsWrittenOn() {
        #expect(isTaken(chain("c", to: "zip@file")))
        #expect(isTaken(chain("b", to: "c")) && isTaken(chain("a", to: "b", "c")))
        #expect(
            chain("c", to: "a")
                == "(error) BADREF default:http.middlewares:c at /chain/middlewares/0: it refers to itself in a "
                + "circle, default:http.middlewares:c → default:http.middlewares:a → default:http.middlewares:c")
        #expect(client.type("RES.GET http.middlewares default c").contains("zip@file"))
    }

    @Test func aNameOfTheProviderItselfIsTheSameName() {
        #expect(isTaken(chain("b", to: "zip@file")) && isTaken(chain("a", to: "b@redis")))
        #expect(chain("b", to: "a").hasPrefix("(error) BADREF default:http.middlewares:b at /chain/middlewares/0"))
        #expect(isTaken(chain("b", to: "a@file")))
    }

    @Test(arguments: ["http", "tcp", "udp"]) func servicesThatShareWithThemselvesAreRefused(section: String) {
        let server = section == "http" ? "\"url\":\"http://a\"" : "\"address\":\"a:1\""
        let put = { (name: String, body: String) in
            client.type("RES.PUT \(section).services default \(name) '\(body)'")
        }
        let weighted = { (name: String) in "{\"weighted\":{\"services\":[{\"name\":\"\(name)\",\"weight\":1}]}}" }
        #expect(isTaken(put("a", "{\"loadBalancer\":{\"servers\":[{\(server)}]}}")))
        #expect(isTaken(put("b", weighted("a"))))
        #expect(
            put("a", weighted("b")).hasPrefix(
                "(error) BADREF default:\(section).services:a at /weighted/services/0/name: it refers to itself"))
    }

    @Test func aCircleThroughServicesAndMiddlewaresIsOne() {
        client.type("RES.PUT http.services default pages '{\"loadBalancer\":{\"servers\":[{\"url\":\"http://a\"}]}}'")
        let errors = "{\"errors\":{\"status\":[\"500\"],\"service\":\"pages\",\"query\":\"/\"}}"
        #expect(isTaken(client.type("RES.PUT http.middlewares default errors '\(errors)'")))
        let pages = "{\"loadBalancer\":{\"servers\":[{\"url\":\"http://a\"}]},\"middlewares\":[\"errors\"]}"
        client.server.configure("traefik-version", "newest")
        let reply = client.type("RES.PUT http.services default pages '\(pages)'")
        #expect(
            reply.hasPrefix("(error) BADREF default:http.services:pages at /middlewares/0: it refers to itself"),
            "\(reply)")
    }

    @Test func aRouterBehindItselfIsRefused() {
        let body = "{\"rule\":\"Path(`/`)\",\"parentRefs\":[\"a\"]}"
        #expect(
            client.type("RES.PUT http.routers default a '\(body)'").hasPrefix(
                "(error) BADREF default:http.routers:a at /parentRefs/0: it refers to itself"))
    }

    @Test func oneCommitIsJudgedAsAWhole() {
        let operation = { (name: String, other: String) in
            "{\"op\":\"put\",\"type\":\"http.middlewares\",\"namespace\":\"default\",\"name\":\"\(name)\","
                + "\"resource\":{\"chain\":{\"middlewares\":[\"\(other)\"]}}}"
        }
        let circle = [operation("a", "b"), operation("b", "c"), operation("c", "a")].joined(separator: ",")
        for line in ["RES.TXN '[\(circle)]'", "TRAEFIK.PLAN default '[\(circle)]'"] {
            let reply = client.type(line)
            #expect(reply.hasPrefix("(error) BADREF operation 0: default:http.middlewares:a at /chain/"), "\(reply)")
        }
        #expect(isTaken(chain("b", to: "zip@file")) && isTaken(chain("a", to: "b")))
        // Turned around at once, it never is a circle.
        let turned = [operation("a", "zip@file"), operation("b", "a")].joined(separator: ",")
        #expect(client.type("RES.TXN '[\(turned)]'").hasPrefix("1) \"revision\""))
    }

    @Test func anImportOfACircleIsRefused() {
        let document = """
            http:
              middlewares:
                a: {chain: {middlewares: [b]}}
                b: {chain: {middlewares: [a]}}
            """
        let reply = client.send("TRAEFIK.IMPORT", "default", "YAML", document).rendered
        #expect(reply.contains("at /chain/middlewares/0: it refers to itself in a circle"), "\(reply)")
        #expect(client.type("TRAEFIK.EXPORT JSON") == "\"{}\"")
    }

    /// Everything is followed once, however many ways lead to it.
    @Test func manyWaysAreNoMoreWork() {
        #expect(isTaken(chain("m0", to: "zip@file")))
        for level in 1...60 {
            let below = "m\(level - 1)"
            #expect(isTaken(chain("m\(level)", to: below, below + "@redis")))
        }
        #expect(chain("m0", to: "m60").contains("→ …"))
    }

    @Test func whoMayNotReadIsToldNoNames() {
        client.type("ACL SETUSER tenant on nopass +@all ~default:http.middlewares:a %R~default:http.middlewares:b")
        #expect(isTaken(chain("a", to: "zip@file")) && isTaken(chain("c", to: "a")) && isTaken(chain("b", to: "c")))
        let tenant = TestClient(of: client.server)
        tenant.type("AUTH tenant x")
        let reply = tenant.type("RES.PUT http.middlewares default a '{\"chain\":{\"middlewares\":[\"b\"]}}'")
        #expect(reply.hasPrefix("(error) BADREF default:http.middlewares:a at /chain/middlewares/0"), "\(reply)")
        #expect(!reply.contains("middlewares:c"))
    }
}

/// Plain keys belong to nobody's commit, so a look at the whole tells what they come to.
struct TraefikPlainCircleTests {
    private let client = TestClient(of: TestServer(roots: ["traefik"], exports: [["team-a", "into", "traefik"]]))

    private func findings(of client: TestClient, _ subject: String, in namespace: String = "default") -> [String] {
        client.send("HELLO", "3")
        let findings = client.send("TRAEFIK.CHECK", namespace)["findings"]?.elements ?? []
        return findings.filter { $0["subject"] == .text(subject) }.map {
            $0["name"]!.text! + ": " + $0["reason"]!.text!
        }
    }

    @discardableResult
    private func set(_ path: String, _ value: String) -> String {
        client.send("SET", "traefik/\(path)", value).rendered
    }

    private func chain(_ name: String, to other: String) {
        #expect(set("http/middlewares/\(name)/chain/middlewares/0", other) == "OK")
    }

    @Test func aCircleOfPlainKeysIsTold() {
        chain("a", to: "b@redis")
        chain("b", to: "c")
        #expect(findings(of: client, "circle").isEmpty)
        chain("c", to: "b")
        chain("own", to: "own")
        #expect(
            findings(of: client, "circle") == [
                "b: is of plain keys that lead back to it: "
                    + "http.middlewares b → http.middlewares c → http.middlewares b",
                "own: is of plain keys that lead back to it: http.middlewares own → http.middlewares own",
            ])
        chain("c", to: "b@file")
        client.send("DEL", "traefik/http/middlewares/own/chain/middlewares/0")
        #expect(findings(of: client, "circle").isEmpty)
    }

    @Test(arguments: [
        "http/services/a/weighted/services/0/name", "http/services/a/mirroring/mirrors/0/name",
        "http/services/a/failover/fallback", "tcp/services/a/weighted/services/0/name",
        "udp/services/a/weighted/services/0/name",
    ])
    func everyKindOfServiceThatRefersToItselfIsTold(path: String) {
        #expect(set(path, "a") == "OK")
        #expect(findings(of: client, "circle").count == 1)
    }

    /// One that Traefik could not read stands there only by leave, and hides nothing else.
    @Test func whatCantBeReadHidesNothing() {
        client.server.configure("traefik-guard", "no")
        #expect(set("http/middlewares/b/nonsense", "1") == "OK" && set("http/nonsense/b", "1") == "OK")
        chain("a", to: "a")
        #expect(findings(of: client, "circle").count == 1)
    }

    @Test func whatAPlainRouterUsesIsUsed() {
        let body = "{\"loadBalancer\":{\"servers\":[{\"url\":\"http://a\"}]}}"
        client.send("RES.PUT", "http.services", "default", "web", body)
        #expect(findings(of: client, "unused").count == 1)
        #expect(set("http/routers/web/rule", "Path(`/`)") == "OK" && set("http/routers/web/service", "web") == "OK")
        #expect(findings(of: client, "unused").isEmpty)
    }

    @Test func underASharedRootThatIsTheNameWithTheNamespaceBefore() {
        let body = "{\"loadBalancer\":{\"servers\":[{\"url\":\"http://a\"}]}}"
        client.send("RES.PUT", "http.services", "team-a", "web", body)
        #expect(set("http/routers/web/rule", "Path(`/`)") == "OK" && set("http/routers/web/service", "web") == "OK")
        #expect(findings(of: client, "unused", in: "team-a").count == 1)
        #expect(set("http/routers/web/service", "team-a-web") == "OK")
        #expect(findings(of: client, "unused", in: "team-a").isEmpty)
        chain("a", to: "a")
        #expect(findings(of: client, "circle", in: "team-a").count == 1)
        #expect(findings(of: client, "circle", in: "elsewhere").isEmpty)
    }

    @Test func whoMayNotReadTheRootIsToldNothingOfIt() {
        client.type("ACL SETUSER tenant on nopass +@all ~default:*")
        chain("a", to: "a")
        let tenant = TestClient(of: client.server)
        tenant.type("AUTH tenant x")
        #expect(findings(of: tenant, "circle").isEmpty && findings(of: client, "circle").count == 1)
    }
}
