// The keys under one root: which resource has which, changed such that only what differs is written.

internal import Bytes
internal import Engine
internal import JSON
internal import Keyspace
internal import Resources
internal import Traefik

final class RootExport {
    let root: TreeRoot
    let members: [(namespace: ByteString, prefix: NamespacePrefix)]
    let views: ViewKeeper
    unowned let engine: Engine
    let writer: TreeWriter
    /// The keys of each object but certificates.
    private(set) var objects: [ResourceKey: [ByteString]] = [:]
    /// What stands in the store and can't be exported, with the reason.
    var leftOut: [ResourceKey: Obstacle] = [:]
    private var certificateKeys: [ByteString] = []
    /// What tells the revision.
    private var ownKeys: [ByteString] = []
    /// The last revision that changed anything here.
    private(set) var revision: Revision = 0
    private(set) var keyCount = 0
    /// How often everybody who listens was told of a change.
    var eventCount = 0
    /// Whether there is, or ever was, anything to export; before that the database holds no key of ours.
    private(set) var isAwake: Bool
    private let isChosen: Bool
    /// What is about to be committed, rendered ahead.
    var renderings: [ResourceKey: Rendering] = [:]
    var pace = EventPace()

    init(_ root: TreeRoot, of destinations: Destinations, in engine: Engine) {
        self.root = root
        self.engine = engine
        members = destinations.namespaces(under: root)
        writer = TreeWriter(root)
        isChosen = destinations.isChosen(root)
        isAwake = isChosen
        views = ViewKeeper()
    }

    /// Whether only one namespace is exported here.
    var hasOneMember: Bool { members.count == 1 }

    var revisionKey: String { writer.revisionKey }

    /// Whether a Traefik that reads the root meets a key.
    func covers(_ key: ByteView) -> Bool { Array(root.name.utf8).withView { key.starts(with: $0) } }

    // MARK: One commit

    /// Renders what has become of resources.
    func render(_ keys: [(key: ResourceKey, kind: ObjectKind)], in revision: Revision, _ settings: ExportSettings) {
        views.turnPage(now: engine.nanoseconds)
        for (key, kind) in keys where !kind.isList && engine.resources.resource(key)?.exists != true {
            setObject(key, [])
        }
        for (key, kind) in keys where !kind.isList && leftOut[key] == nil { setObject(key, kind) }
        if leftOut.isEmpty {
            if keys.contains(where: \.kind.isList) { renderCertificates() }
        } else {
            reconsider(settings)
        }
        tell(revision, settings)
    }

    /// Writes what has become of an object, which can be written.
    func setObject(_ key: ResourceKey, _ kind: ObjectKind) {
        if let ready = renderings[key], ready.body == engine.resources.resource(key)?.current.body {
            setObject(key, ready.pairs)
        } else if let body = body(of: key) {
            setObject(key, pairs(of: body, key, kind))
        }
    }

    private func setObject(_ key: ResourceKey, _ pairs: [TreePair]) {
        let keys = replace(objects[key] ?? [], with: pairs)
        objects[key] = keys.isEmpty ? nil : keys
    }

    func pairs(of body: JSONValue, _ key: ResourceKey, _ kind: ObjectKind) -> [TreePair] {
        let prefix = prefix(of: key.namespace)
        return writer.pairs(of: prefix.body(body, of: kind), named: prefix.name(key.name, of: kind), of: kind)
    }

    func prefix(of namespace: ByteString) -> NamespacePrefix {
        members.first { $0.namespace == namespace }?.prefix ?? NamespacePrefix(nil)
    }

    func body(of key: ResourceKey) -> JSONValue? {
        engine.resources.resource(key)?.current.body.map { $0.withView { JSONValue(JSONView($0)) } }
    }

    func renderCertificates() {
        var bodies: [JSONValue] = []
        forEachResource(of: .tlsCertificates) { key, prefix in
            if leftOut[key] == nil, let body = body(of: key) { bodies.append(prefix.body(body, of: .tlsCertificates)) }
        }
        certificateKeys = replace(certificateKeys, with: writer.certificates(bodies))
    }

    /// Tells the revision, which is the last that changed anything here.
    func tell(_ revision: Revision, _ settings: ExportSettings) {
        self.revision = revision
        isAwake = true
        let pairs = writer.revision(revision).filter { settings.showsRevision || $0.key == Array(revisionKey.utf8) }
        ownKeys = replace(ownKeys, with: pairs)
    }

    // MARK: Keys

    /// Makes what stood under some keys be these pairs.
    private func replace(_ old: [ByteString], with pairs: [TreePair]) -> [ByteString] {
        let keys = pairs.map { ByteString($0.key) }
        if !old.isEmpty {
            let wanted = Set(keys)
            for key in old where !wanted.contains(key) { remove(key) }
        }
        for pair in pairs { put(pair) }
        keyCount += keys.count - old.count
        return keys
    }

    private func put(_ pair: TreePair) {
        pair.key.withView { key in
            pair.value.withView { value in
                let record = engine.shelf.find(key)
                if let record, record.kind == .exported, record.content.withView({ $0 == value }) { return }
                views.note(key, record)
                engine.export(key, value)
            }
        }
    }

    private func remove(_ key: ByteString) {
        key.withView { key in
            views.note(key, engine.shelf.find(key))
            engine.withdraw(key)
        }
    }

    // MARK: Everything

    func forEachResource(of kind: ObjectKind, _ visit: (ResourceKey, NamespacePrefix) -> Void) {
        for (namespace, prefix) in members {
            engine.resources.catalog(kind.type)?.shelf(namespace)?.forEach { resource in
                visit(resource.key, prefix)
                return true
            }
        }
    }

    /// Makes the keys be what the resources say, whatever stood there.
    func rebuild(_ settings: ExportSettings) {
        var wanted: Set<ResourceKey> = []
        var last: Revision = 0
        for kind in ObjectKind.allCases {
            forEachResource(of: kind) { key, _ in
                last = max(last, engine.resources.resource(key)?.current.revision ?? 0)
                wanted.insert(key)
            }
        }
        judgeAll(settings)
        wanted.subtract(leftOut.keys)
        views.turnPage(now: engine.nanoseconds)
        for key in objects.keys where !wanted.contains(key) { setObject(key, []) }
        for key in wanted {
            guard let kind = ObjectKind.named(key.type), !kind.isList else { continue }
            setObject(key, body(of: key).map { pairs(of: $0, key, kind) } ?? [])
        }
        renderCertificates()
        isAwake = isChosen || last > 0
        if isAwake { tell(last, settings) } else { ownKeys = replace(ownKeys, with: []) }
    }

    /// The keys of an object, whoever has written them.
    func keys(at path: String) -> [ByteString] {
        var keys: [ByteString] = []
        let own = ByteString(path)
        if own.withView({ engine.shelf.find($0) != nil }) { keys.append(own) }
        engine.shelf.forEachOrdered(prefix: ByteString(path + "/")) { keys.append(ByteString($0)) }
        return keys
    }

    var inertPath: String {
        ObjectPlace(.httpMiddlewares, InertMiddleware.resourceName, under: root).path
    }

    // MARK: Who is where

    /// The resource that stands at a place, by what the store says now.
    func holder(of place: ObjectPlace, but key: ResourceKey? = nil) -> ResourceKey? {
        for (namespace, prefix) in members {
            guard let shelf = engine.resources.catalog(place.kind.type)?.shelf(namespace) else { continue }
            if place.kind.isList {
                if let first = firstStanding(on: shelf) { return first }
            } else if let local = prefix.local(place.name, of: place.kind),
                let found = shelf.namesakes(of: local).first(where: { $0 != key })
            {
                return found
            }
        }
        return nil
    }

    /// Whose keys stand at a place.
    func exportedHolder(of place: ObjectPlace, but key: ResourceKey) -> ResourceKey? {
        for (namespace, prefix) in members {
            guard let local = prefix.local(place.name, of: place.kind),
                let shelf = engine.resources.catalog(place.kind.type)?.shelf(namespace)
            else { continue }
            if let found = shelf.namesakes(of: local).first(where: { $0 != key && objects[$0] != nil }) { return found }
        }
        return nil
    }

    private func firstStanding(on shelf: Shelf) -> ResourceKey? {
        var found: ResourceKey?
        shelf.forEach { resource in
            if resource.exists { found = resource.key }
            return found == nil
        }
        return found
    }

    /// False where no plain key can be under the root, those aside that go.
    func hasPlainKeys(beside leaving: Set<ByteString>) -> Bool {
        engine.shelf.orderedCount > keyCount + leaving.count
    }

    /// The keys of a kind that somebody has written as plain ones, one for each object, by its folded path; those that
    /// go are left out.
    func plainKeys(of kind: ObjectKind, but leaving: Set<ByteString>) -> [String: ByteString] {
        guard hasPlainKeys(beside: leaving) else { return [:] }
        var found: [String: ByteString] = [:]
        engine.shelf.forEachOrdered(prefix: ByteString("\(root.name)/\(kind.section)/\(kind.part)")) { key in
            guard engine.shelf.find(key)?.kind == .string, let place = ObjectPlace(of: key, under: root),
                place.kind == kind, found[place.foldedPath] == nil, !leaving.contains(ByteString(key))
            else { return }
            found[place.foldedPath] = ByteString(key)
        }
        return found
    }

    /// Whether a key is one of those by which the server tells the revision.
    func isOwn(_ key: ByteView, _ settings: ExportSettings) -> Bool {
        let text = key.text
        if text.hasPrefix("\(root.name)/_milepost/") { return true }
        let path = Folding.folded(inertPath)
        let folded = Folding.folded(text)
        return settings.showsRevision && (folded == path || folded.hasPrefix(path + "/"))
    }

    // MARK: Checking

    /// Whether the keys are exactly what the resources say, however they came about.
    var isTrue: Bool {
        var wanted: [ByteString: [UInt8]] = [:]
        var certificates: [JSONValue] = []
        for kind in ObjectKind.allCases {
            forEachResource(of: kind) { key, prefix in
                guard leftOut[key] == nil, let body = body(of: key) else { return }
                if kind.isList { return certificates.append(prefix.body(body, of: kind)) }
                for pair in pairs(of: body, key, kind) { wanted[ByteString(pair.key)] = pair.value }
            }
        }
        for pair in writer.certificates(certificates) { wanted[ByteString(pair.key)] = pair.value }
        let held = objects.values.joined() + certificateKeys
        guard held.count == wanted.count, held.count + ownKeys.count == keyCount else { return false }
        return held.allSatisfy { key in
            key.withView { name in
                guard let record = engine.shelf.find(name), record.kind == .exported else { return false }
                return record.content.withView { $0.array } == wanted[key]
            }
        }
    }
}
