// The commands that read resources by name: what they answer, now and in the past, and what they refuse.

import Bytes
import Commands
import Engine
import Resources
import Testing
import TestSupport

struct ResourceReadTests {
    private let client = TestClient()
    private let server: TestServer
    private static let wrongType = "(error) WRONGTYPE Operation against a key holding the wrong kind of value"

    init() {
        server = client.server
        client.type(
            "RES.PUT routers default web '{\"rule\":\"a\",\"tls\":{\"on\":true},\"tags\":[{\"n\":1},{\"n\":2}]}'")
        server.advance(milliseconds: 1000)
        client.type("RES.PUT routers default web 2")
        client.type("RES.DEL routers default web")
        client.type("RES.PUT routers default web '{\"rule\":\"d\"}' TTL 100")
    }

    private func get(_ options: String, _ name: String = "web") -> String {
        client.type("RES.GET routers default \(name) \(options)")
    }

    // MARK: RES.GET

    @Test func theBodyIsReadAsItWasSent() {
        #expect(client.send("RES.GET", "routers", "default", "web").text == "{\"rule\":\"d\"}")
        #expect(get("", "api") == "(nil)")
        #expect(client.type("RES.GET services default web") == "(nil)")
        client.type("SELECT 3")
        #expect(get("") == "\"{\\\"rule\\\":\\\"d\\\"}\"", "resources are in the first database, whichever is selected")
    }

    @Test func versionsAndMomentsAreRead() {
        #expect(get("VERSION 2") == "\"2\"")
        #expect(get("VERSION 3") == "(nil)", "a deletion has no body")
        #expect(get("VERSION 9") == "(nil)")
        #expect(get("AT 0") == "(nil)")
        #expect(get("AT 2") == "\"2\"")
        #expect(get("AT 3") == "(nil)")
        #expect(get("AT 4 PATH /rule") == "\"\\\"d\\\"\"")
        #expect(get("AT 5") == "(error) COMPACTED revision 5 is ahead of the head, 4; read again from there")
    }

    @Test func pathsLeadIntoTheBody() {
        #expect(get("VERSION 1 PATH /tls") == "\"{\\\"on\\\":true}\"")
        #expect(get("VERSION 1 PATH /tags/*/n") == "\"[1,2]\"")
        #expect(get("VERSION 1 PATH /tags/*/m") == "\"[]\"")
        #expect(get("VERSION 1 PATH /none") == "(nil)")
        #expect(get("VERSION 1 PATH @revision") == "\"1\"")
        #expect(get("PATH ''") == "\"{\\\"rule\\\":\\\"d\\\"}\"")
    }

    @Test func metadataIsAMapInRESP3AndFlatInRESP2() {
        let words = "RES.GET routers default web WITHMETA PATH /rule"
        let flat = client.type(words)
        let now = server.now
        #expect(flat.hasPrefix("1) \"type\"\n 2) \"routers\"") || flat.hasPrefix(" 1) \"type\"\n 2) \"routers\""))
        client.send("HELLO", "3")
        let map = client.send(["RES.GET", "routers", "default", "web", "WITHMETA"].map { Array($0.utf8) })
        #expect(map["type"]?.text == "routers" && map["namespace"]?.text == "default" && map["name"]?.text == "web")
        #expect(map["version"] == .integer(4) && map["revision"] == .integer(4))
        #expect(map["created"] == .integer(now) && map["updated"] == .integer(now))
        #expect(map["author"]?.text == "default" && map["expires"] == .integer(now + 100_000))
        #expect(map["resource"]?.text == "{\"rule\":\"d\"}")
        let old = client.send(
            ["RES.GET", "routers", "default", "web", "VERSION", "2", "WITHMETA"].map { Array($0.utf8) })
        #expect(old["created"] == .integer(now - 1000) && old["updated"] == .integer(now) && old["expires"] == .null)
    }

    @Test(arguments: [
        ("VERSION 0", "VERSION takes a whole number from 1"), ("AT -1", "AT takes a whole number from 0"),
        ("AT x", "AT takes a whole number from 0"), ("AT", "syntax error: a value is missing at the end"),
        ("AT 1 VERSION 1", "syntax error: one VERSION or one AT is all that RES.GET takes"),
        ("PATH", "syntax error: a value is missing at the end"),
        ("PATH /a PATH /b", "syntax error: RES.GET takes no 'PATH' here"),
        ("NONSENSE", "syntax error: RES.GET takes no 'NONSENSE' here"),
        ("FORMAT xml", "FORMAT 'xml' is not known here; bodies go out as json, yaml or msgpack"),
    ]) func wrongWordsAreRefused(words: String, refusal: String) {
        #expect(get(words) == "(error) ERR \(refusal)")
    }

    @Test func aWrongPathIsRefused() {
        #expect(get("PATH rule") == "(error) INVALID 'rule': a pointer that is not empty begins with '/'")
        #expect(get("FORMAT JSON") == get(""))
    }

    @Test func aWrongAddressIsRefused() {
        for command in ["RES.GET", "RES.MGET", "RES.EXISTS", "RES.HISTORY", "RES.REFS"] {
            #expect(client.type("\(command) ro/uters default web").hasPrefix("(error) INVALID 'ro/uters': a type has"))
            #expect(client.type("\(command) routers Default web").hasPrefix("(error) INVALID 'Default': a namespace"))
            #expect(client.type("\(command) routers default a:b").hasPrefix("(error) INVALID 'a:b': a name has"))
            #expect(client.type("\(command) @types @ routers").hasPrefix("(error) INVALID '@'"))
        }
        #expect(client.type("RES.GET routers Default web WITHMETA").hasPrefix("(error) INVALID"))
    }

    @Test func aPlainKeyIsNoResource() {
        client.type("SET default:routers:plain text")
        for words in [
            "RES.GET routers default plain", "RES.MGET routers default web plain",
            "RES.EXISTS routers default plain", "RES.GET routers default plain WITHMETA",
        ] {
            #expect(client.type(words) == Self.wrongType)
        }
        #expect(get("VERSION 1", "plain") == "(nil)")
        #expect(client.type("PING") == "PONG", "nothing was left of a reply that was begun")
    }

    @Test func whatIsNoLongerKeptIsRefused() throws {
        try server.engine.resources.compact(before: 4)
        let refusal = "(error) COMPACTED that is no longer kept; the oldest revision that is kept is 4"
        for words in ["VERSION 2", "AT 3", "VERSION 1 WITHMETA", "AT 1 PATH /a"] { #expect(get(words) == refusal) }
        #expect(get("AT 4 PATH /rule") == "\"\\\"d\\\"\"")
        #expect(get("AT 3", "never") == refusal)
    }

    @Test func whatHasEndedIsGone() {
        server.advance(milliseconds: 100_001)
        #expect(get("WITHMETA") == "(nil)")
        #expect(client.type("RES.EXISTS routers default web") == "(integer) 0")
        #expect(get("AT 5") == "(nil)")
        #expect(get("AT 4 PATH /rule") == "\"\\\"d\\\"\"")
    }

    // MARK: Several

    @Test func severalAreReadAtOnce() {
        client.type("RES.PUT routers default api 1")
        #expect(
            client.type("RES.MGET routers default api none web api")
                == "1) \"1\"\n2) (nil)\n3) \"{\\\"rule\\\":\\\"d\\\"}\"\n4) \"1\"")
        #expect(client.type("RES.MGET routers other api") == "1) (nil)")
        #expect(client.type("RES.EXISTS routers default api") == "(integer) 1")
    }

    @Test func aNameOfAnyLengthIsLookedFor() {
        let name = String(repeating: "n", count: 253)
        client.send("RES.PUT", "routers", "default", name, "1")
        #expect(client.send("RES.GET", "routers", "default", name).text == "1")
        let tooLong = String(repeating: "n", count: 5000)
        #expect(client.send("RES.GET", "routers", "default", tooLong).isError)
    }

    // MARK: Company

    @Test func aTransactionReadsWhatItHasWritten() {
        for words in [
            "MULTI", "RES.PUT routers default web 5", "RES.GET routers default web WITHMETA",
            "RES.GET routers default web", "RES.LIST routers default COUNT", "RES.GET routers default web AT 5",
        ] {
            client.type(words)
        }
        let replies = client.send("EXEC").elements ?? []
        #expect(replies.count == 5)
        #expect(replies[2].text == "5" && replies[3] == .integer(1) && replies[4].text == "5")
    }

    @Test func readKeysAreTracked() {
        client.send("HELLO", "3")
        client.type("CLIENT TRACKING ON")
        client.type("RES.MGET routers default api web")
        let other = TestClient(of: server)
        other.type("RES.PUT routers default api 1")
        #expect(
            client.messages() == [
                .push([.bulk(Array("invalidate".utf8)), .array([.bulk(Array("default:routers:api".utf8))])])
            ])
    }

    @Test func hitsAndMissesAreCounted() {
        let before = server.engine.statistics.keyHits
        client.type("RES.GET routers default web")
        client.type("RES.EXISTS routers default web")
        #expect(server.engine.statistics.keyHits == before + 2)
    }
}
