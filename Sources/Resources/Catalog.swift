// Everything of one type: what the type asks for, and a shelf for each namespace with resources of it.

package import Bytes
internal import JSON

package final class Catalog {
    package let name: ByteString
    package private(set) var definition = Definition()
    private(set) var terms = Terms()
    /// What the definition has left out of bodies.
    private(set) var removedFields: [JSONPointer] = []
    /// What judges bodies beside the store itself; nil where any will do.
    private(set) var judge: (any Judge)?
    /// What is built in for the type; nil for types that users make.
    var rules: (any KindRules)? { didSet { noteTerms() } }
    private(set) var shelves: [ByteString: Shelf] = [:]
    /// The same in the order of namespaces.
    private(set) var row = OrderedRow<Shelf>()
    /// What memory has of bodies that the disk has; nil where all that stands is in memory.
    private(set) var cache: BodyCache?
    private weak var bodies: Bodies?
    /// The highest version of a name that is forgotten altogether: new names begin above it.
    var highestForgotten: UInt64 = 0

    init(_ name: ByteString, _ bodies: Bodies? = nil) {
        self.name = name
        self.bodies = bodies
        noteTerms()
    }

    /// Whether there is nothing to be looked for in bodies: no index, no reference, no unique value.
    var readsNothing: Bool { terms.readsNothing }

    /// Whether what stands is on disk alone, but for its index entries and what is cached. Types that are built in are
    /// read as a whole, again and again: their bodies stay in memory.
    package var isOnDemand: Bool { terms.isOnDemand }

    /// Whether a body is judged by more than its grammar.
    var judgesBodies: Bool { isOwn || rules != nil || judge != nil }

    /// Whether it holds what the store keeps for itself.
    var isOwn: Bool { terms.isOwn }

    private func noteTerms() {
        removedFields = definition.removedFields
        terms.isOwn = Store.keepsForItself(name)
        terms.bodyLength = definition.bodyLength
        terms.lifetime = definition.lifetime
        terms.versionsKept = definition.versionsKept
        terms.maximumAge = definition.maximumAge
        terms.readsNothing = definition.looksForNothing && rules == nil
        terms.takesAnything = !judgesBodies && definition.removedFields.isEmpty
        terms.isOnDemand = cache != nil
        for shelf in shelves.values { shelf.terms = terms }
    }

    package func shelf(_ namespace: ByteString) -> Shelf? { shelves[namespace] }

    func makeShelf(_ space: Namespace) -> Shelf {
        let shelf = Shelf(self, space)
        shelves[space.name] = shelf
        row.insert(shelf)
        return shelf
    }

    func adopt(_ definition: Definition, _ judge: (any Judge)?) {
        self.definition = definition
        self.judge = judge
        adoptStorage()
        noteTerms()
        for shelf in shelves.values { shelf.rebuildIndexes() }
    }

    private func adoptStorage() {
        guard definition.storage == .onDemand, rules == nil else {
            cache?.clear()
            return cache = nil
        }
        guard let cache else { return cache = BodyCache(definition, bodies) }
        if cache.lifetime != definition.cacheLifetime { cache.lifetime = definition.cacheLifetime }
        cache.limit = definition.cacheBytes
    }

    var sortedShelves: [Shelf] {
        var shelves: [Shelf] = []
        row.forEach(from: []) { shelf in
            shelves.append(shelf)
            return true
        }
        return shelves
    }

    var liveCount: Int { shelves.values.reduce(0) { $0 + $1.liveCount } }
}

/// Judges bodies of a type by more than their grammar: by a schema, by what Traefik takes.
package protocol Judge: AnyObject {
    /// Why a body under this name won't do; nil where it will.
    func objection(to body: [UInt8], named name: ByteString) -> String?
}

/// The resources of one type in one namespace, those that were deleted included as long as their past is kept.
package final class Shelf {
    package unowned let catalog: Catalog
    let type: ByteString
    package let namespace: ByteString
    /// What its type asks for.
    fileprivate(set) var terms: Terms
    private let space: Namespace
    private(set) var resources = OrderedRow<Resource>()
    /// The same by their names, since finding one by its place in the order costs a walk through all of memory.
    private(set) var names = NameTable()
    private(set) var indexes: [ByteString: OrderedRow<IndexEntry>] = [:]
    /// For each path that is unique here, who holds which value.
    private(set) var holders: [OrderedRow<IndexEntry>] = []
    /// Who has a name of which spelling, where the type's rules take some for the same.
    private var spellings = OrderedRow<IndexEntry>()
    package private(set) var liveCount = 0
    /// The last revision that changed anything here, as far as that is kept.
    package private(set) var changedAt: Revision = 0
    /// Bytes of all bodies that are kept.
    private(set) var bodyBytes = 0
    /// How many versions are kept of all names together.
    private(set) var versionCount = 0
    /// How many resources are missing in the indexes because their bodies could not be read when those were made.
    private(set) var missingInIndexes = 0
    /// Nothing of what stood before this revision is promised.
    package private(set) var lostBefore: Revision = 0

    init(_ catalog: Catalog, _ space: Namespace) {
        self.catalog = catalog
        self.space = space
        type = catalog.name
        namespace = space.name
        terms = catalog.terms
    }

    /// Whether it is the shelf of a type in a namespace.
    func isNamed(_ type: ByteView, in namespace: ByteView) -> Bool {
        self.namespace.withView { $0 == namespace } && self.type.withView { $0 == type }
    }

    package func resource(_ name: ByteString) -> Resource? { name.withView { resource($0) } }

    package func resource(_ name: ByteView) -> Resource? { names[name] }

    private func enroll(_ resource: Resource) {
        resources.insert(resource)
        names.insert(resource)
    }

    /// Every resource from a name on, in order of names, until `visit` answers false.
    package func forEach(from name: [UInt8] = [], _ visit: (Resource) -> Bool) {
        resources.forEach(from: name, visit)
    }

    /// Takes over a new version of a resource that may not have been there before.
    /// - Parameter known: what stands under the name, where that is known.
    func add(_ version: Version, to known: Resource?, _ name: ByteString) -> Resource {
        if let resource = known ?? resource(name) {
            renew(resource, version)
            return resource
        }
        note(version, after: nil)
        let resource = Resource(self, name, Versions(version))
        enroll(resource)
        if version.exists { enter(resource) }
        return resource
    }

    /// Takes over a new version of a resource.
    private func renew(_ resource: Resource, _ version: Version) {
        note(version, after: resource.current)
        if resource.exists { leave(resource) }
        resource.append(version)
        if version.exists { enter(resource) }
    }

    private func note(_ version: Version, after old: Version?) {
        changedAt = max(changedAt, version.revision)
        bodyBytes += version.length
        versionCount += 1
        space.count(version, after: old)
    }

    /// Takes in a resource that came back from disk.
    func restore(_ versions: [Version], isTrimmed: Bool, birth: Int64?, _ name: ByteString) -> Resource {
        let resource = Resource(self, name, Versions(versions), isTrimmed: isTrimmed, birth: birth)
        for (index, version) in versions.enumerated() {
            bodyBytes += version.length
            space.count(version, after: index == 0 ? nil : versions[index - 1])
            changedAt = max(changedAt, version.revision)
        }
        versionCount += versions.count
        enroll(resource)
        if resource.exists { enter(resource) }
        return resource
    }

    func lose(before revision: Revision) { lostBefore = max(lostBefore, revision) }

    /// Lets go of what the type no longer keeps of one resource; answers how many versions that were.
    func trim(_ resource: Resource, now: Int64) -> Int {
        let count = resource.versions.count
        let oldest = terms.maximumAge.map { now - $0 }
        release(resource.trim(keep: terms.versionsKept, endedBefore: oldest, now: now))
        let surplus = space.surplus
        if surplus > 0 { release(resource.trim(freeing: surplus)) }
        let trimmed = count - resource.versions.count
        versionCount -= trimmed
        if resource.isTrimmed { lostBefore = max(lostBefore, resource.versions[0].revision) }
        return trimmed
    }

    /// Lets go of what no reading at `revision` or later can meet, names that were deleted before it included.
    func compact(before revision: Revision) {
        var forgotten: [Resource] = []
        resources.forEach(from: []) { resource in
            let count = resource.versions.count
            release(resource.compact(before: revision))
            versionCount -= count - resource.versions.count
            if !resource.exists, resource.current.revision <= revision { forgotten.append(resource) }
            return true
        }
        for resource in forgotten {
            catalog.highestForgotten = max(catalog.highestForgotten, resource.current.number)
            versionCount -= resource.versions.count
            resources.remove(resource.orderKey)
            resource.name.withView { names.remove($0) }
        }
        lostBefore = max(lostBefore, revision)
    }

    private func release(_ length: Int) {
        bodyBytes -= length
        space.release(length)
    }

    // MARK: Spellings

    private func spellingKey(of name: ByteString) -> [UInt8]? {
        guard let spelling = catalog.rules?.spelling(of: name) else { return nil }
        var key: [UInt8] = []
        spelling.withView { JSONKey.append(string: $0, to: &key) }
        return key
    }

    /// The resources whose names the type's rules take for the same as this one, itself included.
    package func namesakes(of name: ByteString) -> [ResourceKey] {
        guard let key = spellingKey(of: name) else { return [] }
        var keys: [ResourceKey] = []
        spellings.forEach(prefix: key) { entry in
            keys.append(entry.resource.key)
            return true
        }
        return keys
    }

    // MARK: Indexes

    func rebuildIndexes() {
        indexes = [:]
        holders = []
        spellings = .init()
        missingInIndexes = 0
        liveCount = 0
        resources.forEach(from: []) { resource in
            if resource.exists { enter(resource) }
            return true
        }
    }

    private func enter(_ resource: Resource) {
        liveCount += 1
        guard !terms.readsNothing else { return }
        if let key = spellingKey(of: resource.name) {
            spellings.insert(IndexEntry(IndexKeys.ending(key, with: resource.name), resource))
        }
        guard let document = try? resource.current.read() else { return missingInIndexes += 1 }
        change(resource, document) { row, key in row.insert(IndexEntry(key, resource)) }
    }

    private func leave(_ resource: Resource) {
        liveCount -= 1
        guard !terms.readsNothing else { return }
        if let key = spellingKey(of: resource.name) {
            spellings.remove(IndexKeys.ending(key, with: resource.name))
        }
        guard let document = try? resource.current.read() else { return removeEntries(of: resource) }
        change(resource, document) { row, key in row.remove(key) }
    }

    /// Takes a resource out of everything without its body, which can't be read.
    private func removeEntries(of resource: Resource) {
        for name in indexes.keys { indexes[name]?.removeAll { $0.resource === resource } }
        for place in holders.indices { holders[place].removeAll { $0.resource === resource } }
    }

    private func change(
        _ resource: Resource, _ document: [UInt8], _ body: (inout OrderedRow<IndexEntry>, [UInt8]) -> Void
    ) {
        let definition = catalog.definition
        for (name, parts) in definition.indexes {
            for key in IndexKeys.keys(of: document, parts, resource) { body(&indexes[name, default: .init()], key) }
        }
        if holders.count < definition.unique.count {
            holders += Array(repeating: .init(), count: definition.unique.count - holders.count)
        }
        for (place, path) in definition.unique.enumerated() {
            for key in IndexKeys.values(of: document, at: path) {
                body(&holders[place], IndexKeys.ending(key, with: resource.name))
            }
        }
    }
}
