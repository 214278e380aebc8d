// Reads bodies as they are stored: less whitespace, and less what their type does not keep.

internal import Bytes
internal import JSON

/// Keeps its room from body to body.
struct BodyReader: ~Copyable {
    private var reader = JSONReader()

    /// The body that a text spells; who asks says whose it is where it is none.
    mutating func read(_ text: [UInt8]) throws(StoreError) -> [UInt8] {
        do throws(JSONError) { return try reader.read(text) } catch { throw StoreError(.invalid, error.text) }
    }

    /// The same, without some of its fields.
    mutating func read(_ text: [UInt8], without fields: [JSONPointer]) throws(StoreError) -> [UInt8] {
        var document = try JSONValue(asking: try read(text))
        for path in fields { document.remove(at: path) }
        return document.bytes
    }
}

extension JSONValue {
    /// A document of a client's, or why it is none.
    init(asking text: [UInt8]) throws(StoreError) {
        do throws(JSONError) {
            self = try text.withView { view throws(JSONError) in try JSONValue(reading: view) }
        } catch {
            throw StoreError(.invalid, error.text)
        }
    }
}
