// Those who are told of changes, and hold the server to its word: every revision once, in order, none left out.

internal import Bytes
internal import JSON

/// What a message of a watch says.
private struct Event {
    let kind: String
    let revision: Int
    let epoch: String
    let hasMore: Bool
    let version: Int

    init?(_ message: Reply) {
        guard let parts = message.elements, parts.count >= 3, let payload = parts.last?.text,
            let value = try? JSONValue(reading: payload), let object = value.object
        else { return nil }
        func number(_ name: JSONString) -> Int? { object[name]?.number?.integer }
        guard let kind = object["event"]?.string?.text, let revision = number("revision"),
            let epoch = object["epoch"]?.string?.text
        else { return nil }
        self.kind = kind
        self.revision = revision
        self.epoch = epoch
        hasMore = object["more"]?.bool ?? false
        version = number("version") ?? 0
    }
}

/// Watches everything, goes away now and then, and comes back to where it was.
final class WholeWatcher: Actor {
    private let server: Endpoint
    private let tally: Tally
    private var exchange: Exchange
    /// The last revision that was seen whole, and whether one is under way.
    private var last: (epoch: String, revision: Int)?
    private var current: Int?
    private var turns = 0
    private let turnsOfAStay: Int

    init(_ server: Endpoint, _ tally: Tally, turnsOfAStay: Int) throws(BenchError) {
        self.server = server
        self.tally = tally
        self.turnsOfAStay = turnsOfAStay
        exchange = try Exchange(server, "watcher of everything", tally)
        try watch()
    }

    private func watch() throws(BenchError) {
        let from = last.map { ["FROM", "\($0.epoch):\($0.revision)"] } ?? []
        exchange.ask(["RES.WATCH", "*", "*"] + from) { reply, _ in
            reply.elements?.first == .text("res.watch") ? nil : "\(reply)"
        }
        try exchange.send()
        try exchange.settle()
    }

    func speak(_ requests: Int) throws(BenchError) {
        turns += 1
        guard turns % turnsOfAStay == 0, last != nil else { return }
        // Messages that are under way are lost with the connection, and told again on the next.
        exchange = try Exchange(server, "watcher of everything", tally)
        current = nil
        tally.note("watches resumed")
        try watch()
    }

    func listen() throws(BenchError) {
        for message in try exchange.heard() {
            guard let event = Event(message) else {
                tally.complain(exchange.name, "\(message) is no event")
                continue
            }
            tally.note("events watched")
            if let wrong = take(event) { tally.complain(exchange.name, wrong) }
        }
    }

    private func take(_ event: Event) -> String? {
        let known = last
        if event.kind == "progress" {
            last = (event.epoch, event.revision)
            guard let known, known.revision != event.revision else { return nil }
            return "progress at \(event.revision) after \(known.revision)"
        }
        defer {
            current = event.hasMore ? event.revision : nil
            if !event.hasMore { last = (event.epoch, event.revision) }
        }
        if let known, known.epoch != event.epoch { return "epoch \(event.epoch) after \(known.epoch)" }
        if let current {
            return current == event.revision ? nil : "revision \(event.revision) inside of \(current)"
        }
        guard let known, known.revision + 1 != event.revision else { return nil }
        return "revision \(event.revision) after \(known.revision)"
    }
}

/// Hears a namespace's channels, as any client of publish and subscribe does: no version twice, none left out.
final class ChannelListener: Actor {
    private let exchange: Exchange
    private var versions: [String: Int] = [:]
    private var lastRevision = 0

    init(_ server: Endpoint, namespace: String, _ tally: Tally) throws(BenchError) {
        exchange = try Exchange(server, "listener of \(namespace)", tally)
        exchange.ask("PSUBSCRIBE", "res:\(namespace):*") { reply, _ in
            reply.elements?.first == .text("psubscribe") ? nil : "\(reply)"
        }
        try exchange.send()
        try exchange.settle()
    }

    func speak(_ requests: Int) throws(BenchError) {}

    func listen() throws(BenchError) {
        for message in try exchange.heard() {
            guard let event = Event(message), let channel = message.elements?.dropFirst(2).first?.text else {
                exchange.tally.complain(exchange.name, "\(message) is no event")
                continue
            }
            exchange.tally.note("events heard")
            if event.revision < lastRevision {
                exchange.tally.complain(exchange.name, "revision \(event.revision) after \(lastRevision)")
            }
            if let known = versions[channel], known + 1 != event.version {
                exchange.tally.complain(exchange.name, "\(channel): version \(event.version) after \(known)")
            }
            lastRevision = event.revision
            versions[channel] = event.version
        }
    }
}

/// Asks for what has changed, page after page.
final class ChangesReader: Actor {
    private let exchange: Exchange
    private var place: (epoch: String, revision: Int)

    init(_ server: Endpoint, _ tally: Tally) throws(BenchError) {
        exchange = try Exchange(server, "reader of changes", tally)
        place = ("", 0)
        exchange.ask("RES.STATS") { [self] reply, _ in
            guard let epoch = reply["epoch"]?.text, let revision = reply["revision"]?.number else { return "\(reply)" }
            place = (epoch, revision)
            return nil
        }
        try exchange.send()
        try exchange.settle()
    }

    func speak(_ requests: Int) throws(BenchError) {
        exchange.ask("RES.CHANGES", "FROM", "\(place.epoch):\(place.revision)", "COUNT", "500") { [self] reply, _ in
            take(reply)
        }
        try exchange.send()
    }

    func listen() throws(BenchError) { try exchange.settle() }

    private func take(_ reply: Reply) -> String? {
        guard let end = reply["revision"]?.number, let commits = reply["commits"]?.elements else { return "\(reply)" }
        for commit in commits {
            guard let revision = commit["revision"]?.number else { return "\(commit)" }
            if revision != place.revision + 1 { return "revision \(revision) after \(place.revision)" }
            place.revision = revision
            exchange.tally.note("commits read")
        }
        return end == place.revision ? nil : "revision \(end) and commits up to \(place.revision)"
    }
}
