// What is wrong with a rule, and where, in words that its author can act on.

package struct RuleError: Error, Equatable, Sendable {
    /// In bytes from the beginning of the rule.
    package let offset: Int
    package let reason: String

    init(at offset: Int, _ reason: String) {
        self.offset = offset
        self.reason = reason
    }

    package var text: String { "at byte \(offset): \(reason)" }
}
