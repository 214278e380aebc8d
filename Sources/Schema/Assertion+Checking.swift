// Whether a value does what an assertion asks, and in which words it does not.

internal import Bytes
internal import JSON
internal import Regex

extension Assertion {
    /// What an assertion does not speak about, it lets pass: a pattern says nothing of a number.
    func allows(_ value: JSONValue) -> Bool {
        switch self {
        case .never: return false
        case .types(let types): return types.takes(value)
        case .oneOf(let values, _): return values.contains(value)
        case .constant(let constant): return constant == value
        default: break
        }
        switch value {
        case .number(let number): return allows(number)
        case .string(let string): return allows(string)
        case .array(let elements): return allows(elements)
        case .object(let object): return allows(object)
        case .null, .bool: return true
        }
    }

    private func allows(_ number: JSONNumber) -> Bool {
        switch self {
        case .multipleOf(let divisor): number.isMultiple(of: divisor)
        case .maximum(let bound): number <= bound
        case .exclusiveMaximum(let bound): number < bound
        case .minimum(let bound): number >= bound
        case .exclusiveMinimum(let bound): number > bound
        default: true
        }
    }

    private func allows(_ string: JSONString) -> Bool {
        switch self {
        // A character has four bytes at most, so most strings need not be counted.
        case .maxLength(let most): string.content.count <= most || string.characterCount <= most
        case .minLength(let least): string.content.count / 4 >= least || string.characterCount >= least
        case .pattern(let pattern): pattern.matches(string.content.span)
        case .format(let format): format.allows(string.content)
        default: true
        }
    }

    private func allows(_ elements: [JSONValue]) -> Bool {
        switch self {
        case .maxItems(let most): elements.count <= most
        case .minItems(let least): elements.count >= least
        case .uniqueItems: Self.twins(in: elements) == nil
        default: true
        }
    }

    private func allows(_ object: JSONObject) -> Bool {
        switch self {
        case .maxProperties(let most): object.count <= most
        case .minProperties(let least): object.count >= least
        case .required(let names): names.allSatisfy { object.place(of: $0) != nil }
        case .dependentRequired: missingDependent(in: object) == nil
        default: true
        }
    }

    /// The places of two elements that are equal.
    private static func twins(in elements: [JSONValue]) -> (Int, Int)? {
        if elements.count <= SchemaLimits.fewElements {
            for (place, element) in elements.enumerated() {
                if let other = elements[..<place].firstIndex(of: element) { return (other, place) }
            }
            return nil
        }
        var places: [JSONValue: Int] = [:]
        for (place, element) in elements.enumerated() {
            if let other = places.updateValue(place, forKey: element) { return (other, place) }
        }
        return nil
    }

    private func missingDependent(in object: JSONObject) -> (name: JSONString, missing: JSONString)? {
        guard case .dependentRequired(let dependents) = self else { return nil }
        for dependent in dependents where object.place(of: dependent.name) != nil {
            if let missing = dependent.others.first(where: { object.place(of: $0) == nil }) {
                return (dependent.name, missing)
            }
        }
        return nil
    }

    // MARK: Words

    /// The keyword; empty for a schema that is false.
    var keyword: String {
        switch self {
        case .never: ""
        case .types: "type"
        case .oneOf: "enum"
        case .constant: "const"
        case .multipleOf: "multipleOf"
        case .maximum: "maximum"
        case .exclusiveMaximum: "exclusiveMaximum"
        case .minimum: "minimum"
        case .exclusiveMinimum: "exclusiveMinimum"
        case .maxLength: "maxLength"
        case .minLength: "minLength"
        case .pattern: "pattern"
        case .format: "format"
        case .maxItems: "maxItems"
        case .minItems: "minItems"
        case .uniqueItems: "uniqueItems"
        case .maxProperties: "maxProperties"
        case .minProperties: "minProperties"
        case .required: "required"
        case .dependentRequired: "dependentRequired"
        }
    }

    /// What is wrong with a value that is not allowed, as the end of a sentence that begins with its place.
    func words(about value: JSONValue) -> String {
        switch self {
        case .never: "is not allowed"
        case .types(let types): "must be \(types.text), not \(value.kind.article)"
        case .oneOf(_, let listed): "must be one of \(Self.list(listed.map(\.excerpt))), not \(value.excerpt)"
        case .constant(let constant): "must be \(constant.excerpt), not \(value.excerpt)"
        case .multipleOf(let divisor): "must be a multiple of \(divisor.words), not \(value.excerpt)"
        case .maximum(let bound): "must be at most \(bound.words), not \(value.excerpt)"
        case .exclusiveMaximum(let bound): "must be less than \(bound.words), not \(value.excerpt)"
        case .minimum(let bound): "must be at least \(bound.words), not \(value.excerpt)"
        case .exclusiveMinimum(let bound): "must be greater than \(bound.words), not \(value.excerpt)"
        case .maxLength(let most): "must have at most \(Self.count(most, "character")), not \(value.size)"
        case .minLength(let least): "must have at least \(Self.count(least, "character")), not \(value.size)"
        case .pattern(let pattern): "must match \(pattern.text), but is \(value.excerpt)"
        case .format(let format): "must be \(format.words), not \(value.excerpt)"
        case .maxItems(let most): "must have at most \(Self.count(most, "element")), not \(value.size)"
        case .minItems(let least): "must have at least \(Self.count(least, "element")), not \(value.size)"
        case .uniqueItems: "must have elements that are all different\(Self.twinWords(value))"
        case .maxProperties(let most): "must have at most \(Self.count(most, "member")), not \(value.size)"
        case .minProperties(let least): "must have at least \(Self.count(least, "member")), not \(value.size)"
        case .required(let names): "must have \(missing(names, value))"
        case .dependentRequired: "must have \(dependentWords(value))"
        }
    }

    static func list(_ words: [String]) -> String {
        let shown = words.prefix(10).joined(separator: ", ")
        return words.count > 10 ? "\(shown) and \(words.count - 10) more" : shown
    }

    static func count(_ count: Int, _ noun: String) -> String {
        "\(count) \(noun)\(count == 1 ? "" : "s")"
    }

    private static func twinWords(_ value: JSONValue) -> String {
        twins(in: value.elements ?? []).map { ", but \($0.0) and \($0.1) are equal" } ?? ""
    }

    private func missing(_ names: [JSONString], _ value: JSONValue) -> String {
        let missing = names.filter { value[$0] == nil }.map { JSONValue.string($0).excerpt }
        return "the member\(missing.count == 1 ? "" : "s") \(Self.list(missing))"
    }

    private func dependentWords(_ value: JSONValue) -> String {
        guard let object = value.object, let (name, missing) = missingDependent(in: object) else { return "" }
        return "the member \(JSONValue.string(missing).excerpt) because it has \(JSONValue.string(name).excerpt)"
    }
}

extension JSONNumber {
    fileprivate var words: String { JSONValue.number(self).excerpt }
}

extension JSONValue {
    fileprivate var size: Int {
        switch self {
        case .string(let string): string.characterCount
        case .array(let elements): elements.count
        case .object(let object): object.count
        default: 0
        }
    }
}
