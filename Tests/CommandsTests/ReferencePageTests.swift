// Holds the reference of commands to what they declare.

import Foundation
import Testing
import TestSupport

struct ReferencePageTests {
    private static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Sources/Commands/Commands.docc/Reference")

    /// Each case of a test makes a suite of its own; the pages are written once.
    private static let writing = Result {
        guard ProcessInfo.processInfo.environment["MILEPOST_WRITE_COMMANDS"] != nil else { return }
        for page in ReferencePage.all {
            try page.text.write(to: file(of: page), atomically: true, encoding: .utf8)
        }
    }

    init() throws { try Self.writing.get() }

    private static func file(of page: ReferencePage) -> URL { folder.appending(path: page.file + ".md") }

    @Test(arguments: ReferencePage.all) func itIsWhatTheDeclarationsSay(page: ReferencePage) throws {
        let isSame = try String(contentsOf: Self.file(of: page), encoding: .utf8) == page.text
        #expect(isSame, "write it anew with MILEPOST_WRITE_COMMANDS=1 swift test --filter ReferencePageTests")
    }

    @Test(arguments: DeclaredCommand.all) func everyCommandStandsOnOnePage(_ declared: DeclaredCommand) {
        #expect(ReferencePage.all.count { $0.covers(declared) } == 1)
    }
}
