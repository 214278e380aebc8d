// From a document to a schema that is ready to check others. What makes no sense is refused here, with its place, so
// that a check itself can't fail.

package import JSON
internal import Regex

package struct SchemaCompiler {
    /// Whether `format` is asserted; otherwise it says something about a value but asks nothing of it.
    package var assertsFormats: Bool

    package init(assertsFormats: Bool = false) {
        self.assertsFormats = assertsFormats
    }

    package func compile(_ document: JSONValue) throws(SchemaError) -> Schema {
        var builder = try SchemaBuilder(document, assertsFormats)
        return try builder.build()
    }
}

struct SchemaBuilder {
    private let assertsFormats: Bool
    private var map: SchemaMap
    private var rules: [Rule] = []
    /// The names of dynamic anchors that are asked for.
    private var dynamicNames: [String] = []

    init(_ document: JSONValue, _ assertsFormats: Bool) throws(SchemaError) {
        self.assertsFormats = assertsFormats
        map = try SchemaMap(document)
    }

    mutating func build() throws(SchemaError) -> Schema {
        // A reference can lead to a place that was no schema until then, so the list may grow.
        while rules.count < map.places.count {
            rules.append(try rule(of: map.places[rules.count]))
        }
        try refuseCircles()
        let anchors = dynamicNames.map { name in
            map.resources.map { $0.dynamicAnchors[name] }
        }
        return Schema(rules: rules, dynamicAnchors: anchors)
    }

    private mutating func rule(of place: SchemaPlace) throws(SchemaError) -> Rule {
        var rule = Rule(path: place.path, resource: place.resource)
        guard case .object(let object) = place.value else {
            if place.value.bool == false { rule.assertions = [.never] }
            return rule
        }
        let keywords = Keywords(object, place.path)
        try checkAnnotations(keywords)
        rule.assertions = try assertions(keywords)
        rule.applicators = try references(keywords, place)
        rule.applicators += try applicators(keywords)
        let partless = rule.applicators.count
        if let child = child("unevaluatedItems", keywords) { rule.applicators.append(.unevaluatedElements(child)) }
        if let child = child("unevaluatedProperties", keywords) { rule.applicators.append(.unevaluatedMembers(child)) }
        rule.tracksParts = rule.applicators.count > partless
        return rule
    }

    // MARK: Keywords that assert nothing

    private func checkAnnotations(_ keywords: Keywords) throws(SchemaError) {
        for name in ["$comment", "title", "description", "contentEncoding", "contentMediaType"] {
            _ = try keywords.text(name)
        }
        for name in ["deprecated", "readOnly", "writeOnly"] { _ = try keywords.flag(name) }
        _ = try keywords.elements("examples")
        for member in try keywords.members("$vocabulary") ?? [] where member.value.bool == nil {
            throw keywords.fault("$vocabulary", "an object of true and false", member.value)
        }
    }

    // MARK: Assertions

    private func assertions(_ keywords: Keywords) throws(SchemaError) -> [Assertion] {
        var found: [Assertion] = []
        if let types = try types(keywords) { found.append(.types(types)) }
        if let value = keywords.value("const") { found.append(.constant(value)) }
        if let values = try keywords.elements("enum") { found.append(.oneOf(Set(values), listed: values)) }
        if let divisor = try keywords.number("multipleOf") {
            guard divisor > JSONNumber(0) else {
                throw keywords.fault("multipleOf", "greater than 0", .number(divisor))
            }
            found.append(.multipleOf(divisor))
        }
        if let bound = try keywords.number("maximum") { found.append(.maximum(bound)) }
        if let bound = try keywords.number("exclusiveMaximum") { found.append(.exclusiveMaximum(bound)) }
        if let bound = try keywords.number("minimum") { found.append(.minimum(bound)) }
        if let bound = try keywords.number("exclusiveMinimum") { found.append(.exclusiveMinimum(bound)) }
        if let count = try keywords.count("maxLength") { found.append(.maxLength(count)) }
        if let count = try keywords.count("minLength") { found.append(.minLength(count)) }
        if let pattern = try keywords.pattern("pattern") { found.append(.pattern(pattern)) }
        if let format = try keywords.text("format").flatMap(Format.init(rawValue:)), assertsFormats {
            found.append(.format(format))
        }
        if let count = try keywords.count("maxItems") { found.append(.maxItems(count)) }
        if let count = try keywords.count("minItems") { found.append(.minItems(count)) }
        if try keywords.flag("uniqueItems") == true { found.append(.uniqueItems) }
        if let count = try keywords.count("maxProperties") { found.append(.maxProperties(count)) }
        if let count = try keywords.count("minProperties") { found.append(.minProperties(count)) }
        if let names = try keywords.names("required") { found.append(.required(names)) }
        if let dependents = try dependents(keywords) { found.append(.dependentRequired(dependents)) }
        return found
    }

    private func types(_ keywords: Keywords) throws(SchemaError) -> TypeSet? {
        guard let value = keywords.value("type") else { return nil }
        let names: [JSONString]
        if let name = value.string { names = [name] } else { names = try keywords.names(value, "type") }
        let types = names.compactMap { TypeSet($0.text) }
        guard !types.isEmpty, types.count == names.count else {
            throw keywords.fault("type", "one or several of \(TypeSet.names.joined(separator: ", "))", value)
        }
        return TypeSet(types)
    }

    private func dependents(
        _ keywords: Keywords
    ) throws(SchemaError) -> [(name: JSONString, others: [JSONString])]? {
        guard let members = try keywords.members("dependentRequired") else { return nil }
        var found: [(name: JSONString, others: [JSONString])] = []
        for member in members {
            found.append((member.name, try keywords.names(member.value, "dependentRequired")))
        }
        return found
    }

    // MARK: References

    private mutating func references(
        _ keywords: Keywords, _ place: SchemaPlace
    ) throws(SchemaError) -> [Applicator] {
        var found: [Applicator] = []
        if let reference = try keywords.text("$ref") {
            found.append(.reference(try map.target(of: reference, in: place, keywords.path("$ref")).place))
        }
        if let reference = try keywords.text("$dynamicRef") {
            let target = try map.target(of: reference, in: place, keywords.path("$dynamicRef"))
            // Only where the reference leads to a dynamic anchor at first is it dynamic at all.
            if let name = target.dynamicAnchor {
                found.append(.dynamicReference(target.place, anchor: number(ofDynamicName: name)))
            } else {
                found.append(.reference(target.place))
            }
        }
        return found
    }

    private mutating func number(ofDynamicName name: String) -> Int {
        if let number = dynamicNames.firstIndex(of: name) { return number }
        dynamicNames.append(name)
        return dynamicNames.count - 1
    }

    // MARK: Applicators

    private func child(_ keyword: String, _ keywords: Keywords) -> Int? {
        keywords.value(keyword) == nil ? nil : map.place(at: keywords.path(keyword))
    }

    private func children(_ keyword: String, _ keywords: Keywords) throws(SchemaError) -> [Int]? {
        guard let elements = try keywords.elements(keyword) else { return nil }
        return elements.indices.compactMap { map.place(at: keywords.path(keyword) + "/\($0)") }
    }

    private func namedChildren(
        _ keyword: String, _ keywords: Keywords
    ) throws(SchemaError) -> [(name: JSONString, rule: Int)]? {
        try keywords.members(keyword)?.compactMap { member in
            map.place(at: keywords.path(keyword) + pointerStep(member.name.text)).map { (member.name, $0) }
        }
    }

    private func applicators(_ keywords: Keywords) throws(SchemaError) -> [Applicator] {
        var found: [Applicator] = []
        if let rules = try children("allOf", keywords) { found.append(.allOf(rules)) }
        if let rules = try children("anyOf", keywords) { found.append(.anyOf(rules)) }
        if let rules = try children("oneOf", keywords) { found.append(.oneOf(rules)) }
        if let rule = child("not", keywords) { found.append(.not(rule)) }
        if let rule = child("if", keywords) {
            found.append(
                .condition(rule, then: child("then", keywords), otherwise: child("else", keywords)))
        }
        if let rules = try namedChildren("dependentSchemas", keywords) { found.append(.dependentSchemas(rules)) }
        let first = try children("prefixItems", keywords) ?? []
        let rest = child("items", keywords)
        if !first.isEmpty || rest != nil { found.append(.elements(first: first, rest: rest)) }
        let least = try keywords.count("minContains") ?? 1
        let most = try keywords.count("maxContains")
        if let rule = child("contains", keywords) { found.append(.contains(rule, least: least, most: most)) }
        if let members = try members(keywords) { found.append(.members(members)) }
        if let rule = child("propertyNames", keywords) { found.append(.memberNames(rule)) }
        return found
    }

    private func members(_ keywords: Keywords) throws(SchemaError) -> MemberRules? {
        var rules = MemberRules()
        rules.named = NameTable(try namedChildren("properties", keywords) ?? [])
        for child in try namedChildren("patternProperties", keywords) ?? [] {
            let path = keywords.path("patternProperties") + pointerStep(child.name.text)
            rules.patterns.append((try Keywords.pattern(child.name.text, path), child.rule))
        }
        rules.additional = child("additionalProperties", keywords)
        let isEmpty = rules.named.isEmpty && rules.patterns.isEmpty && rules.additional == nil
        return isEmpty ? nil : rules
    }

    // MARK: Circles

    /// A rule that applies itself to the same value again would never come to an end.
    private func refuseCircles() throws(SchemaError) {
        var incoming = [Int](repeating: 0, count: rules.count)
        for rule in rules {
            for next in rule.samePlaceRules { incoming[next] += 1 }
        }
        var free = incoming.indices.filter { incoming[$0] == 0 }
        var isFree = [Bool](repeating: false, count: rules.count)
        while let number = free.popLast() {
            isFree[number] = true
            for next in rules[number].samePlaceRules {
                incoming[next] -= 1
                if incoming[next] == 0 { free.append(next) }
            }
        }
        guard let stuck = isFree.firstIndex(of: false) else { return }
        // What is left is in a circle or behind one; going back from it leads into the circle.
        var previous = [Int](repeating: stuck, count: rules.count)
        for number in rules.indices where !isFree[number] {
            for next in rules[number].samePlaceRules { previous[next] = number }
        }
        let inCircle = rules.indices.reduce(stuck) { number, _ in previous[number] }
        throw SchemaError(
            rules[inCircle].path, "the schema applies itself to the same value again and again without end")
    }
}

extension Rule {
    /// The rules that are applied to the very value that this one is applied to, as far as that is fixed.
    fileprivate var samePlaceRules: [Int] {
        applicators.flatMap { applicator -> [Int] in
            switch applicator {
            case .reference(let rule), .not(let rule): [rule]
            case .allOf(let rules), .anyOf(let rules), .oneOf(let rules): rules
            case .condition(let rule, let then, let otherwise): [rule] + [then, otherwise].compactMap(\.self)
            case .dependentSchemas(let rules): rules.map(\.rule)
            default: []
            }
        }
    }
}
