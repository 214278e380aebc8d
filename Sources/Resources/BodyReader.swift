// Reads bodies as they are stored: less whitespace, and less what their type does not keep.

internal import Bytes
internal import JSON

/// Keeps its room from body to body.
struct BodyReader: ~Copyable {
    private var reader = JSONReader()

    /// The body that a text spells; who asks says whose it is where it is none.
    mutating func read(_ text: [UInt8], without fields: [JSONPointer]) throws(StoreError) -> [UInt8] {
        let body: [UInt8]
        do throws(JSONError) { body = try reader.read(text) } catch { throw StoreError(.invalid, error.text) }
        guard !fields.isEmpty else { return body }
        var document = try JSONValue(asking: body)
        for path in fields { document.remove(at: path) }
        return document.bytes
    }
}
