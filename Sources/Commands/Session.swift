// What the server knows of one connection apart from its socket: who it is, which database it uses, how it wants its
// replies, what it has queued, watched and subscribed to, and the bytes that wait to be sent to it.

package import Access
package import Bytes
package import Engine
internal import Exports
package import Journal
package import RESP

package final class Session {
    package let id: UInt64
    package let address: String
    package let localAddress: String
    package let descriptor: Int
    package let isUnixSocket: Bool
    package let isLocal: Bool
    package let createdAt: Int64
    let outbox: Outbox
    /// By which the loop finds the connection.
    package var token: UInt64 = 0

    package var reply: ReplyWriter
    package var databaseNumber = 0
    /// Who the client is; nil where it is the server itself, which may do everything.
    package private(set) var user: User?
    /// Whether the client has proved who it is, or nobody has to.
    package private(set) var isAuthenticated = false
    private var hasAuthenticated = false
    /// Whether there is no need to ask what the client may do.
    package private(set) var isUnrestricted = false
    package var name = "" {
        didSet { knownAuthor = nil }
    }
    private var knownAuthor: ByteString?
    package var libraryName = ""
    package var libraryVersion = ""

    package var transaction: Transaction?
    /// The right to read a root as it was when this connection listed it; asked for with every MGET.
    var exportView: ExportView?
    package let watched = WatchState()
    package var subscriptions = Subscriptions() {
        didSet { isSubscribed = !subscriptions.isEmpty }
    }
    /// Asked for with every command, so it stands ready.
    package private(set) var isSubscribed = false
    /// Where the client keeps copies of keys.
    var tracker: Tracker?
    package var replyMode = ReplyMode.on
    /// Shown every request; `Services` keeps the list.
    package internal(set) var isMonitor = false
    /// Its next request waits for the end of a pause.
    package var isPostponed = false
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
    /// What the session used when it was last counted, where clients are.
    var countedBytes = 0
    /// When the output buffer rose above its soft limit.
    package var aboveSoftLimitSince: Int64?

    /// Whether a command of this session is being run: messages to itself then wait in `pushes`.
    package var isRunning = false
    /// Messages that follow the reply of the command that is running.
    var pushes: ReplyWriter
    package var isInOutbox = false
    /// How much of the log must be on disk before what is unsent may be sent.
    package var dependsOnLog = LogPosition()
    package var isHeld = false
    /// The part of that which is owed to replies, and from where on in what is unsent they may have to be taken back.
    package var repliesDependOnLog = LogPosition()
    var withdrawableFrom = 0
    /// What WAITAOF waits for.
    package var logWait: LogWait?
    /// The body that it waits for.
    var bodyWait: BodyWait?
    /// What RES.CHANGES waits for.
    var changesWait: ChangesWait?
    /// What was prepared for its request, which runs again.
    var prepared: (any LongWork)?
    package var isPrepared: Bool { prepared != nil }
    /// Its request is run again when it is woken.
    package internal(set) var isParked = false
    /// Something about keys is among it that others have changed in this turn.
    package var hasNewsOfKeys = false

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
        pushes = ReplyWriter(pool: pool)
        self.outbox = outbox
    }

    /// Who the client is from now on, and whether that is beyond doubt.
    func become(_ user: User, isAuthenticated: Bool, _ users: Users) {
        self.user = user
        knownAuthor = nil
        hasAuthenticated = isAuthenticated
        refreshRights(users)
    }

    /// Takes note of what users may do now. A password that was taken away again keeps nobody out.
    func refreshRights(_ users: Users) {
        guard let user else { return }
        isAuthenticated = hasAuthenticated || !users.demandAuthentication
        isUnrestricted = isAuthenticated && user.isUnrestricted && !isMonitor
    }

    package var userName: ByteString { user?.name ?? "default" }

    /// The client as history names it: its user, and what it calls itself.
    package var author: ByteString {
        if let knownAuthor { return knownAuthor }
        let author = name.isEmpty ? userName : ByteString("\(userName.text) (\(name))")
        knownAuthor = author
        return author
    }

    /// Has the loop send what waits, at the end of the turn.
    package func scheduleFlush() {
        guard !isInOutbox else { return }
        isInOutbox = true
        outbox.sessions.append(self)
    }
}

extension Session {
    /// A session of no client, for what the server does on its own.
    package convenience init(ofServerWith services: Services) {
        self.init(
            id: 0, address: "", localAddress: "", descriptor: -1, isUnixSocket: false, isLocal: true,
            now: services.engine.now, pool: services.pool, outbox: services.outbox)
        isAuthenticated = true
        isUnrestricted = true
    }

    var isOfServer: Bool { id == 0 }

    /// Undoes what the session has left with the engine: its connection has gone, or it begins anew.
    package func leave(_ engine: Engine) {
        engine.watchers.leave(self)
        engine.pubSub.leave(self)
        engine.sleepers.remove(self)
        bodyWait = nil
        discardTransaction(engine)
        endTracking(engine)
    }

    func endTracking(_ engine: Engine) {
        guard let tracker else { return }
        engine.tracking.end(tracker)
        self.tracker = nil
    }

    /// Ends the transaction, if there is one, and forgets what it depends on.
    func discardTransaction(_ engine: Engine) {
        transaction = nil
        engine.watches.unwatch(watched)
    }

    /// Begins anew, as if the client had just connected. What its library is called stays true.
    func reset(_ engine: Engine) {
        leave(engine)
        reply.version = .two
        databaseNumber = 0
        name = ""
        replyMode = .on
        isExemptFromEviction = false
        leavesAccessTimes = false
    }

    /// For the log: which client it is.
    package var shortDescription: String {
        "id=\(id) addr=\(address) laddr=\(localAddress) fd=\(descriptor) name=\(name)"
    }
}

/// A place in the log that is to be on disk for good, and for how long that is waited for.
package struct LogWait {
    package let position: LogPosition
    /// In milliseconds since 1970; 0 stands for never.
    package let end: Int64

    package func isOver(at now: Int64) -> Bool { end > 0 && now >= end }
}

/// How long a request waits for changes.
struct ChangesWait {
    /// In milliseconds since 1970; 0 stands for never.
    var end: Int64
    /// Somebody has ended it with an error.
    var isRefused = false

    func isOver(at now: Int64) -> Bool { end > 0 && now >= end }
}

/// Which replies a client wants to see.
package enum ReplyMode {
    case on
    case off
    /// Not the next one.
    case skipNext
    /// Not this one.
    case skipThis

    /// Whether the command that is running goes unanswered.
    var silencesThis: Bool { self == .off || self == .skipThis }
}

/// Sessions that the loop has to see to: those with bytes to send at the end of the turn, and those whose request has
/// waited for changes and goes on.
package final class Outbox {
    package var sessions: [Session] = []
    package var awake: [Session] = []

    package init() {}
}

/// The commands that wait for EXEC.
package final class Transaction {
    package private(set) var requests: [(command: Int, arguments: StoredArguments)] = []
    /// A command could not be queued, so EXEC will refuse.
    package private(set) var isBroken = false
    package private(set) var byteCount = 0
    /// A command is among them that is refused where memory has run out.
    package private(set) var needsMemory = false

    package init() {}

    /// Queues a request, unless EXEC will refuse anyway.
    package func add(_ command: Int, _ arguments: Arguments, needsMemory: Bool) {
        guard !isBroken else { return }
        if needsMemory { self.needsMemory = true }
        let stored = StoredArguments(arguments)
        requests.append((command, stored))
        byteCount += stored.byteCount
    }

    package func markBroken() {
        isBroken = true
        requests = []
        byteCount = 0
    }
}
