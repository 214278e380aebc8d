// Writes objects as the keys in which Traefik's provider reads them. What is written here was validated, so that the
// tree has a form for all of it.

package import Bytes
package import JSON

package struct TreeWriter: Sendable {
    package let root: TreeRoot

    package init(_ root: TreeRoot = .usual) {
        self.root = root
    }

    /// Everything, in the order of keys.
    package func pairs(of routing: Routing) -> [TreePair] {
        var pairs: [TreePair] = []
        routing.forEach { kind, name, body in
            if !kind.isList { pairs += self.pairs(of: body, named: name, of: kind) }
        }
        return (pairs + certificates(routing.names(of: .tlsCertificates).compactMap { routing[.tlsCertificates, $0] }))
            .sorted()
    }

    /// One object that has a name there.
    package func pairs(of body: JSONValue, named name: ByteString, of kind: ObjectKind) -> [TreePair] {
        precondition(!kind.isList, "certificates are numbered, so they are written together")
        return pairs(of: body, kind, at: "\(root.name)/\(kind.section)/\(kind.part)/\(name.text)")
    }

    /// All certificates: they are a list.
    package func certificates(_ bodies: [JSONValue]) -> [TreePair] {
        let kind = ObjectKind.tlsCertificates
        return bodies.enumerated().flatMap { index, body in
            pairs(
                of: body, kind, at: "\(root.name)/\(kind.section)/\(kind.part)/\(Self.index(index, of: bodies.count))")
        }
    }

    /// The middleware that tells the revision, and the key that Traefik drops, for events.
    package func revision(_ revision: UInt64) -> [TreePair] {
        pairs(of: InertMiddleware.body(revision: revision), named: InertMiddleware.resourceName, of: .httpMiddlewares)
            + [TreePair(revisionKey, String(revision))]
    }

    package var revisionKey: String { "\(root.name)/_milepost/revision" }

    // MARK: Values

    private func pairs(of body: JSONValue, _ kind: ObjectKind, at path: String) -> [TreePair] {
        var pairs: [TreePair] = []
        Self.write(body, Facts.current.fields(of: kind), at: path, &pairs)
        // An object of which nothing is written is there by its name.
        return pairs.isEmpty ? [TreePair(path, "true")] : pairs
    }

    private static func write(
        _ value: JSONValue, _ fields: FieldSet, at path: String, _ pairs: inout [TreePair]
    ) {
        for member in value.object?.members ?? [] {
            guard let field = fields[member.name.text] else { continue }
            write(member.value, field, at: "\(path)/\(field.name)", &pairs)
        }
    }

    private static func write(_ value: JSONValue, _ field: Field, at path: String, _ pairs: inout [TreePair]) {
        switch field.type {
        case .object(let fields) where value.object?.isEmpty == true:
            switch TreeForm.empty(field, fields) {
            case .mark: pairs.append(TreePair(path, "true"))
            case .scalar(let name, let text): pairs.append(TreePair("\(path)/\(name)", text))
            case nil: return
            }
        case .object(let fields): write(value, fields, at: path, &pairs)
        case .list(.object(let fields)):
            forEachElement(of: value, at: path) { write($0, fields, at: $1, &pairs) }
        case .map where TreeForm.isStatusMap(field):
            for member in value.object?.members ?? [] {
                write(any: member.value, at: "\(path)/\(TreeForm.statusKey(member.name.text))", &pairs)
            }
        case .map, .any, .list, .string, .bool, .integer, .duration: write(any: value, at: path, &pairs)
        }
    }

    /// What needs no field to be understood.
    private static func write(any value: JSONValue, at path: String, _ pairs: inout [TreePair]) {
        switch value {
        case .object(let object):
            for member in object.members { write(any: member.value, at: "\(path)/\(member.name.text)", &pairs) }
        case .array: forEachElement(of: value, at: path) { write(any: $0, at: $1, &pairs) }
        case .null, .bool, .number, .string:
            if let text = ScalarText.text(value) { pairs.append(TreePair(path, text)) }
        }
    }

    private static func forEachElement(
        of value: JSONValue, at path: String, _ visit: (JSONValue, String) -> Void
    ) {
        let elements = value.elements ?? []
        for (place, element) in elements.enumerated() {
            visit(element, "\(path)/\(index(place, of: elements.count))")
        }
    }

    /// A place with as many digits as all others of its list have, since Traefik sorts them as text.
    private static func index(_ place: Int, of count: Int) -> String {
        let digits = String(place)
        return String(repeating: "0", count: String(count - 1).utf8.count - digits.utf8.count) + digits
    }
}
