// Keeps plain keys and knows each by heart: values of any length, deadlines, counters, and pairs of counters that only
// transactions change.

internal import Bytes
internal import Platform

final class PlainKeeper: Actor {
    private struct Value {
        let text: String
        var deadline: Int64?
    }

    private static let keys = 1_500
    /// Nobody's clock is finer than the turn in which a key is looked at.
    private static let blur: Int64 = 100

    private let exchange: Exchange
    private let prefix: String
    private var random: SeededRandom
    private var values: [Int: Value] = [:]
    private var counters = [Int](repeating: 0, count: 20)
    private var pairs = 0

    init(_ server: Endpoint, _ number: Int, _ tally: Tally, seed: UInt64) throws(BenchError) {
        prefix = "plain:\(number):"
        random = SeededRandom(seed: seed &+ UInt64(number) &* 7919)
        exchange = try Exchange(server, "keeper of \(prefix)*", tally)
    }

    func speak(_ requests: Int) throws(BenchError) {
        for _ in 0..<requests { askOne() }
        try exchange.send()
    }

    func listen() throws(BenchError) { try exchange.settle() }

    private func askOne() {
        let key = Int.random(in: 0..<Self.keys, using: &random)
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<20: set(key)
        case 20..<35: setForAWhile(key)
        case 35..<75: get(key)
        case 75..<82: delete(key)
        case 82..<88: count()
        case 88..<92: expire(key)
        case 92..<96: getMany()
        default: countTwo()
        }
    }

    private func name(_ key: Int) -> String { "\(prefix)k\(key)" }

    private func newText() -> String {
        let piece = String(random.next(), radix: 36)
        return String(repeating: piece, count: Int.random(in: 1...30, using: &random))
    }

    // MARK: Values

    private func set(_ key: Int) {
        let text = newText()
        values[key] = Value(text: text)
        exchange.ask("SET", name(key), text, expecting: .line("OK"))
    }

    private func setForAWhile(_ key: Int) {
        let text = newText()
        let deadline = soon()
        values[key] = Value(text: text, deadline: deadline)
        exchange.ask("SET", name(key), text, "PXAT", String(deadline), expecting: .line("OK"))
    }

    private func soon() -> Int64 {
        LinuxClock().wallMilliseconds + Int64.random(in: 1_000...20_000, using: &random)
    }

    private func get(_ key: Int) {
        let value = values[key]
        exchange.ask("GET", name(key)) { reply, span in
            switch Self.isThere(value, at: span) {
            case true: reply == .text(value!.text) ? nil : "\(reply) instead of \(value!.text)"
            case false: reply == .null ? nil : "\(reply) although it is gone"
            case nil: reply == .null || reply == .text(value!.text) ? nil : "\(reply) is neither gone nor there"
            }
        }
    }

    private func getMany() {
        let wanted = (0..<10).map { _ in Int.random(in: 0..<Self.keys, using: &random) }
        let expected = wanted.map { values[$0] }
        exchange.ask(["MGET"] + wanted.map(name)) { reply, span in
            guard let found = reply.elements, found.count == expected.count else { return "\(reply)" }
            for (one, value) in zip(found, expected) {
                let isRight =
                    switch Self.isThere(value, at: span) {
                    case true: one == .text(value!.text)
                    case false: one == .null
                    case nil: one == .null || one == .text(value!.text)
                    }
                if !isRight { return "\(one) instead of \(value?.text ?? "nothing")" }
            }
            return nil
        }
    }

    private func delete(_ key: Int) {
        let value = values.removeValue(forKey: key)
        exchange.ask("DEL", name(key)) { reply, span in
            switch Self.isThere(value, at: span) {
            case true: reply == .number(1) ? nil : "\(reply) although it was there"
            case false: reply == .number(0) ? nil : "\(reply) although it was not there"
            case nil: reply == .number(0) || reply == .number(1) ? nil : "\(reply)"
            }
        }
    }

    private func expire(_ key: Int) {
        let value = values[key]
        let deadline = soon()
        if let known = value?.deadline, known < deadline {
            // Whether it is still there in that moment can't be known: what comes after is to be plain again.
            values[key] = nil
            exchange.ask("PEXPIREAT", name(key), String(deadline)) { reply, _ in reply.number == nil ? "\(reply)" : nil
            }
            exchange.ask("DEL", name(key)) { reply, _ in reply.number == nil ? "\(reply)" : nil }
            return
        }
        values[key]?.deadline = deadline
        exchange.ask("PEXPIREAT", name(key), String(deadline)) { reply, span in
            switch Self.isThere(value, at: span) {
            case true: reply == .number(1) ? nil : "\(reply) although it was there"
            case false: reply == .number(0) ? nil : "\(reply) although it was not there"
            case nil: reply.number == nil ? "\(reply)" : nil
            }
        }
    }

    /// Whether a value is there; nil where its deadline is too near to tell.
    private static func isThere(_ value: Value?, at span: Span) -> Bool? {
        guard let value else { return false }
        guard let deadline = value.deadline, span.answered + blur > deadline else { return true }
        return span.sent > deadline + blur && !span.isLong ? false : nil
    }

    // MARK: Counters

    private func count() {
        let counter = Int.random(in: 0..<counters.count, using: &random)
        counters[counter] += 1
        exchange.ask("INCR", "\(prefix)c\(counter)", expecting: .number(counters[counter]))
    }

    private func countTwo() {
        pairs += 1
        exchange.ask("MULTI", expecting: .line("OK"))
        exchange.ask("INCR", "\(prefix)left", expecting: .line("QUEUED"))
        exchange.ask("INCR", "\(prefix)right", expecting: .line("QUEUED"))
        exchange.ask("EXEC", expecting: .list([.number(pairs), .number(pairs)]))
    }
}
