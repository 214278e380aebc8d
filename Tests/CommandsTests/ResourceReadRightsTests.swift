// A tenant reads what is its own, and learns of nothing else: the refusal is the same whether or not it is there.

import Bytes
import Commands
import Engine
import Testing
import TestSupport

struct ResourceReadRightsTests {
    private let server = TestServer()
    private let admin: TestClient
    private static let refusal = "(error) NOPERM No permissions to access a key"

    init() {
        admin = TestClient(of: server)
        admin.type(
            "RES.TYPE DEFINE routers '{\"indexes\":{\"byHost\":[\"/host\"]},"
                + "\"refs\":[{\"path\":\"/to\",\"type\":\"routers\"}]}'")
        admin.type("RES.PUT routers theirs secret '{\"host\":\"x\"}'")
        admin.type("RES.PUT routers mine web '{\"host\":\"x\",\"to\":\"theirs/secret\"}'")
        admin.type("RES.PUT routers theirs other '{\"to\":\"mine/web\"}'")
    }

    private func client(_ rules: String) -> TestClient {
        admin.type("ACL SETUSER one on nopass +@all \(rules)")
        let client = TestClient(of: server)
        client.send("AUTH", "one", "")
        return client
    }

    @Test(arguments: ["theirs secret", "theirs absent", "nowhere absent"]) func othersAreNotRead(address: String) {
        let client = client("~mine:* %W~theirs:*")
        for words in ["GET", "MGET", "EXISTS", "HISTORY", "REFS"] {
            #expect(client.type("RES.\(words) routers \(address)") == Self.refusal, "\(words)")
        }
        for words in ["WITHMETA", "AT 1", "VERSION 1", "AT 99", "PATH /a"] {
            #expect(client.type("RES.GET routers \(address) \(words)") == Self.refusal, "\(words)")
        }
        #expect(client.type("RES.DIFF routers \(address) 1 2") == Self.refusal)
        #expect(client.type("RES.MGET routers \(address) web") == Self.refusal)
        #expect(admin.type("ACL LOG 1").contains("\"\(address.replacing(" ", with: ":routers:"))\""))
    }

    @Test func onesOwnIsRead() {
        let client = client("~mine:*")
        #expect(client.type("RES.EXISTS routers mine web") == "(integer) 1")
        #expect(client.type("RES.MGET routers mine web none").hasSuffix("2) (nil)"))
        #expect(!client.type("RES.GET routers mine web WITHMETA").hasPrefix("(error)"))
        #expect(!client.type("RES.HISTORY routers mine web").hasPrefix("(error)"))
        #expect(client.type("RES.LIST routers mine COUNT") == "(integer) 1")
        #expect(!client.type("RES.FIND routers byHost 1 x NAMESPACE mine").hasPrefix("(error)"))
    }

    @Test func referencesAcrossTheBorderAreNotTold() {
        #expect(
            client("~mine:*").type("RES.REFS routers mine web")
                == "1) \"references\"\n2) (empty array)\n3) \"referencedBy\"\n4) (empty array)")
        #expect(admin.type("RES.REFS routers mine web").contains("\"other\""))
    }

    @Test func aListNeedsAPatternThatCoversIt() {
        for (rules, mayRead) in [
            ("~mine:*", true), ("~mi*", true), ("~mine:routers:*", true), ("%R~mine:*", true), ("~*", true),
            ("~mine:routers:w*", false), ("~mine:routers:web", false), ("~mine:*s:*", false), ("~m?ne:*", false),
            ("%W~mine:*", false), ("~mine:services:*", false),
        ] {
            let client = client("resetkeys \(rules)")
            for list in [
                "RES.LIST routers mine", "RES.LIST routers mine COUNT", "RES.FIND routers byHost 1 x NAMESPACE mine",
            ] {
                #expect((client.type(list) == Self.refusal) == !mayRead, "\(rules): \(list)")
            }
        }
    }

    @Test(arguments: [
        "RES.LIST routers *", "RES.LIST routers * COUNT", "RES.FIND routers byHost 1 x", "RES.LIST none *",
    ])
    func allNamespacesNeedAllKeys(list: String) {
        #expect(client("~mine:* ~theirs:*").type(list) == Self.refusal)
        #expect(client("resetkeys ~*").type(list) != Self.refusal)
    }

    @Test func figuresAreOfWhatIsOnesOwn() {
        func figures(_ client: TestClient) -> [Reply?] {
            client.send("HELLO", "3")
            let reply = client.send("RES.STATS")
            return ["revision", "types", "namespaces", "resources", "versions"].map { reply[$0] }
        }
        #expect(figures(admin) == [4, 1, 2, 3, 3].map { .integer($0) })
        #expect(figures(client("~mine:*")) == [4, 1, 1, 1, 1].map { .integer($0) })
        #expect(figures(client("resetkeys ~mine:routers:web")) == [4, 1, 0, 0, 0].map { .integer($0) })
    }
}
