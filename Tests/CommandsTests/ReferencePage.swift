// A page of the reference: everything that the commands of a group declare of themselves, with their examples as they
// are answered in RESP2 and, where that differs, in RESP3.

import Commands
import TestSupport

struct ReferencePage: Sendable, CustomStringConvertible {
    let file: String
    private let title: String
    private let introduction: String
    private let holds: @Sendable (Command) -> Bool

    var description: String { file }

    static let all = [
        group(.connection, "Connections", "What concerns one connection, and what an operator does with all of them."),
        group(
            .generic, "Keys",
            "What can be done with a key, whatever its value is: a string, a resource, an exported one."),
        group(
            .string, "Strings",
            "Values that are plain bytes. Bodies of resources and exported keys are read by them as well."),
        group(
            .transactions, "Transactions", "Several commands as one step, and keys that must not have changed before."),
        group(.pubsub, "Publish and subscribe", "Messages for whoever listens at this moment; nothing is kept."),
        group(.server, "The server", "What it is, how it does, what it may use, and who may use it."),
        group(.cluster, "Cluster", "There is none: the answers are those of a server that stands alone."),
        ReferencePage(
            file: "Resources", title: "Resources",
            introduction:
                "Documents with versions, a past, references and watchers. Many of them change in one commit.",
            holds: { $0.group == .resources && !$0.name.hasPrefix("TRAEFIK.") }),
        ReferencePage(
            file: "Traefik", title: "Traefik",
            introduction: "Routes that are checked before they are taken, and told to Traefik as a whole.",
            holds: { $0.name.hasPrefix("TRAEFIK.") }),
    ]

    private static func group(_ group: Command.Group, _ title: String, _ introduction: String) -> ReferencePage {
        ReferencePage(
            file: title.replacing(" ", with: "-"), title: title, introduction: introduction,
            holds: { $0.group == group })
    }

    func covers(_ declared: DeclaredCommand) -> Bool { holds(declared.command) }

    var text: String {
        let entries = DeclaredCommand.all.filter(covers).map(ReferenceEntry.init).sorted { $0.name < $1.name }
        return """
            # \(title)

            \(introduction) A test makes this page from what the commands declare, and runs its examples.

            \(entries.map(\.text).joined(separator: "\n"))
            """
    }
}

/// What one command says of itself.
private struct ReferenceEntry {
    let name: String
    private let command: Command

    init(_ declared: DeclaredCommand) {
        name = declared.description
        command = declared.command
    }

    var text: String {
        ["## \(name)", command.summary, syntax, facts, examples].compactMap { $0 }.joined(separator: "\n\n") + "\n"
    }

    private var syntax: String? {
        guard command.subcommands.isEmpty else { return nil }
        return Self.block(([name] + command.arguments.map(\.syntax)).joined(separator: " "))
    }

    private var facts: String {
        var facts = ["Since \(command.since)"]
        if !command.subcommands.isEmpty {
            facts.append("Subcommands: " + command.subcommands.map { "`\($0.name)`" }.joined(separator: ", "))
        } else {
            facts.append("Time: \(command.complexity.trimmingSuffix("."))")
            facts.append("Rights: " + command.categories.texts.map { "`\($0)`" }.joined(separator: " "))
        }
        if let old = command.deprecation { facts.append("Since \(old.since) better: \(old.replacement)") }
        if command.flags.contains(.noMulti) { facts.append("Not inside `MULTI`") }
        return facts.joined(separator: ". ") + "."
    }

    // MARK: Examples

    private var examples: String? {
        guard !command.examples.isEmpty else { return nil }
        let plain = command.examples.map { "> \($0.request)\n\($0.reply)" }
        let newer = zip(command.examples, repliesInRESP3).filter { $0.reply != $1 }.map { "> \($0.request)\n\($1)" }
        let blocks =
            [Self.block(plain.joined(separator: "\n"))]
            + (newer.isEmpty ? [] : ["In RESP3:", Self.block(newer.joined(separator: "\n"))])
        return blocks.joined(separator: "\n\n")
    }

    private var repliesInRESP3: [String] {
        let client = TestClient()
        client.server.services.settings.debugCommand = .always
        client.send("HELLO", "3")
        return command.examples.map { client.isClosed ? $0.reply : client.type($0.request) }
    }

    private static func block(_ text: String) -> String { "```\n\(text)\n```" }
}

extension String {
    fileprivate func trimmingSuffix(_ suffix: String) -> String { hasSuffix(suffix) ? String(dropLast()) : self }
}
