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
    case startTime = "start_ms"
    case emptyResident = "resident_empty_mib"
    case bytesPerConnection = "bytes_per_idle_connection"
    case idleCPU = "idle_cpu_us_per_s"
    case idleTicks = "idle_cpu_ticks"

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
        case .startTime: "start to first PONG, ms"
        case .emptyResident: "resident when empty, MiB"
        case .bytesPerConnection: "memory per idle connection, bytes"
        case .idleCPU: "CPU when idle, µs per second"
        case .idleTicks: "CPU when idle, ticks in 5 s"
        }
    }

    var decimals: Int {
        switch self {
        case .rate, .clientShare, .bytesPerConnection, .idleCPU, .idleTicks: 0
        case .bytesPerKey, .startTime, .emptyResident: 1
        case .cpu: 2
        case .p50, .p99, .p999, .longest: 3
        }
    }

    /// What a server leaves behind, or takes while it does nothing.
    var isFootprint: Bool {
        switch self {
        case .bytesPerKey, .startTime, .emptyResident, .bytesPerConnection, .idleCPU, .idleTicks: true
        default: false
        }
    }

    /// What says something about the run and not about the server.
    var isComparable: Bool { self != .clientShare && self != .idleTicks }
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
