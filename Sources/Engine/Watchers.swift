// Who watches resources. A commit is told to the watches that ask for it, found by type, namespace and name, and to
// whoever has subscribed to its channels.
//
//     RES.WATCH FROM r → behind: the feed is told in slices → live: every commit is told when it is sealed
//                                             ↑———— a very long commit ————↓
//
// A watch is in one of the two and changes over when the feed has nothing more, so nothing is missed and nothing told
// twice. There is no third: whoever can't be told everything is cut off. A very long commit is told in slices as well,
// as fast as its watchers read, by making it part of the past for them.

package import Bytes
package import Resources

package final class Watchers {
    private static let eventsBetweenClocks = 16
    /// A commit of so many changes is told in slices, if no more than so many watches are there: each looks through all
    /// of them by itself then, instead of being found by what it is about.
    private static let longCommit = 1000
    private static let mostFallenBehind = 16

    private unowned let engine: Engine
    private var hearers: [UInt64: Hearer] = [:]
    private var live: [WatchScope.Mark: ArrivalOrder<ObjectIdentifier, Watch>] = [:]
    private var behind: [Watch] = []
    /// After how many milliseconds in which it heard nothing a watcher is told how far it is; never, where it is 0.
    package var progressInterval: Int64 = 0 {
        didSet { nextProgress = 0 }
    }
    private var nextProgress: Int64 = 0

    private var store: Store { engine.resources }

    init(_ engine: Engine) {
        self.engine = engine
    }

    // MARK: Joining and leaving

    /// Tells a subscriber of everything after a revision from which on all is known. A watch of the same channel ends.
    package func add(
        _ scope: WatchScope, _ form: EventText.Form, after revision: Revision, for subscriber: any Subscriber
    ) {
        remove(scope.channel, of: subscriber)
        let hearer = hearers[subscriber.subscriberID] ?? Hearer(subscriber, now: engine.now)
        hearers[subscriber.subscriberID] = hearer
        let watch = Watch(scope, form, after: revision, hearer)
        hearer.watches.insert(scope.channel, watch)
        hearer.behindCount += 1
        engine.pubSub.change(subscriber) { $0.watchCount += 1 }
        if revision == store.head { join(watch) } else { behind.append(watch) }
    }

    private func join(_ watch: Watch) {
        live[watch.scope.mark, default: .init()].insert(ObjectIdentifier(watch), watch)
        watch.hearer.behindCount -= 1
        if watch.hearer.behindCount == 0 { tellProgress(to: watch.hearer) }
    }

    /// Ends one watch; false where there is none.
    @discardableResult
    package func remove(_ channel: ByteString, of subscriber: any Subscriber) -> Bool {
        guard let hearer = hearers[subscriber.subscriberID], let watch = hearer.watches[channel] else { return false }
        hearer.watches.remove(channel)
        watch.isEnded = true
        if hearer.watches.isEmpty { hearers[subscriber.subscriberID] = nil }
        engine.pubSub.change(subscriber) { $0.watchCount -= 1 }
        let mark = watch.scope.mark
        if live[mark]?.remove(ObjectIdentifier(watch)) == true {
            if live[mark]?.isEmpty == true { live[mark] = nil }
        } else {
            behind.removeAll { $0 === watch }
            hearer.behindCount -= 1
        }
        return true
    }

    /// Ends every watch of a subscriber.
    package func leave(_ subscriber: any Subscriber) {
        for watch in watches(of: subscriber) { remove(watch.scope.channel, of: subscriber) }
    }

    /// In the order in which they began.
    package func watches(of subscriber: any Subscriber) -> [Watch] {
        guard let watches = hearers[subscriber.subscriberID]?.watches else { return [] }
        return watches.keys.compactMap { watches[$0] }
    }

    // MARK: Figures

    package struct Figures: Equatable {
        package fileprivate(set) var watchers = 0
        package fileprivate(set) var watches = 0
        /// Of these, how many are still told of the past.
        package fileprivate(set) var behind = 0
        /// How many revisions the slowest of them has still to be told of.
        package fileprivate(set) var longestLag: Revision = 0
    }

    package var figures: Figures {
        var figures = Figures()
        figures.watchers = hearers.count
        figures.watches = hearers.values.reduce(0) { $0 + $1.watches.count }
        for watch in behind where !watch.isEnded {
            figures.behind += 1
            figures.longestLag = max(figures.longestLag, store.head - min(store.head, watch.wholeRevision))
        }
        return figures
    }

    // MARK: The present

    /// Whether somebody hears of changes as they come.
    var hasLive: Bool { !live.isEmpty }

    func tell(of commit: Commit) {
        guard hasLive || engine.pubSub.hasSubscribers else { return }
        if commit.changes.count >= Self.longCommit { fallBehind(before: commit) }
        var round = EventRound()
        for change in commit.changes {
            guard let resource = store.resource(change.key) else { continue }
            let event = EventText(change.version, of: resource, in: store.epoch)
            if !live.isEmpty { hand(event, to: &round) }
            event.channel.withView { channel in
                engine.pubSub.forEachListener(to: channel) { subscriber, kind, pattern in
                    guard event.keyBytes.withView({ subscriber.mayRead($0) }) else { return }
                    round.hand(EventFrame(subscriber, event, .withBody, kind, pattern))
                }
            }
        }
        round.finish()
    }

    /// Makes a commit part of the past for watches that are alone on their connections: several hear everything in one
    /// order, which replays would not keep.
    private func fallBehind(before commit: Commit) {
        guard live.values.reduce(0, { $0 + $1.count }) <= Self.mostFallenBehind else { return }
        for (mark, watches) in live {
            for id in watches.keys {
                guard let watch = watches[id], watch.hearer.watches.count == 1 else { continue }
                live[mark]?.remove(id)
                watch.place = .end(of: commit.revision - 1)
                watch.hearer.behindCount += 1
                behind.append(watch)
            }
            if live[mark]?.isEmpty == true { live[mark] = nil }
        }
        if havePast { engine.hasAppointments = true }
    }

    private func hand(_ event: EventText, to round: inout EventRound) {
        for mark in WatchScope.Mark.all(of: event.key) {
            live[mark]?.forEach { _, watch in
                let hearer = watch.hearer
                guard watch.scope.covers(event.key), event.keyBytes.withView({ hearer.subscriber.mayRead($0) }) else {
                    return
                }
                hearer.lastHeard = engine.now
                round.hand(EventFrame(hearer.subscriber, event, watch.form))
            }
        }
    }

    // MARK: The past

    /// Whether anybody is to be told of the past.
    package var havePast: Bool { !behind.isEmpty }

    /// Whether there is somebody to be told of the past who reads it.
    package var canCatchUp: Bool { behind.contains { !$0.hearer.subscriber.isBehind } }

    /// Tells of the past until nobody is behind who reads, or the slice is over.
    package func catchUp(until isOver: () -> Bool) {
        guard !behind.isEmpty else { return }
        var waiting = behind[...]
        var unfinished: [Watch] = []
        repeat {
            let watch = waiting.removeFirst()
            if watch.isEnded { continue }
            if watch.hearer.subscriber.isBehind || !replay(watch, until: isOver) { unfinished.append(watch) }
        } while !waiting.isEmpty && !isOver()
        behind = (waiting + unfinished).filter { !$0.isEnded }
    }

    /// Tells one watch of the past; false where there is more.
    private func replay(_ watch: Watch, until isOver: () -> Bool) -> Bool {
        let hearer = watch.hearer
        var isWhole = store.oldestRevision(in: watch.scope) <= watch.wholeRevision
        var isFinished = true
        var looked = 0
        if isWhole {
            store.feed.forEach(after: watch.place) { entry in
                isWhole = replay(entry, to: watch)
                looked += 1
                isFinished = !hearer.subscriber.isBehind
                if isFinished, looked.isMultiple(of: Self.eventsBetweenClocks) { isFinished = !isOver() }
                return isWhole && isFinished
            }
        }
        guard isWhole else {
            leave(hearer.subscriber)
            hearer.subscriber.cutOff()
            return true
        }
        guard isFinished else { return false }
        watch.finishReplay()
        hearer.lastHeard = engine.now
        join(watch)
        return true
    }

    /// False where there is nothing left of what should be told.
    private func replay(_ entry: Feed.Entry, to watch: Watch) -> Bool {
        watch.place = entry.place
        let key = entry.resource.key
        guard watch.scope.covers(key) else { return true }
        guard let version = entry.version else { return false }
        let event = EventText(version, of: entry.resource, in: store.epoch)
        if event.keyBytes.withView({ watch.hearer.subscriber.mayRead($0) }) { watch.replay(event) }
        return true
    }

    // MARK: Progress

    /// Tells watchers that have heard nothing for a while how far they are.
    package func tellProgress() {
        guard progressInterval > 0, engine.now >= nextProgress else { return }
        nextProgress = engine.now + progressInterval
        for hearer in hearers.values where hearer.behindCount == 0 {
            if engine.now >= hearer.lastHeard + progressInterval { tellProgress(to: hearer) }
            nextProgress = min(nextProgress, hearer.lastHeard + progressInterval)
        }
    }

    private func tellProgress(to hearer: Hearer) {
        hearer.lastHeard = engine.now
        let text = EventText.progress(store.head, in: store.epoch, at: engine.now)
        WatchChannels.progress.withView { channel in
            text.withView { text in
                hearer.subscriber.deliver(Message(.channel, ByteView(""), channel, text, isOfData: true))
            }
        }
    }
}
