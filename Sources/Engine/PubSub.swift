// Who listens to what: channels, patterns and shard channels, and the delivery of a message to each listener.

package import Bytes

/// What a listener is handed. Good for the time of the call.
package struct Message {
    package enum Kind {
        case channel
        case pattern
        case shard
    }

    package let kind: Kind
    package let pattern: ByteView
    package let channel: ByteView
    package let payload: ByteView

    package init(kind: Kind, pattern: ByteView, channel: ByteView, payload: ByteView) {
        self.kind = kind
        self.pattern = pattern
        self.channel = channel
        self.payload = payload
    }
}

/// A connection, as far as messages are concerned.
package protocol Subscriber: AnyObject {
    var subscriberID: UInt64 { get }
    func deliver(_ message: Message)
}

package final class PubSub {
    /// Listeners of one name, in the order in which they came.
    private struct Listeners {
        var list: [any Subscriber] = []

        mutating func remove(_ subscriber: any Subscriber) {
            list.removeAll { $0 === subscriber }
        }
    }

    private var channels: [ByteString: Listeners] = [:]
    private var shardChannels: [ByteString: Listeners] = [:]
    private var patterns: [ByteString: (glob: Glob, listeners: Listeners)] = [:]
    /// Patterns in the order in which they were first subscribed to.
    private var patternOrder: [ByteString] = []

    package init() {}

    package var hasSubscribers: Bool { !channels.isEmpty || !patterns.isEmpty }
    package var channelCount: Int { channels.count }
    package var shardChannelCount: Int { shardChannels.count }
    package var patternCount: Int { patterns.count }

    // MARK: Joining and leaving

    package func subscribe(_ subscriber: any Subscriber, channel: ByteString) {
        channels[channel, default: Listeners()].list.append(subscriber)
    }

    package func subscribe(_ subscriber: any Subscriber, shardChannel: ByteString) {
        shardChannels[shardChannel, default: Listeners()].list.append(subscriber)
    }

    package func subscribe(_ subscriber: any Subscriber, pattern: ByteString) {
        if patterns[pattern] == nil {
            patterns[pattern] = (pattern.withView { Glob($0) }, Listeners())
            patternOrder.append(pattern)
        }
        patterns[pattern]!.listeners.list.append(subscriber)
    }

    package func unsubscribe(_ subscriber: any Subscriber, channel: ByteString) {
        Self.remove(subscriber, channel, from: &channels)
    }

    package func unsubscribe(_ subscriber: any Subscriber, shardChannel: ByteString) {
        Self.remove(subscriber, shardChannel, from: &shardChannels)
    }

    package func unsubscribe(_ subscriber: any Subscriber, pattern: ByteString) {
        patterns[pattern]?.listeners.remove(subscriber)
        guard patterns[pattern]?.listeners.list.isEmpty == true else { return }
        patterns[pattern] = nil
        patternOrder.removeAll { $0 == pattern }
    }

    private static func remove(
        _ subscriber: any Subscriber, _ name: ByteString, from table: inout [ByteString: Listeners]
    ) {
        table[name]?.remove(subscriber)
        if table[name]?.list.isEmpty == true { table[name] = nil }
    }

    // MARK: Publishing

    /// Hands a message to everybody who listens; answers how many that were.
    package func publish(_ channel: ByteView, _ payload: ByteView) -> Int {
        guard hasSubscribers else { return 0 }
        var receivers = 0
        if let listeners = channels[ByteString(channel)] {
            let message = Message(kind: .channel, pattern: ByteView(""), channel: channel, payload: payload)
            for subscriber in listeners.list { subscriber.deliver(message) }
            receivers += listeners.list.count
        }
        for name in patternOrder {
            guard let (glob, listeners) = patterns[name], glob.matches(channel) else { continue }
            name.withView { pattern in
                let message = Message(kind: .pattern, pattern: pattern, channel: channel, payload: payload)
                for subscriber in listeners.list { subscriber.deliver(message) }
            }
            receivers += listeners.list.count
        }
        return receivers
    }

    package func publishToShard(_ channel: ByteView, _ payload: ByteView) -> Int {
        guard !shardChannels.isEmpty, let listeners = shardChannels[ByteString(channel)] else { return 0 }
        let message = Message(kind: .shard, pattern: ByteView(""), channel: channel, payload: payload)
        for subscriber in listeners.list { subscriber.deliver(message) }
        return listeners.list.count
    }

    // MARK: Asking

    package func channelNames(matching glob: Glob?) -> [ByteString] {
        Self.names(in: channels, glob)
    }

    package func shardChannelNames(matching glob: Glob?) -> [ByteString] {
        Self.names(in: shardChannels, glob)
    }

    private static func names(in table: [ByteString: Listeners], _ glob: Glob?) -> [ByteString] {
        guard let glob else { return Array(table.keys) }
        return table.keys.filter { name in name.withView { glob.matches($0) } }
    }

    package func subscriberCount(channel: ByteView) -> Int {
        channels[ByteString(channel)]?.list.count ?? 0
    }

    package func subscriberCount(shardChannel: ByteView) -> Int {
        shardChannels[ByteString(shardChannel)]?.list.count ?? 0
    }
}
