// Holds the page of commands in the documentation to what is served.

import Foundation
import Testing

struct CommandsPageTests {
    private static let file = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Sources/Server/Server.docc/Commands.md")
    private let served: [String: CommandFacts]

    init() throws {
        served = try ServedCommands().facts
        if ProcessInfo.processInfo.environment["MILEPOST_WRITE_COMMANDS"] != nil, let valkeyFacts {
            let page = CommandsPage(ours: served, theirs: try CommandFacts.all(in: valkeyFacts))
            try page.text.write(to: Self.file, atomically: true, encoding: .utf8)
        }
    }

    @Test(.enabled(if: valkeyFacts != nil, "MILEPOST_SHARED_DATA names no folder"))
    func itIsWhatTheDeclarationsSay() throws {
        let page = CommandsPage(ours: served, theirs: try CommandFacts.all(in: #require(valkeyFacts)))
        let written = try String(contentsOf: Self.file, encoding: .utf8).split(separator: "\n")
        let said = page.text.split(separator: "\n")
        let difference = zip(written, said).first { $0 != $1 }.map { "\"\($0)\" should be \"\($1)\"" }
        #expect(
            difference == nil && written.count == said.count,
            """
            \(difference ?? "\(written.count) lines, not \(said.count)"): write it anew with \
            MILEPOST_WRITE_COMMANDS=1 swift test --filter CommandsPageTests
            """)
    }

    @Test func everyServedCommandIsCalledServed() throws {
        let lines = try String(contentsOf: Self.file, encoding: .utf8).split(separator: "\n")
        for name in served.keys where CommandsPage.refusals[name] == nil {
            let shown = "`\(name.uppercased().replacing("|", with: " "))`"
            let line = lines.first { $0.hasPrefix("| \(shown) |") } ?? lines.last ?? ""
            #expect(line.contains(shown) && !line.contains("not yet"), "\(name)")
        }
    }

    @Test func everyRemarkIsOfACommandThatIsThere() {
        #expect(CommandsPage.remarkable.subtracting(served.keys) == [])
    }
}
