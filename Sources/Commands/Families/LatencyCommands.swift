// LATENCY: what took long and when, and how the durations of every command are spread.

internal import Bytes
internal import Engine
internal import RESP

package enum LatencyCommands {
    package static let family: [Command] = [latency]

    private static let flags: Command.Flags = [.admin, .noScript, .loading, .stale]
    private static let special = ["nondeterministic_output", "request_policy:all_nodes", "response_policy:special"]

    static let latency = Command(
        "LATENCY", .atLeast(2), [], .server, since: "2.8.13", summary: "Tells what took long, and how long.",
        complexity: "Depends on subcommand.", subcommands: [doctor, graph, history, latest, reset, histogram],
        helpSince: "2.8.13")

    // MARK: What took long

    private static let history = Command(
        "HISTORY", .exactly(3), flags, .server, everyKey: .access, since: "2.8.13",
        summary: "Answers when one kind of work took long, and how many milliseconds.", arguments: [.string("event")],
        tips: special, examples: [Example("LATENCY HISTORY command", "(empty array)")]
    ) { context throws(CommandError) in
        let samples = context.engine.latency.series(named: context[2].text)?.samples ?? []
        context.reply.array(samples.count)
        for sample in samples {
            context.reply.array(2)
            context.reply.integer(sample.second)
            context.reply.integer(sample.milliseconds)
        }
    }

    private static let latest = Command(
        "LATEST", .exactly(2), flags, .server, everyKey: .access, since: "2.8.13",
        summary: "Answers for every kind of work when it took long last, how long then, and how long at worst.",
        tips: special, examples: [Example("LATENCY LATEST", "(empty array)")]
    ) { context throws(CommandError) in
        let history = context.engine.latency.history
        context.reply.array(history.count)
        for (event, series) in history {
            context.reply.array(4)
            context.reply.bulk(event.rawValue)
            context.reply.integer(series.samples.last?.second ?? 0)
            context.reply.integer(series.samples.last?.milliseconds ?? 0)
            context.reply.integer(series.worst)
        }
    }

    private static let graph = Command(
        "GRAPH", .exactly(3), flags, .server, everyKey: .access, since: "2.8.13",
        summary: "Draws how long one kind of work took, with letters.", arguments: [.string("event")], tips: special,
        examples: [
            Example("LATENCY GRAPH command", "(error) ERR No samples available for event 'command'")
        ]
    ) { context throws(CommandError) in
        let name = context[2].text
        guard let series = context.engine.latency.series(named: name) else {
            throw CommandError("No samples available for event '\(name)'")
        }
        context.reply.verbatim(LatencyGraph.text(of: series, named: name, now: context.engine.now / 1000))
    }

    private static let doctor = Command(
        "DOCTOR", .exactly(2), flags, .server, everyKey: .access, since: "2.8.13",
        summary: "Reports what took long and what may help.", tips: special
    ) { context throws(CommandError) in
        context.reply.verbatim(LatencyDiagnosis(context.services).text)
    }

    private static let reset = Command(
        "RESET", .atLeast(2), flags, .server, everyKey: .access, since: "2.8.13",
        summary: "Forgets what took long, of some kinds of work or of all, and answers of how many.",
        arguments: [.string("event", optional: true, multiple: true)],
        tips: ["request_policy:all_nodes", "response_policy:agg_sum"],
        examples: [Example("LATENCY RESET", "(integer) 0"), Example("LATENCY RESET command", "(integer) 0")]
    ) { context throws(CommandError) in
        let names = Set((2..<context.count).map { context[$0].text.lowercased() })
        context.reply.integer(
            context.engine.latency.forget { event in names.isEmpty || names.contains(event.rawValue) })
    }

    // MARK: How durations are spread

    private static let histogram = Command(
        "HISTOGRAM", .atLeast(2), flags, .server, everyKey: .access, since: "7.0.0",
        summary: "Answers how many calls of each command took at most so many microseconds.",
        complexity: "O(N) with the number of commands answered",
        arguments: [.string("COMMAND", optional: true, multiple: true)], tips: special,
        examples: [Example("LATENCY HISTOGRAM nothing", "(empty array)")]
    ) { context throws(CommandError) in
        let services = context.services
        let entries = context.chosenEntries.filter { services.counters[$0.index].histogram >= 0 }
        context.reply.map(entries.count)
        for entry in entries {
            let steps = services.histograms.distribution(services.counters[entry.index].histogram)
            context.reply.bulk(entry.fullName)
            context.reply.map(2)
            context.reply.word("calls")
            context.reply.integer(steps.last?.count ?? 0)
            context.reply.word("histogram_usec")
            context.reply.map(steps.count)
            for step in steps {
                context.reply.integer(step.microseconds)
                context.reply.integer(step.count)
            }
        }
    }
}

extension Context {
    /// The commands that are named, each followed by its subcommands; all where none is.
    fileprivate var chosenEntries: [CommandEntry] {
        let entries = services.table.entries
        guard count > 2 else { return entries }
        return (2..<count).compactMap { services.table.find(fullName: self[$0].text) }.flatMap { found in
            [entries[found]] + entries[found].subcommands.map { entries[$0] }
        }
    }
}
