// The record of a commit, as it stands in the log: run again when the log is read, and by nobody else.

internal import Bytes
internal import Engine
internal import RESP
internal import Resources

package enum ResourceLogCommands {
    package static let family: [Command] = [commit, image]

    static let commit = Command(
        "RES.COMMIT", .atLeast(2), [.write, .noScript, .system], .resources, since: "1.0.0",
        summary: "Stands in the log for what a commit has changed; clients can't send it.",
        arguments: [.string("word", multiple: true)],
        examples: [
            Example(
                "RES.COMMIT 1 1",
                "(error) ERR only the log has RES.COMMIT: change resources with RES.PUT and its like"),
        ]
    ) { context throws(CommandError) in
        try demandServer(context)
        guard let commit = Commit((1..<context.count).map { context[$0].array }) else {
            throw CommandError("this is no record of a commit that this version knows")
        }
        context.engine.resume(commit)
        guard commit.revision == context.store.next else {
            throw CommandError(
                "the record is of revision \(commit.revision), and \(context.store.next) is next")
        }
        context.engine.take(commit.changes)
        context.reply.ok()
    }

    static let image = Command(
        "RES.IMAGE", .exactly(2), [.write, .noScript, .system], .resources, since: "1.0.0",
        summary: "Stands in the log for what is known of resources at its beginning; clients can't send it.",
        arguments: [.string("piece")],
        examples: [
            Example(
                "RES.IMAGE 1",
                "(error) ERR only the log has RES.IMAGE: change resources with RES.PUT and its like"),
        ]
    ) { context throws(CommandError) in
        try demandServer(context)
        do throws(ImageReader.Fault) { try context.engine.loadResources(context[1]) } catch {
            throw CommandError(error.what)
        }
        context.reply.ok()
    }

    private static func demandServer(_ context: Context) throws(CommandError) {
        guard !context.session.isOfServer else { return }
        throw CommandError("only the log has \(context.entry.command.name): change resources with RES.PUT and its like")
    }
}
