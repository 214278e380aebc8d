// Who keeps copies of keys, so that they can be told when a copy is no longer true (CLIENT TRACKING).
//
//     noting         every key that a client reads is noted with the client; a change tells those noted, and
//                    forgets them
//     broadcasting   nothing is noted: clients are told of every changed key that begins with a prefix of theirs,
//                    all changes of one turn together
//
// Keys are told by name alone, whatever their database. A client that has gone is dropped from the notes only when one
// of its keys changes: leaving costs nothing.

package import Bytes

/// What a client with copies is told.
package enum Invalidation {
    case keys([ByteString])
    case everything
    /// The connection that was to get this client's messages has gone.
    case redirectionBroken(UInt64)
}

/// One client that keeps copies, and how it wants to hear of changes.
package final class Tracker {
    package struct Mode {
        package var broadcasts = false
        /// Only what is read after CLIENT CACHING YES is noted.
        package var notesWhenAsked = false
        /// What is read after CLIENT CACHING NO is not noted.
        package var notesUnlessAsked = false
        package var skipsOwnChanges = false
        /// Who gets the messages in this client's place; 0 for nobody.
        package var redirection: UInt64 = 0

        package init() {}
    }

    package fileprivate(set) var mode = Mode()
    package fileprivate(set) var prefixes: Set<ByteString> = []
    package var prefixCount: Int { prefixes.count }
    package private(set) var isRedirectionBroken = false
    /// CLIENT CACHING has been sent: it counts for the next command or transaction.
    package var wasAsked = false

    private unowned let client: any Subscriber
    private weak var redirected: (any Subscriber)?

    fileprivate init(_ client: any Subscriber) {
        self.client = client
    }

    fileprivate var id: UInt64 { client.subscriberID }
    fileprivate var isRunning: Bool { client.isRunning }

    fileprivate func set(_ mode: Mode, redirected: (any Subscriber)?) {
        self.mode = mode
        self.redirected = redirected
        isRedirectionBroken = false
    }

    package var notesReads: Bool {
        if mode.broadcasts { return false }
        if mode.notesWhenAsked { return wasAsked }
        return !(mode.notesUnlessAsked && wasAsked)
    }

    fileprivate func tell(_ invalidation: Invalidation) {
        if mode.redirection == 0 {
            client.deliver(invalidation, redirected: false)
        } else if let redirected {
            redirected.deliver(invalidation, redirected: true)
        } else {
            isRedirectionBroken = true
            client.deliver(.redirectionBroken(mode.redirection), redirected: false)
        }
    }
}

package final class Tracking {
    private struct Readers {
        /// Where in `names` the key stands.
        var place: Int
        var clients = ArrivalOrder<UInt64, Void>()
    }

    private struct Broadcast {
        var trackers = ArrivalOrder<UInt64, Tracker>()
        /// Keys that have changed in this turn, each with the client that changed it last, if one did.
        var changes = ArrivalOrder<ByteString, UInt64?>()
    }

    private var readers: [ByteString: Readers] = [:]
    /// Every key of `readers`, so that one can be drawn by lot.
    private var names: [ByteString] = []
    private var prefixes = ArrivalOrder<ByteString, Broadcast>()
    private var trackers: [UInt64: Tracker] = [:]
    private var hasNews = false

    /// Whether a change of a key may concern anybody.
    package private(set) var isActive = false
    /// How many keys with readers there are in all: each key counts once for every reader.
    package private(set) var readerCount = 0
    /// How many keys are noted at most; 0 for as many as there are.
    package private(set) var keyLimit = 0

    package init() {}

    package var clientCount: Int { trackers.count }
    package var keyCount: Int { names.count }
    package var prefixCount: Int { prefixes.count }

    // MARK: Beginning and ending

    /// Begins to tell a client of changes, or goes on in another way. Prefixes are added to those it has.
    package func begin(
        _ client: any Subscriber, _ tracker: Tracker?, _ mode: Tracker.Mode, prefixes new: [ByteString],
        redirected: (any Subscriber)?
    ) -> Tracker {
        let tracker = tracker ?? Tracker(client)
        tracker.set(mode, redirected: redirected)
        trackers[tracker.id] = tracker
        if mode.broadcasts {
            for prefix in new.isEmpty ? [ByteString("")] : new where tracker.prefixes.insert(prefix).inserted {
                prefixes.insert(prefix, Broadcast())
                _ = prefixes.update(prefix) { $0.trackers.insert(tracker.id, tracker) }
            }
        }
        isActive = !readers.isEmpty || !prefixes.isEmpty
        return tracker
    }

    package func end(_ tracker: Tracker) {
        trackers[tracker.id] = nil
        for prefix in tracker.prefixes {
            let isDeserted = prefixes.update(prefix) { broadcast in
                broadcast.trackers.remove(tracker.id)
                return broadcast.trackers.isEmpty
            }
            if isDeserted == true { prefixes.remove(prefix) }
        }
        isActive = !readers.isEmpty || !prefixes.isEmpty
    }

    // MARK: Noting reads

    /// Notes that a client has read a key.
    package func note(_ name: ByteString, readBy tracker: Tracker, _ random: inout SeededRandom) {
        if readers[name] == nil {
            readers[name] = Readers(place: names.count)
            names.append(name)
            isActive = true
        }
        if readers[name]!.clients.insert(tracker.id, ()) { readerCount += 1 }
        keepToLimit(&random)
    }

    /// Changes how many keys are noted at most.
    package func limit(to keys: Int, _ random: inout SeededRandom) {
        keyLimit = keys
        keepToLimit(&random)
    }

    /// Forgets keys by lot while there are too many. Whoever has copies must take them for outdated.
    private func keepToLimit(_ random: inout SeededRandom) {
        while keyLimit > 0, names.count > keyLimit {
            tellReaders(of: names[Int.random(in: 0..<names.count, using: &random)], isChange: false)
        }
    }

    private func forget(_ name: ByteString) -> Readers? {
        guard let forgotten = readers.removeValue(forKey: name) else { return nil }
        let last = names.removeLast()
        if forgotten.place < names.count {
            names[forgotten.place] = last
            readers[last]!.place = forgotten.place
        }
        readerCount -= forgotten.clients.count
        isActive = !readers.isEmpty || !prefixes.isEmpty
        return forgotten
    }

    // MARK: Changes

    /// A key has changed by the hand of a client, or, having ended, by nobody's.
    func invalidate(_ key: ByteView, by changer: UInt64?) {
        let name = ByteString(key)
        if !prefixes.isEmpty { noteChange(name, by: changer) }
        tellReaders(of: name, isChange: true)
    }

    private func tellReaders(of name: ByteString, isChange: Bool) {
        guard let forgotten = forget(name) else { return }
        forgotten.clients.forEach { id, _ in
            guard let tracker = trackers[id], !tracker.mode.broadcasts else { return }
            if isChange, tracker.mode.skipsOwnChanges, tracker.isRunning { return }
            tracker.tell(.keys([name]))
        }
    }

    private func noteChange(_ name: ByteString, by changer: UInt64?) {
        for prefix in prefixes.keys where name.bytes.starts(with: prefix.bytes) {
            _ = prefixes.update(prefix) { broadcast in
                if broadcast.changes.update(name, { $0 = changer }) == nil { broadcast.changes.insert(name, changer) }
            }
            hasNews = true
        }
    }

    /// Whole databases have been emptied.
    func invalidateEverything() {
        readers = [:]
        names = []
        readerCount = 0
        isActive = !prefixes.isEmpty
        for tracker in trackers.values { tracker.tell(.everything) }
    }

    /// Tells those who listen by prefix what has changed in this turn.
    package func broadcast() {
        guard hasNews else { return }
        hasNews = false
        for prefix in prefixes.keys {
            guard let broadcast = prefixes[prefix], !broadcast.changes.isEmpty else { continue }
            _ = prefixes.update(prefix) { $0.changes = ArrivalOrder() }
            let everyKey = broadcast.changes.keys
            broadcast.trackers.forEach { id, tracker in
                let keys = tracker.mode.skipsOwnChanges ? everyKey.filter { broadcast.changes[$0] != id } : everyKey
                if !keys.isEmpty { tracker.tell(.keys(keys)) }
            }
        }
    }
}
