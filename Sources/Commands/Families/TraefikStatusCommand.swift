// TRAEFIK.STATUS: what is exported, and who reads it.

internal import Access
internal import Bytes
internal import Engine
internal import Exports
internal import RESP
internal import Resources
internal import Traefik

package enum TraefikStatusCommand {
    package static let family: [Command] = [status]

    static let status = Command(
        "TRAEFIK.STATUS", .atLeast(1), [.readOnly], .resources, since: "1.0.0",
        summary: "Answers for each root what is exported there and who reads it; with CHECK also whether the keys are "
            + "what the resources say.",
        complexity: "O(N) with N readers; with CHECK, with N exported keys",
        arguments: [.word("CHECK", optional: true)], tips: ["nondeterministic_output"],
        examples: [
            Example(
                "TRAEFIK.STATUS",
                """
                1)  1) "root"
                    2) "traefik"
                    3) "revision"
                    4) (integer) 0
                    5) "keys"
                    6) (integer) 0
                    7) "left-out"
                    8) (empty array)
                    9) "readers"
                   10) (empty array)
                """)
        ]
    ) { context throws(CommandError) in
        guard context.count == 1 || (context.count == 2 && context.spells(1, "check")) else {
            throw .syntax("CHECK is all that may stand behind it")
        }
        let roots = context.services.exporter.status(checking: context.count == 2).filter { root in
            let prefix = Array((root.root.name + "/").utf8)
            return context.may { rules in prefix.withView { rules.cover($0, .read) } }
        }
        context.reply.array(roots.count)
        for root in roots { context.reply(root) }
    }
}

extension Context {
    fileprivate mutating func reply(_ root: RootStatus) {
        reply.map(root.isTrue == nil ? 5 : 6)
        reply.entry("root", ByteString(root.root.name))
        reply.entry("revision", Int64(clamping: root.revision))
        reply.entry("keys", Int64(root.keyCount))
        if let isTrue = root.isTrue { reply.entry("equal", isTrue ? 1 : 0) }
        replyLeftOut(root)
        let readers = services.readers(of: root)
        reply.word("readers")
        reply.array(readers.count)
        for (session, reader, state) in readers { reply(reader, session, state) }
    }

    /// What stands and can't be exported, as far as the caller may know of it.
    private mutating func replyLeftOut(_ root: RootStatus) {
        let leftOut = root.leftOut.filter { entry in
            may { rules in entry.key.bytes.withView { rules.cover($0, .read) } }
        }
        reply.word("left-out")
        reply.array(leftOut.count)
        for (key, reason) in leftOut {
            reply.map(4)
            reply.entry("type", key.type)
            reply.entry("namespace", key.namespace)
            reply.entry("name", key.name)
            reply.entry("reason", ByteString(reason))
        }
    }

    private mutating func reply(_ reader: Reader, _ session: Session, _ state: Reader.State) {
        reply.map(7)
        reply.entry("id", Int64(clamping: session.id))
        reply.entry("name", ByteString(session.name))
        reply.entry("address", ByteString(session.address))
        reply.entry("subscribed", reader.subscribed ?? 0)
        reply.entry("read", reader.readAt ?? 0)
        reply.entry("revision", Int64(clamping: reader.revision ?? 0))
        reply.entry("state", ByteString(state.rawValue))
    }
}
