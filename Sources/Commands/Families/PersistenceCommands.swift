// Commands about what is on disk: saving it, writing the log anew, and a value as bytes that another server takes.

internal import Bytes
internal import Configuration
internal import Engine
internal import Journal
internal import Keyspace
internal import RESP

package enum PersistenceCommands {
    package static let family: [Command] = [save, saveInBackground, rewriteLog, lastSave, dump, restore]

    private static let administrative: Command.Flags = [.noAsyncLoading, .admin, .noScript, .noMulti]

    static let save = Command(
        "SAVE", .exactly(1), administrative, .server, since: "1.0.0",
        summary: "Writes a snapshot while everybody waits.", complexity: "O(N) with the number of keys"
    ) { context throws(CommandError) in
        try context.keeper.save()
        context.reply.ok()
    }

    static let saveInBackground = Command(
        "BGSAVE", .atLeast(1), [.noAsyncLoading, .admin, .noScript], .server, since: "1.0.0",
        summary: "Writes a snapshot of this moment, while the server goes on. TO writes it to a path of its own.",
        arguments: [
            .oneOf(
                "operation", optional: true,
                [
                    .word("SCHEDULE", since: "3.2.2"), .word("CANCEL", since: "8.1.0"),
                    .string("path", token: "TO"),
                ])
        ]
    ) { context throws(CommandError) in
        let keeper = try context.keeper
        switch context.count {
        case 1: context.reply.status(try keeper.saveInBackground(to: nil, mayWait: false))
        case 2 where context.spells(1, "schedule"):
            context.reply.status(try keeper.saveInBackground(to: nil, mayWait: true))
        case 2 where context.spells(1, "cancel"): context.reply.status(try keeper.cancelSave())
        case 3 where context.spells(1, "to"):
            context.reply.status(try keeper.saveInBackground(to: context[2].text, mayWait: false))
        default: throw .syntax
        }
    }

    static let rewriteLog = Command(
        "BGREWRITEAOF", .exactly(1), [.noAsyncLoading, .admin, .noScript], .server, since: "1.0.0",
        summary: "Writes the append-only file anew, as short as it can be, while the server goes on."
    ) { context throws(CommandError) in
        context.reply.status(try context.keeper.rewriteLog())
    }

    static let lastSave = Command(
        "LASTSAVE", .exactly(1), [.loading, .stale, .fast], .server, since: "1.0.0",
        summary: "Answers when data was last saved, or when the server started if it has not been since.",
        categories: [.admin, .dangerous], tips: ["nondeterministic_output"]
    ) { context throws(CommandError) in
        let services = context.services
        context.reply.integer((services.keeper?.figures.lastSave ?? services.host.facts.startedAt) / 1000)
    }

    // MARK: Values as bytes

    static let dump = Command(
        "DUMP", .exactly(2), [.readOnly], .generic, keys: [.key([.readOnly, .access])], since: "2.6.0",
        summary: "Answers a value as bytes, which RESTORE takes on this server or another.",
        complexity: "O(1) to find the key, O(N) with the size of the value", arguments: [.key()],
        tips: ["nondeterministic_output"], examples: [Example("DUMP nothing", "(nil)")]
    ) { context throws(CommandError) in
        guard let content = try context.readContent(context[1]) else { return context.reply.null() }
        let value: SnapshotValue =
            switch content {
            case .bytes(let view): .bytes(view)
            case .integer(let number): .integer(number)
            }
        var payload = ByteQueue(pool: context.services.pool)
        DumpPayload.append(value, packs: context.services.configuration.flag(.rdbcompression), to: &payload)
        context.reply.bulk(payload.pending)
        payload.removeAll()
    }

    static let restore = Command(
        "RESTORE", .atLeast(4), [.write, .denyOutOfMemory], .generic, keys: [.key([.overwrite, .update])],
        since: "2.6.0",
        summary: "Makes a key of the bytes that DUMP answered.",
        complexity: "O(1) to make the key, O(N) with the size of the value",
        arguments: [
            .key(), .integer("ttl"), .string("serialized-value"), .word("REPLACE", optional: true, since: "3.0.0"),
            .word("ABSTTL", optional: true, since: "5.0.0"),
            .integer("seconds", token: "IDLETIME", optional: true, since: "5.0.0"),
            .integer("frequency", token: "FREQ", optional: true, since: "5.0.0"),
        ], categories: [.keyspace, .dangerous],
        examples: [
            Example("RESTORE k 0 x", "(error) ERR DUMP payload version or checksum are wrong"),
            Example("RESTORE k -1 x", "(error) ERR Invalid TTL value, must be >= 0"),
        ]
    ) { context throws(CommandError) in
        try context.restore()
    }
}

extension Context {
    var keeper: any Keeper {
        get throws(CommandError) {
            guard let keeper = services.keeper else { throw CommandError("This server keeps its data in memory only") }
            return keeper
        }
    }

    fileprivate mutating func restore() throws(CommandError) {
        let options = try RestoreOptions(self)
        try refuseReserved(at: 1)
        if !options.replaces, engine.find(self[1], in: database) != nil {
            throw CommandError("BUSYKEY", "Target key name already exists.")
        }
        let ttl = try integer(at: 2)
        guard ttl >= 0 else { throw CommandError("Invalid TTL value, must be >= 0") }
        let moment = ttl == 0 ? nil : options.isAbsolute ? ttl : engine.now.addingReportingOverflow(ttl).partialValue
        let (key, engine, database, context) = (self[1], engine, database, self)
        var reservation: CommandError?
        do throws(DumpPayload.Refusal) {
            try DumpPayload.open(self[3], checksum: services.debugSwitches.checksDumps) { value in
                let content: StringContent =
                    switch value {
                    case .integer(let number): .integer(number)
                    case .bytes(let view): Record.content(for: view)
                    }
                reservation = context.reservation(at: 1, writing: content)
                guard reservation == nil else { return }
                _ = options.replaces && engine.delete(key, in: database)
                engine.restore(key, content, until: moment, use: options.use, in: database)
            }
        } catch {
            throw Self.refusal(error)
        }
        if let reservation { throw reservation }
        reply.ok()
    }

    /// Why such a value can't be written under a key.
    private func reservation(at index: Int, writing content: StringContent) -> CommandError? {
        do throws(CommandError) {
            try refuseReserved(at: index, in: database, writing: content.withView { $0.array })
            return nil
        } catch {
            return error
        }
    }

    private static func refusal(_ refusal: DumpPayload.Refusal) -> CommandError {
        switch refusal {
        case .versionOrChecksum: CommandError("DUMP payload version or checksum are wrong")
        case .malformed: CommandError("Bad data format")
        case .unserved(let kind): CommandError("Bad data format: the payload holds a \(kind), which is not served yet")
        }
    }
}

/// What comes behind the payload.
private struct RestoreOptions {
    var replaces = false
    var isAbsolute = false
    var use: PastUse?

    init(_ context: borrowing Context) throws(CommandError) {
        var index = 4
        while index < context.count {
            if context.spells(index, "replace") {
                replaces = true
            } else if context.spells(index, "absttl") {
                isAbsolute = true
            } else if context.spells(index, "idletime"), index + 1 < context.count, use == nil {
                index += 1
                let seconds = try context.integer(at: index)
                guard seconds >= 0 else { throw CommandError("Invalid IDLETIME value, must be >= 0") }
                use = .idle(Int(seconds))
            } else if context.spells(index, "freq"), index + 1 < context.count, use == nil {
                index += 1
                guard let count = UInt8(exactly: try context.integer(at: index)) else {
                    throw CommandError("Invalid FREQ value, must be >= 0 and <= 255")
                }
                use = .frequency(count)
            } else {
                throw .syntax
            }
            index += 1
        }
    }
}
