// Reads bodies as they are stored: less whitespace, and less what their type does not keep.

internal import Bytes
internal import JSON

enum Body {
    static func reading(
        _ text: [UInt8], of key: ResourceKey, _ definition: Definition
    ) throws(StoreError) -> [UInt8] {
        var reader = JSONReader()
        var body: [UInt8] = []
        do throws(JSONError) {
            try text.withView { view throws(JSONError) in try reader.read(view, into: &body) }
        } catch {
            throw StoreError(.invalid, "\(key.text): \(error.text)")
        }
        guard !definition.removedFields.isEmpty else { return body }
        var document = try JSONValue(asking: body)
        for path in definition.removedFields { document.remove(at: path) }
        return document.bytes
    }
}
