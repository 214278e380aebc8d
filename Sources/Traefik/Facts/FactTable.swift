// Reads the tables of what Traefik's configuration is made of. A line is a field: its name, as deep as it stands in its
// object; its type, with `?` where absence is told from zero, `[…]` for lists and `{…}` for maps; words about it; and
// after `=` what Traefik takes where it is not written.

internal import JSON

package enum FactTable {
    static func lines(_ text: String) -> [Substring] { text.split(separator: "\n") }
}

/// What is known of Traefik's configuration.
package struct Facts: Sendable {
    package static let current = Facts([FactTable.http, FactTable.middlewares, FactTable.others])

    /// The fields of each kind of object, also of the kinds that only Traefik itself makes.
    package let objects: [String: FieldSet]
    /// How each kind is held: `map`, by name, or `list`.
    package let containers: [String: String]

    package func fields(of kind: ObjectKind) -> FieldSet { objects[kind.rawValue] ?? .none }

    private init(_ tables: [String]) {
        var objects: [String: FieldSet] = [:]
        var containers: [String: String] = [:]
        for table in tables {
            var lines = FactTable.lines(table)[...]
            while let line = lines.popFirst() {
                let words = line.split(separator: " ")
                let name = String(words[0])
                containers[name] = String(words[1])
                objects[name] = Self.fields(&lines, depth: 1)
            }
        }
        self.objects = objects
        self.containers = containers
    }

    private static func fields(_ lines: inout ArraySlice<Substring>, depth: Int) -> FieldSet {
        var fields: [Field] = []
        while let line = lines.first, line.prefix(while: { $0 == " " }).count == depth {
            lines.removeFirst()
            fields.append(field(line, inner: Self.fields(&lines, depth: depth + 1)))
        }
        return FieldSet(fields)
    }

    private static func field(_ line: Substring, inner: FieldSet) -> Field {
        let words = line.split(separator: " ")
        var flags: Field.Flags = []
        var since: TraefikVersion?
        var standard: JSONValue?
        for word in words.dropFirst(2) {
            if word.hasPrefix("since=") {
                since = TraefikVersion(since: word.dropFirst(6))
            } else if word.hasPrefix("=") {
                standard = try? JSONValue(reading: String(word.dropFirst()))
            } else if let flag = Field.Flags.names[word] {
                flags.insert(flag)
            } else {
                preconditionFailure("the table of facts has a word that is none: \(word)")
            }
        }
        let isOptional = words[1].hasSuffix("?")
        return Field(
            name: String(words[0]), type: type(isOptional ? words[1].dropLast() : words[1], inner),
            isOptional: isOptional, flags: flags, since: since, standard: standard)
    }

    private static func type(_ word: Substring, _ inner: FieldSet) -> FieldType {
        switch word {
        case "string": .string
        case "bool": .bool
        case "int": .integer(Int.min...Int.max)
        case "uint32": .integer(0...1 << 32 - 1)
        case "duration": .duration
        case "object": .object(inner)
        case "any": .any
        case _ where word.hasPrefix("["): .list(type(word.dropFirst().dropLast(), inner))
        case _ where word.hasPrefix("{"): .map(type(word.dropFirst().dropLast(), inner))
        default: preconditionFailure("the table of facts has a type that is none: \(word)")
        }
    }
}
