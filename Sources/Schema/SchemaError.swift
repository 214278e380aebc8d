// Why a schema is refused, and where in it.

package struct SchemaError: Error, Equatable, Sendable {
    /// A JSON Pointer to the keyword or the schema that is at fault.
    package let path: String
    package let text: String

    init(_ path: String, _ text: String) {
        self.path = path
        self.text = text
    }
}

extension SchemaError: CustomStringConvertible {
    package var description: String { path.isEmpty ? "the schema: \(text)" : "\(path): \(text)" }
}

/// Where a document does not do what its schema asks.
package struct Violation: Equatable, Sendable {
    /// A JSON Pointer to the value in the document.
    package let instancePath: String
    /// A JSON Pointer to the keyword in the schema, where references have been followed.
    package let schemaPath: String
    package let text: String
}

extension Violation: CustomStringConvertible {
    package var description: String {
        "\(instancePath.isEmpty ? "the document" : instancePath) \(text) (\(schemaPath))"
    }
}

/// A step of a JSON Pointer as it is written.
func pointerStep(_ name: String) -> String {
    var step = "/"
    for character in name.unicodeScalars {
        switch character {
        case "~": step += "~0"
        case "/": step += "~1"
        default: step.unicodeScalars.append(character)
        }
    }
    return step
}
