// Who waits in a request for the next change of certain resources, until it comes or the time is over.

package import Resources

/// A connection whose request can wait.
package protocol Sleeper: AnyObject {
    var subscriberID: UInt64 { get }
    /// The request is to be run again.
    func wake()
}

package final class Sleepers {
    private struct Place {
        let sleeper: any Sleeper
        let mark: WatchScope.Mark
        /// In milliseconds since 1970; 0 stands for never.
        let end: Int64
    }

    private var places: [UInt64: Place] = [:]
    private var waiting: [WatchScope.Mark: Set<UInt64>] = [:]
    /// When the first one's time is over, or earlier.
    package private(set) var nextEnd = Int64.max

    package init() {}

    package var isEmpty: Bool { places.isEmpty }

    package func add(_ sleeper: any Sleeper, for scope: WatchScope, until end: Int64) {
        let id = sleeper.subscriberID
        remove(sleeper)
        places[id] = Place(sleeper: sleeper, mark: scope.mark, end: end)
        waiting[scope.mark, default: []].insert(id)
        if end > 0 { nextEnd = min(nextEnd, end) }
    }

    /// False where it does not wait.
    @discardableResult
    package func remove(_ sleeper: any Sleeper) -> Bool {
        guard let place = places.removeValue(forKey: sleeper.subscriberID) else { return false }
        waiting[place.mark]?.remove(sleeper.subscriberID)
        if waiting[place.mark]?.isEmpty == true { waiting[place.mark] = nil }
        return true
    }

    func wake(for commit: Commit) {
        for change in commit.changes where !waiting.isEmpty {
            for mark in WatchScope.Mark.all(of: change.key) {
                for id in waiting[mark] ?? [] { wake(id) }
            }
        }
    }

    /// Wakes those whose time is over.
    package func wakeOverdue(at now: Int64) {
        guard now >= nextEnd else { return }
        for (id, place) in places where place.end > 0 && place.end <= now { wake(id) }
        nextEnd = places.values.filter { $0.end > 0 }.map(\.end).min() ?? .max
    }

    private func wake(_ id: UInt64) {
        guard let sleeper = places[id]?.sleeper else { return }
        remove(sleeper)
        sleeper.wake()
    }
}
