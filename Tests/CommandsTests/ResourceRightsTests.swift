// Tenants: what a user may not write is refused in the same words whether it is there or not.

import Bytes
import Commands
import Engine
import Testing
import TestSupport

struct ResourceRightsTests {
    private let server = TestServer()
    private let admin: TestClient
    private static let noKey = "(error) NOPERM No permissions to access a key"

    init() {
        admin = TestClient(of: server)
        admin.type("RES.TYPE DEFINE routers '{\"indexes\":{\"byHost\":[\"/host\"]}}'")
        for namespace in ["team-a", "team-b"] { admin.type("RES.PUT routers \(namespace) there {}") }
    }

    private func client(_ rules: String) -> TestClient {
        admin.type("ACL SETUSER one on nopass \(rules)")
        let client = TestClient(of: server)
        client.send("AUTH", "one", "")
        return client
    }

    private func operation(_ op: String, _ namespace: String, _ name: String, _ more: String = "") -> String {
        "'[{\"op\":\"\(op)\",\"type\":\"routers\",\"namespace\":\"\(namespace)\",\"name\":\"\(name)\"\(more)}]'"
    }

    /// One request of every kind, on a resource or a namespace.
    private func requests(_ namespace: String, _ name: String) -> [String] {
        [
            "RES.CREATE routers \(namespace) \(name) {}", "RES.UPDATE routers \(namespace) \(name) {}",
            "RES.PUT routers \(namespace) \(name) {}", "RES.PUT routers \(namespace) \(name) {} IFVERSION 9",
            "RES.PATCH routers \(namespace) \(name) MERGE {}", "RES.DEL routers \(namespace) \(name)",
            "RES.ROLLBACK routers \(namespace) \(name) TO 1", "RES.CLEAR routers \(namespace)",
            "RES.DROP routers byHost 1 a NAMESPACE \(namespace)", "RES.REVERT \(namespace) TO 1",
            "RES.REVERT \(namespace) TO 1 DRYRUN", "RES.NAMESPACE CREATE \(namespace)",
            "RES.NAMESPACE DROP \(namespace)", "RES.NAMESPACE QUOTA \(namespace)", "RES.NAMESPACE STATS \(namespace)",
        ]
    }

    private var operations: [(op: String, more: String)] {
        [
            ("create", ",\"resource\":1"), ("update", ",\"resource\":1"), ("put", ",\"resource\":1"),
            ("patch", ",\"merge\":{}"), ("delete", ""), ("check", ",\"ifVersion\":0"),
        ]
    }

    @Test func nothingOfAnotherNamespaceIsToldOrChanged() {
        let client = client("+@all ~team-a:* resetchannels &res:team-a:*")
        let head = server.engine.revision
        for (namespace, name) in [("team-b", "there"), ("team-b", "absent"), ("nowhere", "absent")] {
            for request in requests(namespace, name) { #expect(client.type(request) == Self.noKey, "\(request)") }
            for (op, more) in operations {
                let words = operation(op, namespace, name, more)
                let refusal = "(error) NOPERM operation 0: No permissions to access a key"
                #expect(client.type("RES.TXN \(words)") == refusal && client.type("RES.TXN \(words) DRYRUN") == refusal)
            }
        }
        #expect(server.engine.revision == head)
        #expect(client.send("RES.NAMESPACE", "LIST") == .texts("team-a"))
        #expect(admin.type("ACL LOG 1").contains("nowhere:routers:absent"))
    }

    @Test func whatIsItsOwnItMayChange() {
        let client = client("+@all ~team-a:*")
        for request in requests("team-a", "new") { #expect(!client.type(request).contains("NOPERM"), "\(request)") }
    }

    @Test func whatConcernsAllNeedsTheRightToAll() {
        let client = client("+@all ~team-a:*")
        for request in [
            "RES.TYPE DEFINE routers {}", "RES.TYPE DROP routers", "RES.DROP routers byHost 1 a", "RES.COMPACT 1",
            "RES.NAMESPACE QUOTA team-a RESOURCES 5",
        ] {
            #expect(client.type(request) == Self.noKey, "\(request)")
        }
        #expect(client.send("RES.TYPE", "LIST") == .texts("routers"))
    }

    @Test func aTenantIsNotRidOfItsQuota() {
        admin.type("RES.NAMESPACE QUOTA team-a RESOURCES 1")
        let client = client("+@all ~team-a:*")
        #expect(client.send("RES.NAMESPACE", "QUOTA", "team-a") == ["resources", 1, "bytes", .null])
        #expect(client.type("RES.NAMESPACE DROP team-a") == Self.noKey)
        #expect(client.type("RES.PUT routers team-a more {}").hasPrefix("(error) QUOTA"))
        #expect(client.send("RES.CLEAR", "routers", "team-a") == 1)
        #expect(admin.send("RES.NAMESPACE", "DROP", "team-a") == 0)
    }

    @Test(arguments: [
        ("~team-a:routers:*", "RES.CLEAR routers team-a", true), ("~team-a:routers:*", "RES.REVERT team-a TO 1", false),
        ("~team-a:rou*", "RES.CLEAR routers team-a", true), ("~team-a:rou*", "RES.CLEAR services team-a", false),
        ("~team-?:*", "RES.CLEAR routers team-a", false), ("~team-a:*:x", "RES.CLEAR routers team-a", false),
        ("~team-a:routers:there", "RES.CLEAR routers team-a", false), ("~t*", "RES.REVERT team-a TO 1", true),
        ("%R~team-a:*", "RES.CLEAR routers team-a", false), ("%W~team-a:*", "RES.CLEAR routers team-a", true),
        ("%W~team-a:*", "RES.PUT routers team-a x 1", true), ("%R~team-a:*", "RES.PUT routers team-a x 1", false),
        ("%W~team-a:*", "RES.PATCH routers team-a there MERGE {}", false),
        ("%R~team-a:*", "RES.NAMESPACE STATS team-a", true), ("%W~team-a:*", "RES.NAMESPACE STATS team-a", false),
        ("%RW~team-a:*", "RES.REVERT team-a TO 2", true), ("%W~team-a:*", "RES.REVERT team-a TO 2", false),
    ]) func patternsCoverWhatTheySay(pattern: String, request: String, isAllowed: Bool) {
        #expect((client("+@all \(pattern)").type(request) != Self.noKey) == isAllowed)
    }

    @Test func oneSetOfRightsMustHaveBothTheCommandAndTheKey() {
        let client = client("+@all ~team-a:* (+get ~team-b:*)")
        #expect(client.send("GET", "team-b:routers:there") == "{}")
        #expect(client.type("RES.PUT routers team-b there 1") == Self.noKey)
    }
}
