// The record of a commit, as it stands in the log: run again when the log is read, and by nobody else.

internal import Bytes
internal import Engine
internal import RESP
internal import Resources

package enum ResourceLogCommands {
    package static let family: [Command] = [commit]

    static let commit = Command(
        "RES.COMMIT", .atLeast(2), [.write, .noScript], .resources, since: "1.0.0",
        summary: "Stands in the log for what a commit has changed; clients can't send it.",
        arguments: [.string("form"), .string("word", multiple: true)],
        examples: [
            Example(
                "RES.COMMIT 1",
                "(error) ERR RES.COMMIT is how the log tells of a commit: change resources with RES.PUT and its like"),
        ]
    ) { context throws(CommandError) in
        guard context.session.isOfServer else {
            throw CommandError(
                "RES.COMMIT is how the log tells of a commit: change resources with RES.PUT and its like")
        }
        guard let commit = Commit((1..<context.count).map { context[$0].array }) else {
            throw CommandError("this is no record of a commit that this version knows")
        }
        guard commit.revision == context.engine.resources.next else {
            throw CommandError(
                "the record is of revision \(commit.revision), and \(context.engine.resources.next) is next")
        }
        context.engine.take(commit.changes)
        context.reply.ok()
    }
}
