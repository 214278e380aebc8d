// A string by its content, which remembers how its author wrote it.

package import Bytes

package struct JSONString: Sendable {
    /// The characters in UTF-8, escapes resolved.
    package let content: [UInt8]
    /// What stood between the quotes, where that is not how we would write the content.
    private let spelling: [UInt8]?

    package init(_ content: [UInt8]) {
        self.content = content
        spelling = nil
    }

    package init(_ content: ByteView) {
        self.init(content.array)
    }

    package init(_ text: String) {
        self.init(Array(text.utf8))
    }

    /// The string that these bytes of a read document spell, quotes included.
    init(_ view: JSONView) {
        let quoted = view.quoted
        content = quoted.unescaped
        spelling = quoted.hasEscapes ? quoted.array : nil
    }

    package var text: String { String(decoding: content, as: UTF8.self) }

    /// How many characters (code points) it has.
    package var characterCount: Int { content.reduce(0) { $1 & 0xc0 == 0x80 ? $0 : $0 + 1 } }

    func isWritten(like other: JSONString) -> Bool { content == other.content && spelling == other.spelling }

    package func write(to output: inout [UInt8]) {
        guard let spelling else {
            content.withView { output.appendString(of: $0) }
            return
        }
        output.append(UInt8(ascii: "\""))
        output.append(contentsOf: spelling)
        output.append(UInt8(ascii: "\""))
    }
}

extension JSONString: Hashable, Comparable {
    package static func == (left: JSONString, right: JSONString) -> Bool { left.content == right.content }

    /// The order of bytes, which in UTF-8 is the order of code points.
    package static func < (left: JSONString, right: JSONString) -> Bool {
        left.content.withView { left in right.content.withView { left < $0 } }
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(content) }
}

extension JSONString: ExpressibleByStringLiteral {
    package init(stringLiteral text: String) {
        self.init(text)
    }
}
