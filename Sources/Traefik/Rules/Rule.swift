// A router's rule: what it says, as a tree, and the weight that its length gives it.

package indirect enum RuleExpression {
    case matcher(RuleMatcher)
    case not(RuleExpression)
    case and([RuleExpression])
    case or([RuleExpression])
}

package struct Rule {
    package let text: [UInt8]
    package let expression: RuleExpression
    package let grammar: RuleGrammar

    package init(_ text: [UInt8], _ grammar: RuleGrammar) throws(RuleError) {
        var parser = try RuleParser(text, grammar)
        self.text = text
        self.grammar = grammar
        expression = try parser.rule()
    }

    package init(_ text: String, _ grammar: RuleGrammar) throws(RuleError) {
        try self.init(Array(text.utf8), grammar)
    }

    /// What a router has for its priority that names none: the rule's length in bytes. A TCP rule that takes every
    /// connection comes after all others.
    package var priority: Int { !grammar.isHTTP && takesEveryServerName(expression) ? -1 : text.count }

    /// Traefik looks at the one matcher alone, whether it is negated or not.
    private func takesEveryServerName(_ expression: RuleExpression) -> Bool {
        switch expression {
        case .matcher(.host(let host)): host.form == .any
        case .not(let inner): takesEveryServerName(inner)
        default: false
        }
    }

    /// Whether it is in a syntax of which only the form is known here.
    package var isOld: Bool { grammar.syntax == .old }

    /// A greater priority disables a router.
    package static let greatestPriority = 9_223_372_036_854_774_807
}
