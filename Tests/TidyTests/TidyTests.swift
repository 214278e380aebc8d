// Holds the whole project to the rules, and the rules to their examples.

import Foundation
import Testing

struct TidyTests {
    @Test(arguments: Rule.all.indices)
    func theProjectKeeps(rule index: Int) {
        let rule = Rule.all[index]
        for finding in Repository.files.flatMap(rule.findings) {
            let isExempt = rule.exemptions.contains { $0.covers(finding) }
            #expect(isExempt, "\(finding), but \(rule.name)")
        }
    }

    @Test(arguments: Rule.all.indices)
    func everyExemptionIsStillNeeded(by index: Int) {
        let rule = Rule.all[index]
        let findings = Repository.files.flatMap(rule.findings)
        for exemption in rule.exemptions {
            let isNeeded = findings.contains(where: exemption.covers)
            #expect(isNeeded, "\(rule.name): \(exemption) is not needed any more")
        }
    }

    @Test(arguments: Rule.all.indices)
    func everyRuleSeesWhatBreaksIt(rule index: Int) throws {
        let rule = Rule.all[index]
        try #require(!rule.violations.isEmpty)
        for sample in rule.violations {
            #expect(!rule.findings(sample.file).isEmpty, "\(rule.name): \(sample.file.lines)")
        }
    }

    @Test(arguments: Rule.all.indices)
    func noRuleSeesWhatIsNotThere(rule index: Int) {
        let rule = Rule.all[index]
        for sample in rule.innocent {
            #expect(rule.findings(sample.file).isEmpty, "\(rule.name): \(sample.file.lines)")
        }
    }

    @Test func theWholeProjectIsRead() {
        let paths = Set(Repository.files.map(\.path))
        let known: Set = [
            "Package.swift", "Sources/CLinux/include/clinux.h", "Tests/TidyTests/TidyTests.swift", "conf/milepost.conf",
            ".ci/run",
        ]
        #expect(known.subtracting(paths) == [])
    }
}

struct PackageTests {
    private let manifest: Manifest

    init() throws {
        let url = Repository.root.appending(path: "Package.swift")
        manifest = Manifest(text: try String(contentsOf: url, encoding: .utf8))
    }

    @Test func theRoomsOfThePackageAreThoseOfTheTable() throws {
        let declared = manifest.targets.map(\.name).filter { !$0.hasPrefix("Test") && !$0.hasSuffix("Tests") }
        #expect(declared == Room.all.map(\.name))
        for room in Room.all {
            let target = try #require(manifest[room.name], "\(room.name)")
            #expect(Set(target.imports) == room.rooms, "\(room.name)")
        }
    }

    @Test func everyFolderOfSourcesIsARoom() {
        let folders = Set(Repository.files.filter(\.isInSources).map(\.room))
        #expect(folders == Set(Room.all.map(\.name)))
    }

    @Test func everyTargetImportsOnlyWhatStandsAboveIt() {
        for (index, target) in manifest.targets.enumerated() {
            let above = Set(manifest.targets[..<index].map(\.name))
            #expect(above.isSuperset(of: target.imports), "\(target.name)")
        }
    }

    @Test func everyImportOfATestIsADeclaredEdge() throws {
        for file in Repository.files where file.path.hasPrefix("Tests/") && !file.outline.imports.isEmpty {
            let target = try #require(manifest[file.room], "\(file.path) belongs to no target")
            for one in file.outline.imports where !Room.testSystem.contains(one.module) {
                #expect(target.imports.contains(one.module), "\(file.path):\(one.line) imports \(one.module)")
            }
        }
    }

    @Test func everyTestTargetHasATest() {
        for target in manifest.targets where target.name.hasSuffix("Tests") {
            let files = Repository.files.filter { $0.path.hasPrefix("Tests/\(target.name)/") }
            #expect(files.contains { $0.outline.functions.contains(where: \.isTest) }, "\(target.name)")
        }
    }

    @Test func theManifestReaderReadsEdges() {
        let manifest = Manifest(
            text: """
                func room(_ name: String) {}
                let package = Package(
                    targets: [
                        .target(name: "C"),
                        room("A", ["B", "C"]),
                        .target(
                            name: "Help", dependencies: ["A"],
                            path: "Tests/Help"),
                        tests("ATests", ["A"]),
                """)
        #expect(manifest.targets.map(\.name) == ["C", "A", "Help", "ATests"])
        #expect(manifest["A"]?.imports == ["B", "C"])
        #expect(manifest["Help"]?.imports == ["A"])
    }

    @Test func nothingElseStandsAtTheTop() throws {
        let ignored = try String(contentsOf: Repository.root.appending(path: ".gitignore"), encoding: .utf8)
            .split(separator: "\n").map { $0.filter { $0 != "/" } }
        let required: Set = ["Package.swift", "README.md", "Sources", "Tests", "conf"]
        let found = Set(Repository.topLevel).subtracting(ignored)
        #expect(found.isSuperset(of: required))
        #expect(found.isSubset(of: required.union(["docker-compose.yml"])))
    }
}
