// The bodies of one type that memory has though the disk has them too: as many as fit, the longest unused going first,
// and none for much longer than it is asked for.

final class BodyCache {
    private struct Entry {
        let resource: Resource
        let version: Version
        /// When it is looked at whether anybody has asked for it meanwhile.
        let end: Int64
    }

    var lifetime: Int64 { didSet { if lifetime < oldValue { clear() } } }
    var limit: Int { didSet { shrink(to: limit) } }
    private(set) var hits = 0
    private(set) var misses = 0
    private(set) var bytes = 0
    private var entries: [Entry] = []
    private var first = 0
    private var now: Int64 = 0
    private weak var bodies: Bodies?

    init(_ definition: Definition, _ bodies: Bodies?) {
        self.bodies = bodies
        lifetime = definition.cacheLifetime
        limit = definition.cacheBytes
    }

    var count: Int { entries.count - first }

    func holds(_ version: Version) -> Bool { version.isCached }

    func noteHit(of version: Version) {
        hits += 1
        version.isUsed = true
    }

    func noteMiss() { misses += 1 }

    /// Takes in a body that the disk has.
    func admit(_ resource: Resource, _ body: [UInt8]) {
        let version = resource.current
        guard version.isElsewhere, cost(of: version) <= limit else { return }
        version.hold(body)
        version.isCached = true
        add(resource, version)
        bytes += cost(of: version)
        bodies?.listener?.copyHasCome(of: resource, body)
        shrink(to: limit)
    }

    /// It is in memory twice: with the version, and where keys are looked up.
    private func cost(of version: Version) -> Int { 2 * version.length }

    private func add(_ resource: Resource, _ version: Version) {
        version.isUsed = false
        entries.append(Entry(resource: resource, version: version, end: now + lifetime))
    }

    /// What was asked for since it came to the front gets a second round, all else goes.
    private func shrink(to limit: Int) {
        while bytes > limit, first < entries.count { passFirst() }
    }

    /// Lets go of what has not been asked for all the time that it may stay.
    func sweep(at now: Int64) {
        self.now = now
        while first < entries.count, entries[first].end <= now { passFirst() }
    }

    private func passFirst() {
        let (resource, version) = (entries[first].resource, entries[first].version)
        first += 1
        if isUsed(version, resource) { add(resource, version) } else { drop(entries[first - 1]) }
        if first > 64, first > entries.count / 2 {
            entries.removeFirst(first)
            first = 0
        }
    }

    /// Whether somebody has asked for it; what stands no more, or is in memory anyway, is of no use here.
    private func isUsed(_ version: Version, _ resource: Resource) -> Bool {
        guard resource.current === version, version.piece != nil, version.held != nil else { return false }
        return bodies?.listener?.takeUse(of: resource) == true || version.isUsed
    }

    private func drop(_ entry: Entry) {
        bytes -= cost(of: entry.version)
        entry.version.isCached = false
        entry.version.letGo()
        if entry.resource.current === entry.version { bodies?.listener?.copyHasGone(of: entry.resource) }
    }

    /// Forgets all; answers how many that were.
    @discardableResult
    func clear() -> Int {
        let count = count
        for entry in entries[first...] { drop(entry) }
        (entries, first) = ([], 0)
        return count
    }
}

/// Keeps copies of what is cached where keys are looked up.
package protocol BodyListener: AnyObject {
    func copyHasCome(of resource: Resource, _ body: [UInt8])
    func copyHasGone(of resource: Resource)
    /// Whether somebody has asked for the copy since the last call.
    func takeUse(of resource: Resource) -> Bool
}
