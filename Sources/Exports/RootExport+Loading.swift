// What a snapshot has brought as strings though it was made of resources: it is forgotten as soon as these have come,
// and made again of them when all is loaded.
//
// A snapshot says where namespaces were exported when it was made (`milepost-exports`), as other roots may be
// configured by now. What was plain then stays.

internal import Bytes
internal import Engine
internal import JSON
internal import Keyspace
internal import Resources
internal import Traefik

/// What a snapshot tells of the strings in it that were made of resources.
struct FormerExports {
    let destinations: Destinations
    /// Where plain keys stood, and the resources that would be exported there were left out.
    let plainPaths: Set<String>

    /// As a snapshot has it: a line for each namespace, and behind an empty one a line for each path.
    static func layout(of destinations: Destinations, plainPaths: [String]) -> [UInt8] {
        let lines = destinations.lines.map { $0.joined(separator: " ") } + [""] + plainPaths
        return Array(lines.joined(separator: "\n").utf8)
    }

    /// nil for what is no layout.
    init?(layout: ByteView) {
        let lines = layout.text.split(separator: "\n", omittingEmptySubsequences: false)
        let namespaces = lines.prefix { !$0.isEmpty }.map { $0.split(separator: " ").map(String.init) }
        guard namespaces.allSatisfy({ $0.count == 3 }), let destinations = try? Destinations(namespaces) else {
            return nil
        }
        self.destinations = destinations
        plainPaths = Set(lines.dropFirst(namespaces.count + 1).map(String.init))
    }
}

extension RootExport {
    /// Forgets the strings at the places of what is exported here, and was exported here already where `former` tells:
    /// whatever another release of the server has made of it.
    func forgetLoaded(_ former: FormerExports?) {
        if let former, !former.destinations.roots.contains(root) { return }
        var paths = ["\(root.name)/_milepost", inertPath]
        for kind in ObjectKind.allCases {
            forEachResource(of: kind) { key, prefix in
                let stays = former?.destinations[key.namespace].map { $0 == Destination(root: root, prefix: prefix) }
                guard former == nil || stays == true, body(of: key) != nil else { return }
                paths.append(ObjectPlace(kind, prefix.name(key.name, of: kind), under: root).path)
            }
        }
        for path in Set(paths).subtracting(former?.plainPaths ?? []) {
            for key in keys(at: path) { key.withView { engine.forgetLoaded($0) } }
        }
    }

    /// Where a plain key stands in the way of a resource.
    var plainPaths: [String] {
        leftOut.compactMap { key, obstacle in
            guard obstacle.plainKey != nil, let kind = ObjectKind.named(key.type) else { return nil }
            return ObjectPlace(kind, prefix(of: key.namespace).name(key.name, of: kind), under: root).path
        }
    }

    /// Forgets the strings that are exactly what was exported here when a snapshot was made, to which the root belongs.
    func forgetFormer() {
        for pair in writer.revision(0) { pair.key.withView { engine.forgetLoaded($0) } }
        var certificates: [JSONValue] = []
        for kind in ObjectKind.allCases {
            forEachResource(of: kind) { key, prefix in
                guard let body = body(of: key) else { return }
                if kind.isList {
                    certificates.append(prefix.body(body, of: kind))
                } else {
                    forget(pairs(of: body, key, kind))
                }
            }
        }
        forget(writer.certificates(certificates))
    }

    private func forget(_ pairs: [TreePair]) {
        for pair in pairs {
            pair.key.withView { key in
                let value = engine.shelf.find(key)?.content.withView { $0.array }
                if value == pair.value { engine.forgetLoaded(key) }
            }
        }
    }
}
