// The steady loads: warm up, then measure one command over many connections.

/// Runs `load` once and answers its figures.
func measure(_ load: Load, on contestant: Contestant, _ options: Options) throws(BenchError) -> Sample {
    try contestant.fill(load.keys)
    return try measure(load, on: try contestant.base(), options)
}

/// The same on an instance that has been filled.
func measure(_ load: Load, on instance: Instance, _ options: Options) throws(BenchError) -> Sample {
    let keys = KeyDrawer.random(below: load.keys.count, seed: options.seed)
    let lane = Lane(
        connections: load.connections, batch: RequestBatch(load.words, depth: load.depth, keys: keys))
    var run = try LoadRun.open(instance.endpoint, [lane])
    // The first batch of every connection brings the server to accept it and to warm its buffers.
    _ = try run.run(batches: load.connections)
    let batches = max(load.connections, Int(Double(load.requests) * options.scale) / load.depth)
    var elapsed: Int64 = 0
    let cpu = try instance.metered { () throws(BenchError) in
        elapsed = try run.run(batches: batches)
    }
    return figures(
        commands: batches * load.depth, nanoseconds: elapsed, serverCPU: cpu.server, clientCPU: cpu.client,
        lane.latencies)
}

func figures(
    commands: Int, nanoseconds: Int64, serverCPU: Double?, clientCPU: Double, _ latencies: Histogram
) -> Sample {
    var sample = latencies.figures()
    sample[.rate] = Double(commands) * 1e9 / Double(max(nanoseconds, 1))
    sample[.clientShare] = clientCPU * 1e5 / Double(max(nanoseconds, 1))
    if let serverCPU { sample[.cpu] = serverCPU / Double(commands) }
    return sample
}
