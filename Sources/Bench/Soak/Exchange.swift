// A connection on which many requests are under way, each with what is expected of its reply.

internal import Bytes
internal import Platform

/// What a run comes to: how much was asked, and what was not as it should be.
final class Tally {
    private static let shown = 20

    private(set) var requests = 0
    private(set) var errors = 0
    /// Things that happened, by name: what was told, loaded, opened.
    private(set) var counts: [String: Int] = [:]

    func ask() { requests += 1 }

    func note(_ name: String, _ count: Int = 1) { counts[name, default: 0] += count }

    func complain(_ who: String, _ text: String) {
        errors += 1
        if errors <= Self.shown { Bench.complain("\(who): \(text.prefix(600))") }
        if errors == Self.shown { Bench.complain("more complaints are counted and not shown") }
    }
}

/// Between which moments, in milliseconds of the wall clock, a request was carried out.
struct Span {
    let sent: Int64
    let answered: Int64

    /// Who had to wait so long may have been judged by another time than its own.
    var isLong: Bool { answered - sent > 1_000 }
}

final class Exchange {
    /// Answers what is wrong with a reply, if anything is.
    typealias Check = (Reply, Span) throws(BenchError) -> String?

    let name: String
    let tally: Tally
    private let conversation: Conversation
    private var expected: [(words: [String], check: Check)] = []
    private var sentAt: Int64 = 0

    init(_ server: Endpoint, _ name: String, _ tally: Tally) throws(BenchError) {
        self.name = name
        self.tally = tally
        conversation = try Conversation(server)
    }

    func ask(_ words: String..., check: @escaping Check) {
        ask(words, check: check)
    }

    func ask(_ words: [String], check: @escaping Check) {
        tally.ask()
        conversation.put(words)
        expected.append((words, check))
    }

    /// Sends what was asked.
    func send() throws(BenchError) {
        sentAt = LinuxClock().wallMilliseconds
        try conversation.flush()
    }

    /// Waits for every reply and looks at each.
    func settle() throws(BenchError) {
        while !expected.isEmpty {
            let awaited = expected
            expected = []
            let replies = try conversation.replies(awaited.count)
            let span = Span(sent: sentAt, answered: LinuxClock().wallMilliseconds)
            for (question, reply) in zip(awaited, replies) {
                guard let wrong = try question.check(reply, span) else { continue }
                tally.complain(name, "\(question.words.joined(separator: " ").prefix(300)): \(wrong)")
            }
            // A check may have asked for more.
            if !expected.isEmpty { try send() }
        }
    }

    /// What has come by itself.
    func heard() throws(BenchError) -> [Reply] { try conversation.heard() }

    /// Sends bytes that are no request.
    func blurt(_ text: String) throws(BenchError) {
        conversation.put(raw: text)
        try conversation.flush()
    }
}

extension Exchange {
    /// Asks for what has one right answer.
    func ask(_ words: String..., expecting right: Reply) {
        ask(words) { reply, _ in reply == right ? nil : "\(reply) instead of \(right)" }
    }

    /// Asks for what is to be refused.
    func ask(_ words: String..., refusedBy code: String) {
        ask(words) { reply, _ in reply.errorCode == code[...] ? nil : "\(reply) instead of \(code)" }
    }
}

/// Who takes part in a soak: it speaks, and, when all have spoken, looks at what it was answered.
protocol Actor: AnyObject {
    func speak(_ requests: Int) throws(BenchError)
    func listen() throws(BenchError)
}
