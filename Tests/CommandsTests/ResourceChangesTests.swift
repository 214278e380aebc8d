// RES.CHANGES: whole commits in order for clients that ask, and waiting for the next one.

import Bytes
import Commands
import Engine
import Resources
import Testing
import TestSupport

struct ResourceChangesTests {
    private let room = ResourceRoom()

    /// What a reply tells: the revision to go on from, and each commit's events as briefly as watchers' are.
    private struct Page: Equatable {
        var revision: Int64 = -1
        var commits: [[String]] = []

        init(_ reply: Reply) {
            guard let parts = reply.elements, parts.count == 6 else { return }
            revision = parts[1].number ?? -1
            commits = (parts[5].elements ?? []).map { commit in
                (commit.elements?[3].elements ?? []).map { event in
                    let key = Heard(.array(["message", "res:", event]))
                    return "\(key?["name"] ?? "")\(key?["version"] ?? "")@\(key?.revision ?? 0)\(key?["more"] ?? "")"
                }
            }
        }
    }

    private func page(_ client: TestClient, _ words: String) -> Page {
        Page(client.send(Request.words(of: "RES.CHANGES " + words)!))
    }

    private func fill() {
        room.commit([("a:t:x", .put([0x31])), ("b:u:y", .put([0x31])), ("a:u:z", .put([0x31]))])
        room.put("a:t:x", "2")
        room.put("b:u:y", "2")
    }

    @Test func theReplyIsAMap() {
        room.put("a:t:x", "1")
        let epoch = Epoch.text(room.store.epoch)
        let event =
            #"{"event":"created","type":"t","namespace":"a","name":"x","version":1,"revision":1,"epoch":"#
            + #""\#(epoch)","time":1700000000000,"author":"admin","more":false,"resource":1}"#
        let commit: [Reply] = ["revision", 1, "events", [.text(event)]]
        let client = room.client("HELLO 3")
        #expect(
            client.send("RES.CHANGES", "FROM", "0", "WITHBODY")
                == .map(["revision", 1, "epoch", .text(epoch), "commits", [.map(commit)]]))
        let old = room.client()
        #expect(
            old.send("RES.CHANGES", "WITHBODY", "FROM", "0")
                == .array(["revision", 1, "epoch", .text(epoch), "commits", [.array(commit)]]))
    }

    @Test func commitsComeWholeAndInOrder() {
        fill()
        let client = room.client()
        let commits = [[#""x"1@1true"#, #""y"1@1true"#, #""z"1@1false"#], [#""x"2@2false"#], [#""y"2@3false"#]]
        #expect(page(client, "FROM 0").commits == commits)
        #expect(page(client, "FROM 1").commits == Array(commits[1...]))
        #expect(page(client, "FROM 3") == page(client, "FROM 3 COUNT 1"))
        let first = page(client, "FROM 0 COUNT 1")
        #expect(first.revision == 1 && first.commits == [commits[0]])
        let second = page(client, "FROM 1 COUNT 1")
        #expect(second.revision == 2 && second.commits == [commits[1]])
    }

    @Test func onlyWhatIsAskedForIsTold() {
        fill()
        let client = room.client()
        #expect(page(client, "FROM 0 TYPE u").commits == [[#""y"1@1true"#, #""z"1@1false"#], [#""y"2@3false"#]])
        #expect(page(client, "FROM 0 NAMESPACE a").commits == [[#""x"1@1true"#, #""z"1@1false"#], [#""x"2@2false"#]])
        #expect(page(client, "FROM 0 NAMESPACE a TYPE t COUNT 1").commits == [[#""x"1@1false"#]])
        let rest = page(client, "FROM 2 NAMESPACE a")
        #expect(rest.commits.isEmpty && rest.revision == 3)
    }

    @Test func aLongPastIsToldInPages() {
        for number in 0..<20 {
            room.commit((0..<10).map { ("a:t:x\($0)", .put(Array("\(number)".utf8))) })
        }
        var revisions: [Revision] = [0]
        while revisions.last != 20 {
            let page = room.store.changes(
                after: revisions.last!, WatchScope(type: "none"), limit: 100, lookingThrough: 75)
            #expect(page.commits.isEmpty)
            revisions.append(page.revision)
        }
        #expect(revisions == [0, 8, 16, 20])
    }

    @Test func whatIsGoneIsRefused() {
        fill()
        do { try room.store.compact(before: 2) } catch { Issue.record("\(error)") }
        let client = room.client()
        #expect(client.type("RES.CHANGES FROM 1").hasPrefix("(error) COMPACTED what followed revision 1"))
        #expect(client.type("RES.CHANGES FROM 4 BLOCK 0").hasPrefix("(error) COMPACTED revision 4 is ahead"))
        #expect(page(client, "FROM 2").commits.count == 1)
    }

    // MARK: Waiting

    @Test func aRequestWaitsForTheNextCommitOfInterest() {
        let client = room.client()
        #expect(client.type("RES.CHANGES FROM 0 NAMESPACE a BLOCK 0").isEmpty)
        #expect(room.admin.type("INFO clients").contains("blocked_clients:1"))
        room.put("b:t:x")
        #expect(room.server.services.outbox.awake.isEmpty)
        room.put("a:t:x")
        #expect(room.server.services.outbox.awake.count == 1)
        client.resume()
        #expect(client.messages().map { Page($0).commits } == [[[#""x"1@2false"#]]])
        #expect(room.server.engine.sleepers.isEmpty)
        #expect(client.session.commandsProcessed == 1)
    }

    @Test func aRequestWaitsNoLongerThanItsTime() {
        let client = room.client()
        client.type("RES.CHANGES FROM 0 BLOCK 100")
        room.server.advance(milliseconds: 99)
        room.turn()
        #expect(room.server.services.outbox.awake.isEmpty)
        room.server.advance(milliseconds: 1)
        room.turn()
        #expect(room.server.services.outbox.awake.count == 1)
        client.resume()
        let pages = client.messages().map { Page($0) }
        #expect(pages.map(\.revision) == [0] && pages[0].commits.isEmpty)
    }

    @Test func nothingWaitsWhereSomethingIsThereOrInATransaction() {
        room.put("a:t:x")
        let client = room.client()
        #expect(page(client, "FROM 0 BLOCK 0").commits.count == 1)
        client.type("MULTI")
        client.type("RES.CHANGES FROM 1 BLOCK 0")
        let pages = client.send("EXEC").elements?.map { Page($0) }
        #expect(pages?.map(\.revision) == [1])
    }

    @Test func aTransactionSeesNothingOfItsOwnCommit() {
        room.put("a:t:x")
        room.server.engine.beginTransaction()
        room.put("a:t:y")
        #expect(page(room.admin, "FROM 0").revision == 1)
        #expect(page(room.admin, "FROM 0").commits.count == 1)
        room.server.engine.endTransaction()
        #expect(page(room.admin, "FROM 0").commits.count == 2)
    }

    @Test(arguments: [("", false), (" TIMEOUT", false), (" ERROR", true)])
    func whoWaitsCanBeUnblocked(reason: String, isError: Bool) {
        let client = room.client("RES.CHANGES FROM 0 BLOCK 0")
        #expect(room.admin.type("CLIENT UNBLOCK \(client.session.id)\(reason)") == "(integer) 1")
        #expect(room.admin.type("CLIENT UNBLOCK \(client.session.id)\(reason)") == "(integer) 0")
        client.resume()
        let replies = client.messages()
        #expect(replies.count == 1 && replies[0].isError == isError, "\(replies)")
        #expect(client.type("PING") == "PONG")
    }

    @Test func whoGoesAwayWaitsNoMore() {
        let client = room.client("RES.CHANGES FROM 0 BLOCK 0")
        client.disconnect()
        #expect(room.server.engine.sleepers.isEmpty)
        room.put("a:t:x")
    }

    @Test func aTenantIsToldOfWhatItMayRead() {
        fill()
        let tenant = room.tenant("~a:* resetchannels")
        #expect(page(tenant, "FROM 0 NAMESPACE a").commits.count == 2)
        for words in ["", " NAMESPACE b", " TYPE t", " TYPE t BLOCK 0"] {
            #expect(tenant.type("RES.CHANGES FROM 0\(words)").hasPrefix("(error) NOPERM"), "\(words)")
        }
    }
}
