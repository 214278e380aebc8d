// What a server that stands alone says to those who ask it for replicas, a cluster or modules. The tools that ask can
// go on when they are told no in words they know, or in words that a person understands.

internal import RESP

package enum StandaloneCommands {
    package static let family: [Command] = [cluster, module, psync, replicationConfiguration, sync]

    static let cluster = Command(
        "CLUSTER", .atLeast(2), .dispatchesItself, .cluster, since: "3.0.0",
        summary: "Refuses everything: this server stands alone, as Redis does without cluster-enabled.",
        complexity: "Depends on subcommand.",
        examples: [Example("CLUSTER INFO", "(error) ERR This instance has cluster support disabled")]
    ) { context throws(CommandError) in
        throw CommandError("This instance has cluster support disabled")
    }

    static let module = Command(
        "MODULE", .atLeast(2), [], .server, since: "4.0.0",
        summary: "Answers which modules are loaded.", complexity: "Depends on subcommand.",
        subcommands: [
            Command(
                "LIST", .exactly(2), [.admin, .noScript], .server, since: "4.0.0",
                summary: "Lists the modules that are loaded: there are none.",
                tips: ["nondeterministic_output_order"], examples: [Example("MODULE LIST", "(empty array)")]
            ) { context throws(CommandError) in
                context.reply.array(0)
            }
        ])

    // MARK: Replicas

    private static let synchronizationFlags: Command.Flags = [.noAsyncLoading, .admin, .noMulti, .noScript]

    private static let noReplicas = CommandError("this server does not replicate: it has nothing to send to a replica")

    static let sync = Command(
        "SYNC", .exactly(1), synchronizationFlags, .server, since: "1.0.0",
        summary: "Refuses to have a replica.", run: refuse)

    static let psync = Command(
        "PSYNC", .atLeast(3), synchronizationFlags, .server, since: "2.8.0",
        summary: "Refuses to have a replica.",
        arguments: [.string("replicationid"), .integer("offset")], run: refuse)

    static let replicationConfiguration = Command(
        "REPLCONF", .atLeast(1), [.admin, .noScript, .loading, .stale, .allowBusy, .system], .server, since: "3.0.0",
        summary: "Refuses what a replica would tell of itself.",
        examples: [
            Example(
                "REPLCONF capa eof",
                "(error) ERR this server does not replicate: it has nothing to send to a replica")
        ], run: refuse)

    private static func refuse(_ context: inout Context) throws(CommandError) {
        throw noReplicas
    }
}
