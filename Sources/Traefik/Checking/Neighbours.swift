// What others have written beside the resources of a namespace, under the root that those are exported to: plain keys.
// They are in nobody's namespace, so no commit judges what they refer to.

internal import Bytes
internal import JSON
internal import Resources

package struct Neighbours: Sendable {
    /// By the names that they have under the root.
    private let routing: Routing
    /// What the namespace's own objects bear before their names there.
    private let prefix: NamespacePrefix

    package init(_ routing: Routing = Routing(), beside prefix: NamespacePrefix = NamespacePrefix(nil)) {
        self.routing = routing
        self.prefix = prefix
    }

    struct Place: Hashable {
        let kind: ObjectKind
        let name: ByteString

        var text: String { "\(kind.rawValue) \(name.text)" }
    }

    /// What they refer to, as far as it may be of the namespace, by the names that it has there.
    var uses: [Place] {
        var uses: [Place] = []
        routing.forEach { kind, name, _ in
            for place in references(from: Place(kind: kind, name: name)) {
                guard let local = prefix.local(place.name, of: place.kind) else { continue }
                uses.append(Place(kind: place.kind, name: local))
            }
        }
        return uses
    }

    /// Those that refer to themselves in a circle, each circle once. Resources are in none of them, since a resource
    /// refers to resources alone.
    var circles: [[Place]] {
        var search = CircleSearch<Place>()
        var circles: [[Place]] = []
        routing.forEach { kind, name, _ in
            let circle = search.circle(from: Place(kind: kind, name: name)) { place in
                references(from: place).filter { ReferenceTable.mayLeadBack(from: place.kind, to: $0.kind) }
            }
            if let circle { circles.append(circle) }
        }
        return circles
    }

    private func references(from place: Place) -> [Place] {
        guard let body = routing[place.kind, place.name] else { return [] }
        return ReferenceTable.references(in: body, of: place.kind).compactMap { reference in
            reference.localName.map { Place(kind: reference.kind, name: $0) }
        }
    }
}
