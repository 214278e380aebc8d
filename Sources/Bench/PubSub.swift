// PUBLISH to fifty subscribers in step: the next message leaves when the last subscriber has the one before.
//
// A "command" here is one delivery; the latency is that from the publication to the last delivery.

internal import Bytes
internal import Platform

private let subscribers = 50
private let messages = 8_000

func measurePubSub(on contestant: Contestant, _ options: Options) throws(BenchError) -> Sample {
    let instance = try contestant.base()
    var run = try PubSubRun.open(instance.endpoint)
    let count = max(100, Int(Double(messages) * options.scale))
    var latencies = Histogram()
    let clock = LinuxClock()
    let start = clock.monotonicNanoseconds
    let cpu = try instance.metered { () throws(BenchError) in
        for _ in 0..<count {
            let sent = clock.monotonicNanoseconds
            try run.publish()
            latencies.record(clock.monotonicNanoseconds - sent)
        }
    }
    return figures(
        commands: count * subscribers, nanoseconds: clock.monotonicNanoseconds - start,
        serverCPU: cpu.server, clientCPU: cpu.client, latencies)
}

private struct PubSubRun: ~Copyable {
    private let server: Endpoint
    private let publisher: Conversation
    private var listeners: [Conversation] = []
    private var scanners = [ReplyScanner](repeating: ReplyScanner(), count: subscribers)
    private var poller: Poller
    private var inbox = ByteQueue(pool: BufferPool())

    /// Opens the publisher's connection and the subscribers'.
    static func open(_ server: Endpoint) throws(BenchError) -> PubSubRun {
        let publisher = try Conversation(server)
        let poller = try attempt("the poll set") { () throws(Errno) in try Poller() }
        var run = PubSubRun(server, publisher, poller)
        for _ in 0..<subscribers { try run.subscribe() }
        return run
    }

    private init(_ server: Endpoint, _ publisher: Conversation, _ poller: consuming Poller) {
        self.server = server
        self.publisher = publisher
        self.poller = poller
        inbox.reserve(64 * 1024)
    }

    private mutating func subscribe() throws(BenchError) {
        let listener = try Conversation(server)
        _ = try listener.ask(["SUBSCRIBE", "news"])
        try attempt("the poll set") { () throws(Errno) in
            try poller.add(listener.socket.number, .read, token: UInt64(listeners.count))
        }
        listeners.append(listener)
    }

    mutating func publish() throws(BenchError) {
        try publisher.send(["PUBLISH", "news", String(repeating: "v", count: 64)])
        var awaited = subscribers
        while awaited > 0 {
            do throws(Errno) {
                try poller.wait()
            } catch {
                throw .failed("the poll set: \(error)")
            }
            for index in 0..<poller.readyCount { awaited -= try receive(Int(poller.event(index).token)) }
        }
        _ = try publisher.answer()
    }

    private mutating func receive(_ index: Int) throws(BenchError) -> Int {
        switch listeners[index].socket.receive(into: &inbox) {
        case .moved:
            defer { inbox.removeAll() }
            return scanners[index].scan(inbox.pending)
        case .wouldBlock: return 0
        case .ended: throw server.gone("it closed a subscriber's connection")
        case .failed(let error): throw server.gone("\(error)")
        }
    }
}
