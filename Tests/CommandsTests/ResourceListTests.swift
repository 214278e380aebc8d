// RES.LIST and RES.FIND: conditions, order, shape, pages that stay true, and what is refused.

import Bytes
import Commands
import Engine
import Resources
import Testing
import TestSupport

struct ResourceListTests {
    private let client = TestClient()
    private let server: TestServer

    init() {
        server = client.server
        client.type("RES.TYPE DEFINE routers '{\"indexes\":{\"byHost\":[\"/host\",\"/zone\"]}}'")
        client.type("RES.PUT routers default a '{\"host\":\"x\",\"zone\":1,\"tags\":[\"red\",\"blue\"]}'")
        client.type("RES.PUT routers default b '{\"host\":\"y\",\"zone\":2,\"tags\":[\"red\"]}'")
        client.type("RES.PUT routers default c '{\"host\":\"x\",\"zone\":3}'")
        client.type("RES.PUT routers other d '{\"host\":\"x\",\"zone\":1.0}'")
        client.send("HELLO", "3")
    }

    private func page(_ words: String) throws -> Reply {
        client.send(try #require(Request.words(of: words)))
    }

    private func names(_ words: String) throws -> String {
        let items = try #require(try page(words)["items"]?.elements)
        return items.map { $0.elements?[1].text ?? $0["name"]?.text ?? "?" }.joined()
    }

    // MARK: Conditions

    @Test(arguments: [
        ("/host = x", "ac"), ("/host != x", "b"), ("/zone < 2", "a"), ("/zone <= 2", "ab"), ("/zone > 2", "c"),
        ("/zone >= 2", "bc"), ("/zone IN [1,3]", "ac"), ("/host prefix x", "ac"), ("/host GLOB [xz]", "ac"),
        ("/tags CONTAINS blue", "a"), ("/tags EXISTS", "ab"), ("/tags missing", "c"), ("/tags/* = red", "ab"),
        ("@name > a", "bc"), ("@revision = 3", "b"), ("/host = x WHERE /zone = 3", "c"),
        ("/host = x WHERE /zone = 9", ""),
    ]) func everyOperatorHolds(condition: String, wanted: String) throws {
        #expect(try names("RES.LIST routers default WHERE \(condition)") == wanted)
        #expect(try page("RES.LIST routers default WHERE \(condition) COUNT") == .integer(Int64(wanted.count)))
    }

    @Test func allNamespacesAreOneList() throws {
        #expect(try names("RES.LIST routers *") == "abcd")
        #expect(try names("RES.LIST routers * WHERE /host = x WHERE /zone = 1") == "ad")
        #expect(try names("RES.LIST routers none") == "")
        #expect(try names("RES.LIST unknown *") == "")
        #expect(try page("RES.LIST routers * COUNT") == .integer(4))
    }

    // MARK: Order and shape

    @Test func theOrderIsAsAskedFor() throws {
        #expect(try names("RES.LIST routers * SORT /host DESC SORT /zone") == "badc")
        #expect(try names("RES.LIST routers * SORT /tags/0 ASC SORT @name DESC") == "dcba")
        #expect(try names("RES.LIST routers * SORT /zone LIMIT 2") == "ad")
    }

    @Test func itemsAreAddressesAndBodies() throws {
        let items = try page("RES.LIST routers * WHERE @name = d")["items"]
        #expect(items?.elements?[0].elements?.map(\.text) == ["other", "d", "{\"host\":\"x\",\"zone\":1.0}"])
    }

    @Test func fieldsAreAnObjectOfThoseThatAreThere() throws {
        let items = try page("RES.LIST routers default FIELDS /zone @name /tags/* LIMIT 3")["items"]?.elements
        #expect(
            items?.map { $0.elements?[2].text } == [
                "{\"/zone\":1,\"@name\":\"a\",\"/tags/*\":[\"red\",\"blue\"]}",
                "{\"/zone\":2,\"@name\":\"b\",\"/tags/*\":[\"red\"]}", "{\"/zone\":3,\"@name\":\"c\",\"/tags/*\":[]}",
            ])
    }

    @Test func metadataComesWithEach() throws {
        let item = try page("RES.LIST routers default WITHMETA LIMIT 1 FORMAT json")["items"]?.elements?[0]
        #expect(item?["name"]?.text == "a" && item?["version"] == .integer(1) && item?["revision"] == .integer(2))
        #expect(item?["resource"]?.text?.hasPrefix("{\"host\":\"x\"") == true)
    }

    @Test func repliesAreFlatInRESP2() {
        client.send("HELLO", "2")
        #expect(
            client.type("RES.LIST routers other")
                == "1) \"revision\"\n2) (integer) 5\n3) \"cursor\"\n4) (nil)\n5) \"items\"\n"
                + "6) 1) 1) \"other\"\n      2) \"d\"\n      3) \"{\\\"host\\\":\\\"x\\\",\\\"zone\\\":1.0}\"")
        #expect(client.type("RES.LIST routers none COUNT") == "(integer) 0")
    }

    // MARK: Pages

    @Test(arguments: [
        "RES.LIST routers *", "RES.LIST routers * SORT /zone DESC", "RES.LIST routers * WHERE /host = x",
        "RES.FIND routers byHost 1 x", "RES.FIND routers byHost 0",
    ])
    func pagesGoOnAsOfTheFirst(list: String) throws {
        let all = try names(list)
        var seen = ""
        var cursor: String?
        repeat {
            let reply = try page(list + " LIMIT 1" + (cursor.map { " CURSOR \($0)" } ?? ""))
            #expect(reply["revision"] == .integer(5))
            seen += reply["items"]?.elements?.compactMap { $0.elements?[1].text }.joined() ?? "?"
            cursor = reply["cursor"]?.text
            client.type("RES.PUT routers default aa '{\"host\":\"x\",\"zone\":\(seen.count)}'")
            client.type("RES.PUT routers default c '{\"host\":\"\(seen.count)\"}'")
            client.type("RES.DEL routers other d")
        } while cursor != nil
        #expect(seen == all && all.count >= 3)
    }

    @Test func thePastIsListedAsItWas() throws {
        client.type("RES.DEL routers default a b")
        #expect(try names("RES.LIST routers default") == "c")
        #expect(try names("RES.LIST routers default AT 3") == "ab")
        #expect(try names("RES.LIST routers * AT 5 WHERE /host = x") == "acd")
        #expect(try page("RES.LIST routers * AT 4 COUNT") == .integer(3))
        try server.engine.resources.compact(before: 6)
        #expect(
            client.type("RES.LIST routers default AT 5")
                == "(error) COMPACTED that is no longer kept; the oldest revision that is kept is 6")
        #expect(client.type("RES.LIST routers default AT 7").hasPrefix("(error) COMPACTED revision 7 is ahead"))
    }

    @Test func aCursorWhosePageIsLostIsRefused() throws {
        let cursor = try #require(try page("RES.LIST routers * LIMIT 1")["cursor"]?.text)
        client.type("RES.DEL routers default a")
        try server.engine.resources.compact(before: 6)
        #expect(client.type("RES.LIST routers * CURSOR \(cursor)").hasPrefix("(error) COMPACTED"))
    }

    @Test func aForeignCursorIsRefused() throws {
        let cursor = try #require(try page("RES.LIST routers * LIMIT 1")["cursor"]?.text)
        let foreign =
            "(error) INVALID the cursor belongs to another list: ask as for its first page, or begin without a cursor"
        for list in [
            "RES.LIST routers default", "RES.LIST routers * WHERE /host = x", "RES.LIST routers * SORT /zone",
            "RES.LIST services *", "RES.FIND routers byHost 1 x",
        ] {
            #expect(client.type("\(list) CURSOR \(cursor)") == foreign, "\(list)")
        }
        for text in ["0", "x", "\(cursor)00", "1.2"] {
            #expect(
                client.type("RES.LIST routers * CURSOR \(text)").hasPrefix("(error) INVALID '\(text)' is no cursor"))
        }
        #expect(
            client.type("RES.LIST routers * CURSOR \(cursor) AT 2")
                == "(error) INVALID the cursor reads revision 5, and AT is another: leave AT out")
    }

    // MARK: RES.FIND

    @Test func anIndexFindsByWholeAndPartialKeys() throws {
        #expect(try names("RES.FIND routers byHost 2 x 1") == "ad")
        #expect(try names("RES.FIND routers byHost 1 x") == "acd")
        #expect(try names("RES.FIND routers byHost 1 x NAMESPACE other") == "d")
        #expect(try names("RES.FIND routers byHost 1 x LIMIT 2") == "ac")
        let item = try page("RES.FIND routers byHost 2 y 2 WITHMETA")["items"]?.elements?[0]
        #expect(item?["name"]?.text == "b")
    }

    // MARK: Refusals

    @Test(arguments: [
        ("RES.LIST routers default WHERE /a", "ERR syntax error: a value is missing at the end"),
        ("RES.LIST routers default WHERE /a =", "ERR syntax error"),
        ("RES.LIST routers default WHERE /a ~ 1", "ERR WHERE knows no '~'"),
        ("RES.LIST routers default WHERE /a IN 1", "ERR WHERE … IN takes a JSON array, and '1' is none"),
        ("RES.LIST routers default WHERE a = 1", "INVALID 'a': a pointer"),
        ("RES.LIST routers default SORT", "ERR syntax"),
        ("RES.LIST routers default LIMIT 0", "ERR LIMIT takes a whole number from 1"),
        ("RES.LIST routers default TIMEOUT 0", "ERR TIMEOUT takes a whole number from 1"),
        ("RES.LIST routers default FIELDS", "ERR FIELDS takes at least one path"),
        ("RES.LIST routers default FIELDS name", "ERR FIELDS takes at least one path"),
        ("RES.LIST routers default FORMAT xml", "ERR FORMAT 'xml' is not known"),
        ("RES.LIST routers default COUNT LIMIT 1", "ERR syntax error: COUNT counts everything"),
        ("RES.LIST routers default x", "ERR syntax error: RES.LIST takes no 'x' here"),
        ("RES.LIST routers DEFAULT", "INVALID 'DEFAULT': a namespace"), ("RES.LIST a:b *", "INVALID 'a:b': a type"),
        ("RES.FIND routers byHost 3 x 1 2", "INVALID the index 'byHost' has 2 parts, and 3 keys were given"),
        ("RES.FIND routers byHost 2 x", "ERR Number of keys"),
        ("RES.FIND routers byHost -1", "ERR numkeys takes a whole"),
        ("RES.FIND routers byHost 1 x NAMESPACE", "ERR syntax error"),
        ("RES.FIND routers byHost 1 x AT 3", "ERR syntax error: RES.FIND takes no 'AT' here"),
        (
            "RES.FIND routers nothing 0",
            "NOTFOUND the type routers has no index 'nothing'; RES.TYPE GET shows those "
                + "that it has"
        ),
        (
            "RES.FIND unknown byHost 0",
            "NOTFOUND the type unknown has no index 'byHost'; RES.TYPE GET shows those "
                + "that it has"
        ),
    ]) func wrongWordsAreRefused(request: String, refusal: String) {
        let reply = client.type(request)
        #expect(reply.hasPrefix("(error) \(refusal)"), "\(reply)")
    }

    @Test func aListTakesNoLongerThanIsAllowed() {
        server.engine.beginTransaction()
        for number in 0..<20_000 { client.send("RES.PUT", "numbers", "default", "n\(number)", "\(number)") }
        server.engine.endTransaction()
        server.engine.stoppedClock = nil
        #expect(
            client.type("RES.LIST numbers default SORT @name DESC TIMEOUT 1")
                == "(error) TIMEOUT the time was over before the list was read; ask for less, "
                    + "or give it a longer TIMEOUT")
        #expect(client.type("RES.LIST numbers default COUNT TIMEOUT 60000") == "(integer) 20000")
    }
}
