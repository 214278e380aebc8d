// A number as its author wrote it, compared by what it is worth: 1, 1.0 and 10e-1 are equal and keep their spelling.

package import Bytes

package struct JSONNumber: Sendable {
    /// As it was written.
    package let text: [UInt8]

    /// The number that these bytes spell, which a reader has seen to be one.
    package init(trusted text: ByteView) {
        self.text = text.array
    }

    package init(_ integer: Int) {
        text = Array(String(integer).utf8)
    }

    /// The number that `text` spells by JSON's grammar; nil for anything else.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        let end = try? JSONScan.endOfNumber(bytes.span, 0, longest: JSONLimits.usual.numberLength)
        guard end == bytes.count else { return nil }
        self.text = bytes
    }

    /// Whether the value has no fraction, however it is written: 1.0 and 10e-1 are integers.
    package var isInteger: Bool { text.withView { DecimalForm($0).isInteger } }

    package var isNegative: Bool { text.withView { DecimalForm($0).isNegative } }

    /// The value, where it is an integer that an Int can hold.
    package var integer: Int? { text.withView { DecimalForm($0).integer($0) } }

    /// Whether the value is some integer times `divisor`, exactly. Nothing but zero is a multiple of zero.
    package func isMultiple(of divisor: JSONNumber) -> Bool {
        text.withView { text in
            divisor.text.withView { divisor in
                DecimalForm(text).isMultiple(text, of: DecimalForm(divisor), divisor)
            }
        }
    }
}

extension JSONNumber: Hashable {
    package static func == (left: JSONNumber, right: JSONNumber) -> Bool {
        left.text == right.text || left.order(to: right) == .equal
    }

    package func hash(into hasher: inout Hasher) {
        text.withView { text in DecimalForm(text).hash(text, into: &hasher) }
    }
}

extension JSONNumber: Comparable {
    package static func < (left: JSONNumber, right: JSONNumber) -> Bool { left.order(to: right) == .less }

    package func order(to other: JSONNumber) -> JSONOrder {
        text.withView { left in other.text.withView { right in DecimalForm.order(left, right) } }
    }
}
