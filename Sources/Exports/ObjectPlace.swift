// Which object of Traefik's a key belongs to.

internal import Bytes
internal import Traefik

struct ObjectPlace {
    let kind: ObjectKind
    /// Empty for certificates, which are one list.
    let name: ByteString
    /// What all of its keys begin with.
    let path: String

    init(_ kind: ObjectKind, _ name: ByteString, under root: TreeRoot) {
        self.kind = kind
        self.name = kind.isList ? "" : name
        let top = "\(root.name)/\(kind.section)/\(kind.part)"
        path = kind.isList ? top : "\(top)/\(name.text)"
    }

    /// Where a key lies; nil where it is of no object.
    init?(of key: ByteView, under root: TreeRoot) {
        let parts = key.text.dropFirst(root.name.count).split(separator: "/")
        guard parts.count >= 2, let kind = Self.kinds[Folding.folded("\(parts[0])/\(parts[1])")] else { return nil }
        guard kind.isList || parts.count >= 3 else { return nil }
        self.kind = kind
        name = kind.isList ? "" : ByteString(String(parts[2]))
        path = ([root.name] + parts.prefix(kind.isList ? 2 : 3).map(String.init)).joined(separator: "/")
    }

    /// Traefik takes names for the same whose letters differ in case alone.
    func isSame(as other: ObjectPlace) -> Bool {
        kind == other.kind && Folding.folded(name.text) == Folding.folded(other.name.text)
    }

    /// The same for all places that Traefik takes for one.
    var foldedPath: String { Folding.folded(path) }

    private static let kinds = Dictionary(
        uniqueKeysWithValues: ObjectKind.allCases.map { (Folding.folded("\($0.section)/\($0.part)"), $0) })
}

extension ObjectKind {
    /// The kind of a resource type; nil for the types of others.
    static func named(_ type: ByteString) -> ObjectKind? {
        // All of ours have a dot, and most of the others none.
        type.bytes.contains(UInt8(ascii: ".")) ? byType[type] : nil
    }

    private static let byType = Dictionary(uniqueKeysWithValues: allCases.map { ($0.type, $0) })
}
