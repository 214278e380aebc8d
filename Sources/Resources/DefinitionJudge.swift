// Judges the resources of a type by the schema and the pattern for names in its definition.

internal import Bytes
internal import JSON
internal import Regex
internal import Schema

final class DefinitionJudge: Judge {
    private let schema: Schema?
    private let names: Pattern?

    /// nil where the definition asks for nothing of the kind.
    init?(_ definition: Definition) throws(StoreError) {
        guard definition.schema != nil || definition.namePattern != nil else { return nil }
        schema = try definition.schema.map { document throws(StoreError) in
            try Self.schema(document, assertsFormats: definition.assertsFormats)
        }
        names = try definition.namePattern.map { text throws(StoreError) in try Self.pattern(text) }
    }

    private static func schema(_ document: JSONValue, assertsFormats: Bool) throws(StoreError) -> Schema {
        do throws(SchemaError) {
            return try SchemaCompiler(assertsFormats: assertsFormats).compile(document)
        } catch {
            throw StoreError(.invalid, "/schema\(error)")
        }
    }

    private static func pattern(_ text: String) throws(StoreError) -> Pattern {
        do throws(PatternError) { return try Pattern(text) } catch {
            throw StoreError(.invalid, "/namePattern: \(error)")
        }
    }

    func objection(to body: [UInt8], named name: ByteString) -> String? {
        if let names, !name.withView(names.matches) { return "its name does not match \(names.text)" }
        guard let schema else { return nil }
        let document = body.withView { JSONValue(JSONView($0)) }
        guard !schema.allows(document) else { return nil }
        return schema.violations(in: document).map(\.description).joined(separator: "; ")
    }
}
