// What the server knows of one connection apart from its socket: who it is, which database it uses, how it wants its
// replies, what it has queued, watched and subscribed to, and the bytes that wait to be sent to it.

package import Bytes
package import Engine
package import RESP

package final class Session {
    package let id: UInt64
    package let address: String
    package let localAddress: String
    package let descriptor: Int
    package let isUnixSocket: Bool
    package let isLocal: Bool
    package let createdAt: Int64
    private let outbox: Outbox

    package var reply: ReplyWriter
    package var databaseNumber = 0
    package var isAuthenticated = false
    package var user = "default"
    package var name = ""
    package var libraryName = ""
    package var libraryVersion = ""

    package var transaction: Transaction?
    package let watched = WatchState()
    package var subscriptions = Subscriptions()
    package var replyMode = ReplyMode.on
    package var isExemptFromEviction = false
    package var leavesAccessTimes = false

    /// Close once everything that waits to be sent has been.
    package var closesAfterReply = false
    /// Close without sending anything further.
    package var closesNow = false

    package var lastInteraction: Int64
    package var lastCommand = -1
    package var commandsProcessed = 0
    package var inputBytes = 0
    package var outputBytes = 0
    /// Bytes of a request that has not arrived whole.
    package var pendingInput = 0
    package var inputRoom = 0
    /// When the output buffer rose above its soft limit.
    package var aboveSoftLimitSince: Int64?

    /// Whether a command of this session is being run: messages to itself then wait until its reply is written.
    package var isRunning = false
    private var deferred: [StoredMessage] = []
    package var isInOutbox = false

    package init(
        id: UInt64, address: String, localAddress: String, descriptor: Int, isUnixSocket: Bool, isLocal: Bool,
        now: Int64, pool: BufferPool, outbox: Outbox
    ) {
        self.id = id
        self.address = address
        self.localAddress = localAddress
        self.descriptor = descriptor
        self.isUnixSocket = isUnixSocket
        self.isLocal = isLocal
        createdAt = now
        lastInteraction = now
        reply = ReplyWriter(pool: pool)
        self.outbox = outbox
    }

    package var isSubscribed: Bool { !subscriptions.isEmpty }

    /// Has the loop send what waits, at the end of the turn.
    package func scheduleFlush() {
        guard !isInOutbox else { return }
        isInOutbox = true
        outbox.sessions.append(self)
    }
}

/// Which replies a client wants to see.
package enum ReplyMode {
    case on
    case off
    /// Not the next one.
    case skipNext
    /// Not this one.
    case skipThis
}

/// Sessions with bytes to send at the end of the turn.
package final class Outbox {
    package var sessions: [Session] = []

    package init() {}
}

extension Session: Subscriber {
    package var subscriberID: UInt64 { id }

    package func deliver(_ message: Message) {
        if isRunning {
            deferred.append(StoredMessage(message))
        } else {
            write(message)
            scheduleFlush()
        }
    }

    /// Writes the messages that came for this session from its own command.
    package func writeDeferred() {
        guard !deferred.isEmpty else { return }
        let messages = deferred
        deferred = []
        for message in messages { message.withMessage(write) }
    }

    private func write(_ message: Message) {
        switch message.kind {
        case .channel:
            reply.push(3)
            reply.word("message")
        case .shard:
            reply.push(3)
            reply.word("smessage")
        case .pattern:
            reply.push(4)
            reply.word("pmessage")
            reply.bulk(message.pattern)
        }
        reply.bulk(message.channel)
        reply.bulk(message.payload)
    }
}

/// A message that waits.
private struct StoredMessage {
    let kind: Message.Kind
    let pattern: ByteString
    let channel: ByteString
    let payload: ByteString

    init(_ message: Message) {
        kind = message.kind
        pattern = ByteString(message.pattern)
        channel = ByteString(message.channel)
        payload = ByteString(message.payload)
    }

    func withMessage(_ body: (Message) -> Void) {
        pattern.withView { pattern in
            channel.withView { channel in
                payload.withView { payload in
                    body(Message(kind: kind, pattern: pattern, channel: channel, payload: payload))
                }
            }
        }
    }
}

/// The names that a session listens to, in the order in which it asked for them.
package struct Subscriptions {
    package var channels: [ByteString] = []
    package var patterns: [ByteString] = []
    package var shardChannels: [ByteString] = []

    package var isEmpty: Bool { channels.isEmpty && patterns.isEmpty && shardChannels.isEmpty }
    package var count: Int { channels.count + patterns.count }
}

/// The commands that wait for EXEC.
package final class Transaction {
    package private(set) var requests: [(command: Int, arguments: StoredArguments)] = []
    /// A command could not be queued, so EXEC will refuse.
    package var isBroken = false
    package private(set) var byteCount = 0

    package init() {}

    package func add(_ command: Int, _ arguments: Arguments) {
        let stored = StoredArguments(arguments)
        requests.append((command, stored))
        byteCount += stored.byteCount
    }
}
