// A server that this program started: its process, its directory and its log, all gone when it is stopped.

internal import Glibc
internal import Platform
internal import Synchronization

final class LaunchedServer {
    let endpoint: Endpoint
    let meter: ProcessMeter
    let directory: String
    /// From the start of the process to its first PONG.
    let startMilliseconds: Double
    private let leavesDirectory: Bool
    private var isRunning = true

    /// Starts `command`, in which `{port}` and `{dir}` are filled in, with some more flags, and waits until it answers
    /// PING. A directory that is given is left as it is at the end.
    init(
        name: String, command: String, flags: [String] = [], in given: String? = nil, patience seconds: Double = 20
    ) throws(BenchError) {
        let port = try Self.freePort()
        let directory = if let given { given } else { try makeTemporaryDirectory() }
        self.directory = directory
        leavesDirectory = given != nil
        endpoint = Endpoint(name: name, port: port)
        let words =
            try splitCommand(command).map { word in
                word.replacing("{port}", with: String(port)).replacing("{dir}", with: directory)
            } + flags
        let clock = LinuxClock()
        let start = clock.monotonicNanoseconds
        do throws(BenchError) {
            meter = ProcessMeter(pid: try spawn(words, log: "\(directory)/server.log"))
        } catch {
            if given == nil { removeTree(directory) }
            throw error
        }
        Children.add(meter.pid)
        let answered = Self.awaitAnswer(endpoint, meter.pid, until: start + Int64(seconds * 1e9))
        startMilliseconds = Double(clock.monotonicNanoseconds - start) / 1e6
        if !answered {
            let log = readText("\(directory)/server.log") ?? ""
            stop()
            throw .gone("\(name) did not start: \(words.joined(separator: " "))\n\(log.suffix(1_000))")
        }
    }

    private static func freePort() throws(BenchError) -> Int {
        let listener = try attempt("a free port") { () throws(Errno) in
            try Socket.listen(address: "127.0.0.1", port: 0, backlog: 1)
        }
        guard let port = listener.name(ofPeer: false).split(separator: ":").last.flatMap({ Int($0) }) else {
            throw .failed("a free port: none was given")
        }
        return port
    }

    private static func awaitAnswer(_ endpoint: Endpoint, _ pid: Int32, until deadline: Int64) -> Bool {
        while LinuxClock().monotonicNanoseconds < deadline {
            if let reply = try? endpoint.ask("PING"), reply == "PONG" { return true }
            if hasEnded(pid) { return false }
            usleep(200)
        }
        return false
    }

    /// Whether the process is a zombie or gone; asked without reaping it.
    private static func hasEnded(_ pid: Int32) -> Bool {
        guard let text = readText("/proc/\(pid)/stat"), let name = text.lastIndex(of: ")") else { return true }
        return text[name...].hasPrefix(") Z")
    }

    /// Asks it to end, waits, and kills it when it does not; `beforeRemoval` may read its directory.
    func stop(patience seconds: Double = 10, beforeRemoval: () -> Void = {}) {
        guard isRunning else { return }
        isRunning = false
        kill(meter.pid, SIGTERM)
        let deadline = LinuxClock().monotonicNanoseconds + Int64(seconds * 1e9)
        var status: Int32 = 0
        while unsafe waitpid(meter.pid, &status, WNOHANG) == 0 {
            if LinuxClock().monotonicNanoseconds > deadline { kill(meter.pid, SIGKILL) }
            usleep(1_000)
        }
        Children.remove(meter.pid)
        beforeRemoval()
        if !leavesDirectory { removeTree(directory) }
    }

    deinit {
        stop()
    }
}

/// The processes that must not outlive this program when a signal ends it.
enum Children {
    private static let places = 32
    private static let pids = InlineArray<32, Atomic<Int32>> { _ in Atomic(0) }

    static func add(_ pid: Int32) {
        for place in 0..<places
        where pids[place].compareExchange(expected: 0, desired: pid, ordering: .relaxed).exchanged { return }
    }

    static func remove(_ pid: Int32) {
        for place in 0..<places
        where pids[place].compareExchange(expected: pid, desired: 0, ordering: .relaxed).exchanged { return }
    }

    /// From now on SIGINT and SIGTERM end the started servers first.
    static func endWithUs() {
        for number in [SIGINT, SIGTERM] {
            signal(number) { number in
                for place in 0..<Children.places {
                    let pid = Children.pids[place].load(ordering: .relaxed)
                    if pid > 0 { kill(pid, SIGTERM) }
                }
                _exit(128 + number)
            }
        }
    }
}
