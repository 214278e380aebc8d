// RES.TXN: many changes as one commit, or none of them.

internal import Access
internal import Bytes
internal import Engine
internal import RESP
internal import Resources

package enum ResourceWriteTransaction {
    package static let family: [Command] = [transaction]

    static let transaction = Command(
        "RES.TXN", .atLeast(2), [.write, .denyOutOfMemory], .resources, since: "1.0.0",
        summary: "Makes many changes in one commit or none; on DRYRUN says what would come of them.",
        complexity: "O(N log M) with N operations on M resources",
        arguments: [.string("json"), .word("DRYRUN", optional: true)], examples: examples
    ) { context throws(CommandError) in try transact(&context) }

    private static let examples = [
        Example(
            "RES.TXN '[{\"op\":\"put\",\"type\":\"routers\",\"namespace\":\"default\",\"name\":\"web\","
                + "\"resource\":{}},{\"op\":\"check\",\"type\":\"routers\",\"namespace\":\"default\","
                + "\"name\":\"api\",\"ifVersion\":0}]'",
            """
            1) "revision"
            2) (integer) 1
            3) "changes"
            4) (integer) 1
            5) "operations"
            6) 1) 1) (integer) 1
                  2) (integer) 1
               2) 1) (integer) 0
                  2) (integer) 0
            """),
        Example(
            "RES.TXN '[{\"op\":\"delete\",\"type\":\"routers\",\"namespace\":\"default\",\"name\":\"web\"}]' DRYRUN",
            """
            1) "revision"
            2) (integer) 2
            3) "changes"
            4) (integer) 1
            5) "operations"
            6) 1)  1) "event"
                   2) "deleted"
                   3) "type"
                   4) "routers"
                   5) "namespace"
                   6) "default"
                   7) "name"
                   8) "web"
                   9) "version"
                  10) (integer) 2
                  11) "revision"
                  12) (integer) 2
                  13) "resource"
                  14) (nil)
            """),
        Example(
            "RES.TXN '[{\"op\":\"move\",\"type\":\"routers\",\"namespace\":\"default\",\"name\":\"web\"}]'",
            "(error) INVALID operation 0: /op is one of create, update, put, patch, delete and check"),
    ]

    private static func transact(_ context: inout Context) throws(CommandError) {
        let options = try ResourceWriteOptions(of: context, from: 2, [.dryRun])
        let onlyThinks = options[.dryRun] != nil
        let work = context.takePrepared(TransactionWork.self)
        if work == nil, context.isLong(context[1].count) {
            return context.begin(TransactionWork(context[1].array, context.services))
        }
        let steps = try context.operations(at: 1, work)
        let head = context.store.head
        let plan = try context.carryOut(steps, numbered: true, onlyThinking: onlyThinks)
        context.replyHead(of: plan, head, members: 3)
        if onlyThinks { return context.replyWhole(steps, plan) }
        context.reply.word("operations")
        context.reply.array(steps.count)
        for outcome in plan.outcomes { context.replyOutcome(outcome) }
    }
}

extension Context {
    /// The operations of a transaction, to each of which the client has the right.
    func operations(at index: Int, _ prepared: TransactionWork? = nil) throws(CommandError) -> [Step] {
        do throws(StoreError) {
            let steps =
                if let prepared { try prepared.operations() } else { try TransactionReader.steps(in: self[index]) }
            try demandRights(steps)
            return steps
        } catch {
            throw CommandError(error)
        }
    }

    private func demandRights(_ steps: [Step]) throws(StoreError) {
        guard !session.isUnrestricted else { return }
        for (number, step) in steps.enumerated() {
            do throws(CommandError) { try demand(step.action.access, to: step.key) } catch {
                var refusal = StoreError(.forbidden, error.text)
                refusal.operation = number
                throw refusal
            }
        }
    }

    // MARK: Replies

    /// Begins the map that tells of a plan with its first two members.
    mutating func replyHead(of plan: Plan, _ head: Revision, members: Int) {
        reply.map(members)
        reply.word("revision")
        reply.integer(Int64(clamping: plan.changes.first?.version.revision ?? head))
        reply.word("changes")
        reply.integer(plan.changes.count)
    }

    /// Everything that steps would come to, each with what would stand then: the last member of the map.
    mutating func replyWhole(_ steps: [Step], _ plan: Plan) {
        reply.word("operations")
        reply.array(steps.count)
        var next = 0
        for (step, outcome) in zip(steps, plan.outcomes) {
            let change = outcome.isChange ? plan.changes[next].version : nil
            if outcome.isChange { next += 1 }
            replyWhole(step.key, outcome, change)
        }
    }

    private mutating func replyWhole(_ key: ResourceKey, _ outcome: Outcome, _ change: Version?) {
        reply.map(7)
        reply.word("event")
        reply.bulk(change?.event.name ?? "unchanged")
        for (word, name) in [("type", key.type), ("namespace", key.namespace), ("name", key.name)] {
            reply.bulk(word)
            reply.bulk(name.bytes)
        }
        reply.word("version")
        reply.integer(Int64(clamping: outcome.version))
        reply.word("revision")
        reply.integer(Int64(clamping: outcome.revision))
        reply.word("resource")
        guard let body = change?.body else { return reply.null() }
        reply.bulk(body)
    }
}

extension Action {
    /// What one must be allowed to do with a resource for this.
    fileprivate var access: KeyAccess {
        switch self {
        case .check: .read
        // What a patch tests, and why it fails, tells of the body.
        case .patch: .both
        default: .write
        }
    }
}
