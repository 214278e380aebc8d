// Keys that transactions depend on: WATCH notes them, and any change of one spoils the transaction that noted it.
//
// A key whose time had come when it was noted, though nobody had removed it yet, is as good as absent: its removal
// changes nothing, and only what happens to it after that does.

internal import Bytes

/// What one connection watches, and whether any of it has changed.
package final class WatchState {
    struct Key: Hashable {
        let database: Int
        let name: ByteString
    }

    /// Each key with whether its record is one that had ended when it was noted.
    fileprivate(set) var keys: [Key: Bool] = [:]
    package fileprivate(set) var isSpoiled = false

    package init() {}

    package var isEmpty: Bool { keys.isEmpty }
    package var count: Int { keys.count }
}

/// What stands under a key.
enum Presence {
    case absent
    case ended
    case alive
}

package final class Watches {
    private var watchers: [WatchState.Key: [ObjectIdentifier: WatchState]] = [:]
    /// How many connections watch anything.
    package private(set) var watcherCount = 0

    package init() {}

    package var isEmpty: Bool { watchers.isEmpty }
    package var keyCount: Int { watchers.count }

    /// Notes a key. A transaction that is spoiled already stays so, whatever else it would depend on.
    func watch(_ state: WatchState, _ name: ByteView, in database: Int, _ presence: Presence) {
        let key = WatchState.Key(database: database, name: ByteString(name))
        guard !state.isSpoiled, state.keys[key] == nil else { return }
        if state.isEmpty { watcherCount += 1 }
        state.keys[key] = presence == .ended
        watchers[key, default: [:]][ObjectIdentifier(state)] = state
    }

    package func unwatch(_ state: WatchState) {
        forget(state)
        state.isSpoiled = false
    }

    private func forget(_ state: WatchState) {
        guard !state.isEmpty else { return }
        for key in state.keys.keys {
            watchers[key]?[ObjectIdentifier(state)] = nil
            if watchers[key]?.isEmpty == true { watchers[key] = nil }
        }
        state.keys = [:]
        watcherCount -= 1
    }

    /// A spoiled transaction needs to hear of no further change.
    private func spoil(_ state: WatchState) {
        forget(state)
        state.isSpoiled = true
    }

    // MARK: Changes

    /// A key has changed.
    func touch(_ name: ByteView, in database: Int) {
        guard let states = watchers[WatchState.Key(database: database, name: ByteString(name))] else { return }
        for state in states.values { spoil(state) }
    }

    /// A key whose time had come was removed.
    func removeEnded(_ name: ByteView, in database: Int) {
        let key = WatchState.Key(database: database, name: ByteString(name))
        guard let states = watchers[key] else { return }
        for state in states.values {
            if state.keys[key] == true { state.keys[key] = false } else { spoil(state) }
        }
    }

    /// A database's keys are exchanged for others, or for none.
    func replaceAll(in database: Int, from before: (ByteView) -> Presence, to after: (ByteView) -> Presence) {
        for (key, states) in watchers where key.database == database {
            let (old, new) = key.name.withView { (before($0), after($0)) }
            if old == .absent, new == .absent { continue }
            for state in states.values {
                switch (state.keys[key], new) {
                case (true?, .absent): state.keys[key] = false
                case (true?, .ended): break
                case (false?, .ended) where old == .absent: state.keys[key] = true
                default: spoil(state)
                }
            }
        }
    }
}
