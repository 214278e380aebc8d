// What keeping the data costs: a snapshot while others write, loading, and the log by its policies of fsync.

internal import Glibc
internal import Platform

enum Keeping {
    case snapshot, loadingSnapshot, loadingLog, slowSync, everySecond
    case always(connections: Int)

    /// Whether its figures are others than those of a steady load.
    var isFootprint: Bool {
        if case .always = self { false } else { true }
    }

    func measure(on contestant: Contestant, _ options: Options) throws(BenchError) -> Sample {
        switch self {
        case .snapshot: try measureSnapshot(on: contestant, options)
        case .loadingSnapshot: try measureLoading(Flags.nothing, on: contestant, before: ["SAVE"])
        case .loadingLog: try measureLoading(Flags.log("everysec"), on: contestant, before: ["PING"])
        case .always(let connections): try measureAlways(connections, on: contestant, options)
        case .slowSync: try measureSlowSync(on: contestant, options)
        case .everySecond: try measureEverySecond(on: contestant, options)
        }
    }
}

/// Flags of redis-server.
enum Flags {
    static let nothing = ["--save", "", "--appendonly", "no"]

    static func log(_ policy: String) -> [String] {
        ["--save", "", "--appendonly", "yes", "--appendfsync", policy, "--auto-aof-rewrite-percentage", "0"]
    }
}

// MARK: Snapshots

/// One server is asked for three snapshots under the same load: with latencies, with ticks, and with memory, since to
/// look at the memory of a process holds it up.
private func measureSnapshot(on contestant: Contestant, _ options: Options) throws(BenchError) -> Sample {
    let server = try contestant.launch(Flags.nothing)
    defer { server.stop() }
    try KeyFamily.million.fill(server.endpoint, from: 0, count: KeyFamily.million.count)
    sleep(2)
    let load = SnapshotLoad(server, options)
    try server.endpoint.ask("CONFIG", "RESETSTAT")
    let calm = Double(try load.run(until: lasting(seconds: 2 * options.scale)).percentile(0.999)) / 1e6
    let calmTick = try longestTick(of: server.endpoint)
    try server.endpoint.ask("CONFIG", "RESETSTAT")
    let (latencies, seconds) = try load.runDuringSnapshot {}
    let during = Double(latencies.percentile(0.999)) / 1e6
    var sample: Sample = [
        .snapshotTime: seconds, .calmP999: calm, .snapshotP999: during, .snapshotDelay: during / calm,
    ]
    sample[.calmTick] = calmTick
    sample[.longestTick] = try longestTick(of: server.endpoint)
    sample[.longestSlice] = try milliseconds("snapshot_longest_slice_usec", of: server.endpoint)
    sample[.longestSliceCPU] = try milliseconds("snapshot_longest_slice_cpu_usec", of: server.endpoint)
    let before = server.meter.familyBytes()
    var most = before
    _ = try load.runDuringSnapshot { most = max(most, server.meter.familyBytes()) }
    sample[.snapshotMemory] = (most - before) / 1_048_576
    return sample
}

/// In milliseconds, where a server tells.
func longestTick(of server: Endpoint) throws(BenchError) -> Double? {
    try milliseconds("longest_tick_microseconds", of: server)
}

/// What INFO tells in microseconds, where it does.
private func milliseconds(_ field: String, of server: Endpoint) throws(BenchError) -> Double? {
    try server.info()[Substring(field)].flatMap { Double($0) }.map { $0 / 1e3 }
}

private struct SnapshotLoad {
    private static let readers = 10
    private static let writers = 10
    /// So many nanoseconds apart are the requests of each, that neither the server nor this program is ever short of
    /// processor time: its delays would be those of the system.
    private static let pause: Int64 = 1_000_000
    private let server: LaunchedServer
    private let seed: UInt64

    init(_ server: LaunchedServer, _ options: Options) {
        self.server = server
        seed = options.seed
    }

    /// Reads and writes until `isOver`; answers how long the reads took.
    func run(until isOver: () throws(BenchError) -> Bool) throws(BenchError) -> Histogram {
        let family = KeyFamily.million
        func lane(_ words: [Word], _ connections: Int, _ seed: UInt64) -> Lane {
            let keys = KeyDrawer.random(below: family.count, seed: seed)
            return Lane(connections: connections, batch: RequestBatch(words, depth: 1, keys: keys))
        }
        let reads = lane(family.getting, Self.readers, seed)
        let writes = lane(family.setting, Self.writers, seed + 1)
        var run = try LoadRun.open(server.endpoint, [reads, writes], pause: Self.pause)
        _ = try run.run(until: isOver)
        return reads.latencies
    }

    /// The same from the moment in which a snapshot is asked for until its file is there; how many seconds that took.
    func runDuringSnapshot(_ look: () -> Void) throws(BenchError) -> (latencies: Histogram, seconds: Double) {
        let path = "\(server.directory)/dump.rdb"
        unsafe unlink(path)
        // A server may yet be busy with the end of the one before.
        sleep(1)
        let conversation = try Conversation(server.endpoint)
        let limit = lasting(seconds: 60)
        let clock = LinuxClock()
        let start = clock.monotonicNanoseconds
        var isAsked = false
        let latencies = try run { () throws(BenchError) in
            if !isAsked { try conversation.send(["BGSAVE"]) }
            isAsked = true
            look()
            if try limit() { throw .failed("\(server.endpoint.name): no snapshot within a minute") }
            return unsafe access(path, F_OK) == 0
        }
        return (latencies, Double(clock.monotonicNanoseconds - start) / 1e9)
    }
}

/// Whether so much time has passed.
private func lasting(seconds: Double) -> () throws(BenchError) -> Bool {
    let clock = LinuxClock()
    let end = clock.monotonicNanoseconds + Int64(seconds * 1e9)
    return { () throws(BenchError) in clock.monotonicNanoseconds >= end }
}

// MARK: Loading

private func measureLoading(
    _ flags: [String], on contestant: Contestant, before ending: [String]
) throws(BenchError) -> Sample {
    let directory = try makeTemporaryDirectory()
    defer { removeTree(directory) }
    let family = KeyFamily.million
    let writer = try contestant.launch(flags, in: directory)
    defer { writer.stop() }
    try family.fill(writer.endpoint, from: 0, count: family.count)
    _ = try Conversation(writer.endpoint).ask(ending)
    writer.stop()
    let reader = try contestant.launch(flags, in: directory)
    defer { reader.stop() }
    let count = try reader.endpoint.ask("DBSIZE")
    guard count == String(family.count) else {
        throw .failed("\(contestant.name) came back with \(count) keys of \(family.count)")
    }
    return [.loadTime: reader.startMilliseconds / 1e3]
}

// MARK: The log

private func measureAlways(
    _ connections: Int, on contestant: Contestant, _ options: Options
) throws(BenchError) -> Sample {
    let server = try contestant.launch(Flags.log("always"))
    defer { server.stop() }
    let family = KeyFamily.small
    let load = Load(words: family.setting, connections: connections, depth: 1, requests: 150_000, keys: family)
    return try measure(load, on: server.instance, options)
}

private func measureEverySecond(on contestant: Contestant, _ options: Options) throws(BenchError) -> Sample {
    let family = KeyFamily.small
    let load = Load(words: family.setting, connections: 50, depth: 16, requests: 1_500_000, keys: family)
    func cost(_ flags: [String]) throws(BenchError) -> Double {
        let server = try contestant.launch(flags)
        defer { server.stop() }
        try family.fill(server.endpoint, from: 0, count: family.count)
        return try measure(load, on: server.instance, options)[.cpu] ?? 0
    }
    let without = try cost(Flags.nothing)
    return [.addedCPU: try cost(Flags.log("everysec")) - without]
}

/// Readers who ask for keys that nobody writes, beside a few writers whose every batch waits for a slow disk.
private func measureSlowSync(on contestant: Contestant, _ options: Options) throws(BenchError) -> Sample {
    guard let library = options.slowSync else { throw .refused("it needs --slow-sync") }
    func readRate(_ policy: String) throws(BenchError) -> Double {
        let server = try contestant.launch(Flags.log(policy), preloading: library)
        defer { server.stop() }
        let read = KeyFamily.small
        let written = KeyFamily.counters
        try read.fill(server.endpoint, from: 0, count: read.count)
        let keys = KeyDrawer.random(below: read.count, seed: options.seed)
        let reads = Lane(connections: 50, batch: RequestBatch(read.getting, depth: 1, keys: keys))
        let writes = Lane(connections: 8, batch: RequestBatch(written.setting, depth: 1, keys: keys))
        var run = try LoadRun.open(server.endpoint, [reads, writes])
        let elapsed = try run.run(until: lasting(seconds: 2 * options.scale))
        return Double(reads.latencies.count) * 1e9 / Double(elapsed)
    }
    let rate = try readRate("always")
    let calm = try readRate("everysec")
    return [.readRate: rate, .calmReadRate: calm, .readShare: rate / calm]
}

extension LaunchedServer {
    var instance: Instance { Instance(endpoint: endpoint, meter: meter, launched: self) }
}
