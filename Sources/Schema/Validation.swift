// One check of one document: every rule that the schema applies to it, in turn.

internal import JSON

struct Validation {
    private let schema: Schema
    private let document: JSONValue
    /// What was found so far, and how much is wanted; with nothing wanted the first failure ends the check.
    private(set) var noted: [Violation] = []
    private var most: Int
    /// The way to the value at hand: the places of members and elements.
    private var way: [Int] = []
    /// The resources whose rules are being applied, the outermost first.
    private var scope: [Int] = []
    private var depth = 0
    private var stepsLeft = SchemaLimits.freeSteps
    /// Whether the document's values have been counted to find out how many steps it is worth.
    private var hasCounted = false
    /// Why the check could not be brought to an end.
    private var abandonment: Violation?

    init(_ schema: Schema, _ document: JSONValue, most: Int) {
        self.schema = schema
        self.document = document
        self.most = most
    }

    mutating func run() -> Bool {
        var untracked: Evaluated?
        let isAllowed = allows(document, by: 0, &untracked)
        guard let abandonment else { return isAllowed }
        if most > 0 { noted.append(abandonment) }
        return false
    }

    /// Whether there is a reason to go on after a failure.
    var wantsMore: Bool { noted.count < most && abandonment == nil }

    // MARK: Rules

    /// Applies a rule. Parts that its keywords look at are noted in `outer`, where that is asked for.
    mutating func allows(_ value: JSONValue, by number: Int, _ outer: inout Evaluated?) -> Bool {
        guard begin(schema.rules[number].path) else { return false }
        let resource = schema.rules[number].resource
        let enters = scope.last != resource
        if enters { scope.append(resource) }
        defer {
            if enters { scope.removeLast() }
            depth -= 1
        }
        guard schema.rules[number].tracksParts else { return applyKeywords(of: number, to: value, &outer) }
        var own: Evaluated? = Evaluated()
        let isAllowed = applyKeywords(of: number, to: value, &own)
        if let own { outer?.merge(own) }
        return isAllowed
    }

    private mutating func begin(_ path: String) -> Bool {
        if abandonment != nil { return false }
        stepsLeft -= 1
        if stepsLeft == 0, !hasCounted {
            hasCounted = true
            stepsLeft = document.valueCount * SchemaLimits.stepsPerValue
        }
        guard depth == SchemaLimits.mostDepth || stepsLeft <= 0 else {
            depth += 1
            return true
        }
        let cause = stepsLeft <= 0 ? "takes too many steps" : "goes too deep"
        abandonment = Violation(
            instancePath: instancePath, schemaPath: path,
            text: "can't be checked: the schema \(cause) on this document")
        return false
    }

    private mutating func applyKeywords(
        of number: Int, to value: JSONValue, _ evaluated: inout Evaluated?
    ) -> Bool {
        var isAllowed = true
        for assertion in schema.rules[number].assertions where !assertion.allows(value) {
            isAllowed = false
            if !wantsMore { return false }
            note(number, assertion.keyword, assertion.words(about: value))
        }
        for applicator in schema.rules[number].applicators
        where !apply(applicator, of: number, to: value, &evaluated) {
            isAllowed = false
            if !wantsMore { return false }
        }
        return isAllowed
    }

    // MARK: Noting

    mutating func note(_ rule: Int, _ keyword: String, _ text: String) {
        guard wantsMore else { return }
        let path = schema.rules[rule].path + (keyword.isEmpty ? "" : pointerStep(keyword))
        var text = text
        if text.utf8.count > SchemaLimits.longestText {
            text = String(text.prefix(SchemaLimits.longestText)) + "…"
        }
        noted.append(Violation(instancePath: instancePath, schemaPath: path, text: text))
    }

    var instancePath: String {
        var path = ""
        var value = document
        for place in way {
            switch value {
            case .array(let elements):
                path += "/\(place)"
                value = elements[place]
            case .object(let object):
                path += pointerStep(object.members[place].name.text)
                value = object.members[place].value
            default: return path
            }
        }
        return path
    }

    // MARK: Applying rules from keywords

    /// Applies a rule to a part of the value at hand.
    mutating func allowsPart(_ part: JSONValue, at place: Int, by rule: Int) -> Bool {
        way.append(place)
        defer { way.removeLast() }
        var untracked: Evaluated?
        return allows(part, by: rule, &untracked)
    }

    /// Applies a rule of which only matters whether it allows the value. What it looked at counts if it does.
    mutating func quietly(_ value: JSONValue, by rule: Int, _ evaluated: inout Evaluated?) -> Bool {
        let (isAllowed, _) = attempt(value, by: rule, explained: false, &evaluated)
        return isAllowed
    }

    /// As `quietly`, and with the first reason why not, where that is wanted.
    mutating func attempt(
        _ value: JSONValue, by rule: Int, explained: Bool, _ evaluated: inout Evaluated?
    ) -> (isAllowed: Bool, reason: Violation?) {
        let outside = (noted, most)
        noted = []
        most = explained && outside.0.count < outside.1 ? 1 : 0
        var own = evaluated.map { _ in Evaluated() }
        let isAllowed = allows(value, by: rule, &own)
        let reason = noted.first
        (noted, most) = outside
        if isAllowed, let own { evaluated?.merge(own) }
        return (isAllowed, reason)
    }

    /// The rule that a dynamic reference means: that of the outermost resource which has one.
    func dynamicTarget(_ anchor: Int, otherwise rule: Int) -> Int {
        for resource in scope {
            if let target = schema.dynamicAnchors[anchor][resource] { return target }
        }
        return rule
    }
}

extension JSONValue {
    /// How many values it is made of, itself included.
    fileprivate var valueCount: Int {
        switch self {
        case .array(let elements): elements.reduce(1) { $0 + $1.valueCount }
        case .object(let object): object.members.reduce(1) { $0 + $1.value.valueCount }
        default: 1
        }
    }
}
