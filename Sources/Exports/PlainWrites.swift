// What others may write under a root: keys beside those of resources, as long as Traefik can read them all.

package import Bytes
internal import Engine
internal import Keyspace
internal import Resources
internal import Traefik

/// Why a plain key can't be written.
package enum WriteRefusal: Error {
    /// The place belongs to a resource, or to the server itself.
    case exported(String)
    /// Traefik would reject everything.
    case rejected(String)
}

extension Exporter {
    /// Refuses to write plain keys, all at once; nil stands for a value that is not known before it is written.
    package func judge(_ writes: [(key: ByteView, value: [UInt8]?)]) throws(WriteRefusal) {
        for (key, _) in writes {
            guard let root = root(above: key) else { continue }
            try refuseHeld(key, root)
        }
        guard settings.guards else { return }
        for (key, value) in writes where value?.isEmpty == false {
            guard let root = root(above: key) else { continue }
            try refuseUnreadable(key, among: writes, root)
        }
    }

    private func root(above key: ByteView) -> RootExport? {
        roots.first { $0.covers(key) }
    }

    private func refuseHeld(_ key: ByteView, _ root: RootExport) throws(WriteRefusal) {
        if root.isOwn(key, settings) {
            throw .exported("\(key.text) tells the revision, and the server alone writes it")
        }
        guard let place = ObjectPlace(of: key, under: root.root), let holder = root.holder(of: place) else { return }
        throw .exported("\(place.path) is exported from the resource \(holder.text): change that")
    }

    /// What stands at one place is read as Traefik would read it when the writes are done.
    private func refuseUnreadable(
        _ key: ByteView, among writes: [(key: ByteView, value: [UInt8]?)], _ root: RootExport
    ) throws(WriteRefusal) {
        var values: [ByteString: [UInt8]] = [:]
        if let place = ObjectPlace(of: key, under: root.root) {
            for name in root.keys(at: place.path) { values[name] = value(of: name) }
            for (other, value) in writes {
                if let value, ObjectPlace(of: other, under: root.root)?.path == place.path {
                    values[ByteString(other)] = value
                }
            }
        }
        values[ByteString(key)] = writes.last { $0.key == key }?.value
        do throws(TreeError) {
            _ = try TreeReader(root.root).routing(values.map { TreePair(key: $0.key.bytes, value: $0.value) })
        } catch {
            throw .rejected(
                "\(error.text); Traefik would reject its whole configuration for it (traefik-guard no permits that)")
        }
    }
}
