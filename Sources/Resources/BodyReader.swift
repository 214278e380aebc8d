// Reads bodies as they are stored: less whitespace, and less what their type does not keep.

internal import Bytes
internal import JSON

/// Keeps its room from body to body.
struct BodyReader: ~Copyable {
    private var reader = JSONReader()

    mutating func read(
        _ text: [UInt8], of key: ResourceKey, without fields: [JSONPointer]
    ) throws(StoreError) -> [UInt8] {
        let body: [UInt8]
        do throws(JSONError) { body = try reader.read(text) } catch {
            throw StoreError(.invalid, "\(key.text): \(error.text)")
        }
        guard !fields.isEmpty else { return body }
        var document = try JSONValue(asking: body)
        for path in fields { document.remove(at: path) }
        return document.bytes
    }
}
