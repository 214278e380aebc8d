// Holds the server to what the documents that it was made from ask for. Each operation of a document has its place in a
// conversation in Tests/Seeds and in a table of Stores.md; the Lua document has its examples.

import Foundation
import TestSupport
import Testing

struct SeedTests {
    private static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Seeds")
    private static let documents = ["haproxy", "rune", "traefik-manager", "wrale"]

    @Test(arguments: documents) func everyOperationIsAnsweredAsAsked(by name: String) throws {
        let turns = try Conversation(Self.folder.appending(path: "\(name).txt")).turns
        let server = try ServerProcess("--save", "", "--res-progress-interval", "3600")
        var wires: [String: Wire] = [:]
        for turn in turns {
            let wire = try wires[turn.client] ?? server.connect()
            wires[turn.client] = wire
            if let request = turn.request { try wire.send(Wire.request(request)) }
            let reply = try wire.nextReply().rendered
            #expect(turn.expects(reply), "\(name), \(turn.operation), line \(turn.line): \(reply)")
        }
    }

    @Test(arguments: documents) func everyOperationStandsInTheDocumentation(of name: String) throws {
        let conversation = try Conversation(Self.folder.appending(path: "\(name).txt"))
        let page = Self.folder.deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Sources/Commands/Commands.docc/Stores.md")
        let sections = try String(contentsOf: page, encoding: .utf8).components(separatedBy: "\n## ")
        let section = try #require(sections.first { $0.contains("`Tests/Seeds/\(name).txt`") })
        let rows = section.split(separator: "\n").filter { $0.hasPrefix("| ") }.dropFirst()
        let told = rows.map { $0.split(separator: "|")[0].trimmingCharacters(in: .whitespaces) }
        #expect(told == conversation.operations)
    }

    @Test func everyConversationIsHeld() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).sorted()
        #expect(names.filter { $0.hasSuffix(".txt") } == Self.documents.map { $0 + ".txt" })
    }

    @Test func aReplyOfAnotherKindIsSeen() {
        let turn = Conversation.Turn(operation: "", line: 1, client: "", request: nil, reply: "1) \"a…z\"\n2) …")
        #expect(turn.expects("1) \"a z\"\n2) 7") && turn.expects("1) \"az\"\n2) "))
        for reply in ["1) \"a z\"\n2)", "1) \"b z\"\n2) 7", "(error) 1) \"az\"\n2) 7", "1) \"a\"\n2) 7", ""] {
            #expect(!turn.expects(reply), "\(reply)")
        }
    }

    @Test func theLuaDocumentsExamplesRunAsTheyAre() throws {
        let server = try ServerProcess("--save", "")
        // The document is read where it is, and its examples are left out where it is not.
        let document = ProcessInfo.processInfo.environment["MILEPOST_SHARED_DATA"]
            .map { $0 + "/../seeds/004_80bab76aa9382962.txt" }
        let isThere = document.map(FileManager.default.fileExists) ?? false
        let script = try Program(
            Self.folder.appending(path: "store.lua").path, [String(server.port)] + (isThere ? [document!] : []))
        let status = try script.status(atMost: 120)
        try cancelIfMissing("store.lua", status: status)
        #expect(status == 0, "\(script.output)\(script.errors)")
        let done = script.output.split(separator: "\n").compactMap { $0.split(separator: " ").last.map(String.init) }
        let examples = isThere ? ["basic", "ttl", "errors", "batch"] : []
        #expect(done.starts(with: examples + ["store.get", "values"]) && done.last == "clients")
    }
}

/// What is asked and answered in a file: lines of `# Operation`, and of `client> request` with the reply below as
/// redis-cli prints it, where `…` stands for anything. A client without a request waits for what comes by itself.
private struct Conversation {
    struct Turn {
        let operation: String
        let line: Int
        let client: String
        let request: [[UInt8]]?
        var reply: String

        func expects(_ actual: String) -> Bool {
            let pieces = reply.components(separatedBy: "…")
            guard actual.hasPrefix(pieces[0]) else { return false }
            guard pieces.count > 1 else { return actual == reply }
            var rest = actual.dropFirst(pieces[0].count)
            for piece in pieces[1..<(pieces.count - 1)] {
                guard let found = rest.range(of: piece) else { return false }
                rest = rest[found.upperBound...]
            }
            return rest.hasSuffix(pieces[pieces.count - 1])
        }
    }

    private(set) var operations: [String] = []
    private(set) var turns: [Turn] = []

    init(_ file: URL) throws {
        let lines = try String(contentsOf: file, encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() where !line.isEmpty {
            if line.hasPrefix("# ") {
                operations.append(String(line.dropFirst(2)))
            } else if let prompt = line.prefixMatch(of: /(\w*)>(?: |$)/) {
                turns.append(
                    Turn(
                        operation: try #require(operations.last), line: index + 1, client: String(prompt.1),
                        request: try Self.request(line[prompt.range.upperBound...]), reply: ""))
            } else {
                let isFirst = turns[turns.count - 1].reply.isEmpty
                turns[turns.count - 1].reply += (isFirst ? "" : "\n") + line
            }
        }
    }

    private static func request(_ line: Substring) throws -> [[UInt8]]? {
        guard !line.isEmpty else { return nil }
        let words: [[UInt8]] = try #require(Request.words(of: String(line)))
        return words
    }
}
