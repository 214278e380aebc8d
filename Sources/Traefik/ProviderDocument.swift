// A namespace as Traefik's HTTP provider is given it, written piece by piece from the bodies as they stand: nothing is
// read but where `@redis` may be said.
//
// It is never empty, since Traefik would take that for the end of every route.

package import Bytes
internal import JSON

package struct ProviderDocument {
    private var bytes: [UInt8] = []
    /// The kind of what was written last.
    private var kind: ObjectKind?
    /// The middleware that tells the revision.
    private let inert: [UInt8]?

    /// `revision` is nil where no middleware tells it; then something else has to be written.
    package init(revision: UInt64?) {
        inert = revision.map { InertMiddleware.body(revision: $0).bytes }
    }

    /// Writes the objects of a kind, which `visitAll` calls by the order of their names. Kinds come in their order.
    package mutating func write(_ kind: ObjectKind, _ visitAll: ((ByteString, [UInt8]) -> Void) -> Void) {
        let inert = kind == .httpMiddlewares ? inert : nil
        let inertName = InertMiddleware.resourceName
        var isAwaited = inert != nil
        visitAll { name, body in
            if isAwaited, let inert, name >= inertName {
                append(kind, inertName, inert)
                isAwaited = false
            }
            if inert == nil || name != inertName { append(kind, name, body) }
        }
        if isAwaited, let inert { append(kind, inertName, inert) }
    }

    private mutating func append(_ next: ObjectKind, _ name: ByteString, _ body: [UInt8]) {
        if next == kind { bytes.append(UInt8(ascii: ",")) } else { turn(to: next) }
        if !next.isList {
            JSONString(name.bytes).write(to: &bytes)
            bytes.append(UInt8(ascii: ":"))
        }
        body.withView { ReferenceTable.write($0, of: next, withinProviderTo: &bytes) }
    }

    private mutating func turn(to next: ObjectKind) {
        if let kind {
            bytes.append(kind.closing)
            bytes.append(ByteView(kind.section == next.section ? "," : "},"))
        } else {
            bytes.append(UInt8(ascii: "{"))
        }
        if kind?.section != next.section { bytes += Array("\"\(next.section)\":{".utf8) }
        bytes += Array("\"\(next.part)\":\(next.isList ? "[" : "{")".utf8)
        kind = next
    }

    /// The document, when all kinds are written.
    package consuming func finished() -> [UInt8] {
        guard let kind else { preconditionFailure("a document for Traefik holds nothing") }
        bytes.append(kind.closing)
        bytes.append(ByteView("}}"))
        return bytes
    }
}

extension ObjectKind {
    fileprivate var closing: UInt8 { UInt8(ascii: isList ? "]" : "}") }
}
