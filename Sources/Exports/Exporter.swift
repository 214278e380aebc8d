// What Traefik sees: after every commit the resources of its types are keys of the first database, all switched at
// once.
//
//     commit → RootExport.render → Engine.export, withdraw → one event for each root
//
// The keys are in no log. A snapshot holds them as strings, so that any server can serve them; when one is loaded here,
// they are forgotten and made again.

package import Bytes
package import Engine
package import JSON
internal import Keyspace
package import Resources
package import Traefik

package struct ExportSettings: Equatable, Sendable {
    /// The version of Traefik that resources are held to.
    package var target = TraefikVersion.newest
    /// Whether plain keys are refused that would make Traefik reject everything.
    package var guards = true
    /// Whether a middleware tells the revision.
    package var showsRevision = true

    package init() {}
}

/// The keys of an object, made before its commit, and the body that they are made of.
package struct Rendering {
    let body: [UInt8]
    let pairs: [TreePair]
}

package final class Exporter {
    let engine: Engine
    package let destinations: Destinations
    package private(set) var settings = ExportSettings()
    let roots: [RootExport]
    package var readers = Readers()
    /// Subscribers that are to be sent an event, the earliest first.
    private var reminders: [Reminder] = []
    /// Plain keys that go before what is planned comes, so that they are in nobody's way.
    package var leavingKeys: Set<ByteString> = []
    /// What is about to be committed, rendered ahead.
    package var renderings: [ResourceKey: Rendering] = [:] {
        didSet { for root in roots { root.renderings = renderings } }
    }
    /// Where namespaces were exported when the snapshot was made that is being loaded; nil where it does not tell.
    private var former: FormerExports?
    /// When the next event is due, in nanoseconds of the clock for costs.
    package private(set) var nextDue: Int64?

    private struct Reminder {
        let due: Int64
        let subscriber: any Subscriber
        let root: RootExport
    }

    package init(_ engine: Engine, _ destinations: Destinations = Destinations()) {
        self.engine = engine
        self.destinations = destinations
        roots = destinations.roots.map { RootExport($0, of: destinations, in: engine) }
        engine.govern { [unowned self] store in
            BuiltInTypes { [unowned self] namespace in
                Validator(target: settings.target, isForTree: self.destinations[namespace] != nil)
            }.install(in: store)
        }
        engine.beginExports(by: self)
        adopt(settings)
    }

    /// Takes over what the configuration says now.
    package func adopt(_ new: ExportSettings) {
        let old = settings
        settings = new
        engine.reservations.roots = roots.map { ByteString($0.root.name) }
        if new.target != old.target { engine.resources.noteNewStandards() }
        guard new.showsRevision != old.showsRevision || new.target != old.target else { return }
        for root in roots where root.isAwake {
            // What one release of Traefik can read, another may not.
            if new.target != old.target { root.rebuild(settings) } else { root.tell(root.revision, settings) }
            announce(root)
        }
        noteKeys()
    }

    /// An object as it would be exported; nil where it is not, or not by itself.
    package func rendering(of body: JSONValue, _ key: ResourceKey, _ kind: ObjectKind) -> Rendering? {
        guard !kind.isList, let root = root(of: key.namespace) else { return nil }
        return Rendering(body: body.bytes, pairs: root.pairs(of: body, key, kind))
    }

    private func root(of namespace: ByteString) -> RootExport? {
        guard let destination = destinations[namespace] else { return nil }
        return roots.first { $0.root == destination.root }
    }

    private func noteKeys() {
        engine.reservations.hasExports = roots.contains { $0.keyCount > 0 }
    }

    // MARK: Commits

    package func follow(_ commit: Commit) {
        guard !engine.isLoading else { return }
        var seen: Set<ResourceKey> = []
        var touched: [(root: RootExport, keys: [(key: ResourceKey, kind: ObjectKind)])] = []
        for change in commit.changes {
            guard let kind = ObjectKind.named(change.key.type), let root = root(of: change.key.namespace),
                seen.insert(change.key).inserted
            else { continue }
            if let place = touched.firstIndex(where: { $0.root === root }) {
                touched[place].keys.append((change.key, kind))
            } else {
                touched.append((root, [(change.key, kind)]))
            }
        }
        guard !touched.isEmpty else { return }
        for (root, keys) in touched { root.render(keys, in: commit.revision, settings) }
        noteKeys()
        for (root, _) in touched { announce(root) }
    }

    // MARK: Events

    private func announce(_ root: RootExport) {
        if root.pace.note(at: engine.nanoseconds) { publish(root) }
        noteDue()
    }

    private func publish(_ root: RootExport) {
        root.eventCount += 1
        Array(root.revisionKey.utf8).withView { engine.notify(.string, "set", $0, in: engine.shelf) }
        readers.noteEvent(root.root, at: engine.now)
    }

    private func noteDue() {
        nextDue = (roots.compactMap(\.pace.due) + reminders.prefix(1).map(\.due)).min()
        if nextDue != nil { engine.hasAppointments = true }
    }

    /// Sends the events whose time has come.
    package func publishDue() {
        guard let nextDue, nextDue <= engine.nanoseconds else { return }
        let now = engine.nanoseconds
        for root in roots where root.pace.take(at: now) { publish(root) }
        while let reminder = reminders.first, reminder.due <= now {
            reminders.removeFirst()
            remind(reminder)
        }
        noteDue()
    }

    private func remind(_ reminder: Reminder) {
        let key = Array(reminder.root.revisionKey.utf8)
        let channel = EventChannel.ofKey(key, in: engine.shelf.number)
        key.withView { key in
            channel.withView { engine.pubSub.remind(reminder.subscriber, of: $0, ByteView("set"), about: key) }
        }
        readers.noteEvent(reminder.root.root, of: reminder.subscriber.subscriberID, at: engine.now)
    }

    /// Somebody begins to listen. Between that and its first look at the keys something may change, so it is sent an
    /// event a little later.
    package func noteSubscription(of subscriber: any Subscriber, to name: ByteView) {
        guard let separator = name.firstIndex(of: UInt8(ascii: ":")) else { return }
        let rest = name.dropFirst(separator + 1)
        for root in roots where root.covers(rest) {
            let channel = EventChannel.ofKey(Array(root.revisionKey.utf8), in: engine.shelf.number)
            guard channel.withView({ Glob.matches(name, $0) }) else { continue }
            readers.noteSubscription(of: subscriber.subscriberID, to: root.root, at: engine.now)
            reminders.append(
                Reminder(due: engine.nanoseconds + EventPace.interval, subscriber: subscriber, root: root))
        }
        noteDue()
    }

    // MARK: Views

    /// Somebody has listed keys that begin with a prefix; answers its right to read them as they are now, where the
    /// prefix takes in a whole root.
    package func view(ofListed count: Int, prefix: ByteString) -> ExportView? {
        guard let root = roots.first(where: { $0.isAwake && $0.root.name.hasPrefix(prefix.text) }) else { return nil }
        return root.views.open(at: root.revision, count: count, now: engine.nanoseconds)
    }

    /// What a view shows under a key, where that is no longer what stands there: `.some(nil)` for nothing.
    package func value(of key: ByteView, for view: ExportView) -> [UInt8]?? {
        guard view.keeper.keeps(view, now: engine.nanoseconds) else { return nil }
        return view.keeper.value(of: key, for: view)
    }

    /// A view was used, or nobody can use it any more. The connections given are one reader's, and all that was listed
    /// has been read.
    package func close(_ view: ExportView, readBy connections: [UInt64] = []) {
        if !connections.isEmpty, view.keeper.keeps(view, now: engine.nanoseconds),
            let root = roots.first(where: { $0.views === view.keeper })
        {
            readers.noteRead(
                by: connections, of: root.root, at: view.revision, outOf: root.revision, now: engine.now)
        }
        view.keeper.close(view)
    }

    /// Several times a second.
    package func keepHouse() {
        for root in roots {
            root.views.endViews(at: engine.nanoseconds)
            if root.mayReturn { bringBack(into: root) }
        }
    }

    /// A plain key that stood in the way of a resource is gone: the resource need not wait for a commit.
    private func bringBack(into root: RootExport) {
        root.views.turnPage(now: engine.nanoseconds)
        root.reconsider(settings)
        noteKeys()
        announce(root)
    }
}

// MARK: - What the engine tells

extension Exporter: ExportKeeper {
    /// Two resources that Traefik would take for one, or one where plain keys stand, can't be.
    package func judge(_ plan: Plan) throws(StoreError) {
        var outcome: [ResourceKey: Change] = [:]
        for change in plan.changes where ObjectKind.named(change.key.type) != nil { outcome[change.key] = change }
        guard !outcome.isEmpty else { return }
        var claims: [String: ResourceKey] = [:]
        // Looked through once for each kind, however many come.
        var plainKeys: [PlainShelf: [String: ByteString]] = [:]
        for (key, change) in outcome where change.version.exists {
            guard let kind = ObjectKind.named(key.type), let root = root(of: key.namespace),
                engine.resources.resource(key)?.exists != true
            else { continue }
            // Namesakes within a namespace the store refuses itself.
            if root.hasOneMember, !root.hasPlainKeys(beside: leavingKeys) { continue }
            let place = ObjectPlace(
                kind, destinations[key.namespace]!.prefix.name(key.name, of: kind), under: root.root)
            let standing = kind.isList ? nil : root.holder(of: place, but: key)
            let other =
                standing.flatMap { outcome[$0]?.version.exists == false ? nil : $0 }
                ?? (kind.isList ? nil : claims.updateValue(key, forKey: place.foldedPath))
            if let other { throw .held(key, place.path, by: other) }
            let shelf = PlainShelf(root: ObjectIdentifier(root), kind: kind)
            if plainKeys[shelf] == nil { plainKeys[shelf] = root.plainKeys(of: kind, but: leavingKeys) }
            if let plain = plainKeys[shelf]?[place.foldedPath] { throw .held(key, byPlain: plain) }
        }
    }

    /// Where plain keys of one kind may stand.
    private struct PlainShelf: Hashable {
        let root: ObjectIdentifier
        let kind: ObjectKind
    }

    package var layout: [UInt8] {
        guard roots.contains(where: { $0.keyCount > 0 || !$0.leftOut.isEmpty }) else { return [] }
        return FormerExports.layout(of: destinations, plainPaths: roots.flatMap(\.plainPaths).sorted())
    }

    package func layoutCameBack(_ layout: ByteView) {
        former = FormerExports(layout: layout)
    }

    package func resourcesCameBack() {
        for root in roots { root.forgetLoaded(former) }
        forgetFormer()
    }

    private func forgetFormer() {
        guard let former else { return }
        if former.destinations.lines != destinations.lines {
            for root in former.destinations.roots {
                RootExport(root, of: former.destinations, in: engine).forgetFormer()
            }
        }
        self.former = nil
    }

    package func everythingCameBack() {
        // Of a snapshot without resources the server's own keys are left.
        forgetFormer()
        rebuild()
    }

    package func keysWereFlushed() {
        rebuild()
    }

    private func rebuild() {
        for root in roots {
            let revision = root.revision
            root.rebuild(settings)
            if root.revision != revision, revision > 0 { announce(root) }
        }
        noteKeys()
    }
}

extension StoreError {
    fileprivate static func held(_ key: ResourceKey, _ path: String, by other: ResourceKey) -> StoreError {
        StoreError(.conflict, "\(key.text): \(path) is what \(other.text) is exported as; rename one of them")
    }

    fileprivate static func held(_ key: ResourceKey, byPlain plain: ByteString) -> StoreError {
        StoreError(
            .conflict, "\(key.text): the plain key \(plain.text) stands where it would be exported; delete that first")
    }
}
