// The store as it is at one moment, written out while it goes on changing: a few resources at a time, in the order of
// their names. Versions never change and nothing is let go of meanwhile, so that the walk only has to leave out what
// came after it began.
//
//     head, shelf, resource …, shelf, resource …, end
//
// The body of what stands under its key of the keyspace is not written: it is in the snapshot already, as a string.

internal import Bytes

package final class StoreWalk {
    /// About so many bytes are written at a time.
    private static let chunkSize = 32 << 10
    private static let resourcesInChunk = 64

    private let store: Store
    private let revision: Revision
    /// The last comes first.
    private var shelves: [Shelf] = []
    /// Behind which name of the present shelf it goes on.
    private var place: [UInt8] = []
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

    /// What comes next; nil when all has been written.
    package func next() -> [UInt8]? {
        guard !hasEnded else { return nil }
        var chunk = ImageBytes()
        if !hasHead {
            hasHead = true
            chunk.append(ImageMark.head)
            chunk.append(store.epoch)
            chunk.append(revision)
        } else if let shelf = shelves.last {
            write(shelf, to: &chunk)
        } else {
            chunk.append(ImageMark.end)
            end()
        }
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

    private func write(_ shelf: Shelf, to chunk: inout ImageBytes) {
        chunk.append(ImageMark.shelf)
        chunk.append(shelf.catalog.name.bytes)
        chunk.append(shelf.namespace.bytes)
        chunk.append(shelf.lostBefore)
        chunk.append(shelf.catalog.highestForgotten)
        var count = 0
        var isWhole = true
        shelf.forEach(from: place) { resource in
            if count == Self.resourcesInChunk || chunk.bytes.count >= Self.chunkSize {
                isWhole = false
                return false
            }
            write(resource, to: &chunk)
            place = resource.name.bytes + [0]
            count += 1
            return true
        }
        guard isWhole else { return }
        shelves.removeLast()
        place = []
    }

    private func write(_ resource: Resource, to chunk: inout ImageBytes) {
        let count = resource.versions.count { $0.revision <= revision }
        guard count > 0 else { return }
        chunk.append(ImageMark.resource)
        chunk.append(resource.name.bytes)
        chunk.append(resource.isTrimmed ? UInt64(max(1, resource.birth(of: resource.versions[0]))) : 0)
        chunk.append(UInt64(count))
        let isInKeyspace = resource.key.isInKeyspace
        for (index, version) in resource.versions[..<count].enumerated() {
            // One that ends may be left out by whoever loads the keys.
            let standsUnderKey = isInKeyspace && index == count - 1 && version.end == nil
            write(version, standsUnderKey, to: &chunk)
        }
    }

    private func write(_ version: Version, _ standsUnderKey: Bool, to chunk: inout ImageBytes) {
        for number in [version.number, version.revision, UInt64(bitPattern: version.time)] { chunk.append(number) }
        chunk.append(version.author.bytes)
        chunk.append(UInt64(version.event.rawValue))
        chunk.append(UInt64(bitPattern: version.end ?? 0))
        guard version.exists else { return chunk.append(ImageMark.noBody) }
        chunk.append(standsUnderKey ? ImageMark.bodyUnderKey : ImageMark.body)
        guard !standsUnderKey else { return }
        do throws(BodyFault) { chunk.append(try version.read() ?? []) } catch { fault = error }
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
        append(UInt64(string.count))
        bytes += string
    }
}
