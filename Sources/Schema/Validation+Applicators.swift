// What each keyword makes of the rules that it holds.

internal import JSON
internal import Regex

extension Validation {
    mutating func apply(
        _ applicator: Applicator, of number: Int, to value: JSONValue, _ evaluated: inout Evaluated?
    ) -> Bool {
        switch applicator {
        case .reference(let rule): return allows(value, by: rule, &evaluated)
        case .dynamicReference(let rule, let anchor):
            return allows(value, by: dynamicTarget(anchor, otherwise: rule), &evaluated)
        case .allOf(let rules): return allows(value, byAll: rules, &evaluated)
        case .anyOf(let rules): return apply(anyOf: rules, of: number, to: value, &evaluated)
        case .oneOf(let rules): return apply(oneOf: rules, of: number, to: value, &evaluated)
        case .not(let rule): return apply(not: rule, of: number, to: value)
        case .condition(let rule, let then, let otherwise):
            let chosen = quietly(value, by: rule, &evaluated) ? then : otherwise
            return chosen.map { allows(value, by: $0, &evaluated) } ?? true
        case .dependentSchemas(let rules):
            let due = rules.filter { value[$0.name] != nil }.map(\.rule)
            return allows(value, byAll: due, &evaluated)
        case .memberNames(let rule): return apply(names: rule, of: number, to: value)
        case .members(let rules): return apply(rules, to: value, &evaluated)
        case .elements(let first, let rest): return apply(first, rest, to: value, &evaluated)
        case .contains(let rule, let least, let most):
            return apply(contains: rule, least, most, of: number, to: value, &evaluated)
        case .unevaluatedMembers(let rule): return apply(unevaluatedMembers: rule, to: value, &evaluated)
        case .unevaluatedElements(let rule): return apply(unevaluatedElements: rule, to: value, &evaluated)
        }
    }

    // MARK: To the value itself

    private mutating func allows(
        _ value: JSONValue, byAll rules: [Int], _ evaluated: inout Evaluated?
    ) -> Bool {
        var isAllowed = true
        for rule in rules where !allows(value, by: rule, &evaluated) {
            isAllowed = false
            if !wantsMore { return false }
        }
        return isAllowed
    }

    private mutating func apply(
        anyOf rules: [Int], of number: Int, to value: JSONValue, _ evaluated: inout Evaluated?
    ) -> Bool {
        var reasons: [Violation?] = []
        var isAllowed = false
        for rule in rules {
            let (isAllowedHere, reason) = attempt(value, by: rule, explained: !isAllowed, &evaluated)
            reasons.append(reason)
            isAllowed = isAllowed || isAllowedHere
            // What the others look at counts too, where somebody asks.
            if isAllowed, evaluated == nil { return true }
        }
        if !isAllowed { note(number, "anyOf", noneOf(reasons)) }
        return isAllowed
    }

    private mutating func apply(
        oneOf rules: [Int], of number: Int, to value: JSONValue, _ evaluated: inout Evaluated?
    ) -> Bool {
        var reasons: [Violation?] = []
        var found: Int?
        for (index, rule) in rules.enumerated() {
            let (isAllowed, reason) = attempt(value, by: rule, explained: found == nil, &evaluated)
            reasons.append(reason)
            guard isAllowed else { continue }
            if let found {
                note(number, "oneOf", "must match exactly one alternative, but matches \(found + 1) and \(index + 1)")
                return false
            }
            found = index
        }
        if found == nil { note(number, "oneOf", noneOf(reasons)) }
        return found != nil
    }

    private func noneOf(_ reasons: [Violation?]) -> String {
        guard wantsMore else { return "" }
        let here = instancePath
        let explained = reasons.prefix(SchemaLimits.explainedAlternatives).enumerated().map { index, reason in
            let place = reason.map(\.instancePath) ?? here
            return "\(index + 1): \(place == here ? "it" : place) \(reason?.text ?? "can't be checked")"
        }
        let more = reasons.count > explained.count ? "; …" : ""
        return "must match one of \(reasons.count) alternatives (\(explained.joined(separator: "; "))\(more))"
    }

    private mutating func apply(not rule: Int, of number: Int, to value: JSONValue) -> Bool {
        var untracked: Evaluated?
        guard quietly(value, by: rule, &untracked) else { return true }
        note(number, "not", "must not match what stands here in the schema, but \(value.excerpt) does")
        return false
    }

    private mutating func apply(names rule: Int, of number: Int, to value: JSONValue) -> Bool {
        guard case .object(let object) = value else { return true }
        var isAllowed = true
        for member in object.members {
            var untracked: Evaluated?
            let name = JSONValue.string(member.name)
            let (isAllowedHere, reason) = attempt(name, by: rule, explained: true, &untracked)
            if isAllowedHere { continue }
            isAllowed = false
            if !wantsMore { return false }
            note(number, "propertyNames", "has a member \(name.excerpt) whose name \(reason?.text ?? "is not allowed")")
        }
        return isAllowed
    }

    // MARK: To its parts

    private mutating func apply(
        _ rules: MemberRules, to value: JSONValue, _ evaluated: inout Evaluated?
    ) -> Bool {
        guard case .object(let object) = value else { return true }
        var isAllowed = true
        for (place, member) in object.members.enumerated() {
            var isKnown = false
            if let rule = rules.named.rule(for: member.name) {
                isKnown = true
                isAllowed = allowsPart(member.value, at: place, by: rule) && isAllowed
            }
            for (pattern, rule) in rules.patterns where pattern.matches(member.name.content.span) {
                isKnown = true
                isAllowed = allowsPart(member.value, at: place, by: rule) && isAllowed
            }
            if !isKnown, let rule = rules.additional {
                isKnown = true
                isAllowed = allowsPart(member.value, at: place, by: rule) && isAllowed
            }
            if !isAllowed, !wantsMore { return false }
            if isKnown { evaluated?.noteMember(place) }
        }
        return isAllowed
    }

    private mutating func apply(
        _ first: [Int], _ rest: Int?, to value: JSONValue, _ evaluated: inout Evaluated?
    ) -> Bool {
        guard case .array(let elements) = value else { return true }
        var isAllowed = true
        for (place, element) in elements.enumerated() {
            guard let rule = place < first.count ? first[place] : rest else { break }
            isAllowed = allowsPart(element, at: place, by: rule) && isAllowed
            if !isAllowed, !wantsMore { return false }
            evaluated?.noteElement(place)
        }
        return isAllowed
    }

    private mutating func apply(
        contains rule: Int, _ least: Int, _ most: Int?, of number: Int, to value: JSONValue,
        _ evaluated: inout Evaluated?
    ) -> Bool {
        guard case .array(let elements) = value else { return true }
        var count = 0
        for (place, element) in elements.enumerated() {
            var untracked: Evaluated?
            guard quietly(element, by: rule, &untracked) else { continue }
            count += 1
            evaluated?.noteElement(place)
            if count >= least, most == nil, evaluated == nil { return true }
        }
        if count < least {
            let wanted = Assertion.count(least, "element")
            note(
                number, least == 1 ? "contains" : "minContains",
                "must have at least \(wanted) that 'contains' asks for, not \(count)")
            return false
        }
        if let most, count > most {
            let wanted = Assertion.count(most, "element")
            note(number, "maxContains", "must have at most \(wanted) that 'contains' asks for, not \(count)")
            return false
        }
        return true
    }

    // MARK: To parts that nothing else has looked at

    private mutating func apply(
        unevaluatedMembers rule: Int, to value: JSONValue, _ evaluated: inout Evaluated?
    ) -> Bool {
        guard case .object(let object) = value else { return true }
        var isAllowed = true
        for (place, member) in object.members.enumerated()
        where evaluated?.members.contains(place) == false {
            isAllowed = allowsPart(member.value, at: place, by: rule) && isAllowed
            if !isAllowed, !wantsMore { return false }
        }
        evaluated?.noteAllMembers()
        return isAllowed
    }

    private mutating func apply(
        unevaluatedElements rule: Int, to value: JSONValue, _ evaluated: inout Evaluated?
    ) -> Bool {
        guard case .array(let elements) = value else { return true }
        var isAllowed = true
        for (place, element) in elements.enumerated()
        where evaluated?.elements.contains(place) == false {
            isAllowed = allowsPart(element, at: place, by: rule) && isAllowed
            if !isAllowed, !wantsMore { return false }
        }
        evaluated?.noteAllElements()
        return isAllowed
    }
}
