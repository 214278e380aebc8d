// DEBUG: who may use it, digests that other servers would agree with, and switches.

import Commands
import Testing
import TestSupport

struct DebugCommandTests {
    private let server = TestServer()
    private let client: TestClient

    init() {
        server.services.settings.debugCommand = .always
        client = TestClient(of: server)
    }

    @Test func itIsRefusedUnlessItIsAllowed() {
        server.services.settings.debugCommand = .never
        #expect(client.type("DEBUG HELP").hasPrefix("(error) ERR DEBUG command not allowed."))
        server.services.settings.debugCommand = .locally
        #expect(!client.send("DEBUG", "HELP").isError)
    }

    @Test func itsHelpNamesEverySubcommand() {
        let lines = client.send("DEBUG", "HELP").elements?.compactMap(\.text) ?? []
        #expect(lines.first == "DEBUG <subcommand> [<arg> [value] [opt] ...]. Subcommands are:")
        #expect(lines.contains("SLEEP seconds") && lines.contains("DIGEST-VALUE key [key ...]"))
    }

    @Test func anUnknownSubcommandAndAWrongNumberOfArgumentsAreOneError() {
        for request in ["NOTHING", "SLEEP", "SLEEP 1 2"] {
            let name = request.prefix { $0 != " " }
            #expect(
                client.type("DEBUG \(request)")
                    == "(error) ERR unknown subcommand or wrong number of arguments for '\(name)'. Try DEBUG HELP.")
        }
    }

    /// The sums were made by the rule's definition in another language.
    @Test func digestsFollowTheRuleOfRedis() {
        client.send("SET", "foo", "bar")
        client.send("SET", "n", "12", "EX", "100")
        #expect(
            client.send("DEBUG", "DIGEST-VALUE", "foo", "n", "absent").elements == [
                .status("68467c70ae30376e7ce005bcc8827f5ba7fd67dc"),
                .status("83df3a94c43338a2db2a05ddb5dbb794b842c619"),
                .status(String(repeating: "0", count: 40)),
            ])
        #expect(client.send("DEBUG", "DIGEST") == .status("cf99ab3059426f9157a50464bf53f2c237dd7a8e"))
    }

    @Test func anErrorIsAnsweredAsItIsGiven() {
        #expect(client.send("DEBUG", "ERROR", "MINE of all") == .error("MINE of all"))
        #expect(client.send("DEBUG", "ERROR", "MINE") == .error("MINE"))
        #expect(client.send("DEBUG", "ERROR", "two\r\nlines") == .error("two  lines"))
    }

    @Test func keysThatHaveEndedCanBeKeptForLooks() {
        client.send("DEBUG", "SET-ACTIVE-EXPIRE", "0")
        client.send("SET", "k", "v", "PX", "10")
        server.advance(milliseconds: 20)
        server.settle()
        #expect(client.send("DEBUG", "OBJECT", "k").text?.contains("encoding:embstr serializedlength:2 ") == true)
        client.send("DEBUG", "SET-ACTIVE-EXPIRE", "1")
        server.settle()
        #expect(client.send("DEBUG", "OBJECT", "k") == .error("ERR no such key"))
    }

    @Test func populateLeavesKeysThatAreThere() {
        client.send("SET", "p:1", "mine")
        #expect(client.send("DEBUG", "POPULATE", "3", "p", "10") == .ok)
        #expect(client.send("GET", "p:1") == "mine")
        #expect(client.send("GET", "p:2") == "value:2\0\0\0")
        #expect(client.send("DBSIZE") == 3)
        #expect(client.type("DEBUG POPULATE -1") == "(error) ERR value is out of range, must be positive")
    }

    @Test func sleepStandsStill() {
        #expect(client.send("DEBUG", "SLEEP", "0.25") == .ok)
        #expect(server.host.sleptMicroseconds == 250_000)
        #expect(client.send("DEBUG", "SLEEP", "long").isError)
    }

    @Test func everyTypeOfReplyHasASample() {
        client.send("HELLO", "3")
        let expected: [(String, Reply)] = [
            ("string", "Hello World"), ("integer", 12345), ("double", .double("3.141")), ("null", .null),
            ("bignum", .bigNumber("1234567999999999999999999999999999999")), ("array", [0, 1, 2]),
            ("set", .set([0, 1, 2])), ("map", .map([0, .boolean(false), 1, .boolean(true), 2, .boolean(false)])),
            ("true", .boolean(true)), ("false", .boolean(false)), ("push", .push(["server-cpu-usage", 42])),
            ("verbatim", .verbatim(format: "txt", text: "This is a verbatim\nstring")),
        ]
        for (name, reply) in expected { #expect(client.send("DEBUG", "PROTOCOL", name) == reply, "\(name)") }
        #expect(
            client.exchange("DEBUG PROTOCOL attrib\r\n")
                == "|1\r\n$14\r\nkey-popularity\r\n*2\r\n$7\r\nkey:123\r\n:90\r\n"
                + "$39\r\nSome real reply following the attribute\r\n")
    }
}
