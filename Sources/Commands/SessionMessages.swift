// Messages to a session that answer no request: of channels it listens to, and what it is told of its subscriptions.
//
// They are written at once, unless a command of the session itself is running: then they follow its reply.

internal import Bytes
package import Engine
internal import RESP

extension Session: Subscriber {
    private static let mostUnsentOfThePast = 1 << 20

    package var subscriberID: UInt64 { id }

    package var isBehind: Bool { reply.queue.count >= Self.mostUnsentOfThePast }

    package func cutOff() {
        closesAfterReply = true
        scheduleFlush()
    }

    package func deliver(_ message: Message) {
        if let key = message.key, !mayRead(key) { return }
        if message.isOfData { hasNewsOfKeys = true }
        push { writer in
            switch message.kind {
            case .channel:
                writer.push(3)
                writer.word("message")
            case .shard:
                writer.push(3)
                writer.word("smessage")
            case .pattern:
                writer.push(4)
                writer.word("pmessage")
                writer.bulk(message.pattern)
            }
            writer.bulk(message.channel)
            writer.bulk(message.payload)
        }
    }

    package func deliver(_ invalidation: Invalidation, redirected: Bool) {
        guard let invalidation = readablePart(of: invalidation) else { return }
        hasNewsOfKeys = true
        switch reply.version {
        case .three:
            push { writer in
                writer.push(2)
                writer.word(invalidation.name)
                Self.write(invalidation, to: &writer)
            }
        case .two:
            // RESP2 has no place for messages outside of subscriptions.
            guard redirected, isSubscribed else { return }
            push { writer in
                writer.push(3)
                writer.word("message")
                writer.word("__redis__:invalidate")
                Self.write(invalidation, to: &writer)
            }
        }
    }

    /// What the client may learn of: whoever listens by prefix is told of keys that it has never asked for.
    private func readablePart(of invalidation: Invalidation) -> Invalidation? {
        guard !isUnrestricted, case .keys(let keys) = invalidation else { return invalidation }
        let readable = keys.filter { key in key.withView { mayRead($0) } }
        return readable.isEmpty ? nil : .keys(readable)
    }

    /// Shows a monitor what another client has asked for.
    func show(_ line: String) {
        push { $0.status(line) }
    }

    private static func write(_ invalidation: Invalidation, to writer: inout ReplyWriter) {
        switch invalidation {
        case .everything:
            writer.null()
        case .redirectionBroken(let id):
            writer.integer(Int64(id))
        case .keys(let keys):
            writer.array(keys.count)
            for key in keys { writer.bulk(key.bytes) }
        }
    }

    /// Lends the place where a message belongs now.
    @inline(__always)
    private func push(_ write: (inout ReplyWriter) -> Void) {
        guard !closesAfterReply, !closesNow else { return }
        if isRunning {
            pushAfterReply(write)
        } else {
            write(&reply)
            scheduleFlush()
        }
    }

    private func pushAfterReply(_ write: (inout ReplyWriter) -> Void) {
        pushes.version = reply.version
        write(&pushes)
    }

    /// Writes the messages that came while a command was running.
    package func writeDeferred() {
        guard !pushes.queue.isEmpty else { return }
        reply.queue.append(pushes.queue.pending)
        pushes.queue.removeAll()
        pushes.queue.recycle()
    }

    /// Tells of a subscription that has begun or ended. It stands where a reply would, but is none: a client that
    /// wants no replies gets it all the same.
    func confirm(_ event: StaticString, _ name: ByteView?, _ kind: SubscriptionKind) {
        let count = kind == .shard
            ? subscriptions.count(.shard)
            : subscriptions.count(.channel) + subscriptions.count(.pattern) + subscriptions.watchCount
        let write = { (writer: inout ReplyWriter) in
            writer.push(3)
            writer.word(event)
            if let name { writer.bulk(name) } else { writer.null() }
            writer.integer(count)
        }
        if replyMode.silencesThis { pushAfterReply(write) } else { write(&reply) }
    }
}

extension Invalidation {
    fileprivate var name: StaticString {
        if case .redirectionBroken = self { "tracking-redir-broken" } else { "invalidate" }
    }
}

extension Session: Sleeper {
    package func wake() {
        isParked = false
        outbox.awake.append(self)
    }
}
