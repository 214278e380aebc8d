// Holds the declarations of options to each other, to their source and, where its tree is at hand, to Valkey.

import Configuration
import Foundation
import Testing

struct DeclarationTests {
    @Test func everyNameAndAliasIsDeclaredOnce() {
        let names = Option.all.flatMap { [$0.name, $0.alias].compactMap { $0 } }
        let repeated = Dictionary(grouping: names) { $0 }.filter { $0.value.count > 1 }.keys
        #expect(repeated.isEmpty)
    }

    @Test func everyDeclarationStandsInTheListOfItsFamily() throws {
        let folder = repository.appending(path: "Sources/Configuration/Options")
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        let declarations = try files.map { file in
            try String(contentsOf: file, encoding: .utf8).split(separator: "= Option(").count - 1
        }
        #expect(declarations.reduce(0, +) == Option.all.count)
    }

    @Test func everySummaryIsASentenceOrTwo() {
        for option in Option.all {
            #expect(option.summary.hasSuffix("."), "\(option.name)")
            #expect(option.summary.first?.isUppercase == true, "\(option.name)")
        }
    }

    @Test(arguments: Option.all.filter { !$0.isDirective })
    func whatConfigGetShowsOfADefaultIsThatDefaultAgain(_ option: Option) throws {
        var configuration = Configuration()
        let shown = try #require(configuration.get(named: option.name)).value
        let words = option.kind.takesSeveralWords ? shown.split(separator: " ").map(String.init) : [shown]
        try configuration.set(option.name, to: words, from: .client)
        #expect(configuration == Configuration())
    }

    @Test func theDefaultsOfMilepostAreThese() {
        let configuration = Configuration()
        #expect(configuration.list(.bind) == ["127.0.0.1", "-::1"])
        #expect(configuration.flag(.protectedMode))
        #expect(configuration.integer(.port) == 6379)
        #expect(configuration.list(.orderedPrefix) == ["traefik"])
        #expect(!configuration.flag(.appendonly))
        #expect(configuration.integer(.protoMaxBulkLen) == 512 << 20)
        #expect(configuration.latencyPercentiles == [50, 99, 99.9])
        #expect(configuration.savePoints.map(\.seconds) == [3600, 300, 60])
        #expect(configuration.outputBufferLimit(.normal) == OutputBufferLimit())
        #expect(
            configuration.outputBufferLimit(.pubsub)
                == OutputBufferLimit(hardBytes: 32 << 20, softBytes: 8 << 20, softSeconds: 60))
        #expect(configuration.withoutEffect.isEmpty)
    }
}

// MARK: - Valkey

private let valkeyTree = ProcessInfo.processInfo.environment["MILEPOST_VALKEY_TREE"]

@Suite(.enabled(if: valkeyTree != nil, "set MILEPOST_VALKEY_TREE to Valkey's source tree to compare with it"))
struct ValkeyTests {
    private struct Declaration {
        var maker: String, name: String, alias: String?, flags: String, rest: String
    }

    private let source: String
    private let declarations: [Declaration]

    init() throws {
        let file = URL(filePath: try #require(valkeyTree)).appending(path: "src/config.c")
        source = try String(contentsOf: file, encoding: .utf8)
        let pattern = #/create(\w+)Config\("([^"]+)", (?:NULL|"([^"]+)"), ([A-Z_ |]+),(.*)/#
        declarations = source.matches(of: pattern).map {
            Declaration(
                maker: String($0.1), name: String($0.2), alias: $0.3.map(String.init), flags: String($0.4),
                rest: String($0.5))
        }
        try #require(declarations.count > 190)
    }

    @Test func everyOptionOfValkeyIsDeclared() throws {
        for declaration in declarations {
            let option = try #require(Option.named(declaration.name), "\(declaration.name)")
            #expect(option.name == declaration.name)
            #expect(option.alias == declaration.alias, "\(declaration.name)")
        }
        for line in source.matches(of: #/strcasecmp\(argv\[0\], "([a-z-]{4,})"\)/#) where line.1 != "sentinel" {
            #expect(Option.named(String(line.1))?.isDirective == true, "\(line.1)")
        }
        for line in source.matches(of: #/\{"([a-z-]+)", \d, \d\}/#) {
            #expect(Option.named(String(line.1))?.isDirective == true, "\(line.1)")
        }
    }

    @Test func nothingElseIsDeclaredButOurOwn() {
        let theirs = Set(declarations.map(\.name))
        let ours = Option.all.filter { !$0.isDirective && !theirs.contains($0.name) }.map(\.name)
        #expect(ours.sorted() == ["new-epoch", "ordered-prefix", "recover-to-revision", "recover-to-time"])
    }

    @Test func mutabilityIsValkeys() throws {
        for declaration in declarations {
            let traits = try #require(Option.named(declaration.name)).traits
            #expect(traits.contains(.fixed) == declaration.flags.contains("IMMUTABLE"), "\(declaration.name)")
            #expect(traits.contains(.hidden) == declaration.flags.contains("HIDDEN"), "\(declaration.name)")
            #expect(traits.contains(.protected) == declaration.flags.contains("PROTECTED"), "\(declaration.name)")
            #expect(traits.contains(.secret) == declaration.flags.contains("SENSITIVE"), "\(declaration.name)")
        }
    }

    @Test func flagsBeginAsValkeysDo() throws {
        for declaration in declarations where declaration.maker == "Bool" {
            let option = try #require(Option.named(declaration.name))
            let isOn = declaration.rest.contains(#/^ [^,]+, 1,/#)
            #expect(option.defaultSetting == .flag(isOn), "\(declaration.name)")
        }
    }
}

let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
