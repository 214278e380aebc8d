// Which resources of a type a reader wants to see, in what order, as of when, and from where on.

package import Bytes
package import JSON

package struct Query {
    package enum Relation: UInt8, Sendable {
        case equal, unequal, less, atMost, greater, atLeast
        case isIn, hasPrefix, matchesGlob, contains, exists, isMissing
    }

    package struct Condition: Sendable {
        let place: Place
        let relation: Relation
        /// A read document; what a client gives that is no JSON is a string.
        let operand: [UInt8]

        package init(_ place: Place, _ relation: Relation, _ operand: ByteView = ByteView("")) {
            self.place = place
            self.relation = relation
            let document = Self.document(operand)
            let isText = relation == .hasPrefix || relation == .matchesGlob || place.isText && relation != .isIn
            // Where only a string can be meant, 10 is the string of two digits.
            self.operand = isText ? document.withView { Self.string($0, otherwise: operand) } : document
        }

        /// Only a list can be one of which something is an element.
        package var isMeaningful: Bool {
            relation != .isIn || operand.withView { JSONView($0).kind == .array }
        }

        private static func document(_ text: ByteView) -> [UInt8] {
            var document: [UInt8] = []
            var reader = JSONReader()
            do throws(JSONError) { try reader.read(text, into: &document) } catch {
                JSONString(text).write(to: &document)
            }
            return document
        }

        private static func string(_ document: ByteView, otherwise text: ByteView) -> [UInt8] {
            JSONView(document).kind == .string ? document.array : JSONValue.string(JSONString(text)).bytes
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

    /// The keys of an index that begin with these values.
    package struct Lookup: Sendable {
        let index: ByteString
        /// As a client gives them: JSON, or else a string.
        let values: [ByteString]

        package init(_ index: ByteString, _ values: [ByteString]) {
            self.index = index
            self.values = values
        }
    }

    /// nil stands for all.
    package var namespace: ByteString?
    /// nil stands for all; what is looked up comes in the order of its keys.
    package var lookup: Lookup?
    package var conditions: [Condition] = []
    package var orders: [Order] = []
    /// One at least.
    package var limit = Int.max
    package var cursor: Cursor?
    /// The store as it was after this commit; nil for now.
    package var revision: Revision?

    package init(namespace: ByteString?) {
        self.namespace = namespace
    }

    /// What is asked for, whatever page of it, as a number: by it a cursor knows where it belongs.
    func digest(of type: ByteString, epoch: UInt64) -> UInt32 {
        var words = [Array(String(epoch).utf8), type.bytes, namespace?.bytes ?? [UInt8(ascii: "*")]]
        if let lookup { words += [lookup.index.bytes] + lookup.values.map(\.bytes) }
        for condition in conditions {
            words += [condition.place.bytes, [condition.relation.rawValue], condition.operand]
        }
        for order in orders { words += [order.place.bytes, [order.isDescending ? 1 : 0]] }
        return words.reduce(0) { digest, word in
            let length = withDecimal(of: Int64(word.count)) { CRC32C.update(digest, $0) }
            return word.withView { CRC32C.update(length, $0) }
        }
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

    package var bytes: [UInt8] {
        if case .path(let path) = self { path.bytes } else { Array("@\(self)".utf8) }
    }

    /// Whether it leads to one value at most.
    package var isExact: Bool {
        if case .path(let path) = self { path.isExact } else { true }
    }

    /// Whether what stands there is a string in any case.
    fileprivate var isText: Bool { self == .namespace || self == .name || self == .author }
}

/// What a reader is told.
package struct Page {
    /// A resource as it stood at the revision that is read.
    package struct Item {
        package let resource: Resource
        package let version: Version

        package init(_ resource: Resource, _ version: Version) {
            self.resource = resource
            self.version = version
        }
    }

    package let revision: Revision
    package var items: [Item] = []
    /// Where to go on; nil at the end.
    package var cursor: Cursor?
}
