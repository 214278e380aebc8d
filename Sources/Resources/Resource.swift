// A name with all of its versions that are kept, also after its deletion.

package import Bytes

package final class Resource {
    package unowned let shelf: Shelf
    package let name: ByteString
    /// The oldest first; never empty.
    package private(set) var versions: Versions
    /// When the life began to which the oldest version belongs, where older ones were let go of while the rest stays.
    private var oldestBirth = untrimmed

    private static let untrimmed = Int64.min
    /// What one takes in memory itself.
    static let ownBytes = 64

    init(_ shelf: Shelf, _ name: ByteString, _ versions: Versions, isTrimmed: Bool = false, birth: Int64? = nil) {
        self.shelf = shelf
        self.name = name
        self.versions = versions
        if isTrimmed { oldestBirth = min(birth ?? .max, versions[0].time) }
    }

    /// Whether older versions were let go of.
    var isTrimmed: Bool { oldestBirth != Self.untrimmed }

    package var key: ResourceKey {
        ResourceKey(namespace: shelf.namespace, type: shelf.catalog.name, name: name)
    }

    /// About what it takes in memory beside its key: itself, and every version that is kept.
    package var byteCount: Int {
        versions.reduce(128 + name.count) { $0 + Version.ownBytes + ($1.held == nil ? 0 : 32 + $1.length) }
    }

    package var current: Version { versions.current }

    /// Asks for what every look-up reads.
    func prefetchParts() {
        RawMemory.prefetch(versions.current, bytes: Version.ownBytes)
        name.bytes.prefetch(count: 0)
    }
    /// The one before it, as far as that is kept.
    var previous: Version? { versions.previous }
    package var exists: Bool { current.exists }

    /// When the life began to which a version belongs that is kept.
    package func birth(of version: Version) -> Int64 {
        var place = self.place(of: version.number) ?? 0
        while place >= 0 {
            if versions[place].event == .created { return versions[place].time }
            place -= 1
        }
        return isTrimmed ? oldestBirth : versions[0].time
    }

    package func version(_ number: UInt64) -> Version? {
        place(of: number).map { versions[$0] }
    }

    private func place(of number: UInt64) -> Int? {
        guard number >= versions[0].number, number <= current.number else { return nil }
        return Int(number - versions[0].number)
    }

    /// The state that stood after the commit of this revision: nil where there was none yet.
    package func version(at revision: Revision) throws(StoreError) -> Version? {
        if let found = newest(upTo: revision) { return found }
        guard !isTrimmed else { throw .compacted(oldest: versions[0].revision) }
        return nil
    }

    /// The last version that is kept of this revision or one before it.
    func newest(upTo revision: Revision) -> Version? {
        if current.revision <= revision { return current }
        var (low, high) = (0, versions.count)
        while low < high {
            let middle = (low + high) / 2
            if versions[middle].revision <= revision { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? nil : versions[low - 1]
    }

    /// The version that would come of deleting it.
    func deletion(at now: Int64, in revision: Revision, by author: ByteString) -> Version {
        Version(
            number: current.number + 1, revision: revision, time: now, author: author, event: .deleted, body: nil)
    }

    func append(_ version: Version) {
        precondition(version.number == current.number + 1, "versions are counted without a gap")
        precondition(version.revision >= current.revision, "revisions never go back")
        versions.append(version)
    }

    /// Lets go of the oldest versions up to `keep` and of those that ended before `horizon`, but of none that stood
    /// within the last `least` milliseconds. Answers how many bytes of bodies went.
    func trim(keep: Int, endedBefore horizon: Int64?, now: Int64) -> Int {
        var count = 0
        while count < versions.count - 1 {
            let isSurplus = versions.count - count > max(1, keep)
            guard isSurplus || horizon != nil else { break }
            // A version stood until the next one came.
            let end = versions[count + 1].time
            let isOld = horizon.map { end < $0 } ?? false
            guard isSurplus || isOld, end < now - Limits.leastHistory else { break }
            count += 1
        }
        return removeFirst(count)
    }

    /// Lets go of the oldest versions until so many bytes are free or only the present one is left, however young they
    /// are: the past gives way where a quota leaves no room for it.
    func trim(freeing surplus: Int) -> Int {
        var count = 0
        var freed = 0
        while count < versions.count - 1, freed < surplus {
            freed += versions[count].length
            count += 1
        }
        return removeFirst(count)
    }

    /// Lets go of what no reading at `revision` or later can meet.
    func compact(before revision: Revision) -> Int {
        let first = versions.lastIndex { $0.revision <= revision } ?? 0
        return removeFirst(first)
    }

    private func removeFirst(_ count: Int) -> Int {
        guard count > 0 else { return 0 }
        oldestBirth = birth(of: versions[count])
        let bytes = versions[..<count].reduce(0) { $0 + $1.length }
        versions.removeFirst(count)
        return bytes
    }
}

/// Versions of one resource, of which most have one alone: that one costs no list.
package struct Versions: RandomAccessCollection {
    private var past: [Version] = []
    private(set) var current: Version

    init(_ only: Version) {
        current = only
    }

    /// Of at least one, the oldest first.
    init(_ versions: [Version]) {
        current = versions[versions.count - 1]
        past = Array(versions.dropLast())
    }

    var previous: Version? { past.last }

    package var startIndex: Int { 0 }
    package var endIndex: Int { past.count + 1 }

    package subscript(place: Int) -> Version { place < past.count ? past[place] : current }

    mutating func append(_ version: Version) {
        var old = version
        swap(&old, &current)
        past.append(old)
    }

    /// Lets go of the oldest, but never of the last.
    mutating func removeFirst(_ count: Int) {
        precondition(count <= past.count, "a resource has a version")
        past.removeFirst(count)
    }
}
