// What a user with few rights may do and see: in and out of transactions, by key and channel, and of others' keys.

import Bytes
import Commands
import Engine
import Testing
import TestSupport

struct RightsTests {
    private let server = TestServer(roots: ["traefik"])
    private let admin: TestClient
    private static let noKey = "(error) NOPERM No permissions to access a key"
    private static let noChannel = "(error) NOPERM No permissions to access a channel"

    init() {
        admin = TestClient(of: server)
    }

    private func client(_ rules: String) -> TestClient {
        admin.type("ACL SETUSER one on nopass \(rules)")
        let client = TestClient(of: server)
        client.send("AUTH", "one", "")
        return client
    }

    // MARK: Requests

    @Test func theKeysOfEveryCommandAreAskedFor() {
        let client = client("+@all ~a* %R~r* %W~w*")
        for request in [
            "GET a1", "SET a1 v", "MSET a1 x a2 y", "MGET a1 r1", "GET r1", "DEL a1 w1", "COPY r1 w1", "EXISTS r1 w1",
            "SET w1 v", "TYPE w1", "OBJECT FREQ a1",
        ] {
            #expect(!client.type(request).contains("NOPERM"), "\(request)")
        }
        for request in [
            "GET b", "SET r1 v", "MSET a1 x b y", "MGET a1 b", "GET w1", "DEL r1", "COPY w1 r1", "EXISTS a1 b",
            "SET w1 v GET", "RENAME a1 b", "OBJECT FREQ b", "MEMORY USAGE b", "WATCH b", "GETSET w1 v",
        ] {
            #expect(client.type(request) == Self.noKey, "\(request)")
        }
    }

    @Test func channelsAreAskedForWhereOneListensOrSpeaks() {
        let client = client("+@all ~* resetchannels &a* &b")
        for request in ["PUBLISH a1 x", "SPUBLISH b x", "UNSUBSCRIBE z", "SUNSUBSCRIBE z"] {
            #expect(!client.type(request).contains("NOPERM"), "\(request)")
        }
        for request in ["PUBLISH c x", "SPUBLISH c x", "SUBSCRIBE a1 c", "SSUBSCRIBE c", "PSUBSCRIBE a1*"] {
            #expect(client.type(request) == Self.noChannel, "\(request)")
        }
        #expect(!client.type("PSUBSCRIBE a*").contains("NOPERM"))
    }

    @Test func aRefusalSpoilsATransaction() {
        let client = client("+@all -set ~a")
        client.type("MULTI")
        #expect(client.type("GET b") == Self.noKey)
        #expect(client.type("EXEC") == "(error) EXECABORT Transaction discarded because of previous errors.")
        client.type("MULTI")
        #expect(client.type("SET a v").hasPrefix("(error) NOPERM User one"))
        #expect(client.type("DISCARD") == "OK")
    }

    @Test func aRightThatWasTakenSinceCountsInExec() {
        let client = client("+@all ~*")
        client.type("MULTI")
        for request in ["SET a 1", "SET b 1", "INCR a"] { client.type(request) }
        admin.type("ACL SETUSER one -set resetkeys ~a")
        let changed =
            "NOPERM ACLs rules changed between the moment the transaction was accumulated and the EXEC call. "
            + "This command is no longer allowed for the following reason: no permission to "
        #expect(
            client.type("EXEC")
                == "1) (error) \(changed)execute the command or subcommand\n"
                + "2) (error) \(changed)execute the command or subcommand\n3) (integer) 1")
        admin.type("ACL SETUSER one allcommands allkeys")
        client.type("MULTI")
        client.type("SET b 1")
        admin.type("ACL SETUSER one resetkeys ~a")
        #expect(client.type("EXEC") == "1) (error) \(changed)touch the specified keys")
        #expect(admin.type("GET b") == "(nil)")
    }

    @Test func whoRemovesItselfEndsThere() {
        admin.type("CONFIG SET requirepass secret")
        let client = client("+@all ~* allchannels")
        client.type("MULTI")
        client.type("ACL DELUSER one")
        client.type("SET k v")
        #expect(client.type("EXEC") == "1) (integer) 1\n2) (error) NOAUTH Authentication required.")
        #expect(client.isClosed)
        #expect(admin.type("EXISTS k") == "(integer) 0")
    }

    @Test func whoMayNotExecEndsTheTransaction() {
        let client = client("+@all -exec ~*")
        client.type("MULTI")
        #expect(client.type("EXEC").hasPrefix("(error) EXECABORT Transaction discarded because of: NOPERM User one"))
        #expect(client.type("PING") == "PONG")
    }

    @Test func aRefusedExecForgetsWhatIsWatchedThoughThereIsNoTransaction() {
        let client = client("+@all ~*")
        let spoiled = "(error) EXECABORT Transaction discarded because of: wrong number of arguments for 'exec' command"
        for line in ["WATCH k", "SET k v"] { client.type(line) }
        #expect(client.type("EXEC now") == spoiled)
        for line in ["MULTI", "GET k"] { client.type(line) }
        #expect(client.type("EXEC") == "1) \"v\"")
    }

    // MARK: Sight

    private func fill() {
        for number in 0..<50 {
            admin.send("SET", "mine:\(number)", "v")
            admin.send("SET", "yours:\(number)", "v")
        }
    }

    private func scan(_ client: TestClient) -> Set<String> {
        var keys: Set<String> = []
        var cursor = "0"
        repeat {
            let reply = client.send("SCAN", cursor).elements ?? []
            cursor = reply.first?.text ?? "0"
            keys.formUnion(reply.last?.elements?.compactMap(\.text) ?? [])
        } while cursor != "0"
        return keys
    }

    @Test func onlyReadableKeysAreShown() {
        fill()
        let client = client("+@all ~mine:* %W~yours:*")
        let mine = Set((0..<50).map { "mine:\($0)" })
        #expect(scan(client) == mine)
        #expect(Set(client.send("KEYS", "*").elements?.compactMap(\.text) ?? []) == mine)
        for _ in 0..<20 { #expect(mine.contains(client.send("RANDOMKEY").text ?? "")) }
        #expect(
            client.type("DBSIZE")
                == "(error) NOPERM DBSIZE concerns every key, and this user may not read all of them")
    }

    @Test func aLoneReadableKeyIsDrawn() {
        fill()
        let client = client("+@all ~mine:7")
        #expect(client.type("RANDOMKEY") == "\"mine:7\"")
        admin.type("DEL mine:7")
        #expect(client.type("RANDOMKEY") == "(nil)")
    }

    @Test(arguments: ["~*", "%R~*", "allkeys"]) func whoMayReadAllSeesAll(keys: String) {
        fill()
        let client = client("+@all -flushall \(keys)")
        #expect(client.type("DBSIZE") == "(integer) 100")
        #expect(scan(client).count == 100)
    }

    @Test func onlyEventsOfReadableKeysAreHeard() {
        admin.type("CONFIG SET notify-keyspace-events KEA")
        let client = client("+@all ~mine:* allchannels")
        client.type("PSUBSCRIBE __key*__:*")
        admin.type("SET yours:1 v")
        #expect(client.messages().isEmpty)
        admin.type("SET mine:1 v")
        #expect(client.messages().count == 2)
    }

    @Test(arguments: ["PUBLISH", "SPUBLISH"]) func nobodyForgesAnEvent(command: String) {
        let listener = client("+@all ~* allchannels")
        listener.type("PSUBSCRIBE *")
        for channel in ["__keyspace@0__:k", "__keyevent@0__:set", "res:shop:order:7"] {
            let refusal =
                "(error) NOPERM \(command) to '\(channel)': "
                + "the server alone tells of keys and resources there"
            #expect(admin.type("\(command) \(channel) set") == refusal)
            admin.type("MULTI")
            #expect(admin.type("\(command) \(channel) set") == "QUEUED")
            #expect(admin.type("EXEC") == "1) \(refusal)")
        }
        #expect(listener.messages().isEmpty)
        #expect(admin.type("\(command) resources hello").hasPrefix("(integer)"))
    }

    // MARK: Every key

    @Test(arguments: ["FLUSHDB", "FLUSHALL", "SWAPDB 0 1"]) func whatChangesEveryKeyNeedsAllRightsToThemAll(
        request: String
    ) {
        fill()
        let refusal =
            "(error) NOPERM \(request.prefix { $0 != " " }) concerns every key, "
            + "and this user may not read and write all of them"
        for keys in ["~mine:*", "%R~*", "%W~*", "(~*)"] {
            #expect(client("reset on nopass +@all \(keys)").type(request) == refusal, "\(keys)")
        }
        #expect(admin.type("DBSIZE") == "(integer) 100")
        #expect(client("reset on nopass +@all %R~* %W~*").type(request) == "OK")
        #expect(admin.type("DBSIZE") == "(integer) 0")
    }

    @Test func aLackOfRightsToEveryKeyIsToldAndNoted() {
        let client = client("+@all ~mine:*")
        let refusal = "SLOWLOG GET concerns every key, and this user may not read all of them"
        #expect(client.type("SLOWLOG GET") == "(error) NOPERM \(refusal)")
        #expect(admin.type("ACL DRYRUN one SLOWLOG GET") == "\"\(refusal)\"")
        admin.send("HELLO", "3")
        let entry = admin.send("ACL", "LOG").elements?.first
        #expect(entry?["reason"] == "key" && entry?["object"] == "*")
        client.type("MULTI")
        client.type("DBSIZE")
        #expect(client.type("EXEC") == "(error) EXECABORT Transaction discarded because of previous errors.")
    }

    @Test func aMonitorThatLosesTheRightSeesNothingMore() {
        let client = client("+@all ~*")
        client.type("MONITOR")
        admin.type("GET k")
        #expect(client.messages().count == 1)
        admin.type("ACL SETUSER one resetkeys ~mine:*")
        _ = client.messages()
        admin.type("GET k")
        #expect(client.messages().isEmpty)
    }

    @Test func onlyReadableKeysAreTrackedByPrefix() {
        let client = client("+@all ~mine:* allchannels")
        client.send("HELLO", "3")
        client.type("CLIENT TRACKING ON BCAST")
        admin.type("MSET yours:1 v mine:1 v")
        #expect(client.messages() == [.push([.bulk(Array("invalidate".utf8)), .array([.bulk(Array("mine:1".utf8))])])])
        admin.type("SET yours:1 v")
        #expect(client.messages().isEmpty)
    }

    // MARK: Traefik

    @Test func aUserForTraefikIsEnoughForTraefik() {
        admin.type("MSET traefik/a 1 traefik/b 2 secret 3")
        admin.type(
            "ACL SETUSER traefik on >secret resetchannels &__keyspace@0__:traefik* ~traefik* +hello +auth "
                + "+client|setinfo +select +exists +scan +mget +psubscribe +ping")
        let client = TestClient(of: server)
        #expect(!client.send("HELLO", "3", "AUTH", "traefik", "secret").isError)
        #expect(client.type("CLIENT SETINFO LIB-NAME go-redis") == "OK")
        #expect(client.type("SELECT 0") == "OK")
        #expect(client.type("EXISTS traefik/a") == "(integer) 1")
        #expect(
            client.type("SCAN 0 MATCH traefik* COUNT 100")
                == "1) \"0\"\n2) 1) \"traefik/a\"\n   2) \"traefik/b\"")
        #expect(scan(client) == ["traefik/a", "traefik/b"])
        #expect(client.type("MGET traefik/a traefik/b") == "1) \"1\"\n2) \"2\"")
        #expect(client.type("PING") == "PONG")
        #expect(client.type("MGET traefik/a secret") == Self.noKey)
        #expect(client.type("SET traefik/a x").hasPrefix("(error) NOPERM User traefik"))
        #expect(client.type("CLIENT LIST").hasPrefix("(error) NOPERM User traefik"))
        #expect(client.type("PSUBSCRIBE *") == Self.noChannel)
        client.type("PSUBSCRIBE __keyspace@0__:traefik*")
        admin.type("SET traefik/a 2")
        #expect(client.messages().count == 1)
    }
}
