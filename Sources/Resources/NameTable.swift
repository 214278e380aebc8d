// The resources of a shelf by their names: found by bytes that lie anywhere, without a copy of them, and moved to a
// larger table without a look at any name.

internal import Bytes

struct NameTable {
    private static let hasher = SipHash(key: (.random(in: 0 ... .max), .random(in: 0 ... .max)))
    private static let fewestPlaces = 16

    /// Of each place the hash of the name that stands there; 0 where none does. Whoever does not find the place free
    /// that belongs to a hash takes the next free one.
    private var hashes = ContiguousArray<UInt32>(repeating: 0, count: fewestPlaces)
    private var resources = ContiguousArray<Resource?>(repeating: nil, count: fewestPlaces)
    private(set) var count = 0

    subscript(name: ByteView) -> Resource? {
        place(of: name, Self.hash(name)).flatMap { resources[$0] }
    }

    /// Adds a resource whose name is not there.
    mutating func insert(_ resource: Resource) {
        if count * 2 >= hashes.count { grow() }
        let hash = resource.name.withView { Self.hash($0) }
        let place = freePlace(for: hash)
        (hashes[place], resources[place]) = (hash, resource)
        count += 1
    }

    mutating func remove(_ name: ByteView) {
        guard var gap = place(of: name, Self.hash(name)) else { return }
        count -= 1
        // Whoever stands behind only because the gap was taken moves up.
        var next = follower(of: gap)
        while hashes[next] != 0 {
            let home = self.home(of: hashes[next])
            if distance(from: home, to: next) >= distance(from: gap, to: next) {
                (hashes[gap], resources[gap]) = (hashes[next], resources[next])
                gap = next
            }
            next = follower(of: next)
        }
        (hashes[gap], resources[gap]) = (0, nil)
    }

    // MARK: Ahead

    func prefetchPlace(for hash: UInt32) {
        hashes.prefetch(at: home(of: hash))
        resources.prefetch(at: home(of: hash))
    }

    /// Whoever has the same hash is asked for, without a look at its name.
    func prefetchResource(_ hash: UInt32) {
        guard let place = likelyPlace(of: hash) else { return }
        RawMemory.prefetch(resources[place]!, bytes: Resource.ownBytes)
    }

    func prefetchVersion(_ hash: UInt32) {
        guard let place = likelyPlace(of: hash) else { return }
        resources[place]?.prefetchParts()
    }

    func prefetchBody(_ hash: UInt32) {
        guard let place = likelyPlace(of: hash) else { return }
        resources[place]?.current.prefetchBody()
    }

    private func likelyPlace(of hash: UInt32) -> Int? {
        var place = home(of: hash)
        while hashes[place] != 0 {
            if hashes[place] == hash { return place }
            place = follower(of: place)
        }
        return nil
    }

    // MARK: Places

    /// Never 0.
    static func hash(_ name: ByteView) -> UInt32 { UInt32(truncatingIfNeeded: hasher.hash(name)) | 1 }

    /// The lowest bit is the same in all hashes, so the place is told by the highest.
    private func home(of hash: UInt32) -> Int { Int(hash) >> (hashes.count.leadingZeroBitCount - 31) }

    private func follower(of place: Int) -> Int { (place + 1) & (hashes.count - 1) }

    private func distance(from start: Int, to end: Int) -> Int { (end - start) & (hashes.count - 1) }

    private func place(of name: ByteView, _ hash: UInt32) -> Int? {
        var place = home(of: hash)
        while hashes[place] != 0 {
            if hashes[place] == hash, resources[place]!.name.withView({ $0 == name }) { return place }
            place = follower(of: place)
        }
        return nil
    }

    private func freePlace(for hash: UInt32) -> Int {
        var place = home(of: hash)
        while hashes[place] != 0 { place = follower(of: place) }
        return place
    }

    /// Resources change places with nothing: to count anew who refers to them would be a look at each.
    private mutating func grow() {
        let oldHashes = hashes
        var oldResources: ContiguousArray<Resource?> = []
        swap(&oldResources, &resources)
        hashes = .init(repeating: 0, count: oldHashes.count * 2)
        resources = .init(repeating: nil, count: oldHashes.count * 2)
        for place in oldHashes.indices where oldHashes[place] != 0 {
            let newPlace = freePlace(for: oldHashes[place])
            hashes[newPlace] = oldHashes[place]
            swap(&oldResources[place], &resources[newPlace])
        }
    }
}
