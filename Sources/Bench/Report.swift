// The outcome of a run: medians over the rounds, and ratios against the peer.

struct Report {
    struct Server {
        let name: String
        let version: String
    }

    /// The rounds of one server in one workload.
    struct Entry {
        var samples: [Sample] = []
        var refusal: String?

        func median(_ metric: Metric) -> Double? {
            let values = samples.compactMap { $0[metric] }.sorted()
            guard refusal == nil, !values.isEmpty else { return nil }
            let middle = values.count / 2
            return values.count % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2
        }
    }

    struct Result {
        let workload: Workload
        /// In the order of the servers; the last is the peer.
        var entries: [Entry]

        func median(_ metric: Metric, _ server: Int) -> Double? {
            entries[server].median(metric)
        }

        /// The server's median over the peer's, where both are known.
        func ratio(_ metric: Metric, _ server: Int) -> Double? {
            guard server != entries.count - 1, metric.isComparable, let own = median(metric, server),
                let peer = median(metric, entries.count - 1), peer > 0
            else { return nil }
            return own / peer
        }

        var metrics: [Metric] {
            Metric.allCases.filter { metric in entries.contains { $0.median(metric) != nil } }
        }

        var isFootprint: Bool {
            switch workload.shape {
            case .load, .growth, .pubsub: false
            case .memory, .start, .idle, .idleCPU, .routing: true
            case .keeping(let keeping): keeping.isFootprint
            case .resources(let work): work.isFootprint
            }
        }
    }

    let servers: [Server]
    let options: Options
    let machine = Machine.here()
    var results: [Result] = []

    init(servers: [Server], options: Options) {
        self.servers = servers
        self.options = options
    }

    var peer: Server { servers[servers.count - 1] }
}
