// MEMORY: what a key costs, what the server's memory is used for, and what to do about it.

internal import Bytes
internal import Engine
internal import Keyspace
internal import RESP
internal import Resources

package enum MemoryCommands {
    package static let family: [Command] = [memory]

    private static let everyShard = ["request_policy:all_shards", "response_policy:special"]
    private static let changingOutput = ["nondeterministic_output"] + everyShard

    static let memory = Command(
        "MEMORY", .atLeast(2), [], .server, since: "4.0.0", summary: "Tells what memory is used for.",
        complexity: "Depends on subcommand.", subcommands: [doctor, allocator, purge, statistics, usage],
        helpSince: "4.0.0")

    // MARK: One key

    private static let usage = Command(
        "USAGE", .atLeast(3), .readOnly, .server, keys: [.key(.readOnly, at: 2)], since: "4.0.0",
        summary: "Answers what a key and its value cost in memory, of a resource also its history.",
        complexity: "O(1), for a resource O(N) with the versions that are kept",
        arguments: [.key(), .integer("count", token: "SAMPLES", optional: true)],
        examples: [
            Example("MEMORY USAGE absent", "(nil)"), Example("MEMORY USAGE k SAMPLES -1", "(error) ERR syntax error"),
        ]
    ) { context throws(CommandError) in
        try checkSamples(in: context)
        guard let record = context.engine.peek(context[2], in: context.database) else { return context.reply.null() }
        context.reply.integer(context.database.cost(of: record) + historyCost(of: record, context))
    }

    /// A resource's versions are kept beside its key.
    private static func historyCost(of record: Record, _ context: Context) -> Int {
        guard record.kind == .resource, let key = ResourceKey(record.key) else { return 0 }
        return context.store.resource(key)?.byteCount ?? 0
    }

    /// A string is measured whole, so how many elements to sample makes no difference. It must be well-formed though.
    private static func checkSamples(in context: Context) throws(CommandError) {
        for index in stride(from: 3, to: context.count, by: 2) {
            guard context.spells(index, "samples"), index + 1 < context.count else { throw .syntax }
            guard try context.integer(at: index + 1) >= 0 else { throw .syntax }
        }
    }

    // MARK: The server

    private static let untold = "What memory is used for is told to users who may read every key.\n"

    private static let statistics = Command(
        "STATS", .exactly(2), [], .server, since: "4.0.0",
        summary: "Tells what memory is used for, as names and figures.", tips: changingOutput
    ) { context throws(CommandError) in
        let figures = MemoryFigures(context.services, context.services.host.facts)
        let report = MemoryReport(figures, context.engine.keyspace.databases)
        if context.keyReader == nil { report.write(to: &context.reply) } else { report.writeForAll(to: &context.reply) }
    }

    private static let doctor = Command(
        "DOCTOR", .exactly(2), [], .server, since: "4.0.0", summary: "Looks for trouble with memory and reports it.",
        tips: changingOutput
    ) { context throws(CommandError) in
        guard context.keyReader == nil else { return context.reply.verbatim(untold) }
        let figures = MemoryFigures(context.services, context.services.host.facts)
        context.reply.verbatim(MemoryDiagnosis.text(of: figures, clients: context.services.clients.count))
    }

    // MARK: The allocator

    private static let allocator = Command(
        "MALLOC-STATS", .exactly(2), [], .server, since: "4.0.0", summary: "Answers the figures of the allocator.",
        complexity: "Depends on how much memory is allocated", tips: changingOutput
    ) { context throws(CommandError) in
        guard context.keyReader == nil else { return context.reply.verbatim(untold) }
        let heap = RawMemory.heap
        context.reply.verbatim(
            """
            allocator: libc
            held from the kernel: \(heap.held) bytes
              in the heap: \(heap.arena) bytes
              mapped on their own: \(heap.mapped) bytes in \(heap.mappings) blocks
            in use: \(heap.inUse) bytes
            free: \(heap.free) bytes in \(heap.freeBlocks) blocks

            """)
    }

    private static let purge = Command(
        "PURGE", .exactly(2), [], .server, since: "4.0.0",
        summary: "Gives memory that is free back to the operating system.",
        complexity: "Depends on how much memory is allocated",
        tips: ["request_policy:all_shards", "response_policy:all_succeeded"], examples: [Example("MEMORY PURGE", "OK")]
    ) { context throws(CommandError) in
        context.engine.memory.releaseFreePages()
        context.reply.ok()
    }
}
