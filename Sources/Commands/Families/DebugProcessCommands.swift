// The subcommands of DEBUG that break the process, to show what its log says then.

internal import Bytes
internal import RESP

enum DebugProcessCommands {
    static let segfault = DebugCommands.subcommand(
        "SEGFAULT", .exactly(2), summary: "Ends the server by touching memory that is not there."
    ) { context throws(CommandError) in
        context.services.host.breakDown(.segfault)
    }

    static let panic = DebugCommands.subcommand(
        "PANIC", .exactly(2), summary: "Ends the server as if it had lost its way."
    ) { context throws(CommandError) in
        context.services.host.breakDown(.panic)
    }

    static let assertion = DebugCommands.subcommand(
        "ASSERT", .exactly(2), summary: "Ends the server as if something were not as it must be."
    ) { context throws(CommandError) in
        context.services.host.breakDown(.assertion)
    }
}
