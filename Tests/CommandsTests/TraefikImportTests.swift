// Whole routings come in as one commit or not at all, and go out as they came.

import Bytes
import Engine
import JSON
import Testing
import TestSupport
import Traefik

struct TraefikImportTests {
    private let client = TestClient()
    private static let forms = ["YAML", "JSON", "TOML", "KV"]
    private static let routing =
        #"{"http":{"routers":{"web":{"rule":"Host(`a`)","service":"web"}},"#
        + #""services":{"web":{"loadBalancer":{"servers":[{"url":"http://a"}]}}}}}"#

    private func outcome(revision: Int, changes: Int) -> String {
        "1) \"revision\"\n2) (integer) \(revision)\n3) \"changes\"\n4) (integer) \(changes)"
    }

    private func take(_ form: String, _ document: String, _ more: String...) -> String {
        client.send((["TRAEFIK.IMPORT", "default", form, document] + more).map { Array($0.utf8) }).rendered
    }

    private func export(_ form: String) -> String {
        client.send("TRAEFIK.EXPORT", form).text ?? ""
    }

    // MARK: There and back

    @Test(arguments: 0..<6 as Range<UInt64>) func anImportOfAnExportChangesNothing(seed: UInt64) {
        let routing = RandomObjects.acceptable(seed: seed)
        #expect(routing.count > 5)
        let whole = take("JSON", routing.document.text)
        #expect(whole.hasPrefix("1) \"revision\""), "\(whole)")
        let head = client.server.engine.revision
        for form in Self.forms {
            for mode in ["MERGE", "REPLACE"] {
                let reply = take(form, export(form), mode)
                #expect(reply == outcome(revision: Int(head), changes: 0), "\(form) \(mode): \(reply)")
            }
        }
    }

    @Test(arguments: forms) func whatWasExportedMakesTheSameElsewhere(form: String) {
        let routing = RandomObjects.acceptable(seed: 7)
        #expect(take("JSON", routing.document.text).hasPrefix("1) \"revision\""))
        let other = TestClient()
        let reply = other.send("TRAEFIK.IMPORT", "default", form, export(form))
        #expect(!reply.isError, "\(reply)")
        let again = TestClient()
        #expect(!again.send("TRAEFIK.IMPORT", "default", "KV", export("KV")).isError)
        // Of keys numbers come back as texts where both may stand, so all are compared as keys.
        #expect(other.send("TRAEFIK.EXPORT", "KV") == again.send("TRAEFIK.EXPORT", "KV"))
    }

    @Test func aCertificateKeepsTheNameThatItHas() {
        client.type("RES.PUT tls.certificates default mine '{\"certFile\":\"c\",\"keyFile\":\"k\"}'")
        for form in Self.forms {
            #expect(take(form, export(form), "REPLACE") == outcome(revision: 1, changes: 0), "\(form)")
        }
        let reply = take("JSON", #"{"tls":{"certificates":[{"certFile":"d","keyFile":"k"}]}}"#)
        #expect(reply == outcome(revision: 2, changes: 1))
        #expect(client.type("RES.LIST tls.certificates default").contains("\"cert-"))
    }

    @Test func theMiddlewareOfAnExportIsNoPartOfADump() {
        let dump = #"{"traefik/http/middlewares/milepost/headers/customResponseHeaders/X-Config-Revision":"7","#
        #expect(
            take("KV", dump + #""traefik/http/middlewares/zip/compress":"true"}"#)
                == outcome(revision: 1, changes: 1))
        #expect(export("JSON") == #"{"http":{"middlewares":{"zip":{"compress":{}}}}}"#)
    }

    @Test func aDumpOfAnotherRootIsTakenAsWell() {
        #expect(
            take("KV", #"{"team-a/http/middlewares/zip/compress":"true"}"#) == outcome(revision: 1, changes: 1))
    }

    @Test func whatWasCanBeExported() {
        #expect(take("JSON", Self.routing) == outcome(revision: 1, changes: 2))
        client.type("RES.PUT http.routers default web '{\"rule\":\"Host(`b`)\",\"service\":\"web\"}'")
        #expect(client.send("TRAEFIK.EXPORT", "JSON", "AT", "1").text?.contains("Host(`a`)") == true)
        #expect(client.send("TRAEFIK.EXPORT", "JSON").text?.contains("Host(`b`)") == true)
        #expect(client.type("TRAEFIK.EXPORT AT 9").hasPrefix("(error) COMPACTED revision 9 is ahead"))
    }

    // MARK: What an import changes

    @Test func mergingLeavesWhatTheDocumentDoesNotName() {
        client.type("RES.PUT http.middlewares default zip '{\"compress\":{}}'")
        #expect(take("JSON", Self.routing) == outcome(revision: 2, changes: 2))
        #expect(client.type("RES.EXISTS http.middlewares default zip") == "(integer) 1")
    }

    @Test func replacingTakesAwayWhatTheDocumentDoesNotName() {
        client.type("RES.PUT http.middlewares default zip '{\"compress\":{}}'")
        client.type("RES.PUT notes default zip 1")
        client.type("TRAEFIK.EXPOSE default shop RULE Path(`/`) URL http://s")
        #expect(take("JSON", Self.routing, "REPLACE") == outcome(revision: 4, changes: 6))
        #expect(client.type("RES.LIST traefik.exposures default COUNT") == "(integer) 0")
        #expect(client.type("RES.EXISTS notes default zip") == "(integer) 1")
        #expect(client.type("RES.LIST http.routers default COUNT") == "(integer) 1")
    }

    @Test func aDryRunTellsThePlanAndChangesNothing() {
        client.send("HELLO", "3")
        let words = ["TRAEFIK.IMPORT", "default", "JSON", Self.routing, "DRYRUN"]
        let plan = client.send(words.map { Array($0.utf8) })
        #expect(plan["revision"] == .integer(1) && plan["changes"] == .integer(2))
        #expect(plan["objects"]?["added"] == .texts("http.routers/web", "http.services/web"))
        #expect(
            plan["keys"]?["added"]
                == .texts(
                    "traefik/http/routers/web/rule", "traefik/http/routers/web/service",
                    "traefik/http/services/web/loadBalancer/servers/0/url"))
        #expect(client.server.engine.revision == 0)
    }

    // MARK: What is refused

    @Test(arguments: [
        ("YAML", "http:\n  routers: [\n", "INVALID line "),
        ("YAML", "http:\n  routers:\n\tweb: 1\n", "INVALID line 3, column 1: "),
        ("JSON", "{\"http\":\n{,", "INVALID line 2, column 2: "), ("TOML", "[http\n", "INVALID line 1, column 6: "),
        ("KV", "[]", "INVALID keys and values are an object of strings"),
        ("KV", "{\"a\":1}", "INVALID a: the value of a key is a string"),
        ("KV", "{\"traefik/http/routes/a/rule\":\"x\"}", "INVALID traefik/http/routes: Traefik knows no such kind"),
        ("JSON", "{\"http\":{\"routes\":{}}}", "INVALID /http/routes: Traefik knows no such kind of object"),
        (
            "JSON", "{\"http\":{\"routers\":{\"web\":{\"rule\":\"Hots(`a`)\",\"service\":\"s@file\"}}}}",
            "INVALID default:http.routers:web: /rule: "
        ),
        (
            "YAML", "http:\n  routers:\n    web:\n      rule: Path(`/`)\n      service: web\n",
            "BADREF default:http.routers:web at /service: default:http.services:web does not exist; make it first, "
                + "or both in one RES.TXN"
        ),
        ("XML", "<http/>", "ERR syntax error: a document is YAML, JSON, TOML or KV, not 'XML'"),
    ]) func whatIsWrongIsRefusedWithItsPlace(form: String, document: String, refusal: String) {
        let reply = take(form, document)
        #expect(reply.hasPrefix("(error) \(refusal)"), "\(reply)")
        #expect(client.server.engine.revision == 0)
    }

    @Test(arguments: ["MERGE MERGE", "MERGE REPLACE", "DRYRUN DRYRUN", "NOW"])
    func wordsWithoutMeaningAreRefused(words: String) {
        #expect(client.type("TRAEFIK.IMPORT default JSON {} \(words)").hasPrefix("(error) ERR syntax error: '"))
    }

    @Test func oneWrongObjectKeepsAllFromComing() {
        let document = Self.routing.dropLast(2) + #","middlewares":{"zip":{"compres":{}}}}}"#
        #expect(take("JSON", String(document)).hasPrefix("(error) INVALID default:http.middlewares:zip: /compres: "))
        #expect(export("JSON") == "{}")
    }

    // MARK: Plain keys

    private func setKeys() {
        client.type("SET traefik/http/routers/web/rule Path(`/`)")
        client.type("SET traefik/http/routers/web/service web")
        client.type("SET traefik/http/routers/web/priority 12")
        client.type("SET traefik/http/services/web/loadBalancer/servers/0/url http://a")
        client.type("SET traefik-notes x")
        client.type("SET traefik/notes x")
    }

    @Test func plainKeysAreAdoptedAndGo() {
        setKeys()
        #expect(client.type("TRAEFIK.IMPORT default KV") == outcome(revision: 1, changes: 2))
        #expect(
            export("JSON")
                == #"{"http":{"routers":{"web":{"service":"web","rule":"Path(`/`)","priority":12}},"#
                + #""services":{"web":{"loadBalancer":{"servers":[{"url":"http://a"}]}}}}}"#)
        #expect(client.type("EXISTS traefik-notes traefik/notes") == "(integer) 2")
        #expect(client.type("RES.LIST http.routers default COUNT") == "(integer) 1")
    }

    @Test func plainKeysThatTraefikWouldRejectStay() {
        setKeys()
        client.type("SET traefik/http/routers/web/rle x")
        #expect(
            client.type("TRAEFIK.IMPORT default KV")
                == "(error) INVALID traefik/http/routers/web/rle: Traefik knows no such field: write rule or ruleSyntax"
        )
        #expect(client.type("EXISTS traefik/http/routers/web/rule traefik/http/routers/web/rle") == "(integer) 2")
    }

    @Test func plainKeysOfWhichAnObjectIsRefusedStay() {
        setKeys()
        client.type("DEL traefik/http/services/web/loadBalancer/servers/0/url")
        #expect(client.type("TRAEFIK.IMPORT default KV").hasPrefix("(error) BADREF"))
        #expect(client.type("EXISTS traefik/http/routers/web/rule") == "(integer) 1")
    }

    @Test func adoptingIsPlannedWithoutTouchingAKey() {
        setKeys()
        #expect(client.type("TRAEFIK.IMPORT default KV DRYRUN").contains("\"http.routers/web\""))
        #expect(client.type("EXISTS traefik/http/routers/web/rule") == "(integer) 1")
        #expect(export("JSON") == "{}")
    }

    @Test func aNamespaceWithoutARootOfItsOwnHasNoKeysToAdopt() {
        let client = TestClient(
            of: TestServer(exports: [["team-a", "into", "traefik"], ["team-b", "root", "team-b"]]))
        client.type("SET team-b/http/middlewares/zip/compress true")
        #expect(client.type("TRAEFIK.IMPORT team-a KV").hasPrefix("(error) INVALID team-a has no root of its own"))
        #expect(client.type("TRAEFIK.IMPORT other KV").hasPrefix("(error) INVALID other has no root of its own"))
        #expect(client.type("TRAEFIK.IMPORT team-b KV") == outcome(revision: 1, changes: 1))
        #expect(client.type("GET team-b/http/middlewares/zip/compress") == "\"true\"")
    }

    @Test func aPlanTellsTheKeysAsTheyAreExported() {
        let client = TestClient(of: TestServer(exports: [["team-a", "into", "traefik"]]))
        client.send("HELLO", "3")
        let plan = { (namespace: String) in
            client.send(
                "TRAEFIK.IMPORT", namespace, "JSON", #"{"http":{"middlewares":{"zip":{"compress":{}}}}}"#, "DRYRUN")
        }
        #expect(plan("team-a")["keys"]?["added"] == .texts("traefik/http/middlewares/team-a-zip/compress"))
        #expect(plan("other")["keys"]?["added"] == .texts() && plan("other")["changes"] == .integer(1))
    }
}
