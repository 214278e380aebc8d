// WAIT and WAITAOF: how many replicas and files have what was written. There are no replicas, so nobody waits for any:
// the answer is the one that would stand at the end of any timeout. The file is brought to the disk, and the request
// waits for that in its buffer, as for the end of a pause.

internal import Bytes
internal import Engine
internal import RESP

package enum WaitCommands {
    package static let family: [Command] = [wait, waitForFile]

    private static let tips = ["request_policy:all_shards", "response_policy:agg_min"]

    static let wait = Command(
        "WAIT", .exactly(3), .blocking, .generic, since: "3.0.0",
        summary: "Answers how many replicas have what this connection has written: none, as there are none.",
        arguments: [.integer("numreplicas"), .integer("timeout")], categories: .connection, tips: tips,
        examples: [
            Example("WAIT 0 0", "(integer) 0"), Example("WAIT 2 100", "(integer) 0"),
            Example("WAIT 1 -1", "(error) ERR timeout is negative"),
        ]
    ) { context throws(CommandError) in
        _ = try context.integer(at: 1)
        _ = try context.timeout(at: 2)
        context.reply.integer(0)
    }

    static let waitForFile = Command(
        "WAITAOF", .exactly(4), .blocking, .generic, since: "7.2.0",
        summary: "Brings what was written to the disk; answers how many append-only files have it, here and elsewhere.",
        arguments: [.integer("numlocal"), .integer("numreplicas"), .integer("timeout")], categories: .connection,
        tips: tips,
        examples: [
            Example("WAITAOF 0 1 100", "1) (integer) 0\n2) (integer) 0"),
            Example(
                "WAITAOF 1 0 0",
                "(error) ERR WAITAOF cannot be used when numlocal is set but appendonly is disabled."),
        ]
    ) { context throws(CommandError) in
        let local = try context.integer(at: 1)
        guard (0...1).contains(local) else { throw CommandError("value is out of range, must be between 0 and 1") }
        guard try context.integer(at: 2) >= 0 else { throw CommandError("value is out of range, must be positive") }
        let end = try context.timeout(at: 3)
        let keeper = context.engine.effects.isOn ? context.services.keeper : nil
        let wait = context.session.logWait ?? LogWait(position: context.engine.effects.position, end: end)
        context.session.logWait = nil
        guard local == 0 || keeper != nil else {
            throw CommandError("WAITAOF cannot be used when numlocal is set but appendonly is disabled.")
        }
        let isOnDisk = keeper?.isOnDisk(wait.position) == true
        if local == 1, !isOnDisk, !context.isInExec, !wait.isOver(at: context.engine.now) {
            context.session.logWait = wait
            context.session.isPostponed = true
            return
        }
        context.reply.array(2)
        context.reply.integer(local == 1 && isOnDisk ? 1 : 0)
        context.reply.integer(0)
    }
}
