// Commands on the past as a whole: bring a namespace back to what it was, and let go of what nobody needs.

internal import Access
internal import Bytes
internal import Engine
internal import RESP
internal import Resources

package enum ResourceWritePast {
    package static let family: [Command] = [revert, compact]

    static let revert = Command(
        "RES.REVERT", .atLeast(4), [.write, .denyOutOfMemory], .resources, since: "1.0.0",
        summary: "Makes a namespace what it was after a revision, in one commit; on DRYRUN says what would change.",
        complexity: "O(N) with the number of resources in the namespace",
        arguments: [
            .string("namespace"), .integer("revision", token: "TO"), .word("DRYRUN", optional: true),
        ],
        examples: [
            Example("RES.PUT routers default web 1", "1) (integer) 1\n2) (integer) 1"),
            Example("RES.PUT routers default web 2", "1) (integer) 2\n2) (integer) 2"),
            Example("RES.PUT routers default api 3", "1) (integer) 1\n2) (integer) 3"),
            Example("RES.REVERT default TO 1", "1) \"revision\"\n2) (integer) 4\n3) \"changes\"\n4) (integer) 2"),
            Example("MGET default:routers:web default:routers:api", "1) \"1\"\n2) (nil)"),
            Example(
                "RES.REVERT default TO 9",
                "(error) COMPACTED revision 9 is ahead of the head, 4; name one up to there"),
        ]
    ) { context throws(CommandError) in
        let namespace = try context.namespace(at: 1)
        // A plan tells of bodies, and a refusal may.
        try context.demand(.both, toAllOf: namespace)
        try context.demandWord("TO", at: 2)
        let onlyThinks = try ResourceWriteOptions(of: context, from: 4, [.dryRun])[.dryRun] != nil
        let steps = try context.stepsToRevert(namespace, to: try context.version(at: 3, of: "TO"))
        let head = context.store.head
        let plan = try context.carryOut(steps, onlyThinking: onlyThinks)
        context.replyHead(of: plan, head, members: onlyThinks ? 3 : 2)
        if onlyThinks { context.replyWhole(steps, plan) }
    }

    static let compact = Command(
        "RES.COMPACT", .exactly(2), [.write], .resources, since: "1.0.0",
        summary: "Lets go of all that no reading at a revision or later can meet. Needs the right to all keys.",
        complexity: "O(N) with the number of versions that are kept", arguments: [.integer("revision")],
        examples: [
            Example("RES.PUT routers default web 1", "1) (integer) 1\n2) (integer) 1"),
            Example("RES.PUT routers default web 2", "1) (integer) 2\n2) (integer) 2"),
            Example("RES.COMPACT 2", "OK"),
            Example(
                "RES.ROLLBACK routers default web TO 1",
                "(error) COMPACTED that is no longer kept; the oldest revision that is kept is 2"),
            Example("RES.COMPACT 3", "(error) INVALID revision 3 is ahead of the head, 2; name one up to there"),
        ]
    ) { context throws(CommandError) in
        try context.demand(.both, toAllOf: nil)
        let revision = try context.version(at: 1, of: "RES.COMPACT")
        do throws(StoreError) { try context.engine.compactResources(before: revision) } catch {
            throw CommandError(error)
        }
        context.reply.ok()
    }
}

extension Context {
    fileprivate func stepsToRevert(_ namespace: ByteString, to revision: Revision) throws(CommandError) -> [Step] {
        let store = settledStore()
        do throws(StoreError) { return try store.stepsToRevert(namespace, to: revision, at: engine.now) } catch {
            throw CommandError(error)
        }
    }
}
