// COMMAND beyond its examples: lists, keys of embedded requests, and names that nobody has.

import Commands
import Testing
import TestSupport

struct CommandCommandTests {
    private let client = TestClient()

    @Test func countListAndDescriptionsAgree() {
        let table = CommandTable(Families.all)
        let names = client.send("COMMAND", "LIST").elements?.compactMap(\.text) ?? []
        #expect(names == table.entries.map(\.fullName))
        let commands = names.filter { !$0.contains("|") }
        #expect(client.send("COMMAND", "COUNT") == .integer(Int64(commands.count)))
        #expect(client.send("COMMAND").elements?.count == commands.count)
        #expect(client.send("COMMAND", "INFO").elements?.count == commands.count)
    }

    @Test func listIsFiltered() {
        let connection = client.send("COMMAND", "LIST", "FILTERBY", "ACLCAT", "CONNECTION").elements ?? []
        #expect(connection.contains("ping") && connection.contains("command|count") && !connection.contains("get"))
        #expect(client.send("COMMAND", "LIST", "FILTERBY", "ACLCAT", "nothing") == [])
        #expect(client.send("COMMAND", "LIST", "FILTERBY", "PATTERN", "CONFIG|G*") == ["config|get"])
        for wrong in [["x"], ["FILTERBY"], ["FILTERBY", "x", "y"], ["FILTERBY", "MODULE", "x", "y"]] {
            #expect(client.type("COMMAND LIST \(wrong.joined(separator: " "))") == "(error) ERR syntax error")
        }
    }

    @Test func infoTakesNamesInAnyCaseAndAnswersNothingForOthers() {
        let replies = client.send("COMMAND", "INFO", "GeT", "config|GET", "get|key", "config|get|x", "x").elements ?? []
        #expect(replies.map { $0.elements?.first } == ["get", "config|get", nil, nil, nil])
    }

    @Test func docsLeavesOutWhatIsNotThere() {
        let reply = client.send("COMMAND", "DOCS", "x", "get", "get|x")
        #expect(reply.elements?.count == 2)
        #expect(reply.elements?.first == "get")
    }

    @Test(arguments: [
        ("GET k", "1) \"k\""), ("MGET a b c", "1) \"a\"\n2) \"b\"\n3) \"c\""), ("MSET a 1 b 2", "1) \"a\"\n2) \"b\""),
        ("RENAME a b", "1) \"a\"\n2) \"b\""), ("memory usage k", "1) \"k\""),
        ("nothing", "(error) ERR Invalid command specified"),
        ("memory nothing k", "(error) ERR Invalid command specified"),
        ("MEMORY", "(error) ERR The command has no key arguments"),
        ("PING", "(error) ERR The command has no key arguments"),
        ("GET", "(error) ERR Invalid number of arguments specified for command"),
        ("GET a b", "(error) ERR Invalid number of arguments specified for command"),
    ]) func keysAreFound(request: String, reply: String) {
        #expect(client.type("COMMAND GETKEYS \(request)") == reply)
    }

    @Test func whatSetDoesWithItsKeyDependsOnItsOptions() {
        let overwrites: Reply = [["k", [.status("OW"), .status("update")]]]
        let reads: Reply = [["k", [.status("RW"), .status("access"), .status("update")]]]
        #expect(client.send("COMMAND", "GETKEYSANDFLAGS", "SET", "k", "v") == overwrites)
        #expect(client.send("COMMAND", "GETKEYSANDFLAGS", "SET", "k", "get") == overwrites)
        #expect(client.send("COMMAND", "GETKEYSANDFLAGS", "SET", "k", "v", "gEt") == reads)
    }

    @Test func keyRangesAreDerivedFromKeySpecs() {
        #expect(range(of: "get") == [1, 1, 1])
        #expect(range(of: "mget") == [1, -1, 1])
        #expect(range(of: "mset") == [1, -1, 2])
        #expect(range(of: "rename") == [1, 2, 1])
        #expect(range(of: "memory|usage") == [2, 2, 1])
        #expect(range(of: "ping") == [0, 0, 0])
    }

    private func range(of name: String) -> [Int64?] {
        let parts = client.send("COMMAND", "INFO", name).elements?.first?.elements ?? []
        return parts.count == 10 ? parts[3...5].map(\.number) : []
    }
}
