// The facts of every command that is served, as a client learns them from COMMAND and COMMAND DOCS.

import Commands
import TestSupport
import Testing

struct ServedCommands {
    /// Both by full name.
    let facts: [String: CommandFacts]
    let documents: [String: Reply]

    init() throws {
        let client = TestClient()
        client.send("HELLO", "3")
        let documents = Self.flattened(documents: client.send("COMMAND", "DOCS"))
        facts = try Self.flattened(descriptions: client.send("COMMAND")).mapValues { description in
            let name = try #require(description.elements?.first?.text)
            return try CommandFacts(description, document: #require(documents[name]))
        }
        self.documents = documents
    }

    private static func flattened(descriptions: Reply) -> [String: Reply] {
        var all: [String: Reply] = [:]
        for description in descriptions.elements ?? [] {
            guard let parts = description.elements, parts.count == 10, let name = parts[0].text else { continue }
            all[name] = description
            all.merge(flattened(descriptions: parts[9])) { first, _ in first }
        }
        return all
    }

    private static func flattened(documents: Reply) -> [String: Reply] {
        var all: [String: Reply] = [:]
        let elements = documents.elements ?? []
        for index in stride(from: 0, to: elements.count - 1, by: 2) {
            guard let name = elements[index].text else { continue }
            all[name] = elements[index + 1]
            if let inner = elements[index + 1]["subcommands"] {
                all.merge(flattened(documents: inner)) { first, _ in first }
            }
        }
        return all
    }
}
