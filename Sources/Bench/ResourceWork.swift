// What resources cost: a change with history, event and log beside the same by a script, many who watch one change, and
// the memory of what has been.

internal import Bytes
internal import Glibc
internal import Platform

enum ResourceWork {
    case put
    case alwaysPut(connections: Int)
    case watching
    case history

    /// Whether its figures are others than those of a steady load.
    var isFootprint: Bool {
        if case .history = self { true } else { false }
    }

    func measure(on contestant: Contestant, _ options: Options) throws(BenchError) -> Sample {
        switch self {
        case .put: try measurePut(on: contestant, "everysec", connections: 10, depth: 16, requests: 300_000, options)
        case .alwaysPut(let connections):
            try measurePut(on: contestant, "always", connections: connections, depth: 1, requests: 50_000, options)
        case .watching: try measureWatching(on: contestant, options)
        case .history: try measureHistory(on: contestant, options)
        }
    }
}

// MARK: Changes

private let names = 100_000

/// A body of 200 bytes that is hardly ever the one before.
let changingBody = Word.drawn(
    "{\"spec\":{\"host\":\"example-",
    ".test\",\"port\":8080,\"weight\":12,\"tags\":[\"a\",\"b\",\"c\"],"
        + "\"note\":\"\(String(repeating: "x", count: 70))\"},"
        + "\"metadata\":{\"owner\":\"team-a\"}}")

/// What a server without resources does for a change: the revision, the body and its version, the history, an entry of
/// a feed, and a message.
private let script = """
    local revision = redis.call('INCR', 'revision')
    local version = redis.call('HINCRBY', KEYS[1], 'version', 1)
    redis.call('HSET', KEYS[1], 'body', ARGV[1], 'revision', revision)
    redis.call('HSET', KEYS[1] .. ':history', version, ARGV[1])
    redis.call('XADD', 'feed', '*', 'key', KEYS[1], 'revision', revision, 'body', ARGV[1])
    redis.call('PUBLISH', 'res:' .. KEYS[1], ARGV[1])
    return {version, revision}
    """

private func measurePut(
    on contestant: Contestant, _ policy: String, connections: Int, depth: Int, requests: Int, _ options: Options
) throws(BenchError) -> Sample {
    let server = try contestant.launch(Flags.log(policy))
    defer { server.stop() }
    let lane = Lane(
        connections: connections,
        batch: RequestBatch(
            try change(on: server.endpoint), depth: depth, keys: .random(below: names, seed: options.seed)))
    var run = try LoadRun.open(server.endpoint, [lane])
    _ = try run.run(batches: connections)
    let batches = max(connections, Int(Double(requests) * options.scale) / depth)
    var elapsed: Int64 = 0
    let cpu = try server.instance.metered { () throws(BenchError) in elapsed = try run.run(batches: batches) }
    return figures(
        commands: batches * depth, nanoseconds: elapsed, serverCPU: cpu.server, clientCPU: cpu.client, lane.latencies)
}

/// The request that changes a resource, or what stands for one where there are none.
private func change(on server: Endpoint) throws(BenchError) -> [Word] {
    if try hasResources(server) {
        return [.text("RES.PUT"), .text("things"), .text("shop"), .key(prefix: "name"), changingBody]
    }
    let digest = try server.ask("SCRIPT", "LOAD", script)
    return [.text("EVALSHA"), .text(digest), .text("1"), .key(prefix: "shop:things:name"), changingBody]
}

private func hasResources(_ server: Endpoint) throws(BenchError) -> Bool {
    do throws(BenchError) { try server.ask("RES.STATS") } catch .refused { return false }
    return true
}

// MARK: Watching

/// Each watch of a connection asks for the resource by another pattern, and all are told of each change.
private let watchers = (connections: 100, each: 100)
private let changes = 100

/// A "command" is one delivery; the latency is that from the request to the last delivery of its change.
private func measureWatching(on contestant: Contestant, _ options: Options) throws(BenchError) -> Sample {
    try contestant.withEmpty { instance throws(BenchError) in
        guard try hasResources(instance.endpoint) else { throw .refused("there are no resources to watch") }
        var run = try WatchRun.open(instance.endpoint)
        let count = max(10, Int(Double(changes) * options.scale))
        var latencies = Histogram()
        let clock = LinuxClock()
        let start = clock.monotonicNanoseconds
        let cpu = try instance.metered { () throws(BenchError) in
            for number in 0..<count {
                let sent = clock.monotonicNanoseconds
                try run.change(to: number)
                latencies.record(clock.monotonicNanoseconds - sent)
            }
        }
        return figures(
            commands: count * watchers.connections * watchers.each, nanoseconds: clock.monotonicNanoseconds - start,
            serverCPU: cpu.server, clientCPU: cpu.client, latencies)
    }
}

private struct WatchRun: ~Copyable {
    private static let name = String(repeating: "n", count: watchers.each)

    private let writer: Conversation
    private var audience: Audience

    /// Opens the writer's connection and those of the watchers.
    static func open(_ server: Endpoint) throws(BenchError) -> WatchRun {
        let writer = try Conversation(server)
        var audience = try Audience.open(server)
        for _ in 0..<watchers.connections { try audience.join(try watching(server)) }
        return WatchRun(writer: writer, audience: audience)
    }

    private init(writer: Conversation, audience: consuming Audience) {
        self.writer = writer
        self.audience = audience
    }

    private static func watching(_ server: Endpoint) throws(BenchError) -> Conversation {
        let listener = try Conversation(server)
        for length in 0..<watchers.each {
            let pattern = String(repeating: "n", count: length) + "*"
            try listener.send(["RES.WATCH", "things", "shop", "NAME", pattern])
        }
        // What is told at the beginning of a watch stands before this answer.
        try listener.send(["PING", "watching"])
        while try !listener.answer().contains("watching") {}
        return listener
    }

    /// Changes the resource, and waits until every watch has heard of it.
    mutating func change(to number: Int) throws(BenchError) {
        try writer.send(["RES.PUT", "things", "shop", Self.name, String(number)])
        try audience.hear(watchers.connections * watchers.each)
        _ = try writer.answer()
    }
}

// MARK: The past

private let kept = (resources: 200_000, versions: 5)

/// Bodies of a kibibyte, in so many versions each.
private func measureHistory(on contestant: Contestant, _ options: Options) throws(BenchError) -> Sample {
    try contestant.withEmpty { instance throws(BenchError) in
        guard try hasResources(instance.endpoint) else { throw .refused("there are no resources to keep") }
        let before = try residentBytes(instance)
        let count = max(100, Int(Double(kept.resources) * options.scale) / 100 * 100)
        for version in 1...kept.versions {
            let body = "\"\(version)\(String(repeating: "b", count: 1_021))\""
            let words: [Word] = [.text("RES.PUT"), .text("things"), .text("shop"), .key(prefix: "name"), .text(body)]
            let batch = RequestBatch(words, depth: 100, keys: .sequential(from: 0, count: count))
            var run = try LoadRun.open(instance.endpoint, [Lane(connections: 1, batch: batch)])
            _ = try run.run(batches: count / 100)
        }
        sleep(2)
        return [.bytesPerVersion: (try residentBytes(instance) - before) / Double(count * kept.versions)]
    }
}
