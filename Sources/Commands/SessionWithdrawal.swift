// Replies that are taken back before they were sent: what they say has been done in memory, and the disk has not taken
// it. Whoever asked hears an error in the place of each.

internal import Bytes
internal import Journal
internal import RESP

extension Session {
    /// A batch of requests begins, while the log is on. If it `mayLeave`, nothing that was answered before is in doubt.
    package func beginLogged(mayLeave: @autoclosure () -> Bool) {
        if reply.queue.isEmpty {
            (dependsOnLog, repliesDependOnLog) = (.init(), .init())
            withdrawableFrom = 0
        } else if mayLeave() {
            withdrawableFrom = reply.queue.count
        }
    }

    /// Puts an error in the place of what the batches in doubt were answered. Errors stay, for they changed nothing,
    /// and so do messages. Answers how many replies it was.
    package func withdrawReplies(because error: CommandError) -> Int {
        let bytes = reply.queue.pending.array
        var count = 0
        bytes.withView { view in
            var frames = ReplyFrames(from: min(withdrawableFrom, view.count))
            reply.queue.truncate(to: min(withdrawableFrom, view.count))
            while let frame = frames.next(in: view) {
                if Self.stays(view[frame]) {
                    reply.queue.append(view[frame])
                } else {
                    reply.error(error.line)
                    count += 1
                }
            }
        }
        withdrawableFrom = reply.queue.count
        repliesDependOnLog = .init()
        dependsOnLog = .init()
        return count
    }

    private static func stays(_ frame: ByteView) -> Bool {
        frame[0] == UInt8(ascii: "-") || frame[0] == UInt8(ascii: ">") || frame.starts(with: ByteView("+QUEUED"))
    }
}
