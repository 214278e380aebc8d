// The workloads by name: what each sends, over how many connections, how deep, how often.

struct Workload {
    enum Shape {
        case load(Load)
        case growth, pubsub, memory, start, idle, idleCPU
        case keeping(Keeping)
        case routing(Routing)
        case resources(ResourceWork)
    }

    let name: String
    let title: String
    let shape: Shape
    /// The most rounds that are worth their time.
    var roundLimit = Int.max

    static func named(_ name: String) -> Workload? {
        everywhere.first { $0.name == name }
    }
}

/// A steady load of one command.
struct Load {
    let words: [Word]
    let connections: Int
    let depth: Int
    let requests: Int
    let keys: KeyFamily
}

/// Keys of one prefix, all of which are there before a workload draws from them.
struct KeyFamily {
    let prefix: String
    let count: Int
    let value: Word
    /// Whether the keys are names of resources of one type in one namespace.
    var areNames = false

    static let small = KeyFamily(prefix: "key:", count: 100_000, value: .filler(64))
    static let counters = KeyFamily(prefix: "ctr:", count: 100_000, value: .text("0"))
    static let expiring = KeyFamily(prefix: "tmp:", count: 100_000, value: .filler(64))
    static let million = KeyFamily(prefix: "key:", count: 1_000_000, value: .noise(64))
    static let large = KeyFamily(prefix: "big:", count: 1_000, value: .filler(16 * 1024))

    /// A body of 64 bytes, as long as the small values.
    static let resources = KeyFamily(
        prefix: "name", count: 100_000, value: .text("\"\(String(repeating: "b", count: 62))\""), areNames: true)

    var key: Word { .key(prefix: prefix) }
    var setting: [Word] { command("SET", "RES.PUT") + [value] }
    var getting: [Word] { command("GET", "RES.GET") }
    /// Sets another value than before.
    var changing: [Word] { command("SET", "RES.PUT") + [changingBody] }

    private func command(_ plain: String, _ ofResources: String) -> [Word] {
        areNames ? [.text(ofResources), .text("routers"), .text("default"), key] : [.text(plain), key]
    }

    /// Sets keys one after the other over one connection; `count` is a multiple of a hundred.
    func fill(_ server: Endpoint, from first: Int, count: Int) throws(BenchError) {
        let batch = RequestBatch(setting, depth: 100, keys: .sequential(from: first, count: count))
        var run = try LoadRun.open(server, [Lane(connections: 1, batch: batch)])
        _ = try run.run(batches: count / 100)
    }
}

extension Workload {
    static let all: [Workload] =
        loads + [
            Workload(name: "pubsub", title: "PUBLISH to 50 subscribers", shape: .pubsub),
            Workload(name: "growth", title: "SET, growing to 2·10⁶ keys", shape: .growth, roundLimit: 3),
            Workload(name: "memory", title: "1,000,000 keys", shape: .memory, roundLimit: 3),
            Workload(name: "start", title: "start", shape: .start),
            Workload(name: "idle", title: "10,000 idle connections", shape: .idle, roundLimit: 1),
            Workload(name: "idlecpu", title: "no clients", shape: .idleCPU, roundLimit: 1),
        ]

    /// What keeping the data costs: those of `Bench persistence`.
    static let keeping = [
        Workload(name: "snapshot", title: "snapshot of 1,000,000 keys while writing", shape: .keeping(.snapshot)),
        Workload(name: "load_rdb", title: "1,000,000 keys from a snapshot", shape: .keeping(.loadingSnapshot)),
        Workload(name: "load_aof", title: "1,000,000 keys from a log", shape: .keeping(.loadingLog)),
        Workload(name: "always50", title: "SET, fsync always", shape: .keeping(.always(connections: 50))),
        Workload(name: "always500", title: "SET, fsync always", shape: .keeping(.always(connections: 500))),
        Workload(name: "slowsync", title: "GET beside 8 writers, fsync of 5 ms", shape: .keeping(.slowSync)),
        Workload(name: "everysec_p16", title: "SET, fsync every second", shape: .keeping(.everySecond)),
    ]

    /// What Traefik and those who keep its routing ask for: those of `Bench routing`.
    static let routing = [
        Workload(name: "traefik_load", title: "Traefik's load of 7 routes beside 200,000 keys", shape: .routing(.load)),
        Workload(name: "traefik_load_50k", title: "Traefik's load of 50,000 keys", shape: .routing(.largeLoad)),
        Workload(name: "traefik_import", title: "import of a YAML file with 5,000 routes", shape: .routing(.importing)),
        Workload(name: "traefik_match", title: "TRAEFIK.MATCH among 1,000 routers", shape: .routing(.matching)),
    ]

    /// What resources cost: those of `Bench resources`.
    static let resources = [
        Workload(name: "resput_p16", title: "RES.PUT of 200 bytes, pipeline 16", shape: .resources(.put)),
        Workload(
            name: "resput_always50", title: "RES.PUT, fsync always", shape: .resources(.alwaysPut(connections: 50))),
        Workload(
            name: "watchers", title: "one change, 10,000 watches on 100 connections", shape: .resources(.watching)),
        Workload(
            name: "history", title: "200,000 resources of 1 KiB in 5 versions", shape: .resources(.history),
            roundLimit: 1),
    ]

    static let everywhere = all + keeping + routing + resources

    private static let loads = [
        load("get_p1", "GET", .small, KeyFamily.small.getting, requests: 150_000),
        load("set_p1", "SET", .small, KeyFamily.small.setting, requests: 150_000),
        load("get_p16", "GET, pipeline 16", .small, KeyFamily.small.getting, depth: 16, requests: 1_500_000),
        load("set_p16", "SET, pipeline 16", .small, KeyFamily.small.setting, depth: 16, requests: 1_500_000),
        load("get_p64", "GET, pipeline 64", .small, KeyFamily.small.getting, depth: 64, requests: 3_000_000),
        load(
            "incr_p16", "INCR, pipeline 16", .counters, [.text("INCR"), KeyFamily.counters.key],
            depth: 16, requests: 1_500_000),
        load(
            "setex_p16", "SETEX, pipeline 16", .expiring,
            [.text("SETEX"), KeyFamily.expiring.key, .text("3600"), KeyFamily.expiring.value],
            depth: 16, requests: 1_000_000),
        load(
            "mget10_p16", "MGET of 10, pipeline 16", .small,
            [.text("MGET")] + [Word](repeating: KeyFamily.small.key, count: 10), depth: 16, requests: 300_000),
        load("get16k", "GET of 16 KiB", .large, KeyFamily.large.getting, requests: 80_000),
        load("set16k", "SET of 16 KiB", .large, KeyFamily.large.setting, requests: 80_000),
        load(
            "conn1000", "GET, 1000 connections", .small, KeyFamily.small.getting,
            connections: 1_000, requests: 200_000),
    ]

    private static func load(
        _ name: String, _ title: String, _ keys: KeyFamily, _ words: [Word],
        connections: Int = 50, depth: Int = 1, requests: Int
    ) -> Workload {
        let load = Load(words: words, connections: connections, depth: depth, requests: requests, keys: keys)
        return Workload(name: name, title: title, shape: .load(load))
    }
}
