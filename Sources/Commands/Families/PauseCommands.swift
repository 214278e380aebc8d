// CLIENT PAUSE and its end: requests wait for a while, so that another server can take over without losing a change.

internal import Bytes
internal import RESP

enum PauseCommands {
    static let subcommands = [pause, unpause]

    private static let flags: Command.Flags = [.admin, .noScript, .loading, .stale]

    private static let pause = Command(
        "PAUSE", .atLeast(3), flags, .connection, since: "3.0.0",
        summary: "Lets all requests wait for so many milliseconds, or only those that might change data.",
        arguments: [
            .integer("timeout"), .oneOf("mode", optional: true, [.word("WRITE"), .word("ALL")], since: "6.2.0"),
        ],
        examples: [
            Example("CLIENT PAUSE 1000 WRITE", "OK"), Example("CLIENT UNPAUSE", "OK"),
            Example("CLIENT PAUSE 1000 READ", "(error) ERR CLIENT PAUSE mode must be WRITE or ALL"),
            Example("CLIENT PAUSE soon", "(error) ERR timeout is not an integer or out of range"),
        ]
    ) { context throws(CommandError) in
        guard context.count <= 4 else { throw .wrongSubcommand(context[1].text, of: "client") }
        let onlyWrites = context.count == 4 && context.spells(3, "write")
        guard context.count == 3 || onlyWrites || context.spells(3, "all") else {
            throw CommandError("CLIENT PAUSE mode must be WRITE or ALL")
        }
        context.services.pause(onlyWrites ? .writes : .everything, until: try context.timeout(at: 2))
        context.reply.ok()
    }

    private static let unpause = Command(
        "UNPAUSE", .exactly(2), flags, .connection, since: "6.2.0",
        summary: "Ends the pause that CLIENT PAUSE began.", complexity: "O(N) with the number of connections that wait",
        examples: [Example("CLIENT UNPAUSE", "OK")]
    ) { context throws(CommandError) in
        context.services.endPause()
        context.reply.ok()
    }
}
