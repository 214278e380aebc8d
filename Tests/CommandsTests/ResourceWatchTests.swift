// RES.WATCH and subscriptions to the channels of resources: who hears what, from when on, and in which words.

import Bytes
import Commands
import Engine
import JSON
import Resources
import Testing
import TestSupport

struct ResourceWatchTests {
    private let room = ResourceRoom()

    // MARK: Events

    @Test func aMessageTellsAllOfAChange() throws {
        let client = room.client("SUBSCRIBE res:team-a:routers:web")
        room.put("team-a:routers:web", #"{ "a": 1.0 }"#)
        let message = try #require(client.messages().last?.elements)
        let epoch = Epoch.text(room.store.epoch)
        #expect(message[0] == .text("message") && message[1] == .text("res:team-a:routers:web"))
        #expect(
            message[2].text == #"{"event":"created","type":"routers","namespace":"team-a","name":"web","version":1,"#
                + #""revision":1,"epoch":"\#(epoch)","time":1700000000000,"author":"admin","more":false,"#
                + #""resource":{"a":1.0}}"#)
    }

    @Test func everyKindOfChangeIsAnEvent() {
        let client = room.client("PSUBSCRIBE res:*")
        room.put("a:routers:x", "1")
        room.put("a:routers:x", "2")
        room.put("a:routers:x", "2")
        room.delete("a:routers:x")
        room.commit([("a:routers:x", .create(Array("3".utf8), .milliseconds(5)))])
        room.server.advance(milliseconds: 5)
        room.turn()
        #expect(
            client.briefs == [
                "created a:routers:x 1@1", "updated a:routers:x 2@2", "deleted a:routers:x 3@3",
                "created a:routers:x 4@4", "expired a:routers:x 5@5",
            ])
    }

    @Test func namesAreWrittenAsJSON() {
        let client = room.client("RES.WATCH * *")
        room.put(#"a:t:say "hi" \é"#)
        #expect(client.heard().last?["name"] == #""say \"hi\" \\é""#)
    }

    @Test func allButTheLastMessageOfACommitSaysThatMoreFollows() {
        let one = room.client("RES.WATCH routers a")
        let all = room.client("RES.WATCH * *", "PSUBSCRIBE res:a:*")
        let web = room.client("SUBSCRIBE res:a:routers:x")
        room.commit([("a:routers:x", .put([0x31])), ("a:services:y", .put([0x31])), ("b:routers:z", .put([0x31]))])
        #expect(one.events == ["created a:routers:x 1@1"])
        #expect(web.briefs == ["created a:routers:x 1@1"])
        #expect(
            all.events == [
                "created a:routers:x 1@1 +", "created a:routers:x 1@1 +", "created a:services:y 1@1 +",
                "created a:services:y 1@1 +", "created b:routers:z 1@1",
            ])
    }

    @Test func aTransactionIsOneCommitToWatchers() {
        let client = room.client("RES.WATCH * *")
        room.server.engine.beginTransaction()
        room.put("a:t:x")
        room.put("a:t:y")
        #expect(client.events.isEmpty)
        room.server.engine.endTransaction()
        #expect(client.events == ["created a:t:x 1@1 +", "created a:t:y 1@1"])
    }

    @Test func definitionsOfTypesAreWatchedToo() {
        let all = room.client("RES.WATCH * *")
        let definitions = room.client("RES.WATCH @types @ WITHBODY")
        let routers = room.client("RES.WATCH routers *", "SUBSCRIBE res:@:@types:routers")
        room.define("routers", #"{"namePattern":"x"}"#)
        #expect(all.events == ["created @:@types:routers 1@1"])
        #expect(definitions.heard().last?["resource"] == #"{"namePattern":"x"}"#)
        #expect(routers.events == ["created @:@types:routers 1@1"])
    }

    @Test func bodiesComeWhereTheyAreAskedFor() {
        let plain = room.client("RES.WATCH t a")
        let body = room.client("RES.WATCH t a WITHBODY")
        let both = room.client("RES.WATCH t a WITHBODY WITHPREVIOUS")
        let previous = room.client("RES.WATCH t a WITHPREVIOUS")
        room.put("a:t:x", "1")
        room.put("a:t:x", "2")
        room.delete("a:t:x")
        let clients = [plain, body, both, previous]
        let told = clients.map { $0.heard().filter { !$0.isProgress }.map { [$0["resource"], $0["previous"]] } }
        #expect(told[0] == [[nil, nil], [nil, nil], [nil, nil]])
        #expect(told[1] == [["1", nil], ["2", nil], [nil, nil]])
        #expect(told[2] == [["1", nil], ["2", "1"], [nil, "2"]])
        #expect(told[3] == [[nil, nil], [nil, "1"], [nil, "2"]])
    }

    // MARK: Watches

    @Test func aWatchIsConfirmedLikeASubscriptionAndTellsWhereItBegins() {
        room.put("a:t:x")
        let client = room.client()
        let replies = client.type("RES.WATCH t a NAME x*")
        #expect(
            replies.hasPrefix(
                "1) \"res.watch\"\n2) \"res:a:t:x*\"\n3) (integer) 1\n1) \"message\"\n2) \"res:progress\""))
        #expect(client.type("SUBSCRIBE news").hasSuffix("(integer) 2"))
        #expect(client.type("GET k").contains("only (P|S)SUBSCRIBE"))
        #expect(client.type("PING") == "1) \"pong\"\n2) \"\"")
        #expect(client.type("UNSUBSCRIBE news").hasSuffix("(integer) 1"))
        #expect(client.type("RES.UNWATCH") == "1) \"res.unwatch\"\n2) \"res:a:t:x*\"\n3) (integer) 0")
        #expect(client.type("GET k") == "(nil)")
    }

    @Test func aWatchHearsOnlyWhatItAsksFor() {
        let scopes = ["t a", "t *", "* a", "* *", "t a NAME x", "t a NAME x*", "* * NAME ?"]
        let clients = scopes.map { room.client("RES.WATCH \($0)") }
        let keys = ["a:t:x", "a:t:xy", "a:u:x", "b:t:x", "b:u:yy"]
        for key in keys { room.put(key) }
        let heard = clients.map { Set($0.events.map { String($0.split(separator: " ")[1]) }) }
        #expect(heard[0] == ["a:t:x", "a:t:xy"])
        #expect(heard[1] == ["a:t:x", "a:t:xy", "b:t:x"])
        #expect(heard[2] == ["a:t:x", "a:t:xy", "a:u:x"])
        #expect(heard[3] == Set(keys))
        #expect(heard[4] == ["a:t:x"])
        #expect(heard[5] == ["a:t:x", "a:t:xy"])
        #expect(heard[6] == ["a:t:x", "a:u:x", "b:t:x"])
    }

    @Test func watchesEndInEveryWay() {
        let endings = [
            "RES.UNWATCH", "RES.UNWATCH t a", "UNSUBSCRIBE", "UNSUBSCRIBE res:a:t:*", "RESET",
        ]
        for ending in endings {
            let client = room.client("RES.WATCH t a", ending)
            _ = client.messages()
            room.put("a:t:x", "\"\(ending)\"")
            #expect(client.messages().isEmpty, "\(ending)")
            #expect(client.type("GET k") == "(nil)", "\(ending)")
        }
        let gone = room.client("RES.WATCH t a")
        gone.disconnect()
        room.put("a:t:x", "0")
        #expect(room.server.engine.watchers.watches(of: gone.session).isEmpty)
        #expect(room.admin.type("INFO clients").contains("pubsub_clients:0"))
    }

    @Test func oneOfSeveralWatchesEnds() {
        let client = room.client("RES.WATCH t a", "RES.WATCH u a FROM 0", "RES.WATCH v a", "RES.UNWATCH u a")
        for type in ["t", "u", "v"] { room.put("a:\(type):x") }
        #expect(client.events == ["created a:t:x 1@1", "created a:v:x 1@3"])
    }

    @Test func theSameWatchAgainTakesThePlaceOfTheFirst() {
        room.put("a:t:x")
        let client = room.client("RES.WATCH t a", "RES.WATCH t a FROM 0 WITHBODY")
        room.put("a:t:y")
        #expect(client.events == ["created a:t:x 1@1", "created a:t:y 1@2"])
        #expect(client.session.subscriptions.watchCount == 1)
    }

    @Test func whatIsNoWatchIsRefused() {
        let client = room.client()
        #expect(client.type("RES.WATCH a:b c").hasPrefix("(error) INVALID 'a:b' is no type"))
        #expect(client.type("RES.WATCH t C").hasPrefix("(error) INVALID 'C' is no namespace"))
        #expect(client.type("RES.WATCH t c FROM").hasPrefix("(error) ERR syntax error"))
        #expect(client.type("RES.WATCH t c COUNT 1").hasPrefix("(error) ERR syntax error"))
        for start in ["x", "1:2", "-1", "", "0123456789abcdef:", ":1", "1:2:3"] {
            #expect(client.type("RES.WATCH t c FROM \"\(start)\"").hasPrefix("(error) ERR FROM takes a revision"))
        }
        #expect(client.type("RES.UNWATCH t").hasPrefix("(error) ERR wrong number of arguments"))
        client.type("MULTI")
        #expect(client.type("RES.WATCH t c") == "(error) ERR Command not allowed inside a transaction")
        #expect(client.type("EXEC").hasPrefix("(error) EXECABORT"))
    }

    @Test func ownChangesFollowTheReply() {
        room.put("a:t:x")
        let client = room.client("HELLO 3", "RES.WATCH * *")
        _ = client.messages()
        #expect(client.type("DEL a:t:x").hasPrefix("(integer) 1\n1) \"message\"\n2) \"res:a:t:x\""))
    }

    // MARK: Progress

    @Test func aQuietWatcherIsToldHowFarItIs() {
        room.server.configure("res-progress-interval", "10")
        let quiet = room.client("RES.WATCH t a")
        let busy = room.client("RES.WATCH t b")
        #expect(quiet.briefs == ["progress 0"])
        _ = busy.messages()
        for round in 1...3 {
            room.server.advance(milliseconds: 5000)
            room.put("b:t:x", "\(round)")
            room.server.engine.watchers.tellProgress()
        }
        #expect(quiet.briefs == ["progress 2"])
        #expect(busy.briefs == ["created b:t:x 1@1", "updated b:t:x 2@2", "updated b:t:x 3@3"])
        room.server.configure("res-progress-interval", "0")
        room.server.advance(milliseconds: 50000)
        room.server.engine.watchers.tellProgress()
        #expect(quiet.briefs.isEmpty)
    }
}
