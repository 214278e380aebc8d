// How much a schema may ask for. Schemas and documents both come from clients.

package enum SchemaLimits {
    /// How deep rules may be applied within each other: as deep as a document may be, with a reference at every level
    /// and room to spare. It bounds the stack.
    package static let mostDepth = 2048
    /// How many rules one check may apply, and how many more for each value in a document with many of them. Rules that
    /// refer to others twice and those again could take for ever.
    package static let freeSteps = 500_000
    package static let stepsPerValue = 100
    /// Up to so many elements are compared each with each to find equal ones; more are hashed.
    static let fewElements = 8
    /// How many violations are told unless the caller asks for another number.
    package static let usualViolations = 10
    /// How many of the alternatives that all failed are explained.
    static let explainedAlternatives = 3
    /// The longest text about one violation, and the longest value in it, in bytes.
    static let longestText = 600
    static let longestValue = 60
}
