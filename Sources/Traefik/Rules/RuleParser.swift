// Reads a rule: matchers with strings as arguments, joined by `!`, `&&` and `||` (from the tightest to the loosest) and
// brackets.

struct RuleParser {
    /// Deeper brackets and more negations in a row than this are no rule that anybody writes.
    static let deepest = 200

    private var scanner: RuleScanner
    private var token: RuleToken
    private let grammar: RuleGrammar
    private var depth = 0

    init(_ text: [UInt8], _ grammar: RuleGrammar) throws(RuleError) {
        if let zero = text.firstIndex(of: 0) { throw RuleError(at: zero, "a zero byte: leave it out") }
        scanner = RuleScanner(text)
        token = try scanner.next()
        self.grammar = grammar
    }

    mutating func rule() throws(RuleError) -> RuleExpression {
        let expression = try alternatives()
        if token.kind == .newline { try advance() }
        guard token.kind == .end else {
            throw RuleError(at: token.offset, "\(token.text) where the rule should end or go on with '&&' or '||'")
        }
        return expression
    }

    private mutating func advance() throws(RuleError) { token = try scanner.next() }

    // MARK: Operators

    private mutating func alternatives() throws(RuleError) -> RuleExpression {
        var parts = [try conjunction()]
        while token.kind == .or {
            try advance()
            parts.append(try conjunction())
        }
        return parts.count == 1 ? parts[0] : .or(parts)
    }

    private mutating func conjunction() throws(RuleError) -> RuleExpression {
        var parts = [try operand()]
        while token.kind == .and {
            try advance()
            parts.append(try operand())
        }
        return parts.count == 1 ? parts[0] : .and(parts)
    }

    private mutating func operand() throws(RuleError) -> RuleExpression {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else {
            throw RuleError(at: token.offset, "more than \(Self.deepest) levels: write it with fewer brackets and '!'")
        }
        switch token.kind {
        case .not:
            try advance()
            return .not(try operand())
        case .open:
            try advance()
            let inner = try alternatives()
            guard token.kind == .close else { throw RuleError(at: token.offset, "\(token.text) where ')' is missing") }
            try advance()
            return inner
        case .name(let name): return .matcher(try call(name))
        default: throw RuleError(at: token.offset, "\(token.text) where a matcher such as Host(`example.com`) belongs")
        }
    }

    // MARK: Matchers

    private mutating func call(_ name: String) throws(RuleError) -> RuleMatcher {
        let start = token.offset
        guard let form = grammar.forms[name] else { throw RuleError(at: start, grammar.advice(on: name)) }
        try advance()
        guard token.kind == .open else {
            throw RuleError(at: token.offset, "\(name) without '(' after it: write \(name)(`…`)")
        }
        try advance()
        let arguments = try arguments(of: name)
        guard form.counts.contains(arguments.count) else {
            let isRepeatable = form.counts.upperBound == 1 && arguments.count > 1
            let advice = isRepeatable ? ": write \(form.name)(`…`) || \(form.name)(`…`)" : ""
            throw RuleError(at: start, "\(form.name) takes \(form.countText), here are \(arguments.count)" + advice)
        }
        for argument in arguments where argument.isEmpty {
            throw RuleError(at: start, "\(form.name) with an empty argument: fill it, or leave the matcher out")
        }
        do throws(RuleFault) {
            return try RuleMatcher(form.name, arguments, grammar)
        } catch {
            throw RuleError(at: start, "\(form.name): \(error.reason)")
        }
    }

    private mutating func arguments(of name: String) throws(RuleError) -> [[UInt8]] {
        var arguments: [[UInt8]] = []
        while token.kind != .close {
            guard case .string(let content) = token.kind else {
                throw RuleError(at: token.offset, "\(token.text) where \(name) needs a string between ` or \"")
            }
            arguments.append(content)
            try advance()
            // Go spreads a last argument over several, and Traefik does not mind.
            if token.kind == .ellipsis {
                try advance()
                if token.kind == .comma { try advance() }
                break
            }
            guard token.kind == .comma else { break }
            try advance()
        }
        guard token.kind == .close else {
            throw RuleError(at: token.offset, "\(token.text) where \(name) needs ',' or ')'")
        }
        try advance()
        return arguments
    }
}
