// The rounds: every server in turn, in alternating order, so that a drift of the machine hits all alike.

internal import Glibc

struct Runner {
    private let options: Options
    private let contestants: [Contestant]

    init(_ options: Options) {
        self.options = options
        contestants = options.contestants.map { Contestant(name: $0.name, origin: $0.origin) }
    }

    func run() throws(BenchError) -> Report {
        raiseDescriptorLimit()
        Children.endWithUs()
        defer { for contestant in contestants { contestant.finish() } }
        var servers: [Report.Server] = []
        for contestant in contestants {
            try greet(contestant)
            try refuseToEmpty(contestant)
            servers.append(.init(name: contestant.name, version: try contestant.base().endpoint.version()))
        }
        var report = Report(servers: servers, options: options)
        for workload in options.workloads { report.results.append(try run(workload)) }
        return report
    }

    /// A server that does not even answer PING, for want of a password perhaps, spoils the comparison at once.
    private func greet(_ contestant: Contestant) throws(BenchError) {
        do throws(BenchError) {
            try contestant.base().endpoint.ask("PING")
        } catch .refused(let reason) {
            throw .failed("\(contestant.name) refuses PING: \(reason)")
        } catch {
            throw error
        }
    }

    /// A server that somebody else filled is not ours to empty.
    private func refuseToEmpty(_ contestant: Contestant) throws(BenchError) {
        guard case .port = contestant.origin, !options.mayEmpty else { return }
        let count = try contestant.base().endpoint.ask("DBSIZE")
        if count != "0" {
            throw .failed("\(contestant.name) holds \(count) keys; --flush lets the benchmark empty it")
        }
    }

    private func run(_ workload: Workload) throws(BenchError) -> Report.Result {
        var result = Report.Result(workload: workload, entries: contestants.map { _ in .init() })
        let rounds = min(options.rounds, workload.roundLimit)
        for round in 0..<rounds {
            let order = round % 2 == 0 ? Array(contestants.indices) : contestants.indices.reversed()
            for index in order where result.entries[index].refusal == nil {
                complain("\(workload.name) \(round + 1)/\(rounds) \(contestants[index].name)")
                do throws(BenchError) {
                    result.entries[index].samples.append(try measure(workload, contestants[index]))
                } catch .refused(let reason) {
                    result.entries[index].refusal = reason
                } catch {
                    throw error
                }
            }
        }
        return result
    }

    private func measure(_ workload: Workload, _ contestant: Contestant) throws(BenchError) -> Sample {
        switch workload.shape {
        case .load(let load): try Bench.measure(load, on: contestant, options)
        case .growth: try measureGrowth(on: contestant, options)
        case .pubsub: try measurePubSub(on: contestant, options)
        case .memory: try measureMemory(on: contestant)
        case .start: try measureStart(of: contestant)
        case .idle: try measureIdleConnections(on: contestant)
        case .idleCPU: try measureIdleCPU(of: contestant)
        case .keeping(let keeping): try keeping.measure(on: contestant, options)
        case .routing(let routing): try routing.measure(on: contestant)
        case .resources(let work): try work.measure(on: contestant, options)
        }
    }
}
