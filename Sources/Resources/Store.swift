// All resources, types and their past. Every change is planned first, against what is there and what the plan itself
// has come to, and then applied, by the one function that changes anything; recovery calls the same.
//
//     steps → Planner → Plan → apply → shelves, references, feed
//
// A commit is everything that is applied before it is sealed: it has one revision, and is seen whole or not at all.

package import Bytes
internal import JSON

package final class Store {
    /// The definitions of types are resources themselves, in a catalog that no type can be named like.
    static let typeCatalog: ByteString = "@types"
    static let typeShelf: ByteString = "@"

    /// Where the definition of a type stands.
    package static func definitionKey(of type: ByteString) -> ResourceKey {
        ResourceKey(namespace: typeShelf, type: typeCatalog, name: type)
    }

    /// The revision of the last commit.
    package private(set) var head: Revision
    /// Stands for one unbroken history of revisions.
    package private(set) var epoch: UInt64
    private(set) var catalogs: [ByteString: Catalog] = [:]
    private(set) var references = References()
    package private(set) var feed = Feed()
    /// How many resources there are, types aside.
    package private(set) var liveCount = 0
    /// What was applied since the last commit was sealed.
    private var unsealed: [Change] = []
    /// How many are walking over the store.
    private var walks = 0
    /// Up to where compaction was asked for.
    private var compaction: Revision = 0

    package init(epoch: UInt64, head: Revision = 0) {
        self.epoch = epoch
        self.head = head
        catalogs[Self.typeCatalog] = Catalog(Self.typeCatalog)
    }

    // MARK: Reading

    package func catalog(_ type: ByteString) -> Catalog? { catalogs[type] }

    package func resource(_ key: ResourceKey) -> Resource? {
        catalogs[key.type]?.shelf(key.namespace)?.resource(key.name)
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
        catalogs[Self.typeCatalog]?.shelf(Self.typeShelf)?.forEach { resource in
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

    // MARK: Changing

    /// Thinks steps through; whatever is wrong with one of them is thrown, and names it.
    package func plan(_ steps: [Step], at now: Int64, by actor: any Actor) throws(StoreError) -> Plan {
        var planner = Planner(self, now, actor)
        return try planner.plan(steps)
    }

    /// Makes a plan's changes true. What was planned fits what is here, so nothing can fail.
    package func apply(_ changes: [Change], at now: Int64) {
        for change in changes { apply(change, at: now) }
    }

    private func apply(_ change: Change, at now: Int64) {
        precondition(change.version.revision == next, "changes belong to the next revision")
        unsealed.append(change)
        let catalog = makeCatalog(change.key.type)
        let shelf = catalog.makeShelf(change.key.namespace)
        if let old = shelf.resource(change.key.name), let body = old.current.body {
            references.remove(from: change.key, to: References.targets(in: body, of: change.key, catalog))
        }
        if change.key.isInKeyspace { count(change, on: shelf) }
        let resource = shelf.add(change.version, to: change.key.name)
        if let body = change.version.body {
            references.add(from: change.key, to: References.targets(in: body, of: change.key, catalog))
        }
        feed.append(resource, change.version)
        if walks == 0 { feed.noteLoss(of: shelf.trim(resource, now: now)) }
        if catalog.holdsTypes { adoptDefinition(of: change.key.name, change.version) }
    }

    private func count(_ change: Change, on shelf: Shelf) {
        let existed = shelf.resource(change.key.name)?.exists ?? false
        liveCount += (change.version.exists ? 1 : 0) - (existed ? 1 : 0)
    }

    /// The changes that delete every resource, types aside, whatever refers to it.
    package func planOfRemoval(at now: Int64, by actor: any Actor) -> [Change] {
        var changes: [Change] = []
        changes.reserveCapacity(liveCount)
        for catalog in catalogs.values.sorted(by: { $0.name < $1.name }) where catalog.name != Self.typeCatalog {
            for shelf in catalog.sortedShelves {
                shelf.forEach { resource in
                    changes.append(Change(resource.key, resource.deletion(at: now, in: next, by: actor.author)))
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
        let catalog = Catalog(type)
        catalogs[type] = catalog
        return catalog
    }

    /// Holds a type to rules that are built in, beside the definition that it may have. This is said before there is
    /// anything of the type.
    package func govern(_ type: ByteString, by rules: any KindRules) {
        precondition(catalog(type) == nil, "the rules of a type are there before its resources")
        makeCatalog(type).rules = rules
    }

    private func adoptDefinition(of type: ByteString, _ version: Version) {
        let catalog = makeCatalog(type)
        // It was looked at when it was planned.
        let definition = version.body.flatMap { try? Definition(reading: $0) } ?? Definition()
        catalog.adopt(definition, (try? DefinitionJudge(definition)) ?? nil)
        references.rebuild(catalog)
    }

    /// Lets go of everything that no reading at `revision` or later can meet.
    package func compact(before revision: Revision) throws(StoreError) {
        guard revision <= head else { throw StoreError(.invalid, "revision \(revision) is ahead of the head, \(head)") }
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
        if resource.shelf.catalog.holdsTypes { adoptDefinition(of: key.name, current) }
        guard let body = current.body else { return }
        references.add(from: key, to: References.targets(in: body, of: key, resource.shelf.catalog))
    }

    func restoreFeed(_ changes: [(resource: Resource, version: Version)], lostThrough: Revision) {
        for (resource, version) in changes where version.revision > lostThrough { feed.append(resource, version) }
        feed.compact(before: lostThrough)
    }
}

extension Definition {
    init(reading body: [UInt8]) throws(StoreError) {
        try self.init(try JSONValue(asking: body))
    }
}

extension JSONValue {
    /// A document of a client's, or why it is none.
    init(asking text: [UInt8]) throws(StoreError) {
        do throws(JSONError) {
            self = try text.withView { view throws(JSONError) in try JSONValue(reading: view) }
        } catch {
            throw StoreError(.invalid, error.text)
        }
    }
}
