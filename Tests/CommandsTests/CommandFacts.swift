// The facts of a command that clients rely on, read from two sources: from the replies of COMMAND and COMMAND DOCS, and
// from the files in which Valkey declares its commands.

import Foundation
import Testing
import TestSupport

struct CommandFacts: Equatable {
    var arity: Int64
    var flags: Set<String>
    var categories: Set<String>
    var tips: [String]
    var keySpecs: [KeySpecFacts]
    var since: String
    var group: String
    var documentFlags: [String]
    var deprecatedSince: String?
    var arguments: [ArgumentFacts]

    /// The same without some of the alternatives that arguments offer.
    func without(_ names: Set<String>) -> CommandFacts {
        var facts = self
        for index in facts.arguments.indices {
            facts.arguments[index].parts.removeAll { names.contains($0.name) }
        }
        return facts
    }
}

struct KeySpecFacts: Equatable {
    var flags: Set<String>
    var begin: String
    var find: String
}

struct ArgumentFacts: Equatable {
    var name: String
    var type: String
    var token: String?
    var since: String?
    var keySpec: Int64?
    var flags: Set<String>
    var parts: [ArgumentFacts]
}

// MARK: - From replies

extension Reply {
    fileprivate var texts: [String] { elements?.compactMap(\.text) ?? [] }
}

extension CommandFacts {
    init(_ description: Reply, document: Reply) throws {
        let parts = try #require(description.elements)
        arity = try #require(parts[1].number)
        // Derived from the key specs, and so in no declaration.
        flags = Set(parts[2].texts).subtracting(["movablekeys"])
        categories = Set(parts[6].texts)
        tips = parts[7].texts
        keySpecs = try #require(parts[8].elements).map { try KeySpecFacts($0) }
        since = try #require(document["since"]?.text)
        group = try #require(document["group"]?.text)
        documentFlags = document["doc_flags"]?.texts ?? []
        deprecatedSince = document["deprecated_since"]?.text
        #expect((deprecatedSince == nil) == (document["replaced_by"] == nil))
        arguments = try (document["arguments"]?.elements ?? []).map { try ArgumentFacts($0) }
    }
}

extension KeySpecFacts {
    init(_ reply: Reply) throws {
        flags = Set(try #require(reply["flags"]).texts.map { $0.lowercased() })
        begin = try Self.rule(#require(reply["begin_search"]))
        find = try Self.rule(#require(reply["find_keys"]))
    }

    private static func rule(_ reply: Reply) throws -> String {
        let values = try #require(reply["spec"]?.elements).enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
        return try #require(reply["type"]?.text) + values.map { " \($0.text ?? "\($0.number!)")" }.joined()
    }
}

extension ArgumentFacts {
    init(_ reply: Reply) throws {
        name = try #require(reply["name"]?.text)
        type = try #require(reply["type"]?.text)
        token = reply["token"]?.text
        since = reply["since"]?.text
        keySpec = reply["key_spec_index"]?.number
        flags = Set(reply["flags"]?.texts ?? [])
        parts = try (reply["arguments"]?.elements ?? []).map { try ArgumentFacts($0) }
    }
}

// MARK: - From Valkey's files

extension CommandFacts {
    /// By full name.
    static func all(in folder: URL) throws -> [String: CommandFacts] {
        var all: [String: CommandFacts] = [:]
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        for file in files where file.pathExtension == "json" {
            let json = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any]
            for (name, value) in json ?? [:] {
                guard let declaration = value as? [String: Any], declaration["arity"] != nil else { continue }
                let container = (declaration["container"] as? String).map { $0 + "|" } ?? ""
                all[(container + name).lowercased()] = try CommandFacts(declaration)
            }
        }
        return all
    }

    /// Flags that COMMAND does not tell of.
    private static let untold: Set = [
        "sentinel", "only_sentinel", "protected", "may_replicate", "touches_arbitrary_keys",
    ]

    private init(_ json: [String: Any]) throws {
        arity = Int64(try #require(json["arity"] as? Int))
        flags = Set(json.words("command_flags")).subtracting(Self.untold)
        categories = Set(json.words("acl_categories").map { "@" + $0 }).union(Self.implied(by: flags))
        tips = json.words("command_tips")
        keySpecs = json.objects("key_specs").map { KeySpecFacts($0) }
        since = try #require(json["since"] as? String)
        group = try #require(json["group"] as? String)
        documentFlags = json.words("doc_flags")
        deprecatedSince = json["deprecated_since"] as? String
        arguments = try json.objects("arguments").map { try ArgumentFacts($0) }
    }

    /// The categories that Valkey adds to those declared.
    private static func implied(by flags: Set<String>) -> Set<String> {
        var categories: Set = [flags.contains("fast") ? "@fast" : "@slow"]
        if flags.contains("write") { categories.insert("@write") }
        if flags.contains("readonly") { categories.insert("@read") }
        if flags.contains("admin") { categories.formUnion(["@admin", "@dangerous"]) }
        if flags.contains("pubsub") { categories.insert("@pubsub") }
        if flags.contains("blocking") { categories.insert("@blocking") }
        return categories
    }
}

extension KeySpecFacts {
    fileprivate init(_ json: [String: Any]) {
        flags = Set(json.words("flags"))
        begin = Self.rule(json["begin_search"], ["pos", "keyword", "startfrom"])
        find = Self.rule(json["find_keys"], ["lastkey", "keynumidx", "firstkey", "step", "limit"])
    }

    private static func rule(_ json: Any?, _ order: [String]) -> String {
        guard let (type, parameters) = (json as? [String: [String: Any]])?.first else { return "" }
        return type + order.compactMap { parameters[$0].map { " \($0)" } }.joined()
    }
}

extension ArgumentFacts {
    fileprivate init(_ json: [String: Any]) throws {
        name = try #require(json["name"] as? String)
        type = try #require(json["type"] as? String)
        token = json["token"] as? String
        since = json["since"] as? String
        keySpec = (json["key_spec_index"] as? Int).map { Int64($0) }
        flags = Set(["optional", "multiple", "multiple_token"].filter { Self.isTrue(json[$0]) })
        parts = try json.objects("arguments").map { try ArgumentFacts($0) }
    }

    /// In one place it is written as a text.
    private static func isTrue(_ value: Any?) -> Bool {
        value as? Bool ?? (value as? String == "true")
    }
}

extension [String: Any] {
    fileprivate func words(_ key: String) -> [String] {
        (self[key] as? [String] ?? []).map { $0.lowercased() }
    }

    fileprivate func objects(_ key: String) -> [[String: Any]] {
        self[key] as? [[String: Any]] ?? []
    }
}
