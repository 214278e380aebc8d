// What a watcher asks for: a type or all, a namespace or all, and which names there.

package import Bytes

package struct WatchScope {
    package let type: ByteString?
    package let namespace: ByteString?
    private let names: Glob
    /// As channels are written, with `*` for what may be anything.
    package let channel: ByteString

    package init(type: ByteString? = nil, namespace: ByteString? = nil, names: ByteString = "*") {
        self.type = type
        self.namespace = namespace
        self.names = names.withView { Glob($0) }
        let pattern = ResourceKey(namespace: namespace ?? "*", type: type ?? "*", name: names)
        channel = ByteString(pattern.channel)
    }

    /// The one name that is asked for, where it is no pattern.
    private var name: ByteString? { names.literal.map { ByteString($0) } }

    package func covers(_ key: ResourceKey) -> Bool {
        (type ?? key.type) == key.type && (namespace ?? key.namespace) == key.namespace
            && key.name.withView { names.matches($0) }
    }

    func covers(_ shelf: Shelf) -> Bool {
        (type ?? shelf.catalog.name) == shelf.catalog.name && (namespace ?? shelf.namespace) == shelf.namespace
    }

    /// The one address that is covered; nil where there may be several.
    package var soleKey: ResourceKey? {
        guard let type, let namespace, let name else { return nil }
        return ResourceKey(namespace: namespace, type: type, name: name)
    }

    /// What every key begins with that is covered.
    package var keyPrefix: [UInt8] {
        guard let namespace else { return [] }
        guard let type else { return namespace.bytes + [UInt8(ascii: ":")] }
        return ResourceKey(namespace: namespace, type: type, name: ByteString(names.literalPrefix)).bytes
    }

    /// Where it is found among others.
    package var mark: Mark { Mark(type: type, namespace: namespace, name: name) }

    /// What is fixed: who asks for one name only is not asked about another.
    package struct Mark: Hashable, Sendable {
        let type: ByteString?
        let namespace: ByteString?
        let name: ByteString?

        /// The marks under which somebody may be found who asks for a key.
        package static func all(of key: ResourceKey) -> [Mark] {
            var marks: [Mark] = []
            for type in [key.type, nil] {
                for namespace in [key.namespace, nil] {
                    for name in [key.name, nil] { marks.append(Mark(type: type, namespace: namespace, name: name)) }
                }
            }
            return marks
        }
    }
}

extension ResourceKey {
    /// Where events of it are published.
    package var channel: [UInt8] { WatchChannels.prefix + bytes }
}

package enum WatchChannels {
    /// What the channels of resources begin with.
    package static let prefix = Array("res:".utf8)
    /// Where watchers hear how far they are. It has too few parts to be the channel of a resource.
    package static let progress: ByteString = "res:progress"
}
