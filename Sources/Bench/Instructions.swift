// Instructions and allocations per command, counted by callgrind: a figure that no noise of the machine touches.
//
// Each workload is run twice, with N and with 2N commands, in a new server each time; the difference over N is the
// cost of one command, because start, filling and end are the same in both.

private let keyCount = 1_000
private let valgrindPatience = 300.0

struct InstructionOptions {
    var command = ""
    var requests = 20_000
    var jsonPath: String?

    init(_ arguments: [String]) throws(BenchError) {
        var rest = arguments[...]
        while let word = rest.popFirst() {
            switch word {
            case "--command": command = try value(word, &rest)
            case "--requests": requests = Int(try number(word, &rest, 160...100_000_000)) / 16 * 16
            case "--json": jsonPath = try value(word, &rest)
            default: throw .usage("unknown argument \(word) of Bench instructions")
            }
        }
        if command.isEmpty { throw .usage("Bench instructions needs --command 'server command'") }
    }
}

/// A fixed sequence of one command.
private struct Sequence {
    let name: String
    let keys: KeyFamily
    let words: [Word]
    let depth: Int

    static let all = [
        Sequence(name: "get_p16", keys: .small, words: KeyFamily.small.getting, depth: 16),
        Sequence(name: "set_p16", keys: .small, words: KeyFamily.small.setting, depth: 16),
        Sequence(name: "get_p1", keys: .small, words: KeyFamily.small.getting, depth: 1),
        Sequence(name: "resget_p16", keys: .resources, words: KeyFamily.resources.getting, depth: 16),
        Sequence(name: "resput_p16", keys: .resources, words: KeyFamily.resources.changing, depth: 16),
    ]
}

func countInstructions(_ options: InstructionOptions) throws(BenchError) {
    Children.endWithUs()
    var members: [(String, JSONText)] = []
    for sequence in Sequence.all {
        let short = try profile(sequence, options.requests, options)
        let long = try profile(sequence, 2 * options.requests, options)
        members.append((sequence.name, perCommand(short, long, options.requests)))
    }
    let report = JSONText.object([
        ("command", .text(options.command)), ("date", .text(Machine.here().date)), ("machine", Machine.here().json()),
        ("requests", .integer(options.requests)), ("workloads", .object(members)),
    ])
    let text = report.rendered() + "\n"
    if let path = options.jsonPath { try writeText(text, to: path) }
    print(text, terminator: "")
}

private func perCommand(_ short: CallgrindProfile, _ long: CallgrindProfile, _ requests: Int) -> JSONText {
    func each(_ more: Int, _ less: Int) -> JSONText {
        .number(Double(more - less) / Double(requests), decimals: 3)
    }
    var members = [
        ("instructions_per_command", each(long.instructions, short.instructions)),
        ("allocations_per_command", each(long.allocations, short.allocations)),
    ]
    for (name, count) in long.calls.sorted(by: { $0.key < $1.key }) {
        members.append(("\(name)_per_command", each(count, short.calls[name] ?? 0)))
    }
    return .object(members)
}

/// One run of the server under callgrind.
private func profile(
    _ sequence: Sequence, _ requests: Int, _ options: InstructionOptions
) throws(BenchError) -> CallgrindProfile {
    complain("\(sequence.name) \(requests) commands under callgrind")
    let valgrind = "valgrind --tool=callgrind --callgrind-out-file={dir}/callgrind.out "
    let server = try LaunchedServer(name: "server", command: valgrind + options.command, patience: valgrindPatience)
    defer { server.stop() }
    try sequence.keys.fill(server.endpoint, from: 0, count: keyCount)
    let keys = KeyDrawer.random(below: keyCount, seed: 1)
    let lane = Lane(connections: 1, batch: RequestBatch(sequence.words, depth: sequence.depth, keys: keys))
    var run = try LoadRun.open(server.endpoint, [lane])
    _ = try run.run(batches: requests / sequence.depth)
    var profile: CallgrindProfile?
    server.stop(patience: valgrindPatience) {
        profile = CallgrindProfile(path: "\(server.directory)/callgrind.out")
    }
    guard let profile else { throw .failed("callgrind wrote no counts: did the server end on SIGTERM by itself?") }
    return profile
}
