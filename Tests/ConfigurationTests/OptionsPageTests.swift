// Holds the reference of options to the declarations, and what it says of them to what the options do.

import Configuration
import Foundation
import Testing

struct OptionsPageTests {
    private static let file = repository.appending(path: "Sources/Configuration/Configuration.docc/Options.md")
    private let text: String

    init() throws {
        if ProcessInfo.processInfo.environment["MILEPOST_WRITE_CONF"] != nil {
            try OptionsPage.text.write(to: Self.file, atomically: true, encoding: .utf8)
        }
        text = try String(contentsOf: Self.file, encoding: .utf8)
    }

    @Test func itIsWhatTheDeclarationsSay() {
        let isSame = text == OptionsPage.text
        #expect(isSame, "write it anew with MILEPOST_WRITE_CONF=1 swift test --filter OptionsPageTests")
    }

    @Test(arguments: Option.all) func everyOptionHasOneRowThatIsTrue(of option: Option) throws {
        let rows = text.split(separator: "\n").filter {
            $0.hasPrefix("| `\(option.name)` ") || $0.hasPrefix("| `\(option.name)`,")
        }
        try #require(rows.count == 1)
        let columns = rows[0].replacing("\\|", with: "/").split(separator: "|").map {
            $0.trimmingCharacters(in: .whitespaces)
        }
        try #require(columns.count == 5)
        #expect(columns[4].hasPrefix(option.summary.replacing("|", with: "/")))
        #expect(columns[3] == (try whatCONFIGSETSays(of: option)))
    }

    /// Sets it to its own default, as a client does.
    private func whatCONFIGSETSays(of option: Option) throws -> String {
        var configuration = Configuration()
        do {
            _ = try configuration.setAll([(option.name, option.defaultText)], fromLocalClient: false)
            return "yes"
        } catch {
            return error.problem == .protected ? "protected" : "no"
        }
    }
}
