// Whole strings: how options go together, when a value ends, and what listeners are told of it.

import Testing
import TestSupport

struct StringCommandTests {
    private let client = TestClient()

    // MARK: Options

    @Test(arguments: [
        "NX XX", "XX NX", "EX 10 PX 10", "PX 10 EXAT 10", "EX 10 KEEPTTL", "KEEPTTL PXAT 10", "EX", "NX EX", "PERSIST",
        "GET NX EX 10 XX", "IFEQ a", "10",
    ])
    func setRefusesContradictions(options: String) {
        client.type("SET k old")
        #expect(client.type("SET k new \(options)") == "(error) ERR syntax error")
        #expect(client.type("GET k") == "\"old\"")
    }

    @Test func setTakesOptionsInAnyOrderCaseAndNumber() {
        #expect(client.type("SET k a nx Nx get GET ex 10 EX 20") == "(nil)")
        #expect(client.type("TTL k") == "(integer) 20")
        #expect(client.type("SET k b keepttl KEEPTTL xx") == "OK")
        #expect(client.type("TTL k") == "(integer) 20")
        #expect(client.type("SET k c") == "OK")
        #expect(client.type("TTL k") == "(integer) -1")
    }

    @Test(arguments: ["KEEPTTL", "PERSIST EX 10", "EX 10 PERSIST", "EX 10 PX 10", "PXAT", "GET", "NX"])
    func getEXRefusesContradictions(options: String) {
        client.type("SET k v EX 100")
        #expect(client.type("GETEX k \(options)") == "(error) ERR syntax error")
        #expect(client.type("TTL k") == "(integer) 100")
    }

    @Test func aConditionThatFailsAnswersTheOldValueOnlyWhenAsked() {
        client.type("SET k v")
        #expect(client.type("SET k w NX") == "(nil)")
        #expect(client.type("SET k w NX GET") == "\"v\"")
        #expect(client.type("SET absent w XX GET") == "(nil)")
        #expect(client.type("EXISTS absent") == "(integer) 0")
    }

    @Test func endedKeysAreAbsentToConditions() {
        client.type("SET k v PX 10")
        client.server.advance(milliseconds: 10)
        #expect(client.type("SET k w XX") == "(nil)")
        #expect(client.type("SET k w NX GET") == "(nil)")
        #expect(client.type("TTL k") == "(integer) -1")
        client.type("SET other v PX 10")
        client.server.advance(milliseconds: 10)
        #expect(client.type("MSETNX other w third x") == "(integer) 1")
    }

    @Test func severalAreStoredWhollyOrNotAtAll() {
        #expect(client.type("MSET a 1 b") == "(error) ERR wrong number of arguments for 'mset' command")
        #expect(client.type("MSETNX a 1 b 2 c") == "(error) ERR wrong number of arguments for 'msetnx' command")
        #expect(client.type("DBSIZE") == "(integer) 0")
        #expect(client.type("MSET a 1 a 2 b 3") == "OK")
        #expect(client.type("MGET a b c") == "1) \"2\"\n2) \"3\"\n3) (nil)")
    }

    // MARK: Ends

    private static let never = ["0", "-1", "9223372036854775807"]

    @Test(arguments: ["SET k w EX", "SET k w PX", "GETEX k EX", "GETEX k PX"], never)
    func timesWithoutMomentAreRefused(request: String, number: String) {
        client.type("SET k v")
        let name = request.split(separator: " ")[0].lowercased()
        #expect(client.type("\(request) \(number)") == "(error) ERR invalid expire time in '\(name)' command")
        #expect(client.type("GET k") == "\"v\"")
        #expect(client.type("TTL k") == "(integer) -1")
    }

    @Test(arguments: ["SETEX", "PSETEX"], never)
    func timesWithoutMomentAreRefusedInFront(command: String, number: String) {
        let refusal = "(error) ERR invalid expire time in '\(command.lowercased())' command"
        #expect(client.type("\(command) k \(number) v") == refusal)
        #expect(client.type("\(command) k 1.5 v") == "(error) ERR value is not an integer or out of range")
        #expect(client.type("EXISTS k") == "(integer) 0")
    }

    @Test func theLastMomentOfAllIsAllowed() {
        #expect(client.type("SET k v PXAT 9223372036854775807") == "OK")
        #expect(client.type("PEXPIRETIME k") == "(integer) 9223372036854775807")
        #expect(client.type("SET k v EXAT 9223372036854775") == "OK")
        #expect(client.type("SET k v EXAT 9223372036854776") == "(error) ERR invalid expire time in 'set' command")
    }

    @Test func aKeyThatIsNotThereAsksForNoMoment() {
        #expect(client.type("GETEX absent EX -1") == "(nil)")
        #expect(client.type("GETEX absent PERSIST") == "(nil)")
    }

    @Test(arguments: ["EXAT 1", "PXAT 1", "PXAT \(TestServer.beginning)"])
    func aPastMomentLeavesNothing(option: String) {
        client.type("SET k v")
        #expect(client.type("SET k w GET \(option)") == "\"v\"")
        #expect(client.type("DBSIZE") == "(integer) 0")
        #expect(client.type("SET k w \(option)") == "OK")
        #expect(client.type("DBSIZE") == "(integer) 0")
        client.type("SET k v")
        #expect(client.type("GETEX k \(option)") == "\"v\"")
        #expect(client.type("DBSIZE") == "(integer) 0")
    }

    @Test func changesInPlaceKeepTheEnd() {
        for request in ["INCR n", "INCRBYFLOAT n 0.5", "APPEND n 0", "SETRANGE n 30 x"] {
            client.type("SET n 10 EX 100")
            client.type(request)
            #expect(client.type("TTL n") == "(integer) 100", "\(request)")
        }
        for request in ["SET n 1", "GETSET n 1", "MSET n 1", "SET n 1 GET"] {
            client.type("SET n 10 EX 100")
            client.type(request)
            #expect(client.type("TTL n") == "(integer) -1", "\(request)")
        }
        client.server.checkInvariants()
    }

    // MARK: Events

    /// What each request tells listeners of the key `k`, which holds `10` and ends in a hundred seconds.
    @Test(arguments: [
        ("SET k v", "set"), ("SET k v EX 10", "set expire"), ("SET k v KEEPTTL", "set"), ("SET k v NX", ""),
        ("SET k v EXAT 1", "del"), ("SETNX k v", ""), ("SETEX k 10 v", "set expire"), ("PSETEX k 10 v", "set expire"),
        ("GETSET k v", "set"), ("GETDEL k", "del"), ("GETEX k", ""), ("GETEX k EX 10", "expire"),
        ("GETEX k PXAT 1", "del"), ("GETEX k PERSIST", "persist"), ("MSET k 1 k 2", "set set"), ("MSETNX k 1", ""),
        ("INCR k", "incrby"), ("DECRBY k 2", "incrby"), ("INCRBYFLOAT k 1", "incrbyfloat"), ("APPEND k x", "append"),
        ("SETRANGE k 0 x", "setrange"), ("SETRANGE k 0 ''", ""), ("INCRBY k x", ""), ("GET k", ""), ("LCS k k", ""),
    ])
    func changesAreTold(request: String, events: String) {
        client.type("SET k 10 EX 100")
        #expect(told(by: request) == events)
    }

    @Test(arguments: [
        ("SET k v", "new set"), ("SET k v PX 10", "new set expire"), ("SET k v XX", ""), ("SET k v EXAT 1", ""),
        ("SETNX k v", "new set"), ("MSETNX k v", "new set"), ("GETDEL k", "keymiss"), ("GETSET k v", "keymiss new set"),
        ("INCR k", "new incrby"), ("INCRBYFLOAT k 1", "new incrbyfloat"), ("APPEND k x", "new append"),
        ("SETRANGE k 2 x", "new setrange"), ("SETRANGE k 2 ''", ""), ("GETEX k EX 10", "keymiss"),
    ])
    func newKeysAreTold(request: String, events: String) {
        #expect(told(by: request) == events)
    }

    @Test func persistIsToldOnlyWhereThereWasAnEnd() {
        client.type("SET k v")
        #expect(told(by: "GETEX k PERSIST") == "")
    }

    private func told(by request: String) -> String {
        client.type("CONFIG SET notify-keyspace-events KAmn")
        let listener = client.server.connect()
        listener.type("SUBSCRIBE __keyspace@0__:k")
        client.type(request)
        return listener.messages().compactMap { $0.elements?.last?.text }.joined(separator: " ")
    }
}
