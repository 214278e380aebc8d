// Whoever mistypes one of our own commands is told what it takes, and where all of them are told.

import Commands
import TestSupport
import Testing

struct HintTests {
    private let client = TestClient()

    @Test(arguments: [
        ("RES.GET routers", "res.get", "RES.GET type namespace name ...", "RES.HELP"),
        ("RES.COMPACT", "res.compact", "RES.COMPACT revision", "RES.HELP"),
        ("RES.TYPE DROP", "res.type|drop", "RES.TYPE DROP type", "RES.HELP"),
        ("TRAEFIK.MATCH default", "traefik.match", "TRAEFIK.MATCH namespace method host path ...", "TRAEFIK.HELP"),
        ("TRAEFIK.CHECK a b", "traefik.check", "TRAEFIK.CHECK [namespace]", "TRAEFIK.HELP"),
    ])
    func whatIsMissingIsTold(typed: String, name: String, form: String, help: String) {
        let plain = "(error) ERR wrong number of arguments for '\(name)' command"
        #expect(client.type(typed) == "\(plain): it is \(form); \(help) tells more")
    }

    @Test func aContainerOfOursAloneNamesItsHelp() {
        let missing = "(error) ERR wrong number of arguments for"
        #expect(
            client.type("RES.TYPE")
                == "\(missing) 'res.type' command: it takes a subcommand; RES.TYPE HELP lists them")
        #expect(client.type("CONFIG") == "\(missing) 'config' command")
    }

    @Test func aNameThatIsNoneLeadsToTheHelpOfItsFamily() {
        #expect(client.type("RES.COUNT a").hasSuffix("beginning with: 'a' ; RES.HELP lists what there is"))
        #expect(client.type("traefik.routes").hasSuffix("; TRAEFIK.HELP lists what there is"))
        #expect(client.type("res help").hasSuffix("beginning with: 'help' ; RES.HELP lists what there is"))
        for line in ["RES.HELP", "TRAEFIK.HELP"] { #expect(client.type(line).split(separator: "\n").count > 10) }
    }

    @Test func whoAsksForHelpIsToldWhereItIs() {
        for typed in ["HELP", "help get", "?"] {
            let answer = client.type(typed)
            for way in ["COMMAND LIST", "COMMAND DOCS", "RES.HELP", "TRAEFIK.HELP"] { #expect(answer.contains(way)) }
        }
        #expect(client.type("COMMAND DOCS get").contains("Answers the string stored at a key."))
    }

    /// A subcommand that is none names the HELP in which the right one stands.
    @Test func everyContainerLeadsToItsHelp() {
        client.server.services.settings.debugCommand = .always
        let containers = CommandTable(Families.all).entries.map(\.command).filter {
            !$0.subcommands.isEmpty && !$0.flags.contains(.dispatchesItself)
        }
        #expect(containers.count > 10)
        for container in containers {
            let answer = client.send(container.name, "NOSUCH").failure ?? ""
            #expect(answer.contains("Try \(container.name) HELP."), "\(answer)")
            #expect((client.send(container.name, "HELP").elements?.count ?? 0) >= 3, "\(container.name)")
        }
    }

    @Test func othersAreAnsweredAsRedisDoes() {
        #expect(client.type("GET") == "(error) ERR wrong number of arguments for 'get' command")
        #expect(client.type("NO.SUCH x") == "(error) ERR unknown command 'NO.SUCH', with args beginning with: 'x' ")
    }

    @Test func aTransactionSaysWhatItsOperationsTake() {
        let misspelt = #"RES.TXN '[{"op":"put","ns":"a"}]'"#
        #expect(client.type(misspelt).contains("its members are op, type, namespace, name"))
        let mismatched = #"RES.TXN '[{"op":"delete","type":"t","namespace":"n","name":"a","ttl":1}]'"#
        #expect(client.type(mismatched).hasSuffix("/ttl does not go with delete, which takes /ifVersion"))
    }
}
