// The figures that a workload can yield, each with its unit and the direction in which it is better.

enum Metric: String, CaseIterable {
    case rate = "requests_per_second"
    case cpu = "server_cpu_us_per_command"
    case p50 = "p50_ms"
    case p99 = "p99_ms"
    case p999 = "p99.9_ms"
    case longest = "max_ms"
    case clientShare = "client_busy_percent"
    case bytesPerKey = "bytes_per_key"
    case bytesPerVersion = "bytes_per_version"
    case startTime = "start_ms"
    case emptyResident = "resident_empty_mib"
    case bytesPerConnection = "bytes_per_idle_connection"
    case idleCPU = "idle_cpu_us_per_s"
    case idleTicks = "idle_cpu_ticks"
    case snapshotTime = "snapshot_s"
    case snapshotMemory = "snapshot_memory_mib"
    case calmTick = "longest_tick_without_ms"
    case longestTick = "longest_tick_during_ms"
    case longestSlice = "longest_slice_ms"
    case longestSliceCPU = "longest_slice_cpu_ms"
    case calmP999 = "p99.9_without_ms"
    case snapshotP999 = "p99.9_during_ms"
    case snapshotDelay = "p99.9_during_over_without"
    case loadTime = "load_s"
    case readRate = "reads_per_second"
    case calmReadRate = "reads_per_second_everysec"
    case readShare = "reads_over_everysec"
    case addedCPU = "added_cpu_us_per_command"
    case routingLoad = "routing_load_ms"
    case roundTrips = "routing_load_round_trips"
    case routingTick = "routing_longest_tick_ms"
    case importTime = "import_ms"
    case importAgain = "import_again_ms"
    case firstMatch = "first_match_ms"
    case match = "match_ms"
    case eachMatch = "match_without_host_ms"

    var title: String {
        switch self {
        case .rate: "requests/s"
        case .cpu: "CPU µs/cmd"
        case .p50: "p50 ms"
        case .p99: "p99 ms"
        case .p999: "p99.9 ms"
        case .longest: "max ms"
        case .clientShare: "client %"
        case .bytesPerKey: "memory per key, bytes"
        case .bytesPerVersion: "memory per version, bytes"
        case .startTime: "start to first PONG, ms"
        case .emptyResident: "resident when empty, MiB"
        case .bytesPerConnection: "memory per idle connection, bytes"
        case .idleCPU: "CPU when idle, µs per second"
        case .idleTicks: "CPU when idle, ticks in 5 s"
        case .snapshotTime: "time it takes, s"
        case .snapshotMemory: "memory it adds, MiB"
        case .calmTick: "longest tick without it, ms"
        case .longestTick: "longest tick during it, ms"
        case .longestSlice: "longest slice by the wall, ms"
        case .longestSliceCPU: "longest slice in CPU time, ms"
        case .calmP999: "GET p99.9 without it, ms"
        case .snapshotP999: "GET p99.9 during it, ms"
        case .snapshotDelay: "the one over the other"
        case .loadTime: "from start to the first answer, s"
        case .readRate: "GET a second"
        case .calmReadRate: "GET a second with everysec"
        case .readShare: "the one over the other"
        case .addedCPU: "CPU that the log adds to a SET, µs"
        case .routingLoad: "time of a load, ms"
        case .roundTrips: "round trips of a load"
        case .routingTick: "longest tick, ms"
        case .importTime: "time of the import, ms"
        case .importAgain: "of the same again, ms"
        case .firstMatch: "first match after a change, ms"
        case .match: "a match by host, ms"
        case .eachMatch: "a match where each rule is asked, ms"
        }
    }

    var decimals: Int {
        switch self {
        case .rate, .clientShare, .bytesPerConnection, .idleCPU, .idleTicks, .readRate, .calmReadRate,
            .roundTrips: 0
        case .bytesPerKey, .bytesPerVersion, .startTime, .emptyResident, .snapshotMemory, .importTime, .importAgain: 1
        case .cpu, .snapshotDelay, .readShare: 2
        case .p50, .p99, .p999, .longest, .snapshotTime, .calmTick, .longestTick, .longestSlice, .longestSliceCPU,
            .calmP999, .snapshotP999, .loadTime, .addedCPU, .routingLoad, .routingTick, .firstMatch, .match, .eachMatch:
            3
        }
    }

    /// What a server leaves behind, or takes while it does nothing.
    var isFootprint: Bool {
        switch self {
        case .rate, .cpu, .p50, .p99, .p999, .longest, .clientShare: false
        default: true
        }
    }

    /// What says something about the run and not about the server.
    var isComparable: Bool { ![.clientShare, .idleTicks, .snapshotDelay, .readShare].contains(self) }
}

/// The figures of one round.
typealias Sample = [Metric: Double]

extension Histogram {
    func figures() -> Sample {
        [
            .p50: Double(percentile(0.5)) / 1e6, .p99: Double(percentile(0.99)) / 1e6,
            .p999: Double(percentile(0.999)) / 1e6, .longest: Double(maximum) / 1e6,
        ]
    }
}
