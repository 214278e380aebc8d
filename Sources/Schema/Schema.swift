// A schema that is ready to check documents. It belongs to whoever compiled it: its patterns learn from what they see.

package import JSON

package final class Schema {
    let rules: [Rule]
    /// For every name of a dynamic anchor that is asked for, the place that each resource has for it.
    let dynamicAnchors: [[Int?]]

    init(rules: [Rule], dynamicAnchors: [[Int?]]) {
        self.rules = rules
        self.dynamicAnchors = dynamicAnchors
    }

    /// Whether the document does all that the schema asks.
    package func allows(_ document: JSONValue) -> Bool {
        var validation = Validation(self, document, most: 0)
        return validation.run()
    }

    /// Where the document does not do what the schema asks; nowhere if it is valid. The first of them only, if there
    /// are more than `most`.
    package func violations(
        in document: JSONValue, most: Int = SchemaLimits.usualViolations
    ) -> [Violation] {
        var validation = Validation(self, document, most: max(most, 1))
        _ = validation.run()
        return validation.noted
    }
}
