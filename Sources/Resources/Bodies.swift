// Which bodies memory gives up: those of types whose store is "ondemand", and of all types what stands no more. They
// are collected in pieces, which are written when they are full or have waited for a while, and stay in memory until
// that is done, however long it takes.

package import Bytes

package final class Bodies {
    /// Where they go; while there is nobody, all stay in memory.
    package weak var depot: (any BodyDepot)? {
        didSet { hasDepot = depot != nil }
    }
    private var hasDepot = false
    /// Who keeps copies of what is cached.
    package weak var listener: (any BodyListener)?
    package let faults = BodyFaults()
    /// How often somebody has asked for a copy there.
    package var hitsOfCopies = 0
    /// The piece that is being filled.
    private var open: BodyPiece?
    /// Those that wait to be written or are just being written, the oldest first.
    private var closed: [BodyPiece] = []
    private var closedBytes = 0
    private var isWriting = false
    /// Who waits for which body.
    private var asked: [ObjectIdentifier: [(Result<[UInt8], BodyFault>) -> Void]] = [:]
    private var segments: [WeakSegment] = []
    /// Whether there is somewhere a body that is not where it belongs.
    package internal(set) var areMisplaced = false {
        didSet { if areMisplaced { mayHaveWork = true } }
    }
    /// Whether a slice may find something to do, as every turn asks; who finds nothing says so.
    package var mayHaveWork = false
    /// How many have been written since the start.
    package private(set) var writtenCount = 0

    private struct WeakSegment {
        weak var segment: BodySegment?
    }

    package init() {}

    // MARK: Giving up

    /// A version is the present one, in place of the one before it.
    func noteChange(of resource: Resource, _ terms: Terms) {
        guard hasDepot else { return }
        if terms.isOnDemand { return give(resource.current, terms) }
        if let previous = resource.previous { give(previous, terms) }
    }

    /// A body goes on its way that memory has to give up. Those of what the store keeps for itself stay.
    func give(_ version: Version, _ terms: Terms) {
        guard hasDepot, !terms.isOwn, version.piece == nil, let body = version.held else { return }
        version.move(body, to: piece(for: body.count))
    }

    /// One goes on its way that is no version's yet; nil where there is nobody to take it.
    func take(_ body: ByteView) -> BodyInPiece? {
        guard hasDepot else { return nil }
        let piece = piece(for: body.count)
        return BodyInPiece(piece: piece, place: piece.take(body))
    }

    private func piece(for length: Int) -> BodyPiece {
        if let open, open.hasRoom(for: length) { return open }
        close()
        let piece = BodyPiece(capacity: max(length, Limits.bodyBytesInPiece), faults)
        open = piece
        return piece
    }

    private func close() {
        guard let open else { return }
        closed.append(open)
        mayHaveWork = true
        closedBytes += open.bytes.count
        self.open = nil
    }

    package var waitingBytes: Int { closedBytes + (open?.bytes.count ?? 0) }

    /// Whether there is a piece to be written, and somebody who would.
    package var hasPiece: Bool { !closed.isEmpty && canWrite }

    /// Whether more may come that was elsewhere.
    package var hasRoom: Bool { closed.count < Limits.piecesAhead || !(depot?.isReady ?? false) }

    private var canWrite: Bool { !isWriting && (depot?.isReady ?? false) }

    /// Has the next piece written; none waits to become full any longer.
    package func writeAll() {
        close()
        write()
    }

    /// The same for a piece that has waited for so long that it will hardly become full.
    package func writeOld(at now: Int64) {
        guard canWrite else { return }
        if let open {
            if open.seenAt == nil { open.seenAt = now }
            if now - (open.seenAt ?? now) >= Limits.bodyWait { close() }
        }
        write()
    }

    /// Has the next piece written, if there is one whose bodies somebody still knows.
    package func write() {
        guard canWrite, let depot, let piece = nextPiece() else { return }
        isWriting = true
        depot.write(piece.bytes) { [self] place in
            isWriting = false
            mayHaveWork = true
            settle(piece, in: place)
        }
    }

    /// Writes all pieces that are full, for who may wait for that.
    package func writeAtOnce() {
        while canWrite, let depot, let piece = nextPiece() {
            guard settle(piece, in: depot.writeAtOnce(piece.bytes)) else { return }
        }
    }

    private func nextPiece() -> BodyPiece? {
        while let piece = closed.first, piece.liveBytes == 0 { remove(piece) }
        return closed.first
    }

    /// The disk has a piece now, or has not taken it; answers whether it has.
    @discardableResult
    private func settle(_ piece: BodyPiece, in place: (segment: BodySegment, start: Int)?) -> Bool {
        guard let place else {
            for segment in segments { segment.segment?.isBeingEmptied = false }
            return false
        }
        remove(piece)
        piece.settle(in: place.segment, from: place.start)
        writtenCount += piece.count
        note(place.segment)
        return true
    }

    /// Another store's pieces may be gone already.
    private func remove(_ piece: BodyPiece) {
        guard let place = closed.firstIndex(where: { $0 === piece }) else { return }
        closed.remove(at: place)
        closedBytes -= piece.bytes.count
    }

    private func note(_ segment: BodySegment) {
        if segments.last?.segment !== segment { segments.append(WeakSegment(segment: segment)) }
    }

    /// Another store takes the place of the one whose bodies these were.
    package func forgetAll() {
        (open, closed, closedBytes) = (nil, [], 0)
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
        guard isFirst, let piece = version.piece else { return }
        piece.fetch(version.place) { [self] outcome in
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
