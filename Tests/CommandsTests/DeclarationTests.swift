// Holds what COMMAND says of every command to the facts of Valkey, where those are at hand, and to itself.

import Commands
import Foundation
import Testing
import TestSupport

/// The folder of Valkey's command facts.
let valkeyFacts = ProcessInfo.processInfo.environment["MILEPOST_SHARED_DATA"].map {
    URL(filePath: $0).appending(path: "valkey-commands")
}

struct DeclarationTests {
    private let ours: [String: CommandFacts]
    private let documents: [String: Reply]

    init() throws {
        let served = try ServedCommands()
        ours = served.facts
        documents = served.documents
    }

    @Test(.enabled(if: valkeyFacts != nil, "MILEPOST_SHARED_DATA names no folder"))
    func everyCommandIsWhatItIsInValkey() throws {
        let theirs = try CommandFacts.all(in: #require(valkeyFacts))
        for (name, facts) in ours.sorted(by: { $0.key < $1.key }) {
            guard let wanted = theirs[name] else { continue }
            #expect(facts.without(Self.ownArguments[name] ?? []) == wanted, "\(name)")
        }
    }

    /// Alternatives that we offer beyond Valkey.
    private static let ownArguments: [String: Set<String>] = ["bgsave": ["path"]]

    @Test func everyDescriptionHasADocument() {
        #expect(Set(ours.keys) == Set(documents.keys))
        #expect(ours.count > 50)
    }

    @Test func everySummaryIsOneSentence() {
        for (name, document) in documents {
            let summary = document["summary"]?.text ?? ""
            #expect(summary.hasSuffix(".") && summary.first?.isUppercase == true, "\(name): \(summary)")
        }
    }

    /// What clients make their own help from. Two look at their subcommands by themselves, as in Valkey.
    @Test func everyDocumentTellsItsGroupAndWhatTheCommandTakes() {
        for (name, facts) in ours where !["cluster", "debug"].contains(name) {
            #expect(!facts.group.isEmpty && !facts.since.isEmpty, "\(name)")
            let needed = facts.arity.magnitude - UInt64(name.split(separator: "|").count)
            let hasSubcommands = ours.keys.contains { $0.hasPrefix(name + "|") }
            #expect(needed == 0 || hasSubcommands || !facts.arguments.isEmpty, "\(name)")
        }
    }

    @Test func everyContainerHasAHelpThatNamesItsSubcommands() {
        let client = TestClient()
        for entry in CommandTable(Families.all).entries where !entry.subcommands.isEmpty {
            let lines = client.send(entry.command.name, "HELP").elements?.compactMap(\.text) ?? []
            #expect(lines.first?.hasPrefix("\(entry.command.name) <subcommand> ") == true)
            #expect(Array(lines.suffix(2)) == ["HELP", "    Print this help."])
            for subcommand in entry.command.subcommands {
                #expect(lines.contains { $0.split(separator: " ").first.map(String.init) == subcommand.name })
            }
        }
    }

    @Test func everyKeyArgumentBelongsToAKeySpec() {
        for entry in CommandTable(Families.all).entries {
            for argument in entry.command.arguments {
                guard case .key(let spec) = argument.kind else { continue }
                #expect(entry.command.keys.indices.contains(spec), "\(entry.fullName)")
            }
        }
    }
}
