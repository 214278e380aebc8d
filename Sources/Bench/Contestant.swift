// One of the servers under comparison: given by its port, or by the command that starts it.

final class Contestant {
    enum Origin {
        case port(Int)
        case command(String)
    }

    let name: String
    let origin: Origin
    private var launched: LaunchedServer?
    private var filled: Set<String> = []

    init(name: String, origin: Origin) {
        self.name = name
        self.origin = origin
    }

    var isLaunchable: Bool {
        if case .command = origin { true } else { false }
    }

    /// The instance that serves all steady loads.
    func base() throws(BenchError) -> Instance {
        switch origin {
        case .port(let port):
            let endpoint = Endpoint(name: name, port: port)
            return Instance(endpoint: endpoint, meter: ProcessMeter.listening(on: port), launched: nil)
        case .command(let command):
            let server: LaunchedServer
            if let launched {
                server = launched
            } else {
                server = try LaunchedServer(name: name, command: command)
                launched = server
            }
            return Instance(endpoint: server.endpoint, meter: server.meter, launched: server)
        }
    }

    /// An empty instance for one measurement: a new process where that is possible, else the given one, emptied.
    func withEmpty<Result>(_ body: (Instance) throws(BenchError) -> Result) throws(BenchError) -> Result {
        guard case .command(let command) = origin else {
            let instance = try base()
            filled = []
            try instance.endpoint.ask("FLUSHALL")
            let result = try body(instance)
            try instance.endpoint.ask("FLUSHALL")
            return result
        }
        let server = try LaunchedServer(name: name, command: command)
        defer { server.stop() }
        return try body(Instance(endpoint: server.endpoint, meter: server.meter, launched: server))
    }

    /// A new process that keeps its data as `flags` say, in a directory that may hold some already.
    func launch(_ flags: [String], in directory: String? = nil, preloading library: String? = nil) throws(BenchError)
        -> LaunchedServer
    {
        guard case .command(let command) = origin else {
            throw .refused("given by port: how it keeps its data cannot be chosen (use --start)")
        }
        let preload = library.map { "env LD_PRELOAD=\($0) " } ?? ""
        return try LaunchedServer(name: name, command: preload + command, flags: flags, in: directory)
    }

    /// Sees to it that every key of the family is there.
    func fill(_ family: KeyFamily) throws(BenchError) {
        guard filled.insert(family.prefix).inserted else { return }
        try family.fill(try base().endpoint, from: 0, count: family.count)
    }

    /// Leaves nothing behind: a started server ends, a given one is emptied of the keys it was filled with.
    func finish() {
        if let launched {
            launched.stop()
        } else if case .port(let port) = origin, !filled.isEmpty {
            _ = try? Endpoint(name: name, port: port).ask("FLUSHALL")
        }
        launched = nil
    }
}

/// A running server that can be asked and measured.
struct Instance {
    let endpoint: Endpoint
    /// Missing where the process cannot be seen, as in another container.
    let meter: ProcessMeter?
    let launched: LaunchedServer?

    /// CPU microseconds that the server spends while `body` runs, as far as it can be seen, and those of the client.
    func metered(_ body: () throws(BenchError) -> Void) throws(BenchError) -> (server: Double?, client: Double) {
        let before = (meter?.cpuMicroseconds(), ProcessMeter.ownCPUMicroseconds())
        try body()
        let client = ProcessMeter.ownCPUMicroseconds() - before.1
        guard let start = before.0, let end = meter?.cpuMicroseconds() else { return (nil, client) }
        return (end - start, client)
    }
}
