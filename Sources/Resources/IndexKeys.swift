// What an index is sorted by: the values of its parts as bytes whose order is theirs, then the name.

package import Bytes
internal import JSON

struct IndexEntry: Ordered {
    let orderKey: [UInt8]
    let resource: Resource

    init(_ key: [UInt8], _ resource: Resource) {
        orderKey = key
        self.resource = resource
    }
}

package enum IndexKeys {
    /// The key of one value, as a client gives it: JSON, or else a string.
    package static func key(ofArgument text: ByteView) -> [UInt8] {
        var key: [UInt8] = []
        var document: [UInt8] = []
        var reader = JSONReader()
        do throws(JSONError) {
            try reader.read(text, into: &document)
            document.withView { JSONKey.append(JSONView($0), to: &key) }
        } catch {
            JSONKey.append(string: text, to: &key)
        }
        return key
    }

    /// The keys of the values that a path leads to, each once. A resource has no more than the limit, since one with
    /// more is refused.
    static func values(of document: [UInt8], at path: JSONPointer) -> [[UInt8]] {
        guard !document.isEmpty else { return [] }
        var keys: [[UInt8]] = []
        var seen: Set<[UInt8]> = []
        document.withView { view in
            JSONView(view).forEach(at: path) { value in
                guard keys.count <= Limits.keysInIndex else { return }
                var key: [UInt8] = []
                JSONKey.append(value, to: &key)
                if seen.insert(key).inserted { keys.append(key) }
            }
        }
        return keys
    }

    /// All keys of a resource in an index. Where a part has several values there is one for each, and where a part is
    /// missing there is none.
    static func keys(of document: [UInt8], _ parts: [Definition.Part], _ resource: Resource) -> [[UInt8]] {
        var keys: [[UInt8]] = [[]]
        for part in parts {
            let values: [[UInt8]] =
                switch part {
                case .path(let path): self.values(of: document, at: path)
                case .name: [key(of: resource.name)]
                case .namespace: [key(of: resource.shelf.namespace)]
                }
            keys = keys.flatMap { key in values.map { key + $0 } }
        }
        return keys.map { ending($0, with: resource.name) }
    }

    /// Refuses a body that would have more keys than the limit: an index that left some out would answer wrongly.
    static func judgeCount(
        of document: [UInt8], _ key: ResourceKey, _ definition: Definition
    ) throws(StoreError) {
        for (name, parts) in definition.indexes {
            var count = 1
            for case .path(let path) in parts where count <= Limits.keysInIndex {
                count *= values(of: document, at: path).count
            }
            try judge(count, key, "the index \(name.text)")
        }
        for path in definition.unique {
            try judge(values(of: document, at: path).count, key, "the unique path \(path.text)")
        }
    }

    private static func judge(_ count: Int, _ key: ResourceKey, _ place: String) throws(StoreError) {
        guard count > Limits.keysInIndex else { return }
        throw StoreError(
            .tooBig,
            "\(key.text): more than \(Limits.keysInIndex) values for \(place); index something of which it has fewer")
    }

    static func ending(_ key: [UInt8], with name: ByteString) -> [UInt8] { key + self.key(of: name) }

    static func key(of name: ByteString) -> [UInt8] {
        var key: [UInt8] = []
        name.withView { JSONKey.append(string: $0, to: &key) }
        return key
    }
}
