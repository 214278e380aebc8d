// One line of CLIENT LIST: a connection as pairs of name and value, which monitoring programs take apart at spaces.

internal import Bytes
internal import Engine
internal import RESP

/// The kinds of connections by which CLIENT LIST and CLIENT KILL choose. There are no replicas here and no primary.
enum ClientType {
    case normal
    case replica
    case primary
    case pubSub

    init?(_ name: ByteView) {
        if name.spells("normal") {
            self = .normal
        } else if name.spells("slave") || name.spells("replica") {
            self = .replica
        } else if name.spells("master") || name.spells("primary") {
            self = .primary
        } else if name.spells("pubsub") {
            self = .pubSub
        } else {
            return nil
        }
    }

    init(of session: Session) {
        self = session.isSubscribed ? .pubSub : .normal
    }

    static let listed = ["normal", "master", "replica", "pubsub"].map { Argument.word($0) }
}

extension Context {
    func clientType(at index: Int) throws(CommandError) -> ClientType {
        guard let type = ClientType(self[index]) else {
            throw CommandError("Unknown client type '\(self[index].text)'")
        }
        return type
    }

    /// The sessions that CLIENT LIST was asked for.
    func listedSessions() throws(CommandError) -> [Session] {
        if count == 2 { return visibleSessions }
        if count == 4, spells(2, "type") {
            let type = try clientType(at: 3)
            return visibleSessions.filter { ClientType(of: $0) == type }
        }
        guard count > 3, spells(2, "id") else { throw .syntax }
        var sessions: [Session] = []
        for index in 3..<count {
            let id = try integer(at: index, otherwise: "Invalid client ID")
            if let session = UInt64(exactly: id).flatMap({ services.clients[$0] }), isVisible(session) {
                sessions.append(session)
            }
        }
        return sessions
    }

    private var visibleSessions: [Session] { services.clients.inOrder.filter(isVisible) }

    /// The figures of a connection tell of the keys that it uses. Who may not read them all sees only its own user's.
    private func isVisible(_ other: Session) -> Bool {
        keyReader.map { $0 === other.user } ?? true
    }

    /// A session in one line, its end included.
    func line(about session: Session) -> String {
        let requestBytes = session === self.session ? arguments.byteCount : 0
        let pairs = identity(of: session) + state(of: session) + memory(of: session, requestBytes) + habits(of: session)
        return pairs.map { "\($0)=\($1)" }.joined(separator: " ") + "\n"
    }

    private typealias Pairs = [(name: String, value: String)]

    private func identity(of session: Session) -> Pairs {
        [
            ("id", "\(session.id)"), ("addr", session.address), ("laddr", session.localAddress),
            ("fd", "\(session.descriptor)"), ("name", session.name),
            ("age", "\((engine.now - session.createdAt) / 1000)"),
            ("idle", "\((engine.now - session.lastInteraction) / 1000)"),
        ]
    }

    private func state(of session: Session) -> Pairs {
        [
            ("flags", session.flagLetters), ("db", "\(session.databaseNumber)"),
            ("sub", "\(session.subscriptions.count(.channel))"), ("psub", "\(session.subscriptions.count(.pattern))"),
            ("ssub", "\(session.subscriptions.count(.shard))"),
            ("multi", "\(session.transaction?.requests.count ?? -1)"), ("watch", "\(session.watched.count)"),
        ]
    }

    private func memory(of session: Session, _ requestBytes: Int) -> Pairs {
        let room = session.reply.queue.capacity
        let waiting = session.reply.queue.count
        // A reply buffer of the usual size is what others call the static one; a larger one is a list of replies.
        let listed = room > BufferPool.bufferSize ? waiting : 0
        let total = session.byteCount + requestBytes
        return [
            ("qbuf", "\(session.pendingInput)"), ("qbuf-free", "\(max(0, session.inputRoom - session.pendingInput))"),
            ("argv-mem", "\(requestBytes)"), ("multi-mem", "\(session.transaction?.byteCount ?? 0)"),
            ("rbs", "\(room)"), ("rbp", "\(room)"), ("obl", "\(waiting - listed)"), ("oll", listed > 0 ? "1" : "0"),
            ("omem", "\(listed)"), ("tot-mem", "\(total)"), ("events", waiting > 0 ? "rw" : "r"),
        ]
    }

    private func habits(of session: Session) -> Pairs {
        let lastCommand = session.lastCommand >= 0 ? services.table.entries[session.lastCommand].fullName : "NULL"
        return [
            ("cmd", lastCommand), ("user", session.userName.text), ("redir", "\(session.redirection)"),
            ("resp", "\(session.reply.version.rawValue)"), ("lib-name", session.libraryName),
            ("lib-ver", session.libraryVersion), ("tot-net-in", "\(session.inputBytes)"),
            ("tot-net-out", "\(session.outputBytes)"), ("tot-cmds", "\(session.commandsProcessed)"),
        ]
    }
}

extension Session {
    /// A letter for everything that is out of the ordinary, or N.
    fileprivate var flagLetters: String {
        var letters = ""
        if isMonitor { letters += "O" }
        if isSubscribed { letters += "P" }
        if transaction != nil { letters += "x" }
        if isPostponed { letters += "b" }
        if let tracker {
            letters += "t"
            if tracker.isRedirectionBroken { letters += "R" }
            if tracker.mode.broadcasts { letters += "B" }
        }
        if watched.isSpoiled { letters += "d" }
        if closesAfterReply { letters += "c" }
        if closesNow { letters += "A" }
        if isUnixSocket { letters += "U" }
        if isExemptFromEviction { letters += "e" }
        if leavesAccessTimes { letters += "T" }
        return letters.isEmpty ? "N" : letters
    }
}
