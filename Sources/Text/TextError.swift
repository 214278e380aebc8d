// What is wrong with a text, where a person finds the place in an editor, and in words to act on.

package struct TextError: Error, Equatable, Sendable {
    /// Counted from 1; 0 where a value cannot be written, which stands in no text.
    package let line: Int
    /// Counted from 1, in characters (code points).
    package let column: Int
    package let reason: String

    package init(line: Int, column: Int, _ reason: String) {
        self.line = line
        self.column = column
        self.reason = reason
    }

    /// A value that a form has no way to say.
    init(unwritable reason: String) {
        self.init(line: 0, column: 0, reason)
    }

    /// The place of a byte within its text.
    init(_ reason: String, in text: [UInt8], at offset: Int) {
        let before = text.prefix(offset)
        let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        let line = before.reduce(1) { $1 == UInt8(ascii: "\n") ? $0 + 1 : $0 }
        let column = before[lineStart...].reduce(1) { $1 & 0xc0 == 0x80 ? $0 : $0 + 1 }
        self.init(line: line, column: column, reason)
    }

    package var text: String { line == 0 ? reason : "line \(line), column \(column): \(reason)" }
}
