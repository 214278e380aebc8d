// Reads keys as Traefik's provider does: what it takes is taken, what makes it reject everything is an error, and what
// it loses is lost. Fields that it accepts and ignores are left out, and so is what only Traefik itself writes.

package import Bytes
package import JSON

package struct TreeReader: Sendable {
    package let root: TreeRoot

    package init(_ root: TreeRoot = .usual) {
        self.root = root
    }

    /// Whether Traefik looks at a key that has a value.
    package func isSeen(_ key: [UInt8]) -> Bool { TreeNode.isSeen(TreePair(key: key, value: [0]), root) }

    package func routing(_ pairs: [TreePair]) throws(TreeError) -> Routing {
        var routing = Routing()
        guard let tree = TreeNode.tree(pairs, root) else { return routing }
        for section in tree.children {
            let path = "\(root.name)/\(section.name)"
            guard let known = Self.sections[Folding.folded(section.name)] else {
                throw TreeError(path: path, reason: Routing.unknownSection)
            }
            guard !section.children.isEmpty else { throw Self.standalone(path) }
            for part in section.children {
                guard let kind = known[Folding.folded(part.name)] else {
                    throw TreeError(path: "\(path)/\(part.name)", reason: Routing.noKind(of: section.name))
                }
                try read(part, kind, at: "\(path)/\(part.name)", into: &routing)
            }
        }
        return routing
    }

    /// The kinds of a section by their folded names. Kinds of Traefik's own are among them.
    private static let sections: [String: [String: String]] = Facts.current.objects.keys.reduce(into: [:]) {
        sections, kind in
        let words = kind.split(separator: ".")
        sections[String(words[0]), default: [:]][Folding.folded(String(words[1]))] = kind
    }

    private func read(
        _ part: TreeNode, _ name: String, at path: String, into routing: inout Routing
    ) throws(TreeError) {
        let fields = Facts.current.objects[name] ?? .none
        guard let kind = ObjectKind(rawValue: name), kind.isList else {
            guard !part.children.isEmpty else { throw Self.standalone(path) }
            for child in part.children {
                let body = try Self.object(child, fields, at: "\(path)/\(child.name)", isIdle: false)
                // What only Traefik itself writes is checked and left out.
                if let kind = ObjectKind(rawValue: name) { routing[kind, ByteString(child.name)] = body }
            }
            return
        }
        for child in part.children {
            let body = try Self.object(child, fields, at: "\(path)/\(child.name)", isIdle: false)
            routing[kind, CertificateName.name(of: body)] = body
        }
    }

    private static func standalone(_ path: String) -> TreeError {
        TreeError(path: path, reason: "it cannot stand without anything in it: write keys below it")
    }

    // MARK: Objects

    /// The object that the children of a node make. `isIdle` where Traefik ignores all of it, and only looks whether
    /// its fields are some that it knows.
    private static func object(
        _ node: TreeNode, _ fields: FieldSet, at path: String, isIdle: Bool
    ) throws(TreeError) -> JSONValue {
        var values: [String: JSONValue] = [:]
        for child in node.children {
            let inner = "\(path)/\(child.name)"
            guard let field = fields[ignoringCase: child.name] else {
                throw TreeError(path: inner, reason: "Traefik knows no such field: " + fields.advice(on: child.name))
            }
            values[field.name] = try value(child, field, at: inner, isIdle: isIdle || field.flags.contains(.hidden))
        }
        return .object(
            JSONObject(
                fields.all.compactMap { field in values[field.name].map { JSONMember(JSONString(field.name), $0) } }))
    }

    private static func value(
        _ node: TreeNode, _ field: Field, at path: String, isIdle: Bool
    ) throws(TreeError) -> JSONValue? {
        switch field.type {
        case .object(let fields):
            if node.children.isEmpty, field.flags.isDisjoint(with: [.mayBeEmpty, .hidden]) { throw standalone(path) }
            let isOff = field.flags.contains(.mayBeEmpty) && !node.value.isEmpty && Folding.folded(node.value) != "true"
            let object = try object(node, fields, at: path, isIdle: isIdle || isOff)
            return isIdle || isOff ? nil : object
        case .map(let element):
            if node.children.isEmpty, !field.flags.contains(.hidden) { throw standalone(path) }
            return isIdle ? nil : try map(node, of: element, at: path)
        case .list(let element): return try list(node, of: element, at: path, isIdle: isIdle)
        case .string, .bool, .integer, .duration, .any:
            guard node.children.isEmpty else {
                throw TreeError(
                    path: path, reason: "\(field.type.name) belongs here, and keys go on below it: remove those")
            }
            return isIdle ? nil : try scalar(node.value, field.type, at: path)
        }
    }

    // MARK: Lists and maps

    private static func list(
        _ node: TreeNode, of type: FieldType, at path: String, isIdle: Bool
    ) throws(TreeError) -> JSONValue? {
        var elements: [JSONValue] = []
        if case .object(let fields) = type {
            for child in node.children {
                elements.append(try object(child, fields, at: "\(path)/\(child.name)", isIdle: isIdle))
            }
        } else {
            if let child = node.children.first(where: { !$0.children.isEmpty }) {
                throw TreeError(
                    path: "\(path)/\(child.name)", reason: "keys go on below an element of a list: remove those")
            }
            guard !isIdle, !node.value.isEmpty else { return nil }
            for part in node.value.split(separator: ",", omittingEmptySubsequences: false) {
                elements.append(try scalar(Blanks.trimmed(part), type, at: path))
            }
        }
        return isIdle || elements.isEmpty ? nil : .array(elements)
    }

    private static func map(_ node: TreeNode, of type: FieldType, at path: String) throws(TreeError) -> JSONValue {
        var members: [JSONMember] = []
        for child in node.children {
            let inner = "\(path)/\(child.name)"
            // A plugin's settings are a map of their own. What stands below the entries of other maps is lost.
            let value =
                if case .map = type { PluginTree.settings(child) } else { try scalar(child.value, type, at: inner) }
            members.append(JSONMember(JSONString(child.name), value))
        }
        return .object(JSONObject(members))
    }

    // MARK: Scalars

    private static func scalar(_ text: String, _ type: FieldType, at path: String) throws(TreeError) -> JSONValue {
        let value: JSONValue? =
            switch type {
            case .bool: GoText.bool(text).map { .bool($0) }
            case .integer(let range):
                GoText.integer(text).flatMap { range.contains($0) ? .number(JSONNumber($0)) : nil }
            case .duration: GoText.duration(text).map { _ in .string(JSONString(text)) }
            case .string, .list, .map, .object, .any: .string(JSONString(text))
            }
        guard let value else { throw TreeError(path: path, reason: "\(type.name) belongs here, not '\(text)'") }
        return value
    }
}

/// What Go takes for blanks at the ends of a text.
enum Blanks {
    static func trimmed(_ text: Substring) -> String {
        var scalars = text.unicodeScalars[...]
        while let first = scalars.first, first.properties.isWhitespace { scalars.removeFirst() }
        while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
        return String(scalars)
    }
}

/// Certificates have no names to Traefik; one that comes without is named by what it is.
package enum CertificateName {
    package static func name(of body: JSONValue) -> ByteString {
        // The order in which it was written makes no other certificate of it.
        let fields = Facts.current.fields(of: .tlsCertificates).all.map { JSONString($0.name) }
        let members = fields.compactMap { name in body[name].map { JSONMember(name, $0) } }
        let digest = JSONValue.object(JSONObject(members)).bytes.withView { SHA256.digest(of: $0) }
        let digits = digest.prefix(6).map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
        return ByteString("cert-" + digits.joined())
    }
}
