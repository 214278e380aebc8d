// The tables that the room holds are the facts about Traefik, field by field.

import JSON
import Testing
import Traefik

@Suite struct FactTests {
    /// What a field of the facts says, as the tables would say it.
    private static func description(of field: JSONValue) -> String {
        let flags = [
            "allowEmpty", "allowEmptyInFileOnly", "presentByDefault", "hiddenFromKV", "notInFile", "undocumented",
            "notInAPI", "deprecated",
        ].filter { field[$0] != nil }
        let type = [field["type"]?.words, field["of"]?.words, field["innerOf"]?.words].compactMap { $0 }
        return [
            field["name"]?.words ?? "", type.joined(separator: " "), field["optional"] == nil ? "" : "optional",
            flags.joined(separator: " "), field["sincePatch"]?.words ?? field["since"]?.words ?? "3.0",
            field["default"]?.text ?? "",
        ].joined(separator: "|")
    }

    private static func description(of field: Field) -> String {
        let names: [(Field.Flags, String)] = [
            (.mayBeEmpty, "allowEmpty"), (.mayBeEmptyInFile, "allowEmptyInFileOnly"), (.present, "presentByDefault"),
            (.hidden, "hiddenFromKV"), (.notInFile, "notInFile"), (.undocumented, "undocumented"),
            (.notInAPI, "notInAPI"), (.deprecated, "deprecated"),
        ]
        return [
            field.name, description(of: field.type), field.isOptional ? "optional" : "",
            names.filter { field.flags.contains($0.0) }.map(\.1).joined(separator: " "),
            field.since?.description ?? "3.0", field.standard?.text ?? "",
        ].joined(separator: "|")
    }

    private static func description(of type: FieldType) -> String {
        switch type {
        case .string: "string"
        case .bool: "bool"
        case .integer: "int"
        case .duration: "duration"
        case .object: "object"
        case .any: "any"
        case .list(let element): "list " + description(of: element)
        case .map(.map(let inner)): "map map " + description(of: inner)
        case .map(.list): "map list"
        case .map(let element): "map " + description(of: element)
        }
    }

    private static func inner(_ type: FieldType) -> FieldSet? {
        switch type {
        case .object(let fields), .list(.object(let fields)), .map(.object(let fields)): fields
        default: nil
        }
    }

    private func compare(_ wanted: [JSONValue], _ fields: FieldSet, at path: String) -> Int {
        #expect(wanted.map(Self.description) == fields.all.map { Self.description(of: $0) }, "\(path)")
        var count = wanted.count
        for (field, own) in zip(wanted, fields.all) {
            count += compare(
                field["fields"]?.elements ?? [], Self.inner(own.type) ?? .none, at: path + "/" + own.name)
        }
        return count
    }

    @Test(.enabled(if: factsFolder != nil, "MILEPOST_SHARED_DATA names no folder"))
    func `the tables hold every field of the facts, and no other`() throws {
        let schema = try facts("schema.json")
        var (count, kinds) = (0, Set<String>())
        for group in ["kinds", "internalKinds"] {
            for member in try #require(schema[group]?.object).members {
                let (name, kind) = (member.name.text, member.value)
                let own = try #require(Facts.current.objects[name], "\(name)")
                kinds.insert(name)
                count += compare(kind["fields"]?.elements ?? [], own, at: name)
                #expect(Facts.current.containers[name] == kind["container"]?.words)
                #expect(own.alternatives.map(\.name) == kind["exactlyOneOf"]?.elements?.map { $0.words ?? "" } ?? [])
                if group == "kinds" { #expect(ObjectKind(rawValue: name) != nil, "\(name)") }
            }
        }
        #expect(Set(Facts.current.objects.keys) == kinds)
        #expect(count > 500)
        let minors = schema["targetVersions"]?.elements?.compactMap { $0.words } ?? []
        #expect(minors.allSatisfy { TraefikVersion(target: $0) != nil })
        #expect(minors.last == TraefikVersion.newest.description)
    }

    @Test(.enabled(if: factsFolder != nil, "MILEPOST_SHARED_DATA names no folder"))
    func `the version of every path is the one that all releases were compared for`() throws {
        let since = try #require(try facts("versions.json")["since"]?.object)
        var count = 0
        for member in since.members {
            let path = member.name.text.split(separator: ".").map(String.init)
            guard path.count > 3, let field = Self.field(path) else { continue }
            // What is not released yet has no exact release.
            let release = try #require(member.value.elements?.compactMap(\.words).last)
            let wanted = TraefikVersion(since: release)
            #expect(field.since ?? TraefikVersion(since: "3.0") == wanted, "\(member.name.text)")
            count += 1
        }
        #expect(count > 450)
    }

    private static func field(_ path: [String]) -> Field? {
        var fields = Facts.current.objects[path[0] + "." + path[1].replacing("[]", with: "")]
        var found: Field?
        for step in path.dropFirst(path[1].hasSuffix("[]") ? 2 : 3) where step != "*" {
            found = fields?[step.replacing("[]", with: "")]
            fields = found.flatMap { inner($0.type) }
        }
        return found
    }

    @Test(.enabled(if: factsFolder != nil, "MILEPOST_SHARED_DATA names no folder"))
    func `the table of references is that of the facts`() throws {
        let references = try #require(try facts("rules.json")["references"]?.object)
        for member in references.members {
            let kind = try #require(ObjectKind(rawValue: member.name.text))
            let wanted = try #require(member.value.object)
            #expect(ReferenceTable.count(of: kind) == wanted.count)
            for way in wanted.members {
                let path = way.name.text.split(separator: ".")
                let document = path.reversed().reduce(JSONValue("name")) { inner, step in
                    let isList = step.hasSuffix("[]")
                    let name = JSONString(String(isList ? step.dropLast(2) : step))
                    return .object(JSONObject([JSONMember(name, isList ? .array([inner]) : inner)]))
                }
                let found = ReferenceTable.references(in: document, of: kind)
                #expect(found.map(\.kind.rawValue) == [way.value.words], "\(document.text)")
            }
        }
        #expect(ObjectKind.allCases.filter { ReferenceTable.count(of: $0) > 0 }.count == references.count)
    }

    @Test func `versions are told apart`() throws {
        let old = try #require(TraefikVersion(target: "3.5"))
        #expect(TraefikVersion(target: "3.8") == nil)
        #expect(TraefikVersion(target: "2.11") == nil)
        #expect(TraefikVersion(target: "3.x") == nil)
        #expect(TraefikVersion(target: "3.6.3").map { $0 > old } == true)
        let options = try #require(Facts.current.fields(of: .httpRouters)["parentRefs"])
        #expect(!options.isKnown(to: old) && options.isKnown(to: .newest))
    }
}
