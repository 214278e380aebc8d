// What others have written under a root as whole objects, as Traefik reads them.

internal import Bytes
internal import Engine
internal import Keyspace
package import Traefik

extension Exporter {
    /// The objects of plain keys under a root, by the names that they have there. What Traefik could not read, which
    /// `traefik-guard no` permits, is left out.
    package func plainObjects(under root: TreeRoot) -> Routing {
        var objects = Routing()
        guard let export = roots.first(where: { $0.root == root }), export.hasPlainKeys(beside: []) else {
            return objects
        }
        var keys: [String: [ByteString]] = [:]
        engine.shelf.forEachOrdered(prefix: ByteString(root.name)) { key in
            guard engine.shelf.find(key)?.kind == .string, let place = ObjectPlace(of: key, under: root) else { return }
            keys[place.foldedPath, default: []].append(ByteString(key))
        }
        for keys in keys.values {
            let pairs = keys.compactMap { key in value(of: key).map { TreePair(key: key.bytes, value: $0) } }
            guard let object = try? TreeReader(root).routing(pairs) else { continue }
            object.forEach { objects[$0, $1] = $2 }
        }
        return objects
    }

    func value(of key: ByteString) -> [UInt8]? {
        key.withView { engine.peek($0, in: engine.shelf) }.map { record in record.content.withView { $0.array } }
    }
}
