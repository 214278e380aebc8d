// An engine whose keys and values are texts, and somebody who listens to it.

import Bytes
import Engine
import Keyspace
import Testing

struct World {
    static let beginning: Int64 = 1_000_000
    let engine: Engine

    init(roots: [String] = [], seed: UInt64 = 1) {
        engine = Engine(databases: 4, roots: OrderedRoots(roots.map { ByteString($0) }), seed: seed)
        engine.setTime(Self.beginning)
    }

    func with<Result>(_ text: String, _ body: (ByteView) -> Result) -> Result {
        Array(text.utf8).withView(body)
    }

    /// Stores a text, which ends after so many milliseconds, or does not.
    func set(_ key: String, _ value: String, for milliseconds: Int64? = nil, in database: Int = 0) {
        let expiry = milliseconds.map { ExpiryChange.at(engine.now + $0) } ?? .clear
        with(key) { key in
            with(value) { engine.set(key, Record.content(for: $0), expiry, in: engine.keyspace[database]) }
        }
    }

    /// What a client would read.
    func get(_ key: String, in database: Int = 0) -> String? {
        with(key) { engine.read($0, in: engine.keyspace[database])?.content.withView { $0.text } }
    }

    /// Whether the table still has the key, ended or not.
    func holds(_ key: String, in database: Int = 0) -> Bool {
        with(key) { engine.keyspace[database].find($0) != nil }
    }

    @discardableResult
    func delete(_ key: String, in database: Int = 0) -> Bool {
        with(key) { engine.delete($0, in: engine.keyspace[database]) }
    }

    func setExpiry(_ key: String, after milliseconds: Int64?) {
        with(key) { engine.setExpiry($0, milliseconds.map { engine.now + $0 }, in: engine.keyspace[0]) }
    }

    func watch(_ state: WatchState, _ key: String, in database: Int = 0) {
        with(key) { engine.watch(state, $0, in: engine.keyspace[database]) }
    }

    func advance(_ milliseconds: Int64) {
        engine.setTime(engine.now + milliseconds)
    }

    /// Somebody who hears every event.
    func listen(_ pattern: ByteString = "__key*__:*") -> Listener {
        let listener = Listener()
        engine.pubSub.subscribe(listener, to: pattern, .pattern)
        return listener
    }
}

/// Notes what it hears, without `__key…@…__`.
final class Listener: Subscriber {
    let subscriberID: UInt64
    var subscriptions = Subscriptions()
    let isRunning = false
    let isBehind = false
    private var messages: [String] = []

    init(_ id: UInt64 = 1) {
        subscriberID = id
    }

    func mayRead(_ key: ByteView) -> Bool { true }

    func cutOff() {}

    func deliver(_ message: Message) {
        messages.append("\(message.channel.text.drop { $0 == "_" }) \(message.payload.text)")
    }

    func deliver(_ invalidation: Invalidation, redirected: Bool) {
        messages.append("invalidation")
    }

    /// What was heard since the last time.
    func heard() -> [String] {
        defer { messages = [] }
        return messages
    }
}
