// MONITOR: everything that clients ask for, shown as it happens.

internal import RESP

package enum MonitorCommands {
    package static let family: [Command] = [monitor]

    static let monitor = Command(
        "MONITOR", .exactly(1), [.admin, .noScript, .loading, .stale], .server, everyKey: .access,
        since: "1.0.0", summary: "Shows this connection every request from now on, with secrets left out.",
        examples: [Example("MONITOR", "OK"), Example("GET k", "(error) ERR Replica can't interact with the keyspace")]
    ) { context throws(CommandError) in
        guard !context.isInExec else { throw CommandError("MONITOR isn't allowed for DENY BLOCKING client") }
        guard !context.session.isMonitor else { return }
        context.services.addMonitor(context.session)
        context.reply.ok()
    }
}
