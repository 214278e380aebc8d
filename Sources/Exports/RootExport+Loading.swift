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

extension Destinations {
    /// As a snapshot has it: a line for each namespace.
    var layout: [UInt8] { Array(lines.map { $0.joined(separator: " ") }.joined(separator: "\n").utf8) }

    /// nil for what is no layout.
    init?(layout: ByteView) {
        let lines = layout.text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        guard lines.allSatisfy({ $0.count == 3 }), let destinations = try? Destinations(lines) else { return nil }
        self = destinations
    }
}

extension RootExport {
    /// Forgets the strings at the places of what is exported here, and was exported here already where `former` tells:
    /// whatever another release of the server has made of it.
    func forgetLoaded(_ former: Destinations?) {
        if let former, !former.roots.contains(root) { return }
        var paths = ["\(root.name)/_milepost", inertPath]
        for kind in ObjectKind.allCases {
            forEachResource(of: kind) { key, prefix in
                let stays = former?[key.namespace].map { $0 == Destination(root: root, prefix: prefix) }
                guard former == nil || stays == true, body(of: key) != nil else { return }
                paths.append(ObjectPlace(kind, prefix.name(key.name, of: kind), under: root).path)
            }
        }
        for path in Set(paths) { for key in keys(at: path) { key.withView { engine.forgetLoaded($0) } } }
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
