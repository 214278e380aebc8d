// Commands that delete resources: by name, by what an index finds, or all of a type.

internal import Access
internal import Bytes
internal import Engine
internal import RESP
internal import Resources

package enum ResourceWriteRemoval {
    package static let family: [Command] = [delete]

    static let delete = Command(
        "RES.DEL", .atLeast(4), [.write], .resources, since: "1.0.0",
        summary: "Deletes resources of a type in a namespace, all in one commit; answers how many were there.",
        complexity: "O(N) with the number of names",
        arguments: [
            .string("type"), .string("namespace"), .string("name", multiple: true),
            .integer("version", token: "IFVERSION", optional: true),
        ],
        examples: [
            Example("RES.PUT routers default web '{}'", "1) (integer) 1\n2) (integer) 1"),
            Example("RES.PUT routers default api '{}'", "1) (integer) 1\n2) (integer) 2"),
            Example("RES.DEL routers default web api absent", "(integer) 2"),
            Example("RES.DEL routers default web", "(integer) 0"),
            Example(
                "RES.DEL routers default web api IFVERSION 1",
                "(error) ERR syntax error: IFVERSION goes with exactly one name"),
        ]
    ) { context throws(CommandError) in
        let deletion = try Deletion(in: context)
        for key in deletion.keys { try context.demand(.write, to: key) }
        let steps = try deletion.steps(in: context)
        try context.carryOut(steps)
        context.reply.integer(steps.count)
    }
}

/// What RES.DEL is asked for.
private struct Deletion {
    private(set) var keys: [ResourceKey] = []
    private var version: UInt64?

    init(in context: borrowing Context) throws(CommandError) {
        var end = context.count
        if end > 5, context.spells(end - 2, "ifversion") {
            end -= 2
            version = try context.version(at: end + 1)
            guard end == 4 else { throw .syntax("IFVERSION goes with exactly one name") }
        }
        var seen: Set<ResourceKey> = []
        for index in 3..<end {
            let key = try context.resourceKey(type: context[1], namespace: context[2], name: context[index])
            if seen.insert(key).inserted { keys.append(key) }
        }
    }

    /// Of what is not there nothing has to be deleted, unless a version of it is expected.
    func steps(in context: borrowing Context) throws(CommandError) -> [Step] {
        if let version { return [Step(keys[0], .delete(ifVersion: version))] }
        var steps: [Step] = []
        for key in keys {
            if context.store.resource(key)?.exists == true {
                steps.append(Step(key, .delete()))
            } else {
                try context.refusePlainKey(key)
            }
        }
        return steps
    }
}
