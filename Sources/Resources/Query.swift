// Which resources of a type a reader wants to see, in what order, as of when, and from where on.

package import Bytes
package import JSON

package struct Query {
    package enum Operator: Sendable {
        case equal, unequal, less, atMost, greater, atLeast
        case isIn, hasPrefix, matchesGlob, contains, exists, isMissing
    }

    package struct Condition: Sendable {
        let place: Place
        let relation: Operator
        /// A read document; what a client gives that is no JSON is a string.
        let operand: [UInt8]

        package init(_ place: Place, _ relation: Operator, _ operand: ByteView = ByteView("")) {
            self.place = place
            self.relation = relation
            self.operand = Self.document(operand)
        }

        private static func document(_ text: ByteView) -> [UInt8] {
            var document: [UInt8] = []
            var reader = JSONReader()
            do throws(JSONError) { try reader.read(text, into: &document) } catch {
                JSONString(text).write(to: &document)
            }
            return document
        }
    }

    package struct Order: Sendable {
        let place: Place
        let isDescending: Bool

        package init(_ place: Place, descending: Bool = false) {
            self.place = place
            isDescending = descending
        }
    }

    /// nil stands for all.
    package var namespace: ByteString?
    package var conditions: [Condition] = []
    package var orders: [Order] = []
    package var limit = Int.max
    package var cursor: Cursor?
    /// The store as it was after this commit; nil for now.
    package var revision: Revision?

    package init(namespace: ByteString?) {
        self.namespace = namespace
    }
}

/// A part of a resource that can be asked for: of its body, or what the store knows of it.
package enum Place: Hashable, Sendable {
    case path(JSONPointer)
    case namespace, name, version, revision, created, updated, author

    package init(_ text: ByteView) throws(StoreError) {
        switch text.text {
        case "@namespace": self = .namespace
        case "@name": self = .name
        case "@version": self = .version
        case "@revision": self = .revision
        case "@created": self = .created
        case "@updated": self = .updated
        case "@author": self = .author
        default:
            do throws(JSONPointerError) { self = .path(try JSONPointer(pattern: text)) } catch {
                throw StoreError(.invalid, "'\(text.text)': \(error.text)")
            }
        }
    }
}

/// Where a reader has come to, and the revision that it reads.
package struct Cursor: Equatable, Sendable {
    let revision: Revision
    /// The order key of the last item that was told.
    let after: [UInt8]

    /// The cursor as text for a client to give back.
    package var text: String {
        let digits = Array("0123456789abcdef".utf8)
        let hexadecimal = after.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return "\(revision)." + String(decoding: hexadecimal, as: UTF8.self)
    }

    init(revision: Revision, after: [UInt8]) {
        self.revision = revision
        self.after = after
    }

    package init(_ text: ByteView) throws(StoreError) {
        let wrong = StoreError(.invalid, "'\(text.text)' is no cursor of a reply")
        guard let point = text.firstIndex(of: UInt8(ascii: ".")), let revision = Revision(text[0..<point].text) else {
            throw wrong
        }
        let digits = text.dropFirst(point + 1).array.map { Character(Unicode.Scalar($0)).hexDigitValue }
        guard digits.count.isMultiple(of: 2), digits.allSatisfy({ $0 != nil }) else { throw wrong }
        let values = digits.compactMap { $0 }
        self.revision = revision
        after = stride(from: 0, to: values.count, by: 2).map { UInt8(values[$0] << 4 | values[$0 + 1]) }
    }
}

/// What a reader is told.
package struct Page {
    package struct Item {
        package let resource: Resource
        package let version: Version
    }

    package let revision: Revision
    package var items: [Item] = []
    /// Where to go on; nil at the end.
    package var cursor: Cursor?
}
