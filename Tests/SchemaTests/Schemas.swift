// Schemas and documents from their text.

import JSON
import Schema

func schema(_ text: String, assertsFormats: Bool = false) throws -> Schema {
    try SchemaCompiler(assertsFormats: assertsFormats).compile(JSONValue(reading: text))
}

func refusal(of text: String) throws -> SchemaError? {
    let document = try JSONValue(reading: text)
    do throws(SchemaError) {
        _ = try SchemaCompiler().compile(document)
        return nil
    } catch {
        return error
    }
}
