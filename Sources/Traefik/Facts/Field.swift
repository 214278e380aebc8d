// A field of an object of Traefik's, and the fields of an object together.

package import JSON

package indirect enum FieldType: Sendable {
    case string
    case bool
    case integer(ClosedRange<Int>)
    case duration
    case list(FieldType)
    case map(FieldType)
    case object(FieldSet)
    /// What a plugin makes of its settings is its own affair.
    case any

    var isScalar: Bool {
        switch self {
        case .string, .bool, .integer, .duration: true
        case .list, .map, .object, .any: false
        }
    }

    /// As an error names it.
    var name: String {
        switch self {
        case .string: "a string"
        case .bool: "true or false"
        case .integer: "a whole number"
        case .duration: "a duration such as \"10s\" or \"1m30s\", or a number of seconds"
        case .list: "a list"
        case .map, .object, .any: "an object"
        }
    }
}

package struct Field: Sendable {
    package struct Flags: OptionSet, Sendable {
        package let rawValue: Int

        package init(rawValue: Int) {
            self.rawValue = rawValue
        }

        /// May be written with nothing in it.
        package static let mayBeEmpty = Flags(rawValue: 1)
        /// May be empty in a file, but not in the tree of keys.
        package static let mayBeEmptyInFile = Flags(rawValue: 2)
        /// Is there with its defaults though nothing of it is written.
        package static let present = Flags(rawValue: 4)
        /// The tree of keys may hold it, and it comes to nothing.
        package static let hidden = Flags(rawValue: 8)
        package static let notInFile = Flags(rawValue: 16)
        package static let undocumented = Flags(rawValue: 32)
        package static let notInAPI = Flags(rawValue: 64)
        package static let deprecated = Flags(rawValue: 128)
        /// One of several of which an object holds exactly one.
        package static let oneOf = Flags(rawValue: 256)

        static let names: [Substring: Flags] = [
            "mayBeEmpty": .mayBeEmpty, "mayBeEmptyInFile": .mayBeEmptyInFile, "present": .present, "hidden": .hidden,
            "notInFile": .notInFile, "undocumented": .undocumented, "notInAPI": .notInAPI,
            "deprecated": .deprecated, "oneOf": .oneOf,
        ]
    }

    package let name: String
    package let type: FieldType
    /// Whether Traefik tells its absence from a zero.
    package let isOptional: Bool
    package let flags: Flags
    /// nil for what Traefik 3 has always had.
    package let since: TraefikVersion?
    /// What Traefik takes where it is not written; nil where that is a zero.
    package let standard: JSONValue?

    /// Whether a person may write it.
    package var isForPeople: Bool { flags.isDisjoint(with: [.hidden, .notInFile, .undocumented]) }

    package func isKnown(to version: TraefikVersion) -> Bool { since.map { $0 <= version } ?? true }
}

package struct FieldSet: Sendable {
    package static let none = FieldSet([])

    package let all: [Field]
    private let places: [String: Int]

    init(_ fields: [Field]) {
        all = fields
        places = Dictionary(
            fields.enumerated().map { (Folding.folded($0.element.name), $0.offset) },
            uniquingKeysWith: { first, _ in first })
    }

    package subscript(_ name: String) -> Field? { self[ignoringCase: name].flatMap { $0.name == name ? $0 : nil } }

    /// As the tree of keys is read.
    package subscript(ignoringCase name: String) -> Field? { places[Folding.folded(name)].map { all[$0] } }

    /// What to write in the place of a name that none has: those that begin like it, or else any.
    func advice(on name: String, target: TraefikVersion = .newest) -> String {
        if let near = self[ignoringCase: name], near.isForPeople { return "it is written \(near.name)" }
        let known = all.filter { $0.isForPeople && $0.isKnown(to: target) }.map(\.name)
        if known.isEmpty { return "leave it out" }
        let near = known.filter { Folding.folded($0).first == Folding.folded(name).first }
        return near.isEmpty ? "there are \(known.joined(separator: ", "))" : "write \(near.joined(separator: " or "))"
    }

    /// The fields of which an object holds exactly one.
    package var alternatives: [Field] { all.filter { $0.flags.contains(.oneOf) } }
}

/// Names as Traefik compares them, without regard to capitals.
package enum Folding {
    package static func folded(_ name: String) -> String {
        if name.utf8.allSatisfy({ $0 < 0x80 }) { return name.lowercased() }
        return String(String.UnicodeScalarView(name.unicodeScalars.map(folded)))
    }

    private static func folded(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        let capital = only(scalar.properties.uppercaseMapping) ?? scalar
        return only(capital.properties.lowercaseMapping) ?? capital
    }

    private static func only(_ text: String) -> Unicode.Scalar? {
        text.unicodeScalars.count == 1 ? text.unicodeScalars.first : nil
    }
}
