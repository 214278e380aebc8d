// The way of every request: found in the table, admitted or refused by one list of rules, queued or run, counted.
//
// Handlers need to ask none of what is asked here. A refusal inside MULTI spoils the transaction.

package import Bytes
internal import Engine
internal import RESP

extension Context {
    /// Runs one request to its reply. False where it has to wait, for the end of a pause or for the disk, untouched.
    package mutating func run(_ request: Arguments) -> Bool {
        arguments = request
        let mark = reply.queue.count
        session.isRunning = true
        do throws(CommandError) {
            command = try resolve()
            try admit()
            if services.pause.isOn, mustWait {
                session.isRunning = false
                session.isPostponed = true
                return false
            }
            try call()
        } catch {
            answer(error)
        }
        session.isRunning = false
        if !session.isPostponed { settleReply(since: mark) }
        session.writeDeferred()
        return !session.isPostponed
    }

    // MARK: Finding

    /// The place of the command, or of its subcommand.
    private func resolve() throws(CommandError) -> Int {
        guard let found = services.table.find(self[0]) else {
            endRequestOfBrowser()
            throw refusal(unknownCommand)
        }
        if !services.table.essences[found].isContainer { return found }
        if count > 1, let subcommand = services.table.find(self[1], in: found) { return subcommand }
        if services.table.essences[found].run != nil { return found }
        let name = services.table.entries[found].command.name
        throw refusal(count > 1 ? .unknownSubcommand(self[1].text, of: name) : noSubcommand(of: name))
    }

    private func noSubcommand(of name: String) -> CommandError {
        let plain = CommandError.wrongArity(name)
        guard helpOfFamily(name) != nil else { return plain }
        return CommandError("\(plain.text): it takes a subcommand; \(name) HELP lists them")
    }

    private var unknownCommand: CommandError {
        var text = ""
        for index in 1..<max(1, count) where text.utf8.count < 128 {
            text += "'\(self[index].prefix(128 - text.utf8.count).text)' "
        }
        let name = self[0].prefix(128).text
        return CommandError("unknown command '\(name)', with args beginning with: \(text)\(wayOn(from: name))")
    }

    /// Where a name that is none may lead: to the help of its family, or to all there is for who asks for just that.
    private func wayOn(from name: String) -> String {
        if ["help", "?"].contains(name.lowercased()) {
            return "; COMMAND LIST names every command, COMMAND DOCS tells of one by its name, and RES.HELP and "
                + "TRAEFIK.HELP list what is not in Redis"
        }
        let help = helpOfFamily(name) ?? helpOfFamily(name + ".")
        return help.map { "; \($0) lists what there is" } ?? ""
    }

    /// A web page may have a browser send a request here whose body holds commands. None of them is run.
    private func endRequestOfBrowser() {
        guard spells(0, "post") || spells(0, "host:") else { return }
        services.host.log("A client speaks HTTP, perhaps an attack by way of a browser: \(session.shortDescription)")
        session.closesNow = true
    }

    // MARK: Admission

    private mutating func admit() throws(CommandError) {
        let flags = services.table.essences[command].flags
        guard services.table.essences[command].arity.allows(count) else {
            throw refused(wrongArity)
        }
        if flags.contains(.protected), !mayUseProtected { throw refused(protectedCommand) }
        if session.transaction != nil, flags.contains(.noMulti) {
            throw refused(CommandError("Command not allowed inside a transaction"))
        }
        if services.hasObstacle, let refusal = obstacle(flags) { throw refused(refusal) }
        if !session.isUnrestricted, let refusal = lackOfRights(flags) { throw refused(refusal) }
        if services.settings.limitsMemory { try admitToMemory(flags) }
        if session.isSubscribed, session.reply.version == .two, !flags.contains(.allowedWhenSubscribed) {
            throw refused(
                CommandError(
                    "Can't execute '\(entry.fullName)': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET "
                        + "are allowed in this context"))
        }
    }

    /// Commands of our own say what they take. The text of others is Redis's, which programs compare.
    @inline(never)
    var wrongArity: CommandError {
        let plain = CommandError.wrongArity(entry.fullName)
        guard let help = helpOfFamily(entry.fullName) else { return plain }
        let name = entry.fullName.uppercased().split(separator: "|").joined(separator: " ")
        let demands = Help.demands(of: entry.command, named: name)
        return CommandError("\(plain.text): it is \(demands); \(help) tells more")
    }

    /// The command that tells of all whose names begin alike, as RES.HELP of RES.GET.
    private func helpOfFamily(_ name: String) -> String? {
        guard let dot = name.firstIndex(of: ".") else { return nil }
        let help = name[...dot].uppercased() + "HELP"
        return services.table.find(fullName: help.lowercased()) == nil ? nil : help
    }

    @inline(never)
    private mutating func admitToMemory(_ flags: Command.Flags) throws(CommandError) {
        do throws(CommandError) { try keepToMemoryLimit(flags) } catch { throw refused(error) }
    }

    /// Why a request has to wait for better times; nil where it need not.
    @inline(never)
    private func obstacle(_ flags: Command.Flags) -> CommandError? {
        // What is loaded is run by a session that has no number.
        if services.isLoading, !flags.contains(.loading), session.id != 0 {
            return .loading
        }
        return flags.contains(.write) || endsTransactionThatWrites ? services.writeRefusal : nil
    }

    private var endsTransactionThatWrites: Bool {
        guard let transaction = session.transaction, entry.command.name == "EXEC" else { return false }
        return transaction.requests.contains { services.table.essences[$0.command].flags.contains(.write) }
    }

    private var mayUseProtected: Bool {
        switch services.settings.debugCommand {
        case .always: true
        case .locally: session.isLocal
        case .never: false
        }
    }

    private var protectedCommand: CommandError {
        CommandError(
            "\(entry.command.name) command not allowed. If the enable-debug-command option is set to \"local\", "
                + "you can run it from a local connection, otherwise you need to set this option in the "
                + "configuration file, and then restart the server.")
    }

    /// A refusal of the command that was found: counted with it. An EXEC that is refused ends its transaction, and says
    /// so even where there is none.
    private func refused(_ error: CommandError) -> CommandError {
        services.counters.noteRefusal(command)
        guard entry.command.name == "EXEC" else { return refusal(error) }
        let isEnd = session.transaction != nil
        session.discardTransaction(engine)
        if isEnd { showMonitors() }
        return .transactionDiscarded(because: error.code == "ERR" ? error.text : error.line)
    }

    private func refusal(_ error: CommandError) -> CommandError {
        session.transaction?.markBroken()
        return error
    }

    // MARK: Running

    private mutating func call() throws(CommandError) {
        if let transaction = session.transaction,
            !services.table.essences[command].flags.contains(.runsInMulti)
        {
            if !session.watched.isSpoiled { queue(in: transaction) }
            reply.simple("QUEUED")
            return
        }
        session.lastCommand = command
        try perform()
    }

    private func queue(in transaction: Transaction) {
        let needsMemory = services.table.essences[command].flags.contains(.denyOutOfMemory)
        transaction.add(command, arguments, needsMemory: needsMemory)
    }

    /// Runs the handler of `command` and counts it.
    mutating func perform() throws(CommandError) {
        let index = command
        let start = lapBegan
        engine.statistics.commandsProcessed += 1
        session.commandsProcessed += 1
        defer { if let tracker = session.tracker { noteReads(for: tracker) } }
        do throws(CommandError) {
            if engine.effects.isOn { return try performForLog(index, since: start) }
            try services.table.essences[index].run!(&self)
            guard !session.isPostponed else { return uncount() }
        } catch {
            services.counters.noteFailure(index)
            noteCall(of: index, since: start)
            throw error
        }
        noteCall(of: index, since: start)
    }

    /// Runs a handler whose effects are logged: those on several keys come together.
    private mutating func performForLog(_ index: Int, since start: Int64) throws(CommandError) {
        if engine.effects.isAwaited, services.table.essences[index].looksAtAllKeys { engine.effects.noteLookAtAll() }
        let groups = !isInExec && count >= services.table.essences[index].changesSeveralFrom
        if groups { engine.effects.beginGroup() }
        defer { if groups { engine.effects.endGroup() } }
        try services.table.essences[index].run!(&self)
        guard !session.isPostponed else { return uncount() }
        noteCall(of: index, since: start)
    }

    /// The request comes again, and is counted when it has been answered.
    private func uncount() {
        engine.statistics.commandsProcessed -= 1
        session.commandsProcessed -= 1
    }

    /// Turns an error into its line: the one place where that happens.
    mutating func answer(_ error: CommandError) {
        // What was prepared for a request is of no use to another.
        if session.prepared != nil { session.prepared = nil }
        engine.statistics.errorReplies += 1
        services.errorCounts[error.code, default: 0] += 1
        reply.error(error.line)
    }

    /// Takes back a reply that the client has asked not to see.
    private mutating func settleReply(since mark: Int) {
        switch session.replyMode {
        case .on:
            return
        case .off:
            reply.queue.truncate(to: mark)
        case .skipNext:
            session.replyMode = .skipThis
        case .skipThis:
            reply.queue.truncate(to: mark)
            session.replyMode = .on
        }
    }
}
