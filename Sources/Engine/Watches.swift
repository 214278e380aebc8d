// Keys that transactions depend on: WATCH notes them, and any change of one spoils the transaction that noted it.

internal import Bytes

/// What one connection watches, and whether any of it has changed.
package final class WatchState {
    struct Key: Hashable {
        let database: Int
        let name: ByteString
    }

    fileprivate(set) var keys: [Key: Bool] = [:]
    package fileprivate(set) var isSpoiled = false

    package init() {}

    package var isEmpty: Bool { keys.isEmpty }
    package var count: Int { keys.count }

    /// Spoils the transaction for another reason than a change.
    package func spoil() {
        isSpoiled = true
    }
}

package final class Watches {
    private var watchers: [WatchState.Key: [WatchState]] = [:]

    package init() {}

    package var isEmpty: Bool { watchers.isEmpty }
    package var keyCount: Int { watchers.count }

    /// Notes a key. One that had ended already when it was noted does not spoil anything by going.
    func watch(_ state: WatchState, _ name: ByteView, in database: Int, hasEnded: Bool) {
        let key = WatchState.Key(database: database, name: ByteString(name))
        guard state.keys[key] == nil else { return }
        state.keys[key] = hasEnded
        watchers[key, default: []].append(state)
    }

    package func unwatch(_ state: WatchState) {
        for key in state.keys.keys {
            watchers[key]?.removeAll { $0 === state }
            if watchers[key]?.isEmpty == true { watchers[key] = nil }
        }
        state.keys = [:]
        state.isSpoiled = false
    }

    /// A key has changed.
    func touch(_ name: ByteView, in database: Int) {
        guard let states = watchers[WatchState.Key(database: database, name: ByteString(name))] else { return }
        for state in states { state.isSpoiled = true }
    }

    /// Every watched key of a database changes, if `changes` says so of it: for flushes and swaps.
    func touchAll(in database: Int, where changes: (ByteView) -> Bool) {
        for (key, states) in watchers where key.database == database {
            guard key.name.withView({ changes($0) }) else { continue }
            for state in states { state.isSpoiled = true }
        }
    }
}
