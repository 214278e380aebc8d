// Holds conf/milepost.conf to the declarations of the options.

import Configuration
import Foundation
import Testing

struct SampleFileTests {
    private static let file = repository.appending(path: "conf/milepost.conf")
    private let text: String
    /// The lines that are options, whether commented out or not, as words.
    private let entries: [[String]]

    init() throws {
        if ProcessInfo.processInfo.environment["MILEPOST_WRITE_CONF"] != nil {
            try SampleFile.text.write(to: Self.file, atomically: true, encoding: .utf8)
        }
        text = try String(contentsOf: Self.file, encoding: .utf8)
        entries = try text.split(separator: "\n").filter { !$0.hasPrefix("# ") && $0 != "#" }
            .map { try WordSplitter.words(of: String($0.drop { $0 == "#" })) }
    }

    @Test func everyOptionThatIsNotHiddenIsThereOnce() {
        let expected = Option.all.filter { !$0.traits.contains(.hidden) }.map(\.name)
        #expect(entries.map { $0[0] }.sorted() == expected.sorted())
    }

    @Test func everyDefaultShownIsTheDefault() throws {
        for entry in entries {
            let option = try #require(Option.named(entry[0]), "\(entry[0]) is no option")
            var configuration = Configuration()
            try configuration.set(option.name, to: Array(entry.dropFirst()), from: .commandLine)
            if !option.isDirective { #expect(configuration == Configuration(), "\(option.name)") }
        }
    }

    @Test func loadedAsItIsItSetsNothingButDefaults() throws {
        let configuration = try Launch(file: "milepost.conf").configuration(reading: { _ in Array(text.utf8) })
        #expect(configuration == Configuration())
    }

    @Test func whatHasNoEffectStandsAfterTheLineThatSaysSo() throws {
        let halves = text.components(separatedBy: "Without effect")
        try #require(halves.count == 2)
        for option in Option.all where !option.traits.contains(.hidden) {
            let half = option.effect == .served ? halves[0] : halves[1]
            let lines = half.split(separator: "\n").map { $0.drop { $0 == "#" } }
            #expect(lines.contains { $0.hasPrefix(option.name + " ") }, "\(option.name)")
        }
    }

    @Test func itIsWhatTheDeclarationsSay() {
        #expect(text == SampleFile.text, "write it anew with MILEPOST_WRITE_CONF=1 swift test --filter SampleFileTests")
    }
}
