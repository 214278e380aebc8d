// TRAEFIK.STATUS: what is exported, and who reads it.

internal import Access
internal import Bytes
internal import Engine
internal import Exports
internal import RESP
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
                "1) 1) \"root\"\n   2) \"traefik\"\n   3) \"revision\"\n   4) (integer) 0\n   5) \"keys\"\n"
                    + "   6) (integer) 0\n   7) \"readers\"\n   8) (empty array)")
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
        reply.map(root.isTrue == nil ? 4 : 5)
        reply.entry("root", ByteString(root.root.name))
        reply.entry("revision", Int64(clamping: root.revision))
        reply.entry("keys", Int64(root.keyCount))
        if let isTrue = root.isTrue { reply.entry("equal", isTrue ? 1 : 0) }
        let readers = services.readers(of: root)
        reply.word("readers")
        reply.array(readers.count)
        for (session, reader, state) in readers { reply(reader, session, state) }
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
