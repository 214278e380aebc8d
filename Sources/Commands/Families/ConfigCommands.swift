// CONFIG: the options of the running server, read and changed, and its statistics begun anew.

internal import Bytes
internal import Configuration
internal import Engine
internal import RESP

package enum ConfigCommands {
    package static let family: [Command] = [config]

    private static let forAdministrators: Command.Flags = [.admin, .noScript, .loading, .stale]
    private static let everyNode = ["request_policy:all_nodes", "response_policy:all_succeeded"]

    static let config = Command(
        "CONFIG", .atLeast(2), [], .server, since: "2.0.0", summary: "Reads and changes the options of the server.",
        complexity: "Depends on subcommand.", subcommands: [get, resetStatistics, rewrite, set])

    // MARK: Reading

    private static let get = Command(
        "GET", .atLeast(3), forAdministrators, .server, since: "2.0.0",
        summary: "Answers the values of the options that are named, or whose names fit a pattern.",
        complexity: "O(N), N being the number of options", arguments: [.string("parameter", multiple: true)],
        examples: [
            Example("CONFIG GET databases", "1) \"databases\"\n2) \"16\""),
            Example("CONFIG GET nothing", "(empty array)"),
        ]
    ) { context throws(CommandError) in
        var names: Set<String> = []
        var answers: [(name: String, value: String)] = []
        for index in 2..<context.count {
            for answer in matches(context[index].text, in: context.services.configuration)
            where names.insert(answer.name).inserted {
                answers.append(answer)
            }
        }
        context.reply.map(answers.count)
        for answer in answers {
            context.reply.bulk(answer.name)
            context.reply.bulk(answer.value)
        }
    }

    private static func matches(
        _ wanted: String, in configuration: Configuration
    ) -> [(name: String, value: String)] {
        guard wanted.utf8.contains(where: { "[*?".utf8.contains($0) }) else {
            return configuration.get(named: wanted).map { [$0] } ?? []
        }
        let glob = Glob(wanted, ignoringCase: true)
        return configuration.get { glob.matches($0) }
    }

    // MARK: Changing

    private static let set = Command(
        "SET", .atLeast(4), forAdministrators, .server, since: "2.0.0",
        summary: "Changes options while the server runs: all that are named, or none.",
        complexity: "O(N), N being the number of options named",
        arguments: [Argument("data", .block([.string("parameter"), .string("value")]), multiple: true)],
        tips: everyNode,
        examples: [
            Example("CONFIG SET timeout 300", "OK"), Example("CONFIG GET timeout", "1) \"timeout\"\n2) \"300\""),
            Example(
                "CONFIG SET nothing 1",
                "(error) ERR Unknown option or number of arguments for CONFIG SET - 'nothing'"),
        ], secrets: .valuesOfSecretOptions(from: 2)
    ) { context throws(CommandError) in
        guard context.count % 2 == 0 else { throw .syntax }
        let pairs = stride(from: 2, to: context.count, by: 2).map { index in
            (name: context[index].text, value: context[index + 1].text)
        }
        try change(pairs, in: context)
        context.reply.ok()
    }

    /// Sets all and puts it into effect; whatever fails leaves everything as it was.
    private static func change(_ pairs: [(name: String, value: String)], in context: Context) throws(CommandError) {
        let services = context.services
        // What says where data is loaded from stays as it is until it has been.
        let moves = pairs.contains { ["dir", "appendonly"].contains($0.name.lowercased()) }
        if moves, services.isLoading { throw .loading }
        let before = services.configuration
        let changed: [String]
        do throws(ConfigurationError) {
            changed = try services.configuration.setAll(pairs, fromLocalClient: context.session.isLocal).map(\.name)
        } catch {
            throw CommandError(error.reply)
        }
        do throws(CommandError) {
            try services.host.apply(changed)
        } catch {
            services.configuration = before
            // What had taken effect is taken back; the old values have worked before.
            try? services.host.apply(changed)
            throw error
        }
    }

    private static let rewrite = Command(
        "REWRITE", .exactly(2), forAdministrators, .server, since: "2.8.0",
        summary: "Writes the options as they are now to the configuration file, whose comments and order stay.",
        tips: everyNode
    ) { context throws(CommandError) in
        try context.services.host.rewriteConfiguration(withDefaults: false)
        context.reply.ok()
    }

    // MARK: Statistics

    private static let resetStatistics = Command(
        "RESETSTAT", .exactly(2), forAdministrators, .server, since: "2.0.0",
        summary: "Sets the counters that INFO tells of back to zero.", tips: everyNode,
        examples: [Example("CONFIG RESETSTAT", "OK")]
    ) { context throws(CommandError) in
        context.services.resetStatistics()
        context.reply.ok()
    }
}

extension Services {
    /// Counts from zero again. The peak of memory is no count and stays.
    package func resetStatistics() {
        let peakMemory = engine.statistics.peakMemory
        engine.statistics = Statistics()
        engine.statistics.peakMemory = peakMemory
        engine.reclaimer.countFromZero()
        counters = CommandCounters(commands: table.entries.count)
        histograms = LatencyHistograms()
        errorCounts = [:]
    }
}
