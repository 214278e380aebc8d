// The subcommands of DEBUG that load what is on disk again, to show that it says what is in memory.

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
}
