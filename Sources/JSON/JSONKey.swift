// Values as bytes whose order is the order of the values: what an index is sorted by. Equal values, however they are
// written, have the same key, and no key is the beginning of another, so keys may be joined to longer ones.
//
//     null            1
//     false, true     2, then 0 or 1
//     numbers         3, the sign (0, 1 for zero, 2), the power of ten of the first digit, pairs of digits, 0
//     strings         4, the content with each 0 as 0 255, then 0 0
//     arrays          5, the keys of the elements, 0
//     objects         6, for each member in the order of names the keys of name and value, 0

package import Bytes

package enum JSONKey {
    /// Appends the key of a value that lies in a read document.
    package static func append(_ view: JSONView, to key: inout [UInt8]) {
        switch view.kind {
        case .null: key.append(mark(.null))
        case .bool: key += [mark(.bool), view.bool == true ? 1 : 0]
        case .number: DecimalForm(view.bytes).appendKey(view.bytes, mark: mark(.number), to: &key)
        case .string: _ = view.withContent { append(string: $0, to: &key) }
        case .array:
            key.append(mark(.array))
            for element in view.elements { append(element, to: &key) }
            key.append(0)
        case .object:
            key.append(mark(.object))
            let members = view.members.map { ($0.name.content ?? [], $0.value) }
            for (name, value) in members.sorted(by: { $0.0.lexicographicallyPrecedes($1.0) }) {
                name.withView { append(string: $0, to: &key) }
                append(value, to: &key)
            }
            key.append(0)
        }
    }

    /// Appends the key of a string of this content.
    package static func append(string content: ByteView, to key: inout [UInt8]) {
        key.append(mark(.string))
        var at = 0
        while let zero = content.firstIndex(of: 0, from: at) {
            key.append(content[at...zero])
            key.append(0xff)
            at = zero + 1
        }
        key.append(content.dropFirst(at))
        key += [0, 0]
    }

    /// Appends the key of a whole number.
    package static func append(integer: Int64, to key: inout [UInt8]) {
        withDecimal(of: integer) { DecimalForm($0).appendKey($0, mark: mark(.number), to: &key) }
    }

    private static func mark(_ kind: JSONKind) -> UInt8 { UInt8(kind.rawValue + 1) }
}

extension ByteView {
    fileprivate subscript(range: ClosedRange<Int>) -> ByteView { self[range.lowerBound..<range.upperBound + 1] }
}

extension JSONView {
    /// How this value stands to another: kinds in their order, false before true, numbers by what they are worth,
    /// strings by code points, arrays element by element, objects by their members in the order of names.
    package func order(to other: JSONView) -> JSONOrder {
        let (kind, otherKind) = (self.kind, other.kind)
        if kind != otherKind { return JSONOrder(kind, otherKind) }
        switch kind {
        case .null: return .equal
        case .bool: return JSONOrder(bool == true ? 1 : 0, other.bool == true ? 1 : 0)
        case .number: return DecimalForm.order(bytes, other.bytes)
        case .string: return withContent { left in other.withContent { JSONOrder(left, $0) } ?? .equal } ?? .equal
        case .array, .object:
            var (left, right): ([UInt8], [UInt8]) = ([], [])
            JSONKey.append(self, to: &left)
            JSONKey.append(other, to: &right)
            return left.withView { left in right.withView { JSONOrder(left, $0) } }
        }
    }

    /// Whether both are worth the same: numbers by value, strings by content, members in any order.
    package func isEqual(to other: JSONView) -> Bool {
        bytes == other.bytes || kind == other.kind && order(to: other) == .equal
    }
}
