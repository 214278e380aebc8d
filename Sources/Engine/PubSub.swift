// Who listens to what: channels, patterns and shard channels, and the delivery of a message to each listener.

package import Bytes

/// What a listener is handed. Good for the time of the call.
package struct Message {
    package let kind: SubscriptionKind
    package let pattern: ByteView
    package let channel: ByteView
    package let payload: ByteView
    /// The key that the message tells of, if it is an event of one.
    package let key: ByteView?
    /// Whether it tells of data, which may not be on disk for good yet.
    package let isOfData: Bool

    init(
        _ kind: SubscriptionKind, _ pattern: ByteView, _ channel: ByteView, _ payload: ByteView, key: ByteView? = nil,
        isOfData: Bool = false
    ) {
        self.kind = kind
        self.pattern = pattern
        self.channel = channel
        self.payload = payload
        self.key = key
        self.isOfData = isOfData || key != nil
    }
}

package enum SubscriptionKind {
    case channel
    case pattern
    case shard
}

/// A connection, as far as messages are concerned.
package protocol Subscriber: AnyObject {
    var subscriberID: UInt64 { get }
    /// Kept by `PubSub` alone.
    var subscriptions: Subscriptions { get set }
    /// Whether a command of this connection is running.
    var isRunning: Bool { get }
    /// Whether so much waits to be read by it that what can wait should.
    var isBehind: Bool { get }
    /// Whether it may learn of a key.
    func mayRead(_ key: ByteView) -> Bool
    /// Ends it when it has been sent what waits: it could not be told everything.
    func cutOff()
    func deliver(_ message: Message)
    /// `redirected` where the copies are another connection's.
    func deliver(_ invalidation: Invalidation, redirected: Bool)
}

/// The names that one subscriber listens to, in the order in which it asked for them.
package struct Subscriptions {
    private typealias Names = ArrivalOrder<ByteString, Void>

    private var channels = Names()
    private var patterns = Names()
    private var shardChannels = Names()
    /// Kept by `Watchers` alone.
    package internal(set) var watchCount = 0

    package init() {}

    package var isEmpty: Bool {
        channels.isEmpty && patterns.isEmpty && shardChannels.isEmpty && watchCount == 0
    }

    package func count(_ kind: SubscriptionKind) -> Int { self[kind].count }

    package func names(_ kind: SubscriptionKind) -> [ByteString] { self[kind].keys }

    fileprivate mutating func insert(_ name: ByteString, _ kind: SubscriptionKind) -> Bool {
        self[kind].insert(name, ())
    }

    fileprivate mutating func remove(_ name: ByteString, _ kind: SubscriptionKind) -> Bool {
        self[kind].remove(name)
    }

    private subscript(kind: SubscriptionKind) -> Names {
        _read {
            switch kind {
            case .channel: yield channels
            case .pattern: yield patterns
            case .shard: yield shardChannels
            }
        }
        _modify {
            switch kind {
            case .channel: yield &channels
            case .pattern: yield &patterns
            case .shard: yield &shardChannels
            }
        }
    }
}

package final class PubSub {
    private typealias Listeners = ArrivalOrder<UInt64, any Subscriber>

    private var channels: [ByteString: Listeners] = [:]
    private var shardChannels: [ByteString: Listeners] = [:]
    /// In the order in which they were first subscribed to.
    private var patterns = ArrivalOrder<ByteString, (glob: Glob, listeners: Listeners)>()

    /// Whether anybody listens to channels or patterns: asked with every change of a key.
    package private(set) var hasSubscribers = false
    /// How many clients listen to anything.
    package private(set) var subscriberCount = 0

    package init() {}

    package var channelCount: Int { channels.count }
    package var shardChannelCount: Int { shardChannels.count }
    package var patternCount: Int { patterns.count }

    // MARK: Joining and leaving

    /// False where the subscriber listens to that name already.
    @discardableResult
    package func subscribe(_ subscriber: any Subscriber, to name: ByteString, _ kind: SubscriptionKind) -> Bool {
        guard change(subscriber, { $0.insert(name, kind) }) else { return false }
        let id = subscriber.subscriberID
        switch kind {
        case .channel:
            channels[name, default: Listeners()].insert(id, subscriber)
        case .shard:
            shardChannels[name, default: Listeners()].insert(id, subscriber)
        case .pattern:
            if !patterns.contains(name) { patterns.insert(name, (name.withView { Glob($0) }, Listeners())) }
            _ = patterns.update(name) { $0.listeners.insert(id, subscriber) }
        }
        hasSubscribers = !channels.isEmpty || !patterns.isEmpty
        return true
    }

    /// False where the subscriber did not listen to that name.
    @discardableResult
    package func unsubscribe(_ subscriber: any Subscriber, from name: ByteString, _ kind: SubscriptionKind) -> Bool {
        guard change(subscriber, { $0.remove(name, kind) }) else { return false }
        let id = subscriber.subscriberID
        switch kind {
        case .channel:
            Self.remove(id, name, from: &channels)
        case .shard:
            Self.remove(id, name, from: &shardChannels)
        case .pattern:
            let isEmpty = patterns.update(name) { pattern in
                pattern.listeners.remove(id)
                return pattern.listeners.isEmpty
            }
            if isEmpty == true { patterns.remove(name) }
        }
        hasSubscribers = !channels.isEmpty || !patterns.isEmpty
        return true
    }

    /// Changes what a subscriber listens to, and counts whether it listens to anything.
    func change<Result>(_ subscriber: any Subscriber, _ change: (inout Subscriptions) -> Result) -> Result {
        let listened = !subscriber.subscriptions.isEmpty
        let result = change(&subscriber.subscriptions)
        let listens = !subscriber.subscriptions.isEmpty
        subscriberCount += (listens ? 1 : 0) - (listened ? 1 : 0)
        return result
    }

    private static func remove(_ id: UInt64, _ name: ByteString, from table: inout [ByteString: Listeners]) {
        table[name]?.remove(id)
        if table[name]?.isEmpty == true { table[name] = nil }
    }

    /// Ends every subscription of a subscriber.
    package func leave(_ subscriber: any Subscriber) {
        guard !subscriber.subscriptions.isEmpty else { return }
        for kind in [SubscriptionKind.channel, .pattern, .shard] {
            for name in subscriber.subscriptions.names(kind) { unsubscribe(subscriber, from: name, kind) }
        }
    }

    // MARK: Publishing

    /// Hands a message to everybody who listens; answers how many that were.
    package func publish(_ channel: ByteView, _ payload: ByteView, about key: ByteView? = nil) -> Int {
        guard hasSubscribers else { return 0 }
        var receivers = 0
        forEachListener(to: channel) { subscriber, kind, pattern in
            pattern.withView { pattern in
                subscriber.deliver(Message(kind, pattern, channel, payload, key: key))
            }
            receivers += 1
        }
        return receivers
    }

    /// Everybody who is to hear of a channel, with the pattern that takes it in.
    @inline(__always)
    func forEachListener(to channel: ByteView, _ body: (any Subscriber, SubscriptionKind, ByteString) -> Void) {
        if let listeners = channels.isEmpty ? nil : channels[ByteString(channel)] {
            listeners.forEach { _, subscriber in body(subscriber, .channel, ByteString([])) }
        }
        patterns.forEach { name, entry in
            guard entry.glob.matches(channel) else { return }
            entry.listeners.forEach { _, subscriber in body(subscriber, .pattern, name) }
        }
    }

    /// Hands a message to one listener alone, as if it had been published; not to one that no longer listens.
    package func remind(_ subscriber: any Subscriber, of channel: ByteView, _ payload: ByteView, about key: ByteView) {
        for name in subscriber.subscriptions.names(.channel) where name.withView({ $0 == channel }) {
            subscriber.deliver(Message(.channel, ByteView(""), channel, payload, key: key))
        }
        for name in subscriber.subscriptions.names(.pattern) where name.withView({ Glob.matches($0, channel) }) {
            name.withView { subscriber.deliver(Message(.pattern, $0, channel, payload, key: key)) }
        }
    }

    package func publishToShard(_ channel: ByteView, _ payload: ByteView) -> Int {
        guard !shardChannels.isEmpty, let listeners = shardChannels[ByteString(channel)] else { return 0 }
        let message = Message(.shard, ByteView(""), channel, payload)
        listeners.forEach { _, subscriber in subscriber.deliver(message) }
        return listeners.count
    }

    // MARK: Asking

    /// The channels or shard channels that somebody listens to.
    package func names(_ kind: SubscriptionKind, matching glob: Glob?) -> [ByteString] {
        let names = kind == .shard ? shardChannels.keys : channels.keys
        guard let glob else { return Array(names) }
        return names.filter { name in name.withView { glob.matches($0) } }
    }

    package func subscriberCount(_ kind: SubscriptionKind, _ name: ByteView) -> Int {
        let listeners = kind == .shard ? shardChannels[ByteString(name)] : channels[ByteString(name)]
        return listeners?.count ?? 0
    }
}
