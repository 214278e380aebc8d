// A namespace as one document, as Traefik's file and HTTP providers read it: sections, kinds, names.

package import JSON
internal import Bytes

package struct DocumentError: Error, Equatable, Sendable {
    package let path: JSONPointer
    package let reason: String

    package var text: String { (path == .root ? "the document" : path.text) + ": " + reason }
}

extension Routing {
    /// Sections and kinds of which there is nothing are left out.
    package var document: JSONValue {
        var sections = JSONObject()
        for kind in ObjectKind.allCases where !self[kind].isEmpty {
            let (section, part) = (JSONString(kind.section), JSONString(kind.part))
            var parts = sections[section]?.object ?? JSONObject()
            let bodies = names(of: kind).compactMap { name in
                self[kind, name].map { JSONMember(JSONString(name.bytes), $0) }
            }
            parts[part] = kind.isList ? .array(bodies.map(\.value)) : .object(JSONObject(bodies))
            sections[section] = .object(parts)
        }
        return .object(sections)
    }

    /// What a document holds; names of sections, kinds and fields are taken in any capitals.
    package init(document: JSONValue) throws(DocumentError) {
        self.init()
        for section in try Self.members(document, at: .root) {
            let path = JSONPointer.root.appending(section.name)
            let kinds = ObjectKind.allCases.filter { Folding.folded($0.section) == Folding.folded(section.name.text) }
            guard !kinds.isEmpty else { throw DocumentError(path: path, reason: Self.noSection(section.name.text)) }
            for part in try Self.members(section.value, at: path) {
                let inner = path.appending(part.name)
                guard let kind = kinds.first(where: { Folding.folded($0.part) == Folding.folded(part.name.text) })
                else {
                    throw DocumentError(path: inner, reason: Self.noKind(of: section.name.text))
                }
                try take(part.value, kind, at: inner)
            }
        }
    }

    /// What is said of a name below a section that is no kind's.
    static func noKind(of section: String) -> String {
        "Traefik knows no such kind of object; there are \(ObjectKind.parts(of: section))"
    }

    /// Sections of the file that Traefik is started with, which people bring along.
    private static let staticSections: Set = [
        "entrypoints", "providers", "api", "log", "accesslog", "metrics", "tracing", "ping", "global", "experimental",
        "certificatesresolvers", "serverstransport", "tcpserverstransport", "hostresolver", "spiffe", "core", "ocsp",
    ]

    static let unknownSection = "Traefik knows no such section; there are http, tcp, udp and tls"

    private static func noSection(_ name: String) -> String {
        staticSections.contains(Folding.folded(name))
            ? "this is of Traefik's static configuration, which it takes from its own file or flags: leave it out; "
                + "here belong http, tcp, udp and tls"
            : unknownSection
    }

    private mutating func take(_ value: JSONValue, _ kind: ObjectKind, at path: JSONPointer) throws(DocumentError) {
        guard kind.isList else {
            for member in try Self.members(value, at: path) {
                self[kind, ByteString(member.name.content)] = FieldSpelling.corrected(member.value, kind)
            }
            return
        }
        if value.kind == .null { return }
        guard let elements = value.elements else {
            throw DocumentError(path: path, reason: value.kind.isNoList)
        }
        for element in elements {
            let body = FieldSpelling.corrected(element, kind)
            self[kind, CertificateName.name(of: body)] = body
        }
    }

    /// null stands for nothing, as an empty member of YAML does.
    private static func members(_ value: JSONValue, at path: JSONPointer) throws(DocumentError) -> [JSONMember] {
        if value.kind == .null { return [] }
        guard let object = value.object else {
            throw DocumentError(path: path, reason: value.kind.isNoObject)
        }
        return object.members
    }
}
