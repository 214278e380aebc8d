// What the commands on routing share: the routing of a namespace, now and in the past, and what is told of a change.

internal import Access
internal import Bytes
internal import Engine
internal import Exports
internal import JSON
internal import RESP
internal import Resources
internal import Traefik

extension Context {
    /// The release of Traefik that objects are meant for.
    var traefikTarget: TraefikVersion { services.exporter.settings.target }

    /// The namespace that an argument names, and `default` where there is no such argument.
    func routingNamespace(at index: Int) throws(CommandError) -> ByteString {
        index < count ? try namespace(at: index) : "default"
    }

    func routing(of namespace: ByteString, at revision: Revision? = nil) throws(CommandError) -> Routing {
        do throws(StoreError) { return try settledStore().routing(of: namespace, at: revision) } catch {
            throw CommandError(error)
        }
    }

    /// The plain keys beside the export of a namespace, for whoever may read all that is there.
    func neighbours(of namespace: ByteString) -> Neighbours {
        guard let place = services.exporter.destinations[namespace],
            Array(place.root.name.utf8).withView({ root in may { $0.cover(root, .read) } })
        else { return Neighbours() }
        return Neighbours(services.exporter.plainObjects(under: place.root), beside: place.prefix)
    }

    // MARK: Replies

    /// What a plan would change in the routing of a namespace.
    mutating func replyPlan(_ plan: Plan, of namespace: ByteString, from old: Routing) {
        var new = old
        new.adopt(plan, of: namespace)
        let place = services.exporter.destinations[namespace]
        let change = RoutingChange(
            from: old, to: new, place.map { TreeWriter($0.root) }, place?.prefix ?? NamespacePrefix(nil),
            target: traefikTarget)
        replyHead(of: plan, store.head, members: 6)
        reply.word("objects")
        reply.difference(change.objects) { "\($0.kind.rawValue)/\($0.name.text)" }
        reply.word("keys")
        reply.difference(change.keys, \.text)
        reply.word("unreachable")
        reply.texts(change.unreachable.map(\.text))
        // A type that is misspelt, or another namespace, would go unnoticed otherwise.
        reply.word("elsewhere")
        reply.texts(
            plan.changes.map(\.key).filter { $0.namespace != namespace || ObjectKind(type: $0.type) == nil }.map(\.text)
        )
    }
}

extension Store {
    /// Everything of Traefik's in a namespace, now or as it was at a revision.
    func routing(
        of namespace: ByteString, _ kinds: [ObjectKind] = ObjectKind.allCases, at revision: Revision? = nil
    ) throws(StoreError) -> Routing {
        var query = Query(namespace: namespace)
        query.revision = revision
        var routing = Routing()
        for kind in kinds {
            for item in try page(of: kind.type, query).items {
                routing[kind, item.resource.name] = JSONValue(of: item.version)
            }
            try refuseFault()
        }
        return routing
    }
}

extension Routing {
    /// Makes a plan true, as far as it is about a namespace.
    fileprivate mutating func adopt(_ plan: Plan, of namespace: ByteString) {
        for change in plan.changes where change.key.namespace == namespace {
            guard let kind = ObjectKind(type: change.key.type) else { continue }
            self[kind, change.key.name] = JSONValue(of: change.version)
        }
    }
}

extension JSONValue {
    /// The body of a version; nil for a deletion.
    fileprivate init?(of version: Version) {
        guard let body = version.body else { return nil }
        self = body.withView { JSONValue(JSONView($0)) }
    }
}

extension ResourceKey {
    convenience init(_ kind: ObjectKind, _ name: ByteString, in namespace: ByteString) {
        self.init(namespace: namespace, type: kind.type, name: name)
    }
}

extension ReplyWriter {
    mutating func texts(_ texts: [String]) {
        array(texts.count)
        for text in texts { bulk(text) }
    }

    fileprivate mutating func difference<Element>(
        _ difference: RoutingChange.Difference<Element>, _ text: (Element) -> String
    ) {
        map(3)
        word("added")
        texts(difference.added.map(text))
        word("changed")
        texts(difference.changed.map(text))
        word("removed")
        texts(difference.removed.map(text))
    }
}
