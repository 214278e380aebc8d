// All resources, types and their past. Every change is planned first, against what is there and what the plan itself
// has come to, and then applied, by the one function that changes anything; recovery calls the same.
//
//     steps → Planner → Plan → apply → shelves, references, feed
//
// A commit is everything that is applied before it is sealed: it has one revision, and is seen whole or not at all.

package import Bytes
internal import JSON

package final class Store {
    /// The definitions of types and the quotas of namespaces are resources themselves, in catalogs that no type can be
    /// named like.
    static let typeCatalog: ByteString = "@types"
    static let namespaceCatalog: ByteString = "@namespaces"
    static let ownShelf: ByteString = "@"

    static func keepsForItself(_ type: ByteString) -> Bool { type.bytes.first == UInt8(ascii: "@") }

    /// Where the definition of a type stands.
    package static func definitionKey(of type: ByteString) -> ResourceKey {
        ResourceKey(namespace: ownShelf, type: typeCatalog, name: type)
    }

    /// Where a namespace stands that was made on purpose.
    package static func namespaceKey(of namespace: ByteString) -> ResourceKey {
        ResourceKey(namespace: ownShelf, type: namespaceCatalog, name: namespace)
    }

    /// The revision of the last commit.
    package private(set) var head: Revision
    /// Stands for one unbroken history of revisions.
    package private(set) var epoch: UInt64
    private(set) var catalogs: [ByteString: Catalog] = [:]
    /// Most of what is looked for stands where the last was.
    private(set) var lastShelf: Shelf?
    private var lookahead = ResourceLookahead()
    private var namespaces: [ByteString: Namespace] = [:]
    /// Whether a namespace has ever been made on purpose: else there are no quotas to look for.
    private(set) var hasQuotas = false
    private(set) var references = References()
    package private(set) var feed = Feed()
    /// How many resources there are, types aside.
    package private(set) var liveCount = 0
    private var bodyReader = BodyReader()
    /// Which bodies memory gives up.
    package let bodies: Bodies
    /// Whether a type has ever had its bodies elsewhere: where none has, nobody need be asked.
    package private(set) var hasHadOnDemand = false
    private(set) var standards = Standards()
    /// What was applied since the last commit was sealed.
    private var unsealed: [Change] = []
    /// How many are walking over the store.
    private var walks = 0
    /// Up to where compaction was asked for.
    private var compaction: Revision = 0

    package init(epoch: UInt64, head: Revision = 0, bodies: Bodies = Bodies()) {
        self.epoch = epoch
        self.bodies = bodies
        self.head = head
        catalogs[Self.typeCatalog] = Catalog(Self.typeCatalog)
    }

    // MARK: Reading

    package func catalog(_ type: ByteString) -> Catalog? { catalogs[type] }

    package func resource(_ key: ResourceKey) -> Resource? {
        shelf(of: key)?.resource(key.name)
    }

    /// The address that three words of a client's spell. What is there has been looked at before, and lends its own.
    package func key(type: ByteView, namespace: ByteView, name: ByteView) throws(StoreError) -> ResourceKey {
        guard let shelf = lastShelf, !shelf.terms.isOwn, shelf.isNamed(type, in: namespace) else {
            let key = ResourceKey(namespace: ByteString(namespace), type: ByteString(type), name: ByteString(name))
            try key.check()
            return key
        }
        let known = shelf.resource(name)
        let key = ResourceKey(
            namespace: shelf.namespace, type: shelf.type, name: known?.name ?? ByteString(name))
        if known == nil { try Naming.checkName(key.name) }
        return key
    }

    /// What three words of a client's spell will be looked up soon.
    package func expect(type: ByteView, namespace: ByteView, name: ByteView) {
        guard let lastShelf, lastShelf.isNamed(type, in: namespace) else { return }
        lookahead.note(name, in: lastShelf.names)
    }

    /// Brings near what is expected.
    package func fetchExpected() {
        if let lastShelf { lookahead.fetch(from: lastShelf.names) }
    }

    func shelf(of key: ResourceKey) -> Shelf? {
        if let lastShelf, lastShelf.namespace == key.namespace, lastShelf.type == key.type { return lastShelf }
        guard let shelf = catalogs[key.type]?.shelf(key.namespace) else { return nil }
        lastShelf = shelf
        return shelf
    }

    /// The revision that changes have which are applied now.
    package var next: Revision { head + 1 }

    /// The revision of what is here now: within a commit the one that it will have.
    package var present: Revision { unsealed.isEmpty ? head : next }

    /// Who refers to a resource, in order.
    package func referrers(of key: ResourceKey) -> [ResourceKey] { references.sources(of: key) }

    /// The types that have a definition, in order.
    package var definedTypes: [ByteString] {
        var types: [ByteString] = []
        catalogs[Self.typeCatalog]?.shelf(Self.ownShelf)?.forEach { resource in
            if resource.exists { types.append(resource.name) }
            return true
        }
        return types
    }

    /// What a resource refers to, each once; nothing where there is no such resource.
    package func targets(of key: ResourceKey) -> [ResourceKey] {
        guard let catalog = catalogs[key.type], let body = resource(key)?.current.body else { return [] }
        return References.targets(in: body, of: key, catalog)
    }

    package func namespace(_ name: ByteString) -> Namespace? { namespaces[name] }

    /// The namespaces that were made on purpose or in which something stands, in order.
    package var existingNamespaces: [Namespace] {
        namespaces.values.filter { $0.exists && $0.name != Self.ownShelf }.sorted { $0.name < $1.name }
    }

    // MARK: Changing

    /// Whether all that was applied is of commits that are over.
    var isSealed: Bool { unsealed.isEmpty }

    /// A body as it is stored, if its type takes one of its length.
    func read(_ text: [UInt8], isClean: Bool, of catalog: Catalog?) throws(StoreError) -> [UInt8] {
        let limit = catalog?.terms.bodyLength ?? Limits.bodyLength
        if let removed = catalog?.removedFields, !removed.isEmpty {
            return try Self.demand(limit, of: try bodyReader.read(text, without: removed))
        }
        return isClean ? try Self.demand(limit, of: text) : try read(text, isAtMost: limit)
    }

    /// The same, of a type that has nothing left out.
    func read(_ text: [UInt8], isAtMost limit: Int) throws(StoreError) -> [UInt8] {
        try Self.demand(limit, of: try bodyReader.read(text))
    }

    @inline(__always)
    private static func demand(_ limit: Int, of body: [UInt8]) throws(StoreError) -> [UInt8] {
        if body.count > limit { throw tooBig(body.count, limit) }
        return body
    }

    @inline(never)
    private static func tooBig(_ length: Int, _ limit: Int) -> StoreError {
        StoreError(.tooBig, "\(length) bytes, its type takes \(limit); maxBytes of its definition says so")
    }

    /// What bodies are judged by is not what it was: what was examined before counts no more.
    package func noteNewStandards() { standards = Standards() }

    /// Thinks steps through; whatever is wrong with one of them is thrown, and names it.
    package func plan(_ steps: [Step], at now: Int64, by actor: any Actor) throws(StoreError) -> Plan {
        bodies.faults.last = nil
        var planner = Planner(self, now, actor)
        do throws(StoreError) {
            let plan = try planner.plan(steps)
            try refuseFault()
            return plan
        } catch {
            // What is wrong may be wrong only because a body could not be read.
            try refuseFault()
            throw error
        }
    }

    /// Makes a plan's changes true. What was planned fits what is here, so nothing can fail.
    package func apply(_ changes: [Change], at now: Int64) {
        for change in changes { apply(change, at: now) }
        if unsealed.isEmpty { unsealed = changes } else { unsealed += changes }
    }

    private func apply(_ change: Change, at now: Int64) {
        let version = change.version
        precondition(version.revision == next, "changes belong to the next revision")
        let shelf = shelf(of: change.key) ?? makeShelf(change.key.type, change.key.namespace)
        let terms = shelf.terms
        let count = shelf.liveCount
        let resource =
            terms.readsNothing
            ? shelf.add(version, to: change.resource, change.key.name) : addReferring(change, to: shelf)
        if !terms.isOwn { liveCount += shelf.liveCount - count }
        follow(version, of: resource, on: shelf, at: now)
        if terms.isOwn { adopt(version, of: change.key) }
    }

    /// What becomes of the feed and of the past where a version is the present one.
    @inline(__always)
    private func follow(_ version: Version, of resource: Resource, on shelf: Shelf, at now: Int64) {
        feed.append(resource, version)
        bodies.noteChange(of: resource, shelf.terms)
        if walks == 0 { feed.noteLoss(of: shelf.trim(resource, now: now)) }
    }

    /// A commit of its own, told to nobody.
    func applyAlone(_ version: Version, to known: Resource?, _ name: ByteString, on shelf: Shelf) {
        precondition(version.revision == next && isSealed, "a lone change is the next commit")
        let count = shelf.liveCount
        let resource = shelf.add(version, to: known, name)
        liveCount += shelf.liveCount - count
        follow(version, of: resource, on: shelf, at: version.time)
        head = next
    }

    /// Adds a version whose body refers to others, or did before.
    private func addReferring(_ change: Change, to shelf: Shelf) -> Resource {
        let catalog = shelf.catalog
        let known = change.resource ?? shelf.resource(change.key.name)
        let old = known?.current
        let isLent = old?.isElsewhere == true && lend(old)
        if let old, old.exists { removeReferences(of: change.key, old, catalog) }
        let resource = shelf.add(change.version, to: known, change.key.name)
        if isLent { old?.letGo() }
        if let body = change.version.body {
            references.add(
                from: change.key, to: change.targets ?? References.targets(in: body, of: change.key, catalog))
        }
        return resource
    }

    /// Has memory hold a body of which several things have to be known; false where the disk does not give it.
    private func lend(_ version: Version?) -> Bool {
        guard let version, let body = try? version.read() else { return false }
        version.hold(body)
        return true
    }

    /// What can't be asked of the body is looked for in all that is known.
    private func removeReferences(of key: ResourceKey, _ version: Version, _ catalog: Catalog) {
        if let body = try? version.read() {
            references.remove(from: key, to: References.targets(in: body, of: key, catalog))
        } else {
            references.removeAll(from: key)
        }
    }

    /// The changes that delete every resource, types aside, whatever refers to it.
    package func planOfRemoval(at now: Int64, by actor: any Actor) -> [Change] {
        var changes: [Change] = []
        changes.reserveCapacity(liveCount)
        for catalog in catalogs.values.sorted(by: { $0.name < $1.name }) where !catalog.isOwn {
            for shelf in catalog.sortedShelves {
                shelf.forEach { resource in
                    guard resource.exists else { return true }
                    let deletion = resource.deletion(at: now, in: next, by: actor.author)
                    changes.append(Change(resource.key, deletion, of: resource))
                    return true
                }
            }
        }
        return changes
    }

    /// Ends the commit: what was applied counts as one from here on. Answers it; nil where nothing changed.
    @discardableResult
    package func seal() -> Commit? {
        guard !unsealed.isEmpty else { return nil }
        defer { unsealed = [] }
        head = next
        return Commit(unsealed, epoch: epoch)
    }

    /// Makes a commit true that another store has sealed.
    package func replay(_ commit: Commit) {
        epoch = commit.epoch
        apply(commit.changes, at: commit.time)
        seal()
    }

    func makeCatalog(_ type: ByteString) -> Catalog {
        if let catalog = catalogs[type] { return catalog }
        let catalog = Catalog(type, bodies)
        catalogs[type] = catalog
        return catalog
    }

    /// Holds a type to rules that are built in, beside the definition that it may have. This is said before there is
    /// anything of the type.
    package func govern(_ type: ByteString, by rules: any KindRules) {
        precondition(catalog(type) == nil, "the rules of a type are there before its resources")
        makeCatalog(type).rules = rules
    }

    func makeShelf(_ type: ByteString, _ namespace: ByteString) -> Shelf {
        let catalog = makeCatalog(type)
        return catalog.shelf(namespace) ?? catalog.makeShelf(makeNamespace(namespace))
    }

    private func makeNamespace(_ name: ByteString) -> Namespace {
        if let namespace = namespaces[name] { return namespace }
        let namespace = Namespace(name)
        namespaces[name] = namespace
        return namespace
    }

    /// Something that the store keeps for itself counts from here on.
    private func adopt(_ version: Version, of key: ResourceKey) {
        guard key.type == Self.namespaceCatalog else { return adoptDefinition(of: key.name, version) }
        hasQuotas = true
        // It was looked at when it was planned.
        makeNamespace(key.name).quota = version.body.flatMap { try? Quota(reading: $0) }
    }

    private func adoptDefinition(of type: ByteString, _ version: Version) {
        let catalog = makeCatalog(type)
        noteNewStandards()
        // It was looked at when it was planned.
        let definition = version.body.flatMap { try? Definition(reading: $0) } ?? Definition()
        let wasOnDemand = catalog.isOnDemand
        catalog.adopt(definition, (try? DefinitionJudge(definition)) ?? nil)
        if catalog.isOnDemand { hasHadOnDemand = true }
        if catalog.isOnDemand != wasOnDemand { bodies.areMisplaced = true }
        references.rebuild(catalog)
    }

    /// Lets go of everything that no reading at `revision` or later can meet.
    package func compact(before revision: Revision) throws(StoreError) {
        guard revision <= head else {
            throw StoreError(
                .invalid, "revision \(revision) is ahead of the head, \(head); name one up to there")
        }
        compaction = max(compaction, revision)
        if walks == 0 { compact() }
    }

    private func compact() {
        for catalog in catalogs.values {
            for shelf in catalog.shelves.values { shelf.compact(before: compaction) }
        }
        feed.compact(before: compaction)
    }

    // MARK: Walking

    /// While somebody walks over the store nothing is let go of.
    func beginWalk() { walks += 1 }

    func endWalk() {
        walks -= 1
        if walks == 0, compaction > 0 { compact() }
    }

    // MARK: Restoring

    /// What came before is a history of its own from here on.
    package func beginEpoch(_ epoch: UInt64) { self.epoch = epoch }

    func restoreHead(_ revision: Revision) { head = revision }

    /// A resource came back from disk.
    func enter(_ resource: Resource) {
        let (key, current) = (resource.key, resource.current)
        if key.isInKeyspace, current.exists { liveCount += 1 }
        if !key.isInKeyspace { adopt(current, of: key) }
        let catalog = resource.shelf.catalog
        for version in resource.versions where version !== current || catalog.isOnDemand {
            bodies.give(version, catalog.terms)
        }
        guard !catalog.readsNothing, let body = current.body else { return }
        references.add(from: key, to: References.targets(in: body, of: key, catalog))
    }

    func restoreFeed(_ changes: [(resource: Resource, version: Version)], lostThrough: Revision) {
        for (resource, version) in changes where version.revision > lostThrough { feed.append(resource, version) }
        feed.compact(before: lostThrough)
    }
}
