// The forms in which a document goes out, and all but one of which are read.

package import Bytes
package import JSON

package enum TextForm: String, CaseIterable, Sendable {
    case json
    case yaml
    case toml
    case msgpack

    /// The form of this name, in any mixture of cases.
    package init?(_ name: ByteView) {
        self.init(rawValue: name.text.lowercased())
    }

    package func write(_ value: JSONValue) throws(TextError) -> [UInt8] {
        switch self {
        case .json: return value.bytes
        case .yaml: return YAMLWriter.write(value)
        case .toml: return try TOMLWriter.write(value)
        case .msgpack: return MessagePack.write(value)
        }
    }

    /// Writes a value that lies in a read document.
    package func write(_ view: JSONView) throws(TextError) -> [UInt8] {
        if self == .json { return view.bytes.array }
        return try write(JSONValue(view))
    }

    /// The value that `text` spells. MessagePack is only written.
    package func read(_ text: ByteView, _ limits: JSONLimits = .usual) throws(TextError) -> JSONValue {
        switch self {
        case .json:
            do throws(JSONError) {
                return try JSONValue(reading: text, limits)
            } catch {
                throw TextError(error.fault.text, in: text.array, at: error.offset)
            }
        case .yaml: return try YAMLReader.read(text, limits)
        case .toml: return try TOMLReader.read(text, limits)
        case .msgpack: throw TextError(unwritable: "documents are not read from MessagePack: send JSON, YAML or TOML")
        }
    }
}
