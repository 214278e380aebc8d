// What stands in the store and can't be exported: written while nobody exported its namespace, or when another release
// of Traefik was aimed at. Everything else is exported without it, since one key that Traefik can't read would make it
// reject all of them.

internal import Bytes
internal import Engine
internal import JSON
internal import Resources
internal import Traefik

extension RootExport {
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
                    leftOut[key] = Self.reason(place, heldBy: other)
                } else if let plainKey = plain[place.foldedPath] {
                    leftOut[key] = Self.reason(heldByPlain: plainKey)
                } else {
                    claims[place.foldedPath] = key
                }
            }
        }
    }

    /// A commit may have changed what was left out, or taken away what was in its way.
    func reconsider(_ settings: ExportSettings) {
        for key in leftOut.keys.sorted(by: { $0.text < $1.text }) {
            leftOut[key] = ObjectKind.named(key.type).flatMap { reason(to: $0, key, settings) }
            guard leftOut[key] == nil, let kind = ObjectKind.named(key.type), !kind.isList else { continue }
            setObject(key, kind)
        }
        renderCertificates()
    }

    private func reason(to kind: ObjectKind, _ key: ResourceKey, _ settings: ExportSettings) -> String? {
        guard let body = body(of: key) else { return nil }
        if let objection = objection(to: body, key, kind, settings) { return objection }
        guard !kind.isList else { return nil }
        let place = ObjectPlace(kind, prefix(of: key.namespace).name(key.name, of: kind), under: root)
        if let other = exportedHolder(of: place, but: key) { return Self.reason(place, heldBy: other) }
        return plainKeys(of: kind, but: [])[place.foldedPath].map { Self.reason(heldByPlain: $0) }
    }

    private func objection(
        to body: JSONValue, _ key: ResourceKey, _ kind: ObjectKind, _ settings: ExportSettings
    ) -> String? {
        let objections = Validator(target: settings.target).objections(to: body, named: key.name, of: kind)
        return objections.isEmpty ? nil : objections.map(\.text).joined(separator: "; ")
    }

    private static func reason(_ place: ObjectPlace, heldBy other: ResourceKey) -> String {
        "\(place.path) is what \(other.text) is exported as"
    }

    private static func reason(heldByPlain key: ByteString) -> String {
        "the plain key \(key.text) stands where it would be exported"
    }
}
