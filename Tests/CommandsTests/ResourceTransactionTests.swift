// RES.TXN: all or nothing, one revision, references by the outcome; what is wrong is named; a dry run changes nothing.

import Bytes
import Commands
import Engine
import Testing
import TestSupport

struct ResourceTransactionTests {
    private let client = TestClient()

    /// An operation on a router of the default namespace, with further members.
    private func operation(_ op: String, _ name: String, _ members: String = "", type: String = "routers") -> String {
        let more = members.isEmpty ? "" : "," + members
        return "{\"op\":\"\(op)\",\"type\":\"\(type)\",\"namespace\":\"default\",\"name\":\"\(name)\"\(more)}"
    }

    private func send(_ operations: String..., dryRun: Bool = false) -> Reply {
        let json = "[" + operations.joined(separator: ",") + "]"
        return dryRun ? client.send("RES.TXN", json, "DRYRUN") : client.send("RES.TXN", json)
    }

    private func refusal(_ operations: String...) -> String {
        guard case .error(let text) = client.send("RES.TXN", "[" + operations.joined(separator: ",") + "]") else {
            return ""
        }
        return text
    }

    private var head: Int64 { client.server.engine.revision }

    @Test func everyOperationIsThere() {
        client.type("RES.PUT routers default old '{\"a\":1}'")
        let reply = send(
            operation("create", "new", "\"resource\":{ \"x\": 1.0 },\"ttl\":60"),
            operation("update", "old", "\"resource\":{\"a\":2},\"ifVersion\":1"),
            operation("patch", "old", "\"merge\":{\"b\":3}"),
            operation("patch", "old", "\"patch\":[{\"op\":\"remove\",\"path\":\"/a\"}],\"ifVersion\":3"),
            operation("put", "third", "\"resource\":null,\"ifAbsent\":true"),
            operation("check", "third", "\"ifVersion\":1"), operation("check", "absent", "\"ifVersion\":0"),
            operation("delete", "third"))
        let outcomes: [Reply] = [[1, 2], [2, 2], [3, 2], [4, 2], [1, 2], [1, 2], [0, 0], [2, 2]]
        #expect(reply == ["revision", 2, "changes", 6, "operations", .array(outcomes)])
        #expect(client.send("GET", "default:routers:new") == "{\"x\":1.0}")
        #expect(client.send("TTL", "default:routers:new") == 60)
        #expect(client.send("GET", "default:routers:old") == "{\"b\":3}")
        #expect(client.send("EXISTS", "default:routers:third") == 0)
        #expect(head == 2)
    }

    @Test func theReplyIsAMapWhereThereAreMaps() {
        client.send("HELLO", "3")
        let put = operation("put", "web", "\"resource\":1")
        #expect(send(put) == .map(["revision", 1, "changes", 1, "operations", [[1, 1]]]))
        #expect(send(put) == .map(["revision", 1, "changes", 0, "operations", [[1, 1]]]))
        let rehearsal = send(put, operation("delete", "web"), dryRun: true)
        let same: [Reply] = [
            "event", "unchanged", "type", "routers", "namespace", "default", "name", "web", "version", 1, "revision",
            1, "resource", .null,
        ]
        let gone: [Reply] = [
            "event", "deleted", "type", "routers", "namespace", "default", "name", "web", "version", 2, "revision", 2,
            "resource", .null,
        ]
        #expect(rehearsal == .map(["revision", 2, "changes", 1, "operations", [.map(same), .map(gone)]]))
        #expect(head == 1)
        #expect(client.send("EXISTS", "default:routers:web") == 1)
    }

    @Test func aRehearsalTellsBodiesAndRefusesWhatWouldBeRefused() {
        let put = operation("put", "web", "\"resource\":{\"a\": 1}")
        let told = send(put, dryRun: true).elements?.last?.elements?.first?.elements ?? []
        #expect(told.prefix(2) == ["event", "created"] && told.last == "{\"a\":1}")
        #expect(head == 0)
        #expect(send(put, operation("delete", "api"), dryRun: true).isError)
    }

    @Test func referencesAreJudgedOnTheOutcome() {
        client.type("RES.TYPE DEFINE routers '{\"refs\":[{\"path\":\"/to\",\"type\":\"services\"}]}'")
        let router = operation("create", "web", "\"resource\":{\"to\":\"app\"}")
        #expect(refusal(router).hasPrefix("BADREF operation 0: default:routers:web at /to"))
        #expect(!send(router, operation("create", "app", "\"resource\":{}", type: "services")).isError)
        #expect(refusal(operation("delete", "app", type: "services")).hasPrefix("INUSE operation 0: "))
        #expect(!send(operation("delete", "app", type: "services"), operation("delete", "web")).isError)
        #expect(head == 3)
    }

    @Test func aRefusedTransactionChangesNothing() {
        client.type("RES.PUT routers default web 1")
        let refused = refusal(
            operation("put", "a", "\"resource\":1"), operation("delete", "web"),
            operation("check", "web", "\"ifVersion\":1"))
        #expect(refused == "NOTFOUND operation 2: default:routers:web does not exist; RES.LIST shows what does")
        #expect(head == 1)
        #expect(client.send("DBSIZE") == 1)
    }

    @Test func theWrongMemberIsNamed() {
        let good = operation("put", "web", "\"resource\":1")
        let wrong: [(String, String)] = [
            ("1", "an operation is an object"), ("{}", "/op is missing"),
            ("{\"op\":\"put\"}", "/namespace is missing"),
            ("{\"op\":\"put\",\"namespace\":5}", "/namespace is a string"),
            (operation("swap", "web"), "/op is one of create, update, put, patch, delete and check"),
            (operation("put", "web"), "/resource is missing"),
            (operation("put", "a/b", "\"resource\":1"), "'a/b': a name has"),
            (operation("put", "web", "\"resource\":1,\"body\":2"), "an operation has no member \"body\""),
            (operation("delete", "web", "\"resource\":1"), "/resource does not go with delete"),
            (operation("put", "web", "\"resource\":1,\"ifVersion\":-1"), "/ifVersion is a whole number, 0 or above"),
            (operation("put", "web", "\"resource\":1,\"ifVersion\":1.5"), "/ifVersion is a whole number, 0 or above"),
            (operation("put", "web", "\"resource\":1,\"ifVersion\":1,\"ifAbsent\":true"), "/ifVersion and /ifAbsent"),
            (operation("put", "web", "\"resource\":1,\"ttl\":\"5s\""), "/ttl is a number of seconds"),
            (operation("put", "web", "\"resource\":1,\"ttl\":0"), "a time to live of 0 s"),
            (operation("put", "web", "\"resource\":1,\"ttl\":1,\"keepTTL\":true"), "/ttl and /keepTTL exclude"),
            (operation("put", "web", "\"resource\":1,\"keepTTL\":1"), "/keepTTL is true or false"),
            (operation("patch", "web"), "a patch has either /merge or /patch"),
            (operation("patch", "web", "\"merge\":1,\"patch\":[]"), "a patch has either /merge or /patch"),
        ]
        for (operation, reason) in wrong {
            let refused = refusal(good, operation)
            #expect(refused.hasPrefix("INVALID operation 1: \(reason)"), "\(refused)")
        }
        #expect(client.type("RES.TXN {}") == "(error) INVALID a transaction is an array of operations")
        #expect(client.type("RES.TXN [").hasPrefix("(error) INVALID the transaction: "))
        #expect(client.type("RES.TXN [] WETRUN") == "(error) ERR syntax error: RES.TXN has no option 'WETRUN'")
        #expect(head == 0)
    }

    @Test func anEmptyTransactionIsAsWanted() {
        client.type("RES.PUT routers default web 1")
        #expect(send() == ["revision", 1, "changes", 0, "operations", []])
    }

    @Test func aTransactionHasABound() {
        let check = operation("check", "web", "\"ifVersion\":0")
        let many = "[" + Array(repeating: check, count: 100_001).joined(separator: ",") + "]"
        #expect(client.send("RES.TXN", many) == .error("TOOBIG a transaction has at most 100000 operations"))
    }

    @Test func insideATransactionOfTheConnectionItIsPartOfOneRevision() {
        client.type("MULTI")
        client.type("RES.PUT routers default api 1")
        client.send("RES.TXN", "[" + operation("put", "web", "\"resource\":1") + "]")
        client.send("RES.TXN", "[" + operation("delete", "web") + "]", "DRYRUN")
        let replies = client.send("EXEC").elements ?? []
        #expect(replies.map { $0.elements?.first } == [1, "revision", "revision"])
        #expect(replies[1].elements?[1] == 1)
        #expect(head == 1)
        #expect(client.send("EXISTS", "default:routers:web") == 1)
    }
}
