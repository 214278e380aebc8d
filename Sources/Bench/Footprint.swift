// What a server takes: memory per key and per idle connection, time to start, CPU while nobody asks anything.

internal import Glibc
internal import Platform

private let keyCount = 1_000_000
private let connectionCount = 10_000
private let idleSeconds: UInt32 = 5

func measureMemory(on contestant: Contestant) throws(BenchError) -> Sample {
    try contestant.withEmpty { instance throws(BenchError) in
        let before = try residentBytes(instance)
        try KeyFamily.small.fill(instance.endpoint, from: 0, count: keyCount)
        // What a server tidies up in its spare time, such as a table that it has outgrown, may go first.
        sleep(2)
        return [.bytesPerKey: (try residentBytes(instance) - before) / Double(keyCount)]
    }
}

func measureStart(of contestant: Contestant) throws(BenchError) -> Sample {
    guard contestant.isLaunchable else { throw .refused("given by port: its start cannot be seen (use --start)") }
    return try contestant.withEmpty { instance throws(BenchError) in
        let time = instance.launched?.startMilliseconds
        usleep(300_000)
        return [.startTime: time ?? 0, .emptyResident: try residentBytes(instance) / 1_048_576]
    }
}

func measureIdleConnections(on contestant: Contestant) throws(BenchError) -> Sample {
    try contestant.withEmpty { instance throws(BenchError) in
        _ = try? instance.endpoint.ask("CONFIG", "SET", "maxclients", String(connectionCount + 100))
        let before = try residentBytes(instance)
        var conversations: [Conversation] = []
        for _ in 0..<connectionCount { conversations.append(try openIdle(instance.endpoint)) }
        // Each has been heard once, so the server has made whatever it keeps for a client that is there to stay.
        // What it lends to a client for the time of a request, it has taken back after these seconds.
        try pingAll(conversations)
        sleep(4)
        let taken = (try residentBytes(instance) - before) / Double(connectionCount)
        try pingAll(conversations)
        return [.bytesPerConnection: taken]
    }
}

/// A connection that ends by a reset, so that ten thousand ports do not linger in TIME_WAIT.
private func openIdle(_ endpoint: Endpoint) throws(BenchError) -> Conversation {
    let conversation = try Conversation(endpoint)
    var atOnce = linger(l_onoff: 1, l_linger: 0)
    unsafe setsockopt(
        conversation.socket.number, SOL_SOCKET, SO_LINGER, &atOnce, socklen_t(MemoryLayout<linger>.size))
    return conversation
}

private func pingAll(_ conversations: [Conversation]) throws(BenchError) {
    for conversation in conversations { try conversation.send(["PING"]) }
    for conversation in conversations {
        let reply = try conversation.answer()
        if reply != "PONG" { throw .refused("PING on an idle connection was answered by \(reply)") }
    }
}

func measureIdleCPU(of contestant: Contestant) throws(BenchError) -> Sample {
    try contestant.withEmpty { instance throws(BenchError) in
        sleep(1)
        guard let meter = instance.meter, let ticks = meter.cpuMicroseconds() else { throw unseen }
        let time = meter.fineCPUMicroseconds() ?? ticks
        sleep(idleSeconds)
        let spent = (meter.fineCPUMicroseconds() ?? ticks) - time
        let tickLength = 1e6 / Double(sysconf(Int32(_SC_CLK_TCK)))
        return [
            .idleCPU: spent / Double(idleSeconds),
            .idleTicks: ((meter.cpuMicroseconds() ?? ticks) - ticks) / tickLength,
        ]
    }
}

private let unseen = BenchError.refused("its process cannot be seen")

func residentBytes(_ instance: Instance) throws(BenchError) -> Double {
    guard let bytes = instance.meter?.residentBytes() else { throw unseen }
    return bytes
}

/// Asks the kernel for as many descriptors as it grants; the servers that we start inherit them.
func raiseDescriptorLimit() {
    var limit = rlimit()
    unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    limit.rlim_cur = limit.rlim_max
    unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
}
