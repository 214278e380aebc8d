// Which bodies memory gives up: those of types whose store is "ondemand", and of all types what stands no more. They
// wait here until they are worth a piece of writing, and stay in memory until that is done, however long it takes.

package import Bytes

package final class Bodies {
    private struct Waiting {
        let resource: Resource
        let version: Version
        /// Of the resource, which does not keep it alive.
        let catalog: Catalog

        /// Whether memory still has it and should not.
        var isDue: Bool {
            version.held != nil && version.segment == nil && resource.version(version.number) === version
                && (catalog.isOnDemand || resource.current !== version)
        }
    }

    /// Where they go; while there is nobody, all stay in memory.
    package weak var depot: (any BodyDepot)?
    /// Who keeps copies of what is cached.
    package weak var listener: (any BodyListener)?
    package let faults = BodyFaults()
    /// How often somebody has asked for a copy there.
    package var hitsOfCopies = 0
    private var waiting: [Waiting] = []
    private var first = 0
    package private(set) var waitingBytes = 0
    /// When so much waits it is looked at what of it need not wait any longer.
    private var weedingPoint = Limits.bodyBytesWaiting
    package private(set) var isWriting = false
    /// Who waits for which body.
    private var asked: [ObjectIdentifier: [(Result<[UInt8], BodyFault>) -> Void]] = [:]
    private var segments: [WeakSegment] = []
    /// Whether there is somewhere a body that is not where it belongs.
    package internal(set) var areMisplaced = false
    /// How many have been written since the start.
    package private(set) var writtenCount = 0

    private struct WeakSegment {
        weak var segment: BodySegment?
    }

    package init() {}

    // MARK: Giving up

    /// A body has come that memory may have to give up. Those of what the store keeps for itself stay.
    func note(_ version: Version, of resource: Resource, in catalog: Catalog) {
        guard depot != nil, !catalog.isOwn, version.held != nil, version.segment == nil else { return }
        waiting.append(Waiting(resource: resource, version: version, catalog: catalog))
        waitingBytes += version.length
        if waitingBytes >= weedingPoint { weed() }
    }

    /// Where the disk takes nothing for long, what was let go of meanwhile must not be kept alive by waiting here.
    private func weed() {
        waiting = waiting[first...].filter(\.isDue)
        first = 0
        waitingBytes = waiting.reduce(0) { $0 + $1.version.length }
        weedingPoint = max(Limits.bodyBytesWaiting, 2 * waitingBytes)
    }

    /// A version is the present one, in place of the one before it.
    func noteChange(of resource: Resource, in catalog: Catalog) {
        guard depot != nil else { return }
        if catalog.isOnDemand { return note(resource.current, of: resource, in: catalog) }
        let count = resource.versions.count
        if count > 1 { note(resource.versions[count - 2], of: resource, in: catalog) }
    }

    /// Whether so much waits that it is worth a piece of writing.
    package var hasPiece: Bool { waitingBytes >= Limits.bodyBytesWorthWriting && canWrite }

    /// Whether so much waits that nobody should bring more before it is written.
    package var isFull: Bool { waitingBytes >= Limits.bodyBytesWaiting && (depot?.isReady ?? false) }

    /// Whether more may come that was elsewhere.
    package var hasRoom: Bool { waitingBytes < Limits.bodyBytesInPiece || !(depot?.isReady ?? false) }

    private var canWrite: Bool { !isWriting && (depot?.isReady ?? false) }

    /// Has what waits written, as much as one piece takes.
    package func write() {
        guard canWrite, let depot else { return }
        let piece = takePiece()
        guard !piece.isEmpty else { return }
        isWriting = true
        depot.write(piece.map { $0.version.held ?? [] }) { [self] places in
            isWriting = false
            guard let places else { return putBack(piece) }
            for (place, item) in zip(places, piece) { settle(item, at: place) }
            writtenCount += piece.count
            if let segment = places.last?.segment, segments.last?.segment !== segment {
                segments.append(WeakSegment(segment: segment))
            }
        }
    }

    private func takePiece() -> [Waiting] {
        var piece: [Waiting] = []
        var bytes = 0
        while first < waiting.count, bytes < Limits.bodyBytesInPiece, piece.count < Limits.bodiesInPiece {
            let next = waiting[first]
            first += 1
            waitingBytes -= next.version.length
            guard next.isDue else { continue }
            piece.append(next)
            bytes += next.version.length
        }
        if first > waiting.count / 2 {
            waiting.removeFirst(first)
            first = 0
        }
        return piece
    }

    private func putBack(_ piece: [Waiting]) {
        waiting.removeFirst(first)
        first = 0
        waiting.insert(contentsOf: piece, at: 0)
        waitingBytes += piece.reduce(0) { $0 + $1.version.length }
        for segment in segments { segment.segment?.isBeingEmptied = false }
    }

    private func settle(_ item: Waiting, at place: BodyPlace) {
        guard item.isDue, let body = item.version.held else { return }
        let isWanted = item.version.isUsed && item.resource.current === item.version
        item.version.settle(at: place)
        item.version.letGo()
        if isWanted { item.catalog.cache?.admit(item.resource, body) }
    }

    /// Another store takes the place of the one whose bodies these were.
    package func forgetAll() {
        waiting = []
        (first, waitingBytes) = (0, 0)
        weedingPoint = Limits.bodyBytesWaiting
    }

    // MARK: Reading

    /// Reads a body beside the loop and calls with it, or with why it can't be had.
    package func fetch(
        _ version: Version, of resource: Resource, then finish: @escaping (Result<[UInt8], BodyFault>) -> Void
    ) {
        let id = ObjectIdentifier(version)
        let isFirst = asked[id] == nil
        asked[id, default: []].append(finish)
        // It keeps the shelf alive on which the resource stands, whatever becomes of the store meanwhile.
        let catalog = resource.shelf.catalog
        catalog.cache?.noteMiss()
        guard isFirst, let place = version.place else { return }
        place.segment.file.fetch(place.length, at: place.offset) { [self] outcome in
            if case .success(let body) = outcome, resource.current === version { catalog.cache?.admit(resource, body) }
            for finish in asked.removeValue(forKey: id) ?? [] { finish(outcome) }
        }
    }

    // MARK: Segments

    /// Notes segments most of which is of no use any more, so that what is left there moves; nothing where they are of
    /// no weight.
    package func findWaste() {
        segments.removeAll { $0.segment == nil }
        guard depot?.isReady ?? false else { return }
        // The last one is still being written to.
        let wasteful = segments.dropLast().compactMap(\.segment).filter(\.isWasteful)
        let waste = wasteful.reduce(0) { $0 + $1.file.size - $1.liveBytes }
        guard waste >= Limits.bodyBytesWasted, waste > diskBytes / 2 else { return }
        for segment in wasteful { segment.isBeingEmptied = true }
        areMisplaced = true
    }

    /// How much the files hold, and how much of that some version still knows.
    package var diskBytes: Int { segments.reduce(0) { $0 + ($1.segment?.file.size ?? 0) } }
    package var liveDiskBytes: Int { segments.reduce(0) { $0 + ($1.segment?.liveBytes ?? 0) } }
}

// MARK: - What the store says of it

extension Store {
    /// The body of what stands now; through the cache of its type, where it has one.
    package func presentBody(of resource: Resource) throws(BodyFault) -> [UInt8]? {
        if let body = residentBody(of: resource) { return body }
        let cache = resource.shelf.catalog.cache
        cache?.noteMiss()
        guard let body = try resource.current.read() else { return nil }
        cache?.admit(resource, body)
        return body
    }

    /// The same where memory has it; nil where it would have to be read.
    package func residentBody(of resource: Resource) -> [UInt8]? {
        guard let body = resource.current.held else { return nil }
        resource.shelf.catalog.cache?.noteHit(of: resource.current)
        return body
    }

    /// Ends a loan; false where the body stays, since it is cached meanwhile.
    package func takeBack(from resource: Resource) -> Bool {
        guard resource.shelf.catalog.isOnDemand, resource.shelf.catalog.cache?.holds(resource.current) != true else {
            return false
        }
        resource.current.letGo()
        return true
    }

    /// Throws where a body could not be read since somebody last asked: what was made of it is not the truth.
    package func refuseFault() throws(StoreError) {
        guard let fault = bodies.faults.last else { return }
        bodies.faults.last = nil
        throw StoreError(.unreadable, fault.text)
    }

    /// Forgets the cached bodies of a type, or of all; answers how many those were.
    package func clearCache(of type: ByteString?) -> Int {
        caches(of: type).reduce(0) { $0 + $1.clear() }
    }

    package func sweepCaches(at now: Int64) {
        for cache in caches(of: nil) { cache.sweep(at: now) }
    }

    private func caches(of type: ByteString?) -> [BodyCache] {
        catalogs.values.filter { type == nil || $0.name == type }.compactMap(\.cache)
    }

    /// What the caches of all types come to.
    package var cacheFigures: (hits: Int, misses: Int, count: Int, bytes: Int) {
        caches(of: nil).reduce(into: (bodies.hitsOfCopies, 0, 0, 0)) { sum, cache in
            sum = (sum.0 + cache.hits, sum.1 + cache.misses, sum.2 + cache.count, sum.3 + cache.bytes)
        }
    }
}
