// All of Traefik's objects in one namespace, by kind and name: what is exported, matched, checked and drawn.

package import Bytes
package import JSON

package struct Routing: Equatable, Sendable {
    package private(set) var objects: [ObjectKind: [ByteString: JSONValue]] = [:]

    package init() {}

    package subscript(kind: ObjectKind, name: ByteString) -> JSONValue? {
        get { objects[kind]?[name] }
        set {
            objects[kind, default: [:]][name] = newValue
            if objects[kind]?.isEmpty == true { objects[kind] = nil }
        }
    }

    package subscript(kind: ObjectKind) -> [ByteString: JSONValue] { objects[kind] ?? [:] }

    package func names(of kind: ObjectKind) -> [ByteString] { self[kind].keys.sorted() }

    package var isEmpty: Bool { objects.isEmpty }
    package var count: Int { objects.values.reduce(0) { $0 + $1.count } }

    /// Every object, in the order of kinds and names.
    package func forEach(_ visit: (ObjectKind, ByteString, JSONValue) -> Void) {
        for kind in ObjectKind.allCases {
            for (name, body) in self[kind].sorted(by: { $0.key < $1.key }) { visit(kind, name, body) }
        }
    }
}

extension JSONValue {
    /// A member that is a string, as text.
    func text(_ name: String) -> String? { self[JSONString(name)]?.string?.text }

    /// The strings of a member that is a list.
    func texts(_ name: String) -> [String] { self[JSONString(name)]?.elements?.compactMap { $0.string?.text } ?? [] }

    func member(_ name: String) -> JSONValue? { self[JSONString(name)] }
}
