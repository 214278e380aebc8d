// ACL, AUTH and HELLO beyond their examples: who one is, who goes when users change, the file, and the log.

import Bytes
import Commands
import Engine
import Testing
import TestSupport

struct ACLCommandTests {
    private let server = TestServer()
    private let admin: TestClient

    init() {
        admin = TestClient(of: server)
    }

    private func client(as user: String = "one", _ rules: String) -> TestClient {
        admin.type("ACL SETUSER \(user) on nopass \(rules)")
        let client = TestClient(of: server)
        client.send("AUTH", user, "")
        return client
    }

    // MARK: Who one is

    @Test func namesAndPasswords() {
        #expect(admin.type("AUTH x") == "(error) ERR AUTH <password> called without any password configured for the "
            + "default user. Are you sure your configuration is correct?")
        admin.type("ACL SETUSER one >secret")
        let wrong = "(error) WRONGPASS invalid username-password pair or user is disabled."
        #expect(admin.type("AUTH one secret") == wrong)
        admin.type("ACL SETUSER one on +acl|whoami")
        #expect(admin.type("AUTH one other") == wrong)
        #expect(admin.type("AUTH one secret") == "OK")
        #expect(admin.type("ACL WHOAMI") == "\"one\"")
        #expect(admin.type("AUTH a b c") == "(error) ERR syntax error")
        #expect(admin.type("RESET") == "RESET")
        #expect(admin.type("ACL WHOAMI") == "\"default\"")
    }

    @Test func theLastOfSeveralInHelloCounts() {
        for name in ["one", "two"] { admin.type("ACL SETUSER \(name) on >secret +@all") }
        #expect(admin.send("HELLO", "3", "AUTH", "one", "wrong", "AUTH", "two", "secret")["proto"]?.number == 3)
        #expect(admin.send("ACL", "WHOAMI").text == "two")
        #expect(admin.type("HELLO 2 AUTH one secret AUTH one wrong SETNAME x").hasPrefix("(error) WRONGPASS"))
        #expect(admin.send("ACL", "WHOAMI").text == "two")
        #expect(admin.type("CLIENT GETNAME") == "(nil)")
    }

    @Test func aPasswordOfTheConfigurationIsTheDefaultUsers() {
        let early = TestClient(of: server)
        admin.type("CONFIG SET requirepass secret")
        #expect(early.type("PING") == "PONG")
        let late = TestClient(of: server)
        #expect(late.type("PING") == "(error) NOAUTH Authentication required.")
        #expect(late.type("AUTH wrong").hasPrefix("(error) WRONGPASS"))
        #expect(late.type("AUTH secret") == "OK")
        #expect(late.type("PING") == "PONG")
        let later = TestClient(of: server)
        admin.type("CONFIG SET requirepass \"\"")
        #expect(later.type("PING") == "PONG")
    }

    @Test func anotherOptionLeavesTheDefaultUserAsItIs() {
        admin.type("ACL SETUSER default >secret")
        admin.type("CONFIG SET timeout 7")
        #expect(TestClient(of: server).type("PING") == "(error) NOAUTH Authentication required.")
    }

    @Test func withoutADefaultUserOneMustSayWhoOneIs() {
        admin.type("ACL SETUSER one on nopass +@all")
        admin.type("ACL SETUSER default off")
        let client = TestClient(of: server)
        #expect(client.type("PING") == "(error) NOAUTH Authentication required.")
        #expect(client.type("HELLO 3").hasPrefix("(error) NOAUTH HELLO must be called"))
        #expect(!client.send("HELLO", "3", "AUTH", "one", "").isError)
        #expect(client.type("PING") == "PONG")
    }

    @Test func clientsAreListedAndEndedByUser() {
        let client = client("+@all")
        #expect(client.send("CLIENT", "INFO").text?.contains(" user=one ") == true)
        #expect(admin.type("CLIENT KILL USER one") == "(integer) 1")
        #expect(client.isClosed && !admin.isClosed)
    }

    private func bulk(_ text: String) -> Reply { .bulk(Array(text.utf8)) }

    // MARK: Users come, change and go

    @Test func aChangeCountsForWhoIsConnected() {
        let client = client("+get ~*")
        #expect(client.type("GET k") == "(nil)")
        admin.type("ACL SETUSER one -get")
        #expect(client.type("GET k") == "(error) NOPERM User one has no permissions to run the 'get' command")
        admin.type("ACL SETUSER one allcommands allkeys allchannels")
        #expect(client.type("SET k v") == "OK")
        admin.type("ACL SETUSER one resetkeys")
        #expect(client.type("GET k") == "(error) NOPERM No permissions to access a key")
    }

    @Test func theConnectionsOfARemovedUserEnd() {
        let client = client("+acl")
        let other = TestClient(of: server)
        other.send("AUTH", "one", "")
        #expect(client.type("ACL DELUSER one") == "(integer) 1")
        #expect(client.isClosed && other.isClosed && !admin.isClosed)
    }

    @Test(arguments: [
        ("SUBSCRIBE", "a", "resetchannels", true), ("SUBSCRIBE", "a", "resetchannels &b", true),
        ("SSUBSCRIBE", "a", "resetchannels", true), ("PSUBSCRIBE", "p*", "resetchannels &*x", true),
        ("SUBSCRIBE", "a", "&b", false), ("SUBSCRIBE", "a", "resetchannels &a", false),
        ("PSUBSCRIBE", "p*", "allchannels", false), ("SUBSCRIBE", "a", "-@all resetkeys", false),
    ]) func whoListensToWhatIsNoLongerAllowedGoes(command: String, channel: String, change: String, goes: Bool) {
        let client = client("+@all resetchannels &a &p*")
        client.send(command, channel)
        admin.type("ACL SETUSER one \(change)")
        #expect(client.isClosed == goes)
    }

    @Test func namesAreOneWord() {
        let refusal = "(error) ERR Usernames can't contain spaces or null characters"
        #expect(admin.type("ACL SETUSER \"a b\"") == refusal)
        #expect(admin.type("ACL SETUSER \"a\\x00b\"") == refusal)
    }

    // MARK: What is told of users

    @Test func aUserIsTold() {
        admin.type("ACL SETUSER one on >a ~k %R~r &c +get (+set %W~w)")
        let client = TestClient(of: server)
        client.send("HELLO", "3")
        let user = client.send("ACL", "GETUSER", "one")
        #expect(user["flags"] == .set([bulk("on"), bulk("sanitize-payload")]))
        #expect(user["passwords"]?.elements?.count == 1)
        #expect(user["commands"]?.text == "-@all +get")
        #expect(user["keys"]?.text == "~k %R~r")
        #expect(user["channels"]?.text == "&c")
        let selector = user["selectors"]?.elements?.first
        #expect(selector?["commands"]?.text == "-@all +set")
        #expect(selector?["keys"]?.text == "%W~w")
        #expect(selector?["channels"]?.text == "")
    }

    @Test func categoriesHoldTheirCommands() {
        let categories = admin.send("ACL", "CAT").elements?.compactMap(\.text) ?? []
        // Those of Valkey, and one for resources.
        #expect(categories.count == 22 && categories.first == "keyspace" && categories.last == "resource")
        for category in categories { #expect(!admin.send("ACL", "CAT", category).isError) }
        let members = admin.send("ACL", "CAT", "dangerous").elements?.compactMap(\.text) ?? []
        #expect(members.contains("config|set") && members.contains("flushall") && !members.contains("get"))
        #expect(admin.type("ACL CAT a b").contains("unknown subcommand or wrong number of arguments for 'CAT'"))
    }

    @Test(arguments: [("", 64), ("256", 64), ("5", 2), ("1", 1), ("4096", 1024)])
    func passwordsAreOfTheLengthWanted(bits: String, digits: Int) {
        #expect(admin.type("ACL GENPASS \(bits)").count == digits + 2)
        #expect(admin.type("ACL GENPASS \(bits)") != admin.type("ACL GENPASS 256"))
    }

    @Test func whatAUserCouldDoIsToldWithNames() {
        admin.type("ACL SETUSER one +get +publish +config|get ~a* &c")
        #expect(admin.type("ACL DRYRUN one GET a") == "OK")
        #expect(admin.type("ACL DRYRUN one GET b")
            == "\"User one has no permissions to access the 'b' key\"")
        #expect(admin.type("ACL DRYRUN one PUBLISH d x")
            == "\"User one has no permissions to access the 'd' channel\"")
        #expect(admin.type("ACL DRYRUN one CONFIG SET a b")
            == "\"User one has no permissions to run the 'config|set' command\"")
        #expect(admin.type("ACL DRYRUN one GET") == "(error) ERR wrong number of arguments for 'get' command")
        #expect(admin.type("ACL DRYRUN one AUTH x") == "OK")
    }

    // MARK: The file

    @Test func usersAreWrittenAndReadAgain() {
        server.configure("aclfile", "users.acl")
        #expect(admin.type("ACL LOAD")
            == "(error) ERR Error loading ACLs, opening file 'users.acl': No such file or directory")
        let kept = client(as: "kept", "+@all")
        let gone = client(as: "gone", "+@all")
        #expect(admin.type("ACL SAVE") == "OK")
        server.host.files["users.acl"] = server.host.files["users.acl"]?.split(separator: 0x0a)
            .filter { !$0.starts(with: Array("user gone".utf8)) }.joined(separator: [0x0a]).map { $0 }
        #expect(admin.type("ACL LOAD") == "OK")
        #expect(gone.isClosed && !kept.isClosed)
        #expect(kept.type("ACL USERS") == "1) \"default\"\n2) \"kept\"")
        server.host.files["users.acl"]? += Array("\nuser kept on\n".utf8)
        #expect(admin.type("ACL LOAD").contains("Duplicate user 'kept' found on line 3."))
    }

    @Test func whatCannotBeWrittenIsLogged() {
        server.configure("aclfile", "folder/")
        #expect(admin.type("ACL SAVE") == "(error) ERR There was an error trying to save the ACLs. Please check the "
            + "server logs for more information")
        #expect(server.host.logLines.last == "The users can't be written to 'folder/': Is a directory")
    }

    // MARK: The log

    @Test func refusalsAreLogged() {
        let client = client("+get +multi +exec +acl|log")
        client.send("HELLO", "3")
        client.type("GET k")
        client.type("SET k v")
        client.type("MULTI")
        client.type("SET k v")
        client.type("EXEC")
        client.type("AUTH one x y")
        client.type("AUTH nobody x")
        let entries = admin.send("ACL", "LOG").elements ?? []
        #expect(entries.count == 4)
        admin.send("HELLO", "3")
        let told = (admin.send("ACL", "LOG").elements ?? []).map { entry in
            ["reason", "context", "object", "username"].compactMap { entry[$0]?.text }.joined(separator: " ")
        }
        #expect(told == ["auth toplevel AUTH nobody", "command multi set one", "command toplevel set one",
            "key toplevel k one"])
        let latest = admin.send("ACL", "LOG", "1").elements?.first
        #expect(latest?["client-info"]?.text?.contains(" cmd=auth user=one ") == true)
        #expect(latest?["entry-id"]?.number == 3 && latest?["count"]?.number == 1)
        #expect(latest?["timestamp-created"]?.number == TestServer.beginning)
        #expect(admin.type("INFO stats").contains("acl_access_denied_cmd:2"))
    }

    @Test func theLimitOfTheLogIsAnOption() {
        admin.type("CONFIG SET acllog-max-len 2")
        for name in ["a", "b", "c"] { admin.send("AUTH", name, "x") }
        #expect(admin.send("ACL", "LOG").elements?.count == 2)
        #expect(admin.type("ACL LOG RESET") == "OK")
        #expect(admin.send("ACL", "LOG").elements?.isEmpty == true)
        #expect(admin.type("ACL LOG x") == "(error) ERR value is not an integer or out of range")
    }
}
