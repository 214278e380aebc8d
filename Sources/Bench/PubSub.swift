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
    private let publisher: Conversation
    private var audience: Audience

    /// Opens the publisher's connection and the subscribers'.
    static func open(_ server: Endpoint) throws(BenchError) -> PubSubRun {
        let publisher = try Conversation(server)
        var audience = try Audience.open(server)
        for _ in 0..<subscribers {
            let listener = try Conversation(server)
            _ = try listener.ask(["SUBSCRIBE", "news"])
            try audience.join(listener)
        }
        return PubSubRun(publisher: publisher, audience: audience)
    }

    private init(publisher: Conversation, audience: consuming Audience) {
        self.publisher = publisher
        self.audience = audience
    }

    mutating func publish() throws(BenchError) {
        try publisher.send(["PUBLISH", "news", String(repeating: "v", count: 64)])
        try audience.hear(subscribers)
        _ = try publisher.answer()
    }
}
