// Growth: fresh keys stream in while one unpipelined connection asks for an old one over and over.
//
// Whatever a server does at once when its table grows shows in that connection's longest wait.

private let oldKeys = 10_000
private let freshKeys = 1_990_000
private let depth = 16

func measureGrowth(on contestant: Contestant, _ options: Options) throws(BenchError) -> Sample {
    try contestant.withEmpty { instance throws(BenchError) in
        let family = KeyFamily.small
        try family.fill(instance.endpoint, from: 0, count: oldKeys)
        let writer = Lane(
            connections: 4,
            batch: RequestBatch(family.setting, depth: depth, keys: .sequential(from: oldKeys, count: freshKeys)))
        let probe = Lane(
            connections: 1,
            batch: RequestBatch(family.getting, depth: 1, keys: .random(below: oldKeys, seed: options.seed)),
            endless: true)
        var run = try LoadRun.open(instance.endpoint, [writer, probe])
        var elapsed: Int64 = 0
        let cpu = try instance.metered { () throws(BenchError) in
            elapsed = try run.run(batches: freshKeys / depth)
        }
        return figures(
            commands: freshKeys, nanoseconds: elapsed, serverCPU: cpu.server, clientCPU: cpu.client, probe.latencies)
    }
}
