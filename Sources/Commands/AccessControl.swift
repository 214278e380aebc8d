// What the rules of users mean for sessions and requests: who a client is, whether a request may pass, what is noted
// of one that may not, and what a change of users does to those who are connected.

package import Access
package import Bytes
package import Configuration
internal import Engine

extension RuleBook {
    package convenience init(_ table: CommandTable) {
        self.init(
            table.entries.map {
                Entry(
                    name: $0.fullName, categories: $0.command.categories.rawValue, container: $0.container,
                    subcommands: $0.subcommands)
            },
            categories: Command.Categories.names.map { Category(name: $0.1, bit: $0.0.rawValue) })
    }
}

extension KeySpec.Access {
    /// The rights that it takes. A command that only tells whether a key is there needs any right to it.
    var rights: KeyAccess {
        var rights: KeyAccess = []
        if contains(.access) { rights.insert(.read) }
        if !isDisjoint(with: [.insert, .delete, .update]) { rights.insert(.write) }
        return rights
    }
}

// MARK: - Who a client is

extension Services {
    /// A client that has just connected, or begins anew, is the default user.
    package func admit(_ session: Session) {
        session.become(users.standard, isAuthenticated: !users.demandAuthentication, users)
    }

    /// Makes users what the configuration says of them in general.
    package func adoptAccess(_ configuration: Configuration) {
        accessLog.limit = configuration.integer(.acllogMaxLen)
        users.book.opensChannels = configuration.text(.aclPubsubDefault) == "allchannels"
        let password = configuration.text(.requirepass)
        // Rules that were given to the default user since stay until the option changes.
        guard password != adoptedPassword else { return }
        adoptedPassword = password
        users.setStandardPassword(password)
        for session in clients.inOrder { session.refreshRights(users) }
    }

    /// Changes users, and has every session feel it: who is nobody any more or listens to what is no longer allowed
    /// goes.
    func changeUsers<Failure: Error>(_ change: () throws(Failure) -> Void) throws(Failure) {
        let before = users.rules
        try change()
        let narrowed = users.inOrder.filter { !$0.rules.includeChannels(of: before[$0.name] ?? $0.rules) }
        for session in clients.inOrder {
            guard let user = session.user else { continue }
            let isGone = users[user.name] !== user
            let isDeaf =
                !isGone
                && (narrowed.contains { $0 === user } && session.listensBeyond(user)
                    || watches(of: session, exceed: user))
            if isGone || isDeaf { end(session, isGone) } else { session.refreshRights(users) }
        }
    }

    private func watches(of session: Session, exceed user: User) -> Bool {
        engine.watchers.watches(of: session).contains { !user.mayWatch($0.scope) }
    }

    private func end(_ session: Session, _ isGone: Bool) {
        if isGone { session.become(users.standard, isAuthenticated: false, users) }
        host.close(session, afterReplies: session.isRunning)
    }
}

extension Session {
    fileprivate func listensBeyond(_ user: User) -> Bool {
        [(SubscriptionKind.channel, false), (.shard, false), (.pattern, true)].contains { kind, arePatterns in
            subscriptions.names(kind).contains { name in !name.withView { user.mayName($0, asPattern: arePatterns) } }
        }
    }

    /// Whether the client may learn of a key.
    package func mayRead(_ key: ByteView) -> Bool {
        isUnrestricted || user?.mayRead(key) ?? true
    }

    /// Whether the client may do this with every key that begins with `prefix`, be it there or not.
    func covers(_ prefix: ByteView, _ access: KeyAccess) -> Bool {
        isUnrestricted || user?.covers(prefix, access) ?? true
    }

    var mayReadEveryKey: Bool { covers(ByteView(""), .read) }
}

// MARK: - What a request may do

extension Context {
    /// The user whose rights decide which keys are shown; nil where all are.
    var keyReader: User? {
        session.mayReadEveryKey ? nil : session.user
    }

    func denial(of command: Int, _ request: Arguments, for user: User) -> Denial? {
        let isOpenToAll = services.table.essences[command].flags.contains(.noAuthentication)
        let everyKey = services.table.entries[command].command.everyKey?.rights
        let channels = services.table.entries[command].command.channels?.channels(in: request)
        let call = Call(command: command, isOpenToAll: isOpenToAll, everyKey: everyKey, channels: channels)
        return user.denial(of: call, request) {
            (services.table.entries[command].command.keyReferences(in: request) ?? [])
                .map { KeyUse(position: $0.position, access: $0.access.rights) }
        }
    }

    /// Why the session may not send the request; only asked of one that may not do everything.
    mutating func lackOfRights(_ flags: Command.Flags) -> CommandError? {
        if !session.isAuthenticated, !flags.contains(.noAuthentication) { return .noAuthentication }
        guard let user = session.user, let denial = denial(of: command, arguments, for: user) else {
            return lackOfRightsOfMonitor(flags)
        }
        session.lastCommand = command
        note(denial, of: user)
        return CommandError("NOPERM", denial.text(user, entry))
    }

    /// A monitor only looks on, as a replica would.
    private func lackOfRightsOfMonitor(_ flags: Command.Flags) -> CommandError? {
        guard session.isMonitor, !flags.isDisjoint(with: [.readOnly, .write, .mayReplicate]) else { return nil }
        return CommandError("Replica can't interact with the keyspace")
    }

    /// Why a request that was queued may no longer be run.
    mutating func lackOfRightsInExec() -> CommandError? {
        // Its user was removed, perhaps by the transaction itself.
        guard session.isAuthenticated else { return .noAuthentication }
        guard let user = session.user, let denial = denial(of: command, arguments, for: user) else { return nil }
        note(denial, of: user)
        return CommandError(
            "NOPERM",
            "ACLs rules changed between the moment the transaction was accumulated and the EXEC call. This command is "
                + "no longer allowed for the following reason: \(denial.reasonInExec)")
    }

    private mutating func note(_ denial: Denial, of user: User) {
        switch denial.object {
        case .command:
            engine.statistics.refusedCommands += 1
            note(.command, ByteString(entry.fullName), of: user.name)
        case .everyKey:
            engine.statistics.refusedKeys += 1
            note(.key, "*", of: user.name)
        case .key:
            engine.statistics.refusedKeys += 1
            note(.key, ByteString(arguments[denial.position]), of: user.name)
        case .channel:
            engine.statistics.refusedChannels += 1
            note(.channel, ByteString(arguments[denial.position]), of: user.name)
        }
    }

    /// Makes the client the user of a name, if the password is one of its; else that is noted as tried by `means`.
    func prove(_ name: ByteView, _ password: ByteView, by means: ByteString) -> Bool {
        guard let user = services.users[ByteString(name)], user.rules.admits(password) else {
            engine.statistics.authenticationFailures += 1
            note(.auth, means, of: ByteString(name))
            return false
        }
        session.become(user, isAuthenticated: true, services.users)
        return true
    }

    func note(_ reason: AccessLog.Reason, _ object: ByteString, of user: ByteString) {
        services.accessLog.note(
            AccessLog.Entry(
                reason, object, user: user, client: String(line(about: session).dropLast()),
                isInTransaction: session.transaction != nil, at: engine.now))
    }
}

extension Denial {
    fileprivate func text(_ user: User, _ command: CommandEntry) -> String {
        switch object {
        case .command: refusal(user, command)
        case .everyKey: narrowness(command)
        case .key: "No permissions to access a key"
        case .channel: "No permissions to access a channel"
        }
    }

    /// The same with names, for who looks into the rights of others.
    func fullText(_ user: User, _ command: CommandEntry, _ request: Arguments) -> String {
        switch object {
        case .command: refusal(user, command)
        case .everyKey: narrowness(command)
        case .key, .channel:
            "User \(user.name.text) has no permissions to access the '\(request[position].text)' \(object)"
        }
    }

    private func refusal(_ user: User, _ command: CommandEntry) -> String {
        "User \(user.name.text) has no permissions to run the '\(command.fullName)' command"
    }

    private func narrowness(_ command: CommandEntry) -> String {
        let name = command.fullName.uppercased().split(separator: "|").joined(separator: " ")
        let verb = switch command.command.everyKey?.rights {
        case .read: "read"
        case .write: "write"
        default: "read and write"
        }
        return "\(name) concerns every key, and this user may not \(verb) all of them"
    }

    fileprivate var reasonInExec: String {
        switch object {
        case .command: "no permission to execute the command or subcommand"
        case .everyKey, .key: "no permission to touch the specified keys"
        case .channel: "no permission to access one of the channels used as arguments"
        }
    }
}
