// A look at one value where it lies, in a document that a reader has written: no tree, no allocation, no doubt. What is
// looked for is found by skipping what stands before it.

package import Bytes

/// Like the `ByteView` that it is made of, a view is good for a call and never stored. The bytes are trusted to be what
/// `JSONReader` writes; on others it may see nonsense, but never beyond them.
package struct JSONView {
    /// The whole document, so that places in it can be told.
    package let document: ByteView
    /// Where the value stands in the document.
    package let range: Range<Int>

    /// The document as one value.
    @inline(__always)
    package init(_ document: ByteView) {
        self.document = document
        range = 0..<document.count
    }

    @inline(__always)
    init(_ document: ByteView, _ range: Range<Int>) {
        self.document = document
        self.range = range
    }

    /// The value as it is written.
    package var bytes: ByteView { document[range] }

    package var kind: JSONKind {
        switch document.byte(orZeroAt: range.lowerBound) {
        case UInt8(ascii: "{"): .object
        case UInt8(ascii: "["): .array
        case UInt8(ascii: "\""): .string
        case UInt8(ascii: "t"), UInt8(ascii: "f"): .bool
        case UInt8(ascii: "n"): .null
        default: .number
        }
    }

    package var isNull: Bool { kind == .null }

    package var bool: Bool? {
        switch document.byte(orZeroAt: range.lowerBound) {
        case UInt8(ascii: "t"): true
        case UInt8(ascii: "f"): false
        default: nil
        }
    }

    /// The number, exact; nil for what is none.
    package var number: JSONNumber? { kind == .number ? JSONNumber(trusted: bytes) : nil }

    // MARK: Strings

    /// What stands between the quotes, as it is written.
    var quoted: ByteView { document[range.lowerBound + 1..<range.upperBound - 1] }

    /// Lends a string's content, escapes resolved, for the time of one call; nil for what is no string. Content without
    /// escapes is lent where it lies.
    package func withContent<Result, Failure: Error>(
        _ body: (ByteView) throws(Failure) -> Result
    ) throws(Failure) -> Result? {
        guard kind == .string else { return nil }
        let quoted = self.quoted
        guard quoted.hasEscapes else { return try body(quoted) }
        return try quoted.unescaped.withView(body)
    }

    /// A string's content, escapes resolved; nil for what is no string.
    package var content: [UInt8]? {
        guard kind == .string else { return nil }
        return quoted.hasEscapes ? quoted.unescaped : quoted.array
    }

    /// Whether this is a string of this content.
    package func spells(_ content: ByteView) -> Bool {
        guard kind == .string else { return false }
        let quoted = self.quoted
        return quoted.hasEscapes ? quoted.unescaped.withView { $0 == content } : quoted == content
    }

    // MARK: Parts

    /// The members of an object, in their order; of what is no object, none.
    package var members: Members { Members(self) }

    /// The elements of an array; of what is no array, none.
    package var elements: Elements { Elements(self) }

    package struct Member {
        package let name: JSONView
        package let value: JSONView
    }

    package struct Members: Sequence, IteratorProtocol {
        private let document: ByteView
        private var at: Int

        init(_ view: JSONView) {
            document = view.document
            at = view.kind == .object ? view.range.lowerBound + 1 : document.count
        }

        package mutating func next() -> Member? {
            guard document.byte(orZeroAt: at) == UInt8(ascii: "\"") else { return nil }
            let colon = document.endOfString(at: at)
            let end = document.endOfValue(at: colon + 1)
            let member = Member(name: JSONView(document, at..<colon), value: JSONView(document, colon + 1..<end))
            at = document.placeAfter(end)
            return member
        }
    }

    package struct Elements: Sequence, IteratorProtocol {
        private let document: ByteView
        private var at: Int

        init(_ view: JSONView) {
            document = view.document
            let isEmpty = view.kind != .array || view.range.count == 2
            at = isEmpty ? document.count : view.range.lowerBound + 1
        }

        package mutating func next() -> JSONView? {
            guard at < document.count else { return nil }
            let end = document.endOfValue(at: at)
            let element = JSONView(document, at..<end)
            at = document.placeAfter(end)
            return element
        }
    }

    /// The member of this name; nil where there is none.
    package func member(_ name: ByteView) -> JSONView? {
        for member in members where member.name.spells(name) { return member.value }
        return nil
    }

    func member(_ name: JSONPointer.Name) -> JSONView? {
        name.content.withView { member($0) }
    }

    /// The element at this place; nil where there is none.
    package func element(_ index: Int) -> JSONView? {
        var rest = index
        for element in elements {
            if rest == 0 { return element }
            rest -= 1
        }
        return nil
    }

    /// How many members or elements there are; none in a scalar.
    package var partCount: Int {
        var count = 0
        switch kind {
        case .object: for _ in members { count += 1 }
        case .array: for _ in elements { count += 1 }
        default: break
        }
        return count
    }
}
