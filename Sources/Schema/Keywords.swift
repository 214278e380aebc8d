// The keywords of one schema object, each read by the rule of what its value must be.

internal import JSON
internal import Regex

struct Keywords {
    private let object: JSONObject
    let path: String

    init(_ object: JSONObject, _ path: String) {
        self.object = object
        self.path = path
    }

    func path(_ keyword: String) -> String { path + pointerStep(keyword) }

    func value(_ keyword: String) -> JSONValue? { object[JSONString(keyword)] }

    func fault(_ keyword: String, _ wanted: String, _ value: JSONValue) -> SchemaError {
        SchemaError(path(keyword), "\(keyword) must be \(wanted), not \(value.excerpt)")
    }

    // MARK: Plain values

    func text(_ keyword: String) throws(SchemaError) -> String? {
        guard let value = value(keyword) else { return nil }
        guard let string = value.string else { throw fault(keyword, "a string", value) }
        return string.text
    }

    func flag(_ keyword: String) throws(SchemaError) -> Bool? {
        guard let value = value(keyword) else { return nil }
        guard let flag = value.bool else { throw fault(keyword, "true or false", value) }
        return flag
    }

    func number(_ keyword: String) throws(SchemaError) -> JSONNumber? {
        guard let value = value(keyword) else { return nil }
        guard let number = value.number else { throw fault(keyword, "a number", value) }
        return number
    }

    /// A number of things. One that no document can reach is as good as the greatest.
    func count(_ keyword: String) throws(SchemaError) -> Int? {
        guard let value = value(keyword) else { return nil }
        guard let number = value.number, number.isInteger, !number.isNegative else {
            throw fault(keyword, "a whole number that is not negative", value)
        }
        return number.integer ?? Int.max
    }

    func elements(_ keyword: String) throws(SchemaError) -> [JSONValue]? {
        guard let value = value(keyword) else { return nil }
        guard let elements = value.elements else { throw fault(keyword, "an array", value) }
        return elements
    }

    func members(_ keyword: String) throws(SchemaError) -> [JSONMember]? {
        guard let value = value(keyword) else { return nil }
        guard let object = value.object else { throw fault(keyword, "an object", value) }
        return object.members
    }

    /// Strings that are all different.
    func names(_ keyword: String) throws(SchemaError) -> [JSONString]? {
        guard let value = value(keyword) else { return nil }
        return try names(value, keyword)
    }

    func names(_ value: JSONValue, _ keyword: String) throws(SchemaError) -> [JSONString] {
        let names = value.elements?.compactMap(\.string)
        guard let names, names.count == value.elements?.count, Set(names).count == names.count else {
            throw fault(keyword, "an array of strings that are all different", value)
        }
        return names
    }

    func pattern(_ keyword: String) throws(SchemaError) -> Pattern? {
        guard let text = try text(keyword) else { return nil }
        return try Self.pattern(text, path(keyword))
    }

    static func pattern(_ text: String, _ path: String) throws(SchemaError) -> Pattern {
        do throws(PatternError) {
            return try Pattern(text, .schema)
        } catch {
            throw SchemaError(path, "no regular expression that is understood: \(error)")
        }
    }

    // MARK: Names of schemas

    static let draft = "https://json-schema.org/draft/2020-12/schema"

    func refuseOtherDrafts() throws(SchemaError) {
        guard let text = try text("$schema"), text != Self.draft, text != Self.draft + "#" else { return }
        throw SchemaError(path("$schema"), "only \(Self.draft) is understood, not \(text)")
    }

    func id() throws(SchemaError) -> URIReference? {
        guard let text = try text("$id") else { return nil }
        let reference = URIReference(text)
        guard reference.fragment?.isEmpty ?? true else {
            throw SchemaError(path("$id"), "an address has no fragment; a name within it is an $anchor")
        }
        return reference.withoutFragment
    }

    func anchor(_ keyword: String) throws(SchemaError) -> String? {
        guard let text = try text(keyword) else { return nil }
        let isName =
            text.utf8.first.map { Self.isLetter($0) } == true
            && text.utf8.allSatisfy { Self.isLetter($0) || (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x2E }
        guard isName else {
            throw fault(keyword, "a name of letters, digits, '-', '.' and '_'", .string(JSONString(text)))
        }
        return text
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F
    }

    // MARK: Schemas within

    struct Subschema {
        let value: JSONValue
        let path: String
    }

    private static let single = [
        "additionalProperties", "propertyNames", "items", "contains", "unevaluatedItems", "unevaluatedProperties",
        "not", "if", "then", "else", "contentSchema",
    ]
    private static let lists = ["allOf", "anyOf", "oneOf", "prefixItems"]
    private static let maps = ["$defs", "definitions", "properties", "patternProperties", "dependentSchemas"]

    func subschemas() throws(SchemaError) -> [Subschema] {
        var found: [Subschema] = []
        for keyword in Self.single {
            guard let value = value(keyword) else { continue }
            if keyword == "items", value.elements != nil {
                throw SchemaError(path(keyword), "schemas for single elements are written prefixItems")
            }
            found.append(Subschema(value: value, path: path(keyword)))
        }
        for keyword in Self.lists {
            guard let elements = try elements(keyword) else { continue }
            if elements.isEmpty { throw SchemaError(path(keyword), "\(keyword) must hold one schema at least") }
            for (index, element) in elements.enumerated() {
                found.append(Subschema(value: element, path: path(keyword) + "/\(index)"))
            }
        }
        for keyword in Self.maps {
            for member in try members(keyword) ?? [] {
                found.append(Subschema(value: member.value, path: path(keyword) + pointerStep(member.name.text)))
            }
        }
        return found
    }
}

extension JSONKind {
    var article: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .array: "an array"
        case .object: "an object"
        case .number, .string: "a \(name)"
        }
    }
}

extension JSONValue {
    /// The value as text, cut off where it becomes long.
    var excerpt: String {
        let bytes = bytes
        guard bytes.count > SchemaLimits.longestValue else { return String(decoding: bytes, as: UTF8.self) }
        var end = SchemaLimits.longestValue
        while bytes[end] & 0xC0 == 0x80 { end -= 1 }
        return String(decoding: bytes[..<end], as: UTF8.self) + "…"
    }
}
