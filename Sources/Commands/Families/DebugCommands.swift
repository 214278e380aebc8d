// DEBUG: looks behind the scenes and stops what usually runs by itself, for tests. Only where `enable-debug-command`
// allows it.
//
// To clients DEBUG is one command, so it finds its subcommands by itself.

internal import Bytes
internal import Engine
internal import Keyspace
internal import RESP

package enum DebugCommands {
    package static let family: [Command] = [debug]

    private static let flags: Command.Flags = [.admin, .noScript, .loading, .stale]

    static let debug = Command(
        "DEBUG", .atLeast(2), flags.union([.protected, .dispatchesItself, .system]), .server,
        everyKey: [.access, .update], since: "1.0.0", summary: "Looks behind the scenes, for tests.",
        complexity: "Depends on subcommand.",
        subcommands: [
            changeReplicationID, rewriteConfiguration, DebugKeyCommands.digest, DebugKeyCommands.digestOfValues,
            moveTables, error, DebugProcessCommands.assertion, DebugProcessCommands.panic,
            DebugProcessCommands.segfault,
            DebugKeyCommands.tableFigures, DebugKeyCommands.tableFiguresOfValue, log, DebugKeyCommands.object,
            DebugDataCommands.delayLog, DebugDataCommands.skipChecksums, pauseUpkeep, DebugKeyCommands.populate,
            DebugProtocol.command, replyBuffer, setActiveExpiry, sleep,
            matchString, DebugDataCommands.reload, DebugDataCommands.loadLog,
        ]
    ) { context throws(CommandError) in
        if context.count == 2, context.spells(1, "help") { return context.replyHelp() }
        let chosen = context.entry.command.subcommands.first { subcommand in
            subcommand.arity.allows(context.count) && CommandTable.spells(context[1], subcommand.name)
        }
        guard let chosen else { throw .wrongSubcommand(context[1].text, of: "debug") }
        try chosen.run!(&context)
    }

    /// A subcommand. They came and went too often for anybody to know since when.
    static func subcommand(
        _ name: String, _ arity: Arity, _ arguments: [Argument] = [], summary: String, examples: [Example] = [],
        run: @escaping Command.Handler
    ) -> Command {
        Command(
            name, arity, flags, .server, since: "1.0.0", summary: summary, arguments: arguments, examples: examples,
            run: run)
    }

    // MARK: The client

    private static let error = subcommand(
        "ERROR", .exactly(3), [.string("message")], summary: "Answers an error with this text.",
        examples: [Example("DEBUG ERROR \"MINE as you like it\"", "(error) MINE as you like it")]
    ) { context throws(CommandError) in
        throw CommandError(line: context[2].text)
    }

    private static let log = subcommand(
        "LOG", .exactly(3), [.string("message")], summary: "Writes a line to the server's log.",
        examples: [Example("DEBUG LOG hello", "OK")]
    ) { context throws(CommandError) in
        context.services.host.log("DEBUG LOG: \(context[2].text)")
        context.reply.ok()
    }

    private static let matchString = subcommand(
        "STRINGMATCH-LEN", .exactly(4), [Argument("pattern", .pattern), .string("string")],
        summary: "Answers 1 if the pattern matches the string, otherwise 0.",
        examples: [Example("DEBUG STRINGMATCH-LEN h?llo hello", "(integer) 1")]
    ) { context throws(CommandError) in
        context.reply.integer(Glob.matches(context[2], context[3]) ? 1 : 0)
    }

    // MARK: The server

    private static let sleep = subcommand(
        "SLEEP", .exactly(3), [Argument("seconds", .double)], summary: "Stands still for some seconds.",
        examples: [Example("DEBUG SLEEP 0", "OK")]
    ) { context throws(CommandError) in
        guard let seconds = Double(context[2].text), seconds >= 0, seconds < 1e9 else { throw .notAFloat }
        context.services.host.sleep(microseconds: Int(seconds * 1_000_000))
        context.reply.ok()
    }

    private static let changeReplicationID = subcommand(
        "CHANGE-REPL-ID", .exactly(2), summary: "Gives the data another replication ID.",
        examples: [Example("DEBUG CHANGE-REPL-ID", "OK")]
    ) { context throws(CommandError) in
        context.services.replicationID = context.engine.random.hexadecimal(digits: 40)
        context.reply.ok()
    }

    private static let rewriteConfiguration = subcommand(
        "CONFIG-REWRITE-FORCE-ALL", .exactly(2),
        summary: "Writes every option to the configuration file, even where it has its default."
    ) { context throws(CommandError) in
        try context.services.host.rewriteConfiguration(withDefaults: true)
        context.reply.ok()
    }

    // MARK: Switches

    private static let onOff = Argument.integer("0|1")

    private static let setActiveExpiry = subcommand(
        "SET-ACTIVE-EXPIRE", .exactly(3), [onOff],
        summary: "Whether keys that have ended are removed before anybody asks for them.",
        examples: [Example("DEBUG SET-ACTIVE-EXPIRE 1", "OK")]
    ) { context throws(CommandError) in
        context.engine.expiresActively = try isOn(2, in: context)
        context.reply.ok()
    }

    private static let pauseUpkeep = subcommand(
        "PAUSE-CRON", .exactly(3), [onOff], summary: "Whether the work that is done several times a second rests.",
        examples: [Example("DEBUG PAUSE-CRON 0", "OK")]
    ) { context throws(CommandError) in
        context.services.debugSwitches.upkeepRests = try isOn(2, in: context)
        context.reply.ok()
    }

    private static let moveTables = subcommand(
        "DICT-RESIZING", .exactly(3), [onOff], summary: "Whether tables move, grow and shrink between turns.",
        examples: [Example("DEBUG DICT-RESIZING 1", "OK")]
    ) { context throws(CommandError) in
        context.services.debugSwitches.tablesMove = try isOn(2, in: context)
        context.reply.ok()
    }

    private static let replyBuffer = subcommand(
        "REPLYBUFFER", .exactly(4),
        [
            .oneOf(
                "what",
                [
                    Argument("never|reset|milliseconds", .string, token: "PEAK-RESET-TIME"),
                    .integer("0|1", token: "RESIZING"),
                ])
        ],
        summary: "After how long the peak of reply buffers is forgotten, and whether they shrink.",
        examples: [
            Example("DEBUG REPLYBUFFER RESIZING 1", "OK"), Example("DEBUG REPLYBUFFER PEAK-RESET-TIME RESET", "OK"),
        ]
    ) { context throws(CommandError) in
        if context.spells(2, "resizing") {
            context.services.debugSwitches.replyBuffersShrink = try isOn(3, in: context)
        } else if context.spells(2, "peak-reset-time") {
            context.services.debugSwitches.replyPeakMilliseconds = try peakTime(in: context)
        } else {
            throw .wrongSubcommand(context[1].text, of: "debug")
        }
        context.reply.ok()
    }

    private static func peakTime(in context: Context) throws(CommandError) -> Int64? {
        if context.spells(3, "never") { return nil }
        if context.spells(3, "reset") { return DebugSwitches().replyPeakMilliseconds }
        return try context.integer(at: 3)
    }

    static func isOn(_ index: Int, in context: Context) throws(CommandError) -> Bool {
        try context.integer(at: index) != 0
    }
}

extension CommandError {
    /// From a whole line: the code is its first word.
    fileprivate init(line: String) {
        let words = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        self.init(String(words[0]), words.count > 1 ? String(words[1]) : "")
    }
}
