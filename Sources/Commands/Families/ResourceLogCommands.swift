// The records about resources, as they stand in the log: run again when the log is read, and by nobody else.

internal import Bytes
internal import Engine
internal import RESP
internal import Resources

package enum ResourceLogCommands {
    package static let family: [Command] = [commit, image, epoch]

    static let commit = Command(
        "RES.COMMIT", .atLeast(2), [.write, .noScript, .system], .resources, since: "1.0.0",
        summary: "Stands in the log for what a commit has changed; clients can't send it.",
        arguments: [.string("word", multiple: true)],
        examples: [
            Example(
                "RES.COMMIT 1 1",
                "(error) ERR only the log has RES.COMMIT: change resources with RES.PUT and its like")
        ]
    ) { context throws(CommandError) in
        try demandServer(context)
        guard let commit = Commit((1..<context.count).map { context[$0].array }) else {
            throw CommandError("this is no record of a commit that this version knows: a newer server has written it")
        }
        context.engine.resume(commit)
        guard commit.revision == context.store.next else {
            throw CommandError("the record is of revision \(commit.revision), and \(context.store.next) is next")
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
                "(error) ERR only the log has RES.IMAGE: change resources with RES.PUT and its like")
        ]
    ) { context throws(CommandError) in
        try demandServer(context)
        do throws(ImageReader.Fault) { try context.engine.loadResources(context[1]) } catch {
            throw CommandError(error.what)
        }
        context.reply.ok()
    }

    static let epoch = Command(
        "RES.EPOCH", .exactly(2), [.write, .noScript, .system], .resources, since: "1.0.0",
        summary: "Stands in the log where a new epoch of revisions begins; clients can't send it.",
        arguments: [.integer("epoch")],
        examples: [
            Example(
                "RES.EPOCH 1",
                "(error) ERR only the log has RES.EPOCH: change resources with RES.PUT and its like")
        ]
    ) { context throws(CommandError) in
        try demandServer(context)
        context.engine.goOn(inEpoch: UInt64(bitPattern: try context.integer(at: 1)))
        context.reply.ok()
    }

    private static func demandServer(_ context: Context) throws(CommandError) {
        guard !context.session.isOfServer else { return }
        throw CommandError("only the log has \(context.entry.command.name): change resources with RES.PUT and its like")
    }
}
