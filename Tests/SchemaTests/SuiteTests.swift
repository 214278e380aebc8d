// The official suite of JSON Schema for 2020-12, read where MILEPOST_SHARED_DATA says that it lies.

import Foundation
import JSON
import Schema
import Testing

private let folder = ProcessInfo.processInfo.environment["MILEPOST_SHARED_DATA"].map {
    URL(filePath: $0).appending(path: "json-schema-2020-12")
}

/// What the suite asks of those who fetch documents, or follow metaschemas other than the draft's own.
private let outOfScope: [String: Set<String>?] = [
    "refRemote.json": nil,
    "vocabulary.json": nil,
    "dynamicRef.json": [
        "strict-tree schema, guards against misspelled properties",
        "tests for implementation dynamic anchor and reference link",
        "$ref and $dynamicAnchor are independent of order - $defs first",
        "$ref and $dynamicAnchor are independent of order - $ref first",
        "$ref to $dynamicRef finds detached $dynamicAnchor",
    ],
]

struct Suite: Sendable {
    struct Group: Sendable, CustomTestStringConvertible {
        let file: String
        let name: String
        let schema: JSONValue
        let cases: [(name: String, data: JSONValue, isValid: Bool)]

        var testDescription: String { "\(file): \(name)" }
    }

    /// The groups of a file; of none that can't be read.
    static func groups(of file: String) -> [Group] {
        guard let folder, let content = try? String(contentsOf: folder.appending(path: file), encoding: .utf8),
            let document = try? JSONValue(reading: content)
        else { return [] }
        return (document.elements ?? []).map { group in
            Group(
                file: file, name: group["description"]?.string?.text ?? "", schema: group["schema"] ?? false,
                cases: (group["tests"]?.elements ?? []).map { one in
                    (one["description"]?.string?.text ?? "", one["data"] ?? false, one["valid"]?.bool == true)
                })
        }
    }

    static func files(in subfolder: String = "") -> [String] {
        guard let folder else { return [] }
        let path = folder.appending(path: subfolder).path()
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.filter { $0.hasSuffix(".json") }.sorted().map { subfolder.isEmpty ? $0 : "\(subfolder)/\($0)" }
    }

    static func isInScope(_ group: Group) -> Bool {
        guard let left = outOfScope[group.file] else { return true }
        return left?.contains(group.name) == false
    }
}

/// In continuous integration it must be there: a test that is skipped proves nothing.
private let isWanted = folder != nil || ProcessInfo.processInfo.environment["CI"] != nil

@Suite(.enabled(if: isWanted, "MILEPOST_SHARED_DATA names no folder"))
struct SuiteTests {
    @Test(arguments: Suite.files().flatMap(Suite.groups).filter(Suite.isInScope))
    func requiredCasesPass(_ group: Suite.Group) throws {
        try check(group, assertsFormats: false)
    }

    private func check(_ group: Suite.Group, assertsFormats: Bool) throws {
        let schema = try SchemaCompiler(assertsFormats: assertsFormats).compile(group.schema)
        #expect(!group.cases.isEmpty)
        for one in group.cases {
            #expect(schema.allows(one.data) == one.isValid, "\(one.name)")
            #expect(schema.violations(in: one.data).isEmpty == one.isValid, "\(one.name)")
        }
    }

    @Test func theSuiteIsThere() {
        #expect(Suite.files().count > 40)
        #expect(Suite.files().flatMap(Suite.groups).filter(Suite.isInScope).count > 300)
    }

    // MARK: What is optional

    /// Formats that are not asserted: their cases fail where something is not of the format.
    private static let formats = [
        "date-time", "date", "time", "uri", "hostname", "email", "uuid", "ipv4", "ipv6", "regex", "ecmascript-regex",
        "unknown",
    ].map { "optional/format/\($0).json" }

    @Test(arguments: formats.flatMap(Suite.groups))
    func formatsAreAsserted(_ group: Suite.Group) throws {
        try check(group, assertsFormats: true)
    }

    /// The rest of what is optional asks for other drafts, metaschemas of one's own or a keyword of older drafts.
    private static let optional = [
        "anchor", "bignum", "dynamicRef", "ecmascript-regex", "float-overflow", "id", "no-schema", "non-bmp-regex",
        "refOfUnknownKeyword", "unknownKeyword",
    ].map { "optional/\($0).json" }

    @Test(arguments: optional.flatMap(Suite.groups))
    func optionalCasesPass(_ group: Suite.Group) throws {
        try check(group, assertsFormats: false)
    }
}
