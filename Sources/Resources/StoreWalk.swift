// The store as it is at one moment, written out while it goes on changing: a few resources at a time, in the order of
// their names. Versions never change and nothing is let go of meanwhile, so that the walk only has to leave out what
// came after it began.
//
//     head, shelf, resource …, shelf, resource …, end
//
// The body of what stands under its key of the keyspace is not written: it is in the snapshot already, as a string.

internal import Bytes

package final class StoreWalk {
    /// About so many bytes are in one piece.
    private static let chunkSize = 32 << 10
    private static let resourcesInChunk = 64
    /// What one step writes of it: bodies may have to come from disk.
    private static let bytesInStep = 16 << 10
    private static let versionsInStep = 64
    /// As many as this may be written in the time of one read.
    private static let versionsInRead = 8

    private let store: Store
    private let revision: Revision
    /// The last comes first.
    private var shelves: [Shelf] = []
    /// Behind which name of the present shelf it goes on.
    private var place: [UInt8] = []
    /// The piece that is being written, and how many resources are in it.
    private var chunk = ImageBytes()
    private var count = 0
    /// The resource of which not all versions have been written yet, how many have, and how many there are.
    private var unfinished: (resource: Resource, written: Int, count: Int)?
    private let window = BodyWindow()
    private var hasHead = false
    private var hasEnded = false
    /// Why it can't be written to its end.
    package private(set) var fault: BodyFault?

    /// Begins: what changes from here on is not in it. nil where there is nothing to tell of.
    package init?(_ store: Store) {
        guard store.head > 0 else { return nil }
        self.store = store
        revision = store.head
        let catalogs = store.catalogs.values.sorted { $0.name < $1.name }
        // What types ask for has to be known before their resources come.
        shelves = (catalogs.filter { !$0.isOwn }.reversed() + catalogs.filter(\.isOwn))
            .flatMap { $0.sortedShelves.reversed() }
        store.beginWalk()
    }

    /// What comes next, empty where a piece is not whole yet; nil when all has been written.
    package func next() -> [UInt8]? {
        guard !hasEnded else { return nil }
        if !hasHead {
            hasHead = true
            chunk.append(ImageMark.head)
            chunk.append(store.epoch)
            chunk.append(revision)
        } else if let shelf = shelves.last {
            guard write(shelf) else { return [] }
        } else {
            chunk.append(ImageMark.end)
            end()
        }
        defer { (chunk, count) = (ImageBytes(), 0) }
        return chunk.bytes
    }

    /// The body that stood under a key when the walk began.
    package func body(under key: ResourceKey) -> [UInt8]? {
        guard let version = store.resource(key)?.newest(upTo: revision) else { return nil }
        do throws(BodyFault) { return try version.read() } catch {
            fault = error
            return nil
        }
    }

    /// Goes no further.
    package func end() {
        guard !hasEnded else { return }
        hasEnded = true
        store.endWalk()
    }

    /// Writes on at a piece, one step; answers whether it is whole.
    private func write(_ shelf: Shelf) -> Bool {
        if chunk.bytes.isEmpty { begin(shelf) }
        var step = Step(from: chunk.bytes.count)
        guard writeVersions(in: &step) else { return false }
        var (isFull, isOver) = (false, false)
        shelf.forEach(from: place) { resource in
            isFull = count == Self.resourcesInChunk || chunk.bytes.count >= Self.chunkSize
            isOver = step.isOver(at: chunk.bytes.count)
            guard !isFull, !isOver else { return false }
            begin(resource)
            return writeVersions(in: &step)
        }
        guard unfinished == nil, isFull || !isOver else { return false }
        if !isFull {
            shelves.removeLast()
            place = []
        }
        return true
    }

    private struct Step {
        private let end: Int
        private var versions = StoreWalk.versionsInStep

        init(from start: Int) { end = start + StoreWalk.bytesInStep }

        func isOver(at place: Int) -> Bool { versions <= 0 || place >= end }

        mutating func noteVersion(reads: Int) { versions -= 1 + reads * StoreWalk.versionsInRead }
    }

    private func begin(_ shelf: Shelf) {
        chunk.append(ImageMark.shelf)
        chunk.append(shelf.catalog.name.bytes)
        chunk.append(shelf.namespace.bytes)
        chunk.append(shelf.lostBefore)
        chunk.append(shelf.catalog.highestForgotten)
    }

    private func begin(_ resource: Resource) {
        place = resource.name.bytes + [0]
        count += 1
        let versions = resource.versions.count { $0.revision <= revision }
        guard versions > 0 else { return }
        chunk.append(ImageMark.resource)
        chunk.append(resource.name.bytes)
        chunk.append(resource.isTrimmed ? UInt64(max(1, resource.birth(of: resource.versions[0]))) : 0)
        chunk.append(UInt64(versions))
        unfinished = (resource, 0, versions)
    }

    /// Writes versions of the resource that has been begun; answers whether none is left.
    private func writeVersions(in step: inout Step) -> Bool {
        guard let (resource, written, count) = unfinished else { return true }
        let isInKeyspace = resource.key.isInKeyspace
        var next = written
        while next < count, !step.isOver(at: chunk.bytes.count) {
            let version = resource.versions[next]
            next += 1
            let reads = window.reads
            // One that ends may be left out by whoever loads the keys.
            write(version, isInKeyspace && next == count && version.end == nil)
            step.noteVersion(reads: window.reads - reads)
        }
        unfinished = next < count ? (resource, next, count) : nil
        return next == count
    }

    private func write(_ version: Version, _ standsUnderKey: Bool) {
        for number in [version.number, version.revision, UInt64(bitPattern: version.time)] { chunk.append(number) }
        chunk.append(version.author.bytes)
        chunk.append(UInt64(version.event.rawValue))
        chunk.append(UInt64(bitPattern: version.end ?? 0))
        guard version.exists else { return chunk.append(ImageMark.noBody) }
        chunk.append(standsUnderKey ? ImageMark.bodyUnderKey : ImageMark.body)
        guard !standsUnderKey else { return }
        do throws(BodyFault) { try version.lend(through: window) { chunk.append($0) } } catch { fault = error }
    }
}

/// What stands before each thing in an image.
enum ImageMark {
    static let head: UInt64 = 1
    static let shelf: UInt64 = 2
    static let resource: UInt64 = 3
    static let end: UInt64 = 4

    static let noBody: UInt64 = 0
    static let body: UInt64 = 1
    static let bodyUnderKey: UInt64 = 2
}

/// Numbers of seven bits a byte, the lowest first, with the highest bit where more follow; strings behind their length.
struct ImageBytes {
    private(set) var bytes: [UInt8] = []

    mutating func append(_ number: UInt64) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    mutating func append(_ string: [UInt8]) {
        string.withView { append($0) }
    }

    mutating func append(_ string: ByteView) {
        append(UInt64(string.count))
        bytes.append(string)
    }
}
