// A schema made ready: what it asserts of a value, and which other rules it applies to the value or its parts. Rules
// refer to each other by number, so that they may go in circles.

internal import JSON
internal import Regex

struct Rule {
    let path: String
    let resource: Int
    var assertions: [Assertion] = []
    var applicators: [Applicator] = []
    /// Whether it asks which parts of the value no other keyword has looked at.
    var tracksParts = false
}

/// What can be told of a value alone.
enum Assertion {
    case never
    case types(TypeSet)
    case oneOf(Set<JSONValue>, listed: [JSONValue])
    case constant(JSONValue)
    case multipleOf(JSONNumber)
    case maximum(JSONNumber)
    case exclusiveMaximum(JSONNumber)
    case minimum(JSONNumber)
    case exclusiveMinimum(JSONNumber)
    case maxLength(Int)
    case minLength(Int)
    case pattern(Pattern)
    case format(Format)
    case maxItems(Int)
    case minItems(Int)
    case uniqueItems
    case maxProperties(Int)
    case minProperties(Int)
    case required([JSONString])
    case dependentRequired([(name: JSONString, others: [JSONString])])
}

/// What applies other rules.
enum Applicator {
    // To the value itself.
    case reference(Int)
    /// The number of the anchor's name says which place each resource has for it.
    case dynamicReference(Int, anchor: Int)
    case allOf([Int])
    case anyOf([Int])
    case oneOf([Int])
    case not(Int)
    case condition(Int, then: Int?, otherwise: Int?)
    case dependentSchemas([(name: JSONString, rule: Int)])
    // To its parts.
    case elements(first: [Int], rest: Int?)
    case contains(Int, least: Int, most: Int?)
    case members(MemberRules)
    case memberNames(Int)
    // To parts that nothing else has looked at.
    case unevaluatedElements(Int)
    case unevaluatedMembers(Int)
}

struct MemberRules {
    var named = NameTable()
    var patterns: [(pattern: Pattern, rule: Int)] = []
    var additional: Int?
}

struct TypeSet: OptionSet {
    let rawValue: Int

    /// Each type at the place of its bit.
    static let names = ["null", "boolean", "object", "array", "number", "string", "integer"]

    init(rawValue: Int) {
        self.rawValue = rawValue
    }

    init?(_ name: String) {
        guard let bit = Self.names.firstIndex(of: name) else { return nil }
        rawValue = 1 << bit
    }

    private static let null = TypeSet(rawValue: 1)
    private static let boolean = TypeSet(rawValue: 2)
    private static let object = TypeSet(rawValue: 4)
    private static let array = TypeSet(rawValue: 8)
    private static let number = TypeSet(rawValue: 16)
    private static let string = TypeSet(rawValue: 32)
    private static let integer = TypeSet(rawValue: 64)

    func takes(_ value: JSONValue) -> Bool {
        switch value {
        case .null: contains(.null)
        case .bool: contains(.boolean)
        case .object: contains(.object)
        case .array: contains(.array)
        case .string: contains(.string)
        case .number(let number): contains(.number) || (contains(.integer) && number.isInteger)
        }
    }

    var text: String {
        let names = Self.names.indices.filter { rawValue & 1 << $0 != 0 }.map { Self.names[$0] }
        return names.joined(separator: " or ")
    }
}
