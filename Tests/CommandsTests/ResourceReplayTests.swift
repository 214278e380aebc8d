// Watching from a revision on: what was missed comes first, then what happens, with nothing between the two.

import Bytes
import Commands
import Engine
import Resources
import Testing
import TestSupport

struct ResourceReplayTests {
    private let room = ResourceRoom()

    @Test func whatCameAfterARevisionIsToldAndThenWhatHappens() {
        for number in 1...4 { room.put("a:t:x", "\(number)") }
        let client = room.client("RES.WATCH t a FROM 2 WITHBODY WITHPREVIOUS")
        room.put("a:t:x", "5")
        let heard = client.heard()
        #expect(heard.map(\.brief) == ["updated a:t:x 3@3", "updated a:t:x 4@4", "progress 4", "updated a:t:x 5@5"])
        #expect(heard.map { $0["resource"] } == ["3", "4", nil, "5"])
        #expect(heard.map { $0["previous"] } == ["2", "3", nil, "4"])
    }

    @Test func aReplayTellsWholeCommits() {
        room.commit([("a:t:x", .put([0x31])), ("b:t:x", .put([0x31])), ("a:t:y", .put([0x31]))])
        room.put("a:t:z")
        let client = room.client("RES.WATCH t a FROM 0")
        #expect(client.events == ["created a:t:x 1@1 +", "created a:t:y 1@1", "created a:t:z 1@2"])
    }

    @Test func aReplayInSlicesMissesAndRepeatsNothing() {
        let engine = room.server.engine
        for number in 0..<100 {
            room.commit((0..<7).map { ("a:t:n\($0)", .put(Array("\(number)".utf8))) })
        }
        let client = TestClient(of: room.server)
        engine.watchers.add(WatchScope(type: "t"), [], after: 3, for: client.session)
        var slices = 0
        var revision = 100
        while engine.watchers.havePast {
            engine.watchers.catchUp { true }
            slices += 1
            guard slices.isMultiple(of: 4), revision < 110 else { continue }
            revision += 1
            room.put("a:t:n0", "\"\(revision)\"")
        }
        room.put("a:t:n0", "null")
        #expect(slices > 20)
        let heard = client.heard().filter { !$0.isProgress }
        #expect(heard.map(\.revision) == (4...100).flatMap { Array(repeating: UInt64($0), count: 7) } + (101...111))
        #expect(
            heard.map { $0["more"] == "true" } == (0..<97 * 7).map { $0 % 7 < 6 } + Array(repeating: false, count: 11))
    }

    @Test func aLongCommitIsToldInSlicesAndInOrder() {
        let server = room.server
        server.catchesUpAtOnce = false
        let (one, two) = (TestClient(of: server), TestClient(of: server))
        let engine = server.engine
        engine.watchers.add(WatchScope(type: "t"), [], after: 0, for: one.session)
        for type in ["t", "u"] as [ByteString] {
            engine.watchers.add(WatchScope(type: type), [], after: 0, for: two.session)
        }
        room.put("a:t:first")
        room.commit((0..<1500).map { ("a:t:n\($0)", .put([0x31])) })
        room.put("a:t:last")
        // Two watches on one connection hear everything in one order, so at once.
        #expect(two.heard().filter { !$0.isProgress }.count == 1502)
        #expect(one.heard().filter { !$0.isProgress }.map(\.revision) == [1])
        var slices = 0
        var heard: [UInt64] = []
        while engine.watchers.havePast {
            engine.watchers.catchUp { true }
            heard += one.heard().filter { !$0.isProgress }.map(\.revision)
            slices += 1
        }
        #expect(slices > 50 && heard == Array(repeating: 2, count: 1500) + [3])
        room.put("a:t:later")
        #expect(one.heard().filter { !$0.isProgress }.map(\.revision) == [4])
    }

    @Test func severalReplaysTakeTurns() {
        let engine = room.server.engine
        for number in 0..<200 { room.put("a:t:x", "\(number)") }
        let clients = (0..<3).map { _ in TestClient(of: room.server) }
        for client in clients { engine.watchers.add(WatchScope(), [], after: 0, for: client.session) }
        engine.watchers.catchUp { true }
        engine.watchers.catchUp { true }
        engine.watchers.catchUp { true }
        #expect(clients.allSatisfy { !$0.events.isEmpty })
        while engine.watchers.havePast { engine.watchers.catchUp { true } }
    }

    @Test func aReplayWaitsForWhoDoesNotRead() {
        let body = "\"\(String(repeating: "x", count: 100_000))\""
        for number in 0..<60 { room.put("a:t:x\(number)", body) }
        let client = room.client("RES.WATCH t a FROM 0 WITHBODY")
        var heard = client.heard()
        room.turn()
        #expect(room.server.engine.watchers.havePast && !room.server.engine.watchers.canCatchUp)
        var rounds = 0
        repeat {
            heard += client.heard()
            room.turn()
            rounds += 1
        } while room.server.engine.watchers.havePast
        heard += client.heard()
        #expect(rounds > 1 && rounds < 10)
        #expect(heard.map(\.revision) == Array(1...60) + [60])
    }

    // MARK: What is gone

    @Test func whatIsGoneIsRefusedWithWhatToDo() {
        for number in 1...5 { room.put("a:t:x", "\(number)") }
        do { try room.store.compact(before: 3) } catch { Issue.record("\(error)") }
        let client = room.client()
        let rest = "; read everything with RES.LIST and go on from the revision that it answers"
        #expect(
            client.type("RES.WATCH t a FROM 2")
                == "(error) COMPACTED what followed revision 2 is no longer kept, the oldest that is kept is 3" + rest)
        #expect(
            client.type("RES.WATCH t a FROM 6") == "(error) COMPACTED revision 6 is ahead of the head, 5" + rest)
        let (here, other) = (Epoch.text(room.store.epoch), Epoch.text(room.store.epoch ^ 1))
        #expect(
            client.type("RES.WATCH t a FROM \(other):4")
                == "(error) COMPACTED epoch \(other) is another history, this one is \(here)" + rest)
        client.send("RES.WATCH", "t", "a", "FROM", "\(here):3")
        #expect(client.events == ["updated a:t:x 4@4", "updated a:t:x 5@5"])
    }

    @Test func aBusyResourceCutsOffNobodyElse() {
        room.define("t", #"{"history":{"keep":2}}"#)
        room.put("a:u:y")
        for number in 1...5 { room.put("a:t:x", "\(number)") }
        room.server.advance(milliseconds: 700_000)
        room.put("a:t:x", "6")
        room.put("a:t:x", "7")
        let other = room.client("RES.WATCH u a FROM 1")
        #expect(other.events == ["created a:u:y 1@2"])
        let client = room.client()
        #expect(client.type("RES.WATCH t a FROM 3").contains("the oldest that is kept is 7"))
        #expect(client.type("RES.WATCH * a FROM 3").hasPrefix("(error) COMPACTED"))
        client.send("RES.WATCH", "t", "a", "FROM", "8")
        #expect(client.events == ["updated a:t:x 7@9"])
    }

    @Test func whatIsNotKeptLeavesTheFeed() {
        room.define("t", #"{"history":{"keep":2}}"#)
        for number in 1...50 {
            room.put("a:t:x", "\(number)")
            room.server.advance(milliseconds: 700_000)
        }
        #expect(room.store.feed.count < 10)
    }

    @Test func whoseReplayIsOvertakenIsCutOff() {
        for number in 1...50 { room.put("a:t:x", "\(number)") }
        let client = TestClient(of: room.server)
        let engine = room.server.engine
        engine.watchers.add(WatchScope(type: "t"), [], after: 0, for: client.session)
        engine.watchers.catchUp { true }
        do { try room.store.compact(before: 40) } catch { Issue.record("\(error)") }
        engine.watchers.catchUp { false }
        #expect(client.isClosed)
        #expect(engine.watchers.watches(of: client.session).isEmpty)
        // What it has heard by then is a whole beginning, from which it can ask to go on.
        #expect(client.events.count < 20)
    }

    // MARK: Rights

    @Test func aTenantWatchesWhatItMayReadAndHear() {
        let tenant = room.tenant("~team-a:* resetchannels &res:team-a:*")
        for scope in ["t team-a", "* team-a", "t team-a NAME x", "t team-a NAME x*"] {
            #expect(tenant.type("RES.WATCH \(scope)").hasPrefix("1) \"res.watch\""), "\(scope)")
        }
        tenant.type("RES.UNWATCH")
        for scope in ["t *", "* *", "t team-b", "* team-ab", "t team-b NAME x", "@types @"] {
            #expect(tenant.type("RES.WATCH \(scope)").hasPrefix("(error) NOPERM this user has no"), "\(scope)")
        }
    }

    @Test(arguments: [
        ("~team-a:* resetchannels", false), ("~team-a:* allchannels", true), ("~* resetchannels &res:team-a:t:*", true),
        ("~team-a:t:* allchannels", true), ("~team-a:t:x* allchannels", false), ("~team-a:*:* allchannels", false),
        ("%W~team-a:* allchannels", false), ("%R~team-a:* allchannels", true), ("~team-? allchannels", false),
        ("resetchannels (~team-a:* ) (&res:team-a:*)", true),
    ])
    func onlyWhatCoversAllOfATypeLetsItBeWatched(rules: String, isEnough: Bool) {
        let reply = room.tenant(rules).type("RES.WATCH t team-a")
        #expect(reply.hasPrefix("1) \"res.watch\"") == isEnough, "\(reply)")
    }

    @Test func aTenantHearsNothingOfOthers() {
        let tenant = room.tenant("~team-a:* allchannels", "PSUBSCRIBE res:*", "RES.WATCH * team-a")
        room.commit([
            ("team-b:t:x", .put([0x31])), ("team-a:t:x", .put([0x31])), ("team-b:t:y", .put([0x31])),
        ])
        #expect(tenant.events == ["created team-a:t:x 1@1 +", "created team-a:t:x 1@1"])
        room.put("team-b:t:z")
        #expect(tenant.messages().isEmpty)
    }

    @Test func whoLosesTheRightToAWatchIsEnded() {
        let tenant = room.tenant("~team-a:* allchannels", "RES.WATCH * team-a")
        let other = room.client("RES.WATCH * *")
        room.admin.type("ACL SETUSER tenant ~team-b:*")
        #expect(!tenant.isClosed)
        room.admin.type("ACL SETUSER tenant resetkeys ~team-a:t:*")
        #expect(tenant.isClosed && !other.isClosed)
    }
}
