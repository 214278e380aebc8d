// What stands in the store and can't be exported: written while nobody exported its namespace, or when another release
// of Traefik was aimed at. Everything else is exported without it, since one key that Traefik can't read would make it
// reject all of them.

internal import Bytes
internal import Engine
internal import JSON
internal import Keyspace
internal import Resources
internal import Traefik

/// Why a resource is not exported.
struct Obstacle {
    let reason: String
    /// The plain key that stands in its way, where one does.
    var plainKey: ByteString?
}

extension RootExport {
    /// Whether a plain key is gone that stood in the way of something.
    var mayReturn: Bool {
        leftOut.values.contains { obstacle in
            obstacle.plainKey.map { $0.withView { engine.shelf.find($0)?.kind != .string } } ?? false
        }
    }

    /// Looks at everything anew, as after a start: whatever the configuration said when it was written, only what it
    /// says now counts.
    func judgeAll(_ settings: ExportSettings) {
        leftOut = [:]
        var claims: [String: ResourceKey] = [:]
        for kind in ObjectKind.allCases {
            let plain = plainKeys(of: kind, but: [])
            forEachResource(of: kind) { key, prefix in
                guard let body = body(of: key) else { return }
                leftOut[key] = objection(to: body, key, kind, settings)
                guard !kind.isList, leftOut[key] == nil else { return }
                let place = ObjectPlace(kind, prefix.name(key.name, of: kind), under: root)
                if let other = claims[place.foldedPath] {
                    leftOut[key] = Self.obstacle(place, heldBy: other)
                } else if let plainKey = plain[place.foldedPath] {
                    leftOut[key] = Self.obstacle(heldByPlain: plainKey)
                } else {
                    claims[place.foldedPath] = key
                }
            }
        }
    }

    /// A commit may have changed what was left out, or taken away what was in its way.
    func reconsider(_ settings: ExportSettings) {
        for key in leftOut.keys.sorted(by: { $0.text < $1.text }) {
            leftOut[key] = ObjectKind.named(key.type).flatMap { obstacle(to: $0, key, settings) }
            guard leftOut[key] == nil, let kind = ObjectKind.named(key.type), !kind.isList else { continue }
            setObject(key, kind)
        }
        renderCertificates()
    }

    private func obstacle(to kind: ObjectKind, _ key: ResourceKey, _ settings: ExportSettings) -> Obstacle? {
        guard let body = body(of: key) else { return nil }
        if let objection = objection(to: body, key, kind, settings) { return objection }
        guard !kind.isList else { return nil }
        let place = ObjectPlace(kind, prefix(of: key.namespace).name(key.name, of: kind), under: root)
        if let other = exportedHolder(of: place, but: key) { return Self.obstacle(place, heldBy: other) }
        return plainKeys(of: kind, but: [])[place.foldedPath].map { Self.obstacle(heldByPlain: $0) }
    }

    private func objection(
        to body: JSONValue, _ key: ResourceKey, _ kind: ObjectKind, _ settings: ExportSettings
    ) -> Obstacle? {
        let objections = Validator(target: settings.target).objections(to: body, named: key.name, of: kind)
        return objections.isEmpty ? nil : Obstacle(reason: objections.map(\.text).joined(separator: "; "))
    }

    private static func obstacle(_ place: ObjectPlace, heldBy other: ResourceKey) -> Obstacle {
        Obstacle(reason: "\(place.path) is what \(other.text) is exported as")
    }

    private static func obstacle(heldByPlain key: ByteString) -> Obstacle {
        Obstacle(reason: "the plain key \(key.text) stands where it would be exported", plainKey: key)
    }
}
