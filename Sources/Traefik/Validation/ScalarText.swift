// Scalars of a document as the tree of keys spells them.

internal import JSON

enum ScalarText {
    static func text(_ value: JSONValue) -> String? {
        switch value {
        case .bool(let flag): flag ? "true" : "false"
        case .number(let number): number.isInteger ? number.integer.map(String.init) : plain(number)
        case .string(let string): string.text
        case .null, .array, .object: nil
        }
    }

    private static func plain(_ number: JSONNumber) -> String { String(decoding: number.text, as: UTF8.self) }
}
