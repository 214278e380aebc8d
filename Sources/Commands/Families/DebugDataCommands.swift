// The subcommands of DEBUG about what is on disk: it is loaded again, to show that it says what is in memory, or taken
// with less care than usual.

internal import Bytes
internal import RESP

enum DebugDataCommands {
    static let reload = DebugCommands.subcommand(
        "RELOAD", .atLeast(2),
        [
            .word("MERGE", optional: true), .word("NOFLUSH", optional: true), .word("NOSAVE", optional: true),
        ],
        summary: "Saves, empties the databases and loads what was saved. NOSAVE and NOFLUSH leave out a step; with "
            + "NOFLUSH, MERGE lets what is loaded replace what is there."
    ) { context throws(CommandError) in
        let words = Set((2..<context.count).map { context[$0].text.lowercased() })
        guard words.isSubset(of: ["merge", "noflush", "nosave"]) else {
            throw CommandError("DEBUG RELOAD only supports the MERGE, NOFLUSH and NOSAVE options.")
        }
        try context.keeper.reload(
            fromLog: false, saves: !words.contains("nosave"), flushes: !words.contains("noflush"))
        context.reply.ok()
    }

    static let loadLog = DebugCommands.subcommand(
        "LOADAOF", .exactly(2), summary: "Brings the log to disk, empties the databases and loads it."
    ) { context throws(CommandError) in
        try context.keeper.reload(fromLog: true, saves: false, flushes: true)
        context.reply.ok()
    }

    static let skipChecksums = DebugCommands.subcommand(
        "SET-SKIP-CHECKSUM-VALIDATION", .exactly(3), [.integer("0|1")],
        summary: "Whether RESTORE takes what does not match its checksum.",
        examples: [Example("DEBUG SET-SKIP-CHECKSUM-VALIDATION 0", "OK")]
    ) { context throws(CommandError) in
        context.services.debugSwitches.checksDumps = try !DebugCommands.isOn(2, in: context)
        context.reply.ok()
    }

    static let delayLog = DebugCommands.subcommand(
        "AOF-FLUSH-SLEEP", .exactly(3), [.integer("microseconds")],
        summary: "Sleeps each time before the log is written.",
        examples: [Example("DEBUG AOF-FLUSH-SLEEP 0", "OK")]
    ) { context throws(CommandError) in
        context.services.debugSwitches.logWriteDelay = Int(max(0, try context.integer(at: 2)))
        context.reply.ok()
    }
}
