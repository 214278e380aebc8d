// A namespace that shares its root with others: its objects bear its name before theirs, and refer to one another so.

package import Bytes
package import JSON

package struct NamespacePrefix: Equatable, Sendable {
    private let text: String

    /// nil for the namespace that a root belongs to: its objects keep their names.
    package init(_ namespace: ByteString?) {
        text = namespace.map { $0.text + "-" } ?? ""
    }

    /// Whether objects keep their names.
    package var isEmpty: Bool { text.isEmpty }

    package func name(_ name: ByteString, of kind: ObjectKind) -> ByteString {
        kind.hasDefault && name == "default" ? name : ByteString(text + name.text)
    }

    /// The name that an object has in its namespace; nil where it can't be of this one.
    package func local(_ name: ByteString, of kind: ObjectKind) -> ByteString? {
        if text.isEmpty || (kind.hasDefault && name == "default") { return name }
        let given = name.text
        guard given.utf8.count > text.utf8.count, Folding.folded(given).hasPrefix(text) else { return nil }
        return ByteString(Array(name.bytes.dropFirst(text.utf8.count)))
    }

    package func body(_ body: JSONValue, of kind: ObjectKind) -> JSONValue {
        guard !text.isEmpty else { return body }
        return ReferenceTable.rewriting(body, of: kind) { reference in
            guard let local = reference.localName, !reference.isBuiltIn else { return reference.name }
            return name(local, of: reference.kind).text
        }
    }

    package func applied(to routing: Routing) -> Routing {
        var renamed = Routing()
        routing.forEach { kind, name, body in
            renamed[kind, self.name(name, of: kind)] = self.body(body, of: kind)
        }
        return renamed
    }
}
