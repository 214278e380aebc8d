// The parser over every split and every truncation of requests, well formed and hostile.

import Bytes
import RESP
import Testing
import TestSupport

/// What a parser made of some input: requests, then perhaps an error, then what was left over.
private struct Outcome: Equatable {
    var requests: [[String]] = []
    var error: ProtocolError?
    var rest = 0
}

/// A parser with the queue it reads from, fed piece by piece.
private struct Feed: ~Copyable {
    private let pool = BufferPool()
    private var queue: ByteQueue
    private var parser = RequestParser()
    private let limits: RequestParser.Limits
    var outcome = Outcome()

    init(_ limits: RequestParser.Limits = .init(bulkLength: 1 << 20, isAuthenticated: true)) {
        queue = ByteQueue(pool: pool)
        self.limits = limits
    }

    mutating func take(_ piece: [UInt8]) {
        queue.append(piece)
        do throws(ProtocolError) {
            while outcome.error == nil, let length = try parser.next(in: queue.pending, limits) {
                let request = parser.arguments(in: queue.pending)
                // A request of no words is nothing to run, however it was written.
                if request.count > 0 { outcome.requests.append((0..<request.count).map { request[$0].text }) }
                queue.consume(length)
            }
        } catch {
            outcome.error = error
        }
        outcome.rest = queue.count
    }

    mutating func take(_ pieces: [[UInt8]]) -> Outcome {
        for piece in pieces { take(piece) }
        return outcome
    }
}

private func parse(_ text: String, authenticated: Bool = true, bulkLength: Int64 = 1 << 20) -> Outcome {
    var feed = Feed(.init(bulkLength: bulkLength, isAuthenticated: authenticated))
    return feed.take([Array(text.utf8)])
}

struct RequestParserTests {
    private static let valid: [(text: String, requests: [[String]])] = [
        ("*1\r\n$4\r\nPING\r\n", [["PING"]]),
        ("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$0\r\n\r\n", [["SET", "k", ""]]),
        ("*2\r\n$4\r\nECHO\r\n$6\r\n\r\n*1\r\n\r\n", [["ECHO", "\r\n*1\r\n"]]),
        ("*1\r\n$1\r\na\r\n*1\r\n$1\r\nb\r\nc\r\n*1\r\n$1\r\nd\r\n", [["a"], ["b"], ["c"], ["d"]]),
        ("PING\r\n", [["PING"]]),
        ("PING\n", [["PING"]]),
        ("\r\n\n  \r\nGET a\r\n", [["GET", "a"]]),
        ("set \"a key\" 'it\\'s'\r\n", [["set", "a key", "it's"]]),
        ("\"\" ''\r\n", [["", ""]]),
        ("*0\r\n*1\r\n$1\r\na\r\n", [["a"]]),
        ("*-1\r\n*-9\r\nPING\r\n", [["PING"]]),
        // What ends a string is skipped without a look, as Redis does.
        ("*1\r\n$4\r\nPINGxx*1\r\n$1\r\na\r\n", [["PING"], ["a"]]),
    ]

    @Test(arguments: valid) func aRequestIsTheSameHoweverItArrives(_ text: String, _ requests: [[String]]) {
        forEverySplit(of: Array(text.utf8)) { pieces in
            var feed = Feed()
            let outcome = feed.take(pieces)
            if outcome != Outcome(requests: requests) { Issue.record("\(pieces.map(\.count)): \(outcome)") }
        }
    }

    private static let invalid: [(text: String, before: [[String]], error: ProtocolError)] = [
        ("*x\r\n", [], .invalidArgumentCount),
        ("*\r\n", [], .invalidArgumentCount),
        ("*+1\r\n", [], .invalidArgumentCount),
        ("*01\r\n", [], .invalidArgumentCount),
        ("*1 \r\n", [], .invalidArgumentCount),
        ("*2147483648\r\n", [], .invalidArgumentCount),
        ("*99999999999999999999\r\n", [], .invalidArgumentCount),
        ("PING\r\n*1\r\n:4\r\n", [["PING"]], .expectedBulk(got: UInt8(ascii: ":"))),
        ("*1\r\n\r\n", [], .expectedBulk(got: 0x0d)),
        ("*1\r\n$4\r\nPING\r\n*1\r\n$-1\r\n", [["PING"]], .invalidBulkLength),
        ("*1\r\n$\r\n", [], .invalidBulkLength),
        ("*1\r\n$4x\r\n", [], .invalidBulkLength),
        ("*1\r\n$9223372036854775808\r\n", [], .invalidBulkLength),
        ("*1\r\n$1048577\r\n", [], .invalidBulkLength),
        ("GET \"a\r\n", [], .unbalancedQuotes),
        ("GET 'a'b\r\n", [], .unbalancedQuotes),
    ]

    @Test(arguments: invalid) func anErrorIsTheSameHoweverItArrives(
        _ text: String, _ before: [[String]], _ error: ProtocolError
    ) {
        forEverySplit(of: Array(text.utf8)) { pieces in
            var feed = Feed()
            let outcome = feed.take(pieces)
            if outcome.requests != before || outcome.error != error {
                Issue.record("\(pieces.map(\.count)): \(outcome)")
            }
        }
    }

    @Test(arguments: valid) func aTruncatedInputGivesItsWholeRequestsAndNoError(_ text: String, _ requests: [[String]])
    {
        forEveryTruncation(of: Array(text.utf8)) { start in
            var feed = Feed()
            let outcome = feed.take([start])
            #expect(outcome.error == nil)
            #expect(outcome.requests == Array(requests.prefix(outcome.requests.count)))
            #expect(outcome.requests.count < requests.count)
        }
    }

    @Test func aLongPipelineIsReadWhateverThePiecesAre() {
        let requests = (0..<500).map { ["SET", "key:\($0)", String(repeating: "v", count: $0 % 97)] }
        let bytes = requests.flatMap { Request.bytes(of: $0.map { Array($0.utf8) }) }
        for size in [1, 2, 3, 7, 64, 1000, 4096, bytes.count] {
            let pieces = stride(from: 0, to: bytes.count, by: size).map {
                Array(bytes[$0..<min($0 + size, bytes.count)])
            }
            var feed = Feed()
            #expect(feed.take(pieces) == Outcome(requests: requests))
        }
    }
}

struct RequestLimitTests {
    /// What becomes of a text however it arrives: the one outcome that all splits agree on.
    private func outcome(_ text: String, authenticated: Bool = true, bulkLength: Int64 = 1 << 20) -> Outcome {
        let limits = RequestParser.Limits(bulkLength: bulkLength, isAuthenticated: authenticated)
        let whole = parse(text, authenticated: authenticated, bulkLength: bulkLength)
        forEverySplit(of: Array(text.utf8)) { pieces in
            var feed = Feed(limits)
            let outcome = feed.take(pieces)
            if (outcome.requests, outcome.error) != (whole.requests, whole.error) {
                Issue.record("\(pieces.map(\.count)): \(outcome), whole: \(whole)")
            }
        }
        return whole
    }

    @Test func aBulkMayHaveTheLongestLengthAndNoByteMore() {
        #expect(outcome("*1\r\n$8\r\n12345678\r\n", bulkLength: 8) == Outcome(requests: [["12345678"]]))
        #expect(outcome("*1\r\n$9\r\n123456789\r\n", bulkLength: 8).error == .invalidBulkLength)
    }

    @Test func aClientThatHasNotAuthenticatedMaySendAGreetingOnly() {
        let ten = "*10\r\n" + String(repeating: "$1\r\nx\r\n", count: 10)
        #expect(outcome(ten, authenticated: false).requests.first?.count == 10)
        #expect(outcome("*11\r\n", authenticated: false).error == .unauthenticatedArgumentCount)
        #expect(outcome("*11\r\n").error == nil)
        #expect(outcome("*1\r\n$16384\r\n", authenticated: false).error == nil)
        #expect(outcome("*1\r\n$16385\r\n", authenticated: false).error == .unauthenticatedBulkLength)
        #expect(outcome("*1\r\n$16385\r\n").error == nil)
        let word = String(repeating: "x", count: 16_384)
        #expect(parse("*1\r\n$16384\r\n\(word)\r\n", authenticated: false).requests == [[word]])
        #expect(parse("*1\r\n$16385\r\nx\(word)\r\n", authenticated: false).error == .unauthenticatedBulkLength)
    }

    /// What stands before a line, how the line begins, and what it ends in when it does not end.
    @Test(arguments: [
        ("", "x", ProtocolError.tooBigInlineRequest), ("", "*1", .tooBigCountLine), ("*1\r\n", "$1", .tooBigLengthLine),
    ])
    func aLineMustEndInTime(_ before: String, _ start: String, _ error: ProtocolError) {
        let line = start + String(repeating: "1", count: RESPLimits.line - start.utf8.count)
        #expect(parse(before + line).error == nil)
        #expect(parse(before + line + "1").error == error)
    }

    @Test func aLineThatEndsTooLateIsTooLongThoughItsEndHasCome() {
        let word = String(repeating: "x", count: RESPLimits.line)
        #expect(parse(word + "\n").requests == [[word]])
        #expect(parse(word + "x\n").error == .tooBigInlineRequest)
    }

    @Test func errorsHaveTheTextsThatClientsKnow() {
        let texts: [(ProtocolError, String)] = [
            (.tooBigInlineRequest, "too big inline request"),
            (.tooBigCountLine, "too big mbulk count string"),
            (.invalidArgumentCount, "invalid multibulk length"),
            (.unauthenticatedArgumentCount, "unauthenticated multibulk length"),
            (.tooBigLengthLine, "too big bulk count string"),
            (.expectedBulk(got: UInt8(ascii: ":")), "expected '$', got ':'"),
            (.invalidBulkLength, "invalid bulk length"),
            (.unauthenticatedBulkLength, "unauthenticated bulk length"),
            (.unbalancedQuotes, "unbalanced quotes in request"),
        ]
        for (error, text) in texts { #expect(error.text == text) }
    }

    @Test func theParserTellsHowMuchOfAnArgumentIsMissing() throws {
        var parser = RequestParser()
        let limits = RequestParser.Limits(bulkLength: 1 << 20, isAuthenticated: true)
        let bytes = Array("*2\r\n$3\r\nSET\r\n$1000\r\nabc".utf8)
        let (length, missing) = try bytes.withView { view throws(ProtocolError) in
            (try parser.next(in: view, limits), parser.missing(in: view))
        }
        #expect(length == nil)
        #expect(missing == 1000 + 2 - 3)
    }

    @Test func aParserThatReadALongRequestKeepsNoMemoryOfIt() {
        var parser = RequestParser()
        let limits = RequestParser.Limits(bulkLength: 1 << 20, isAuthenticated: true)
        let long = Array("*5000\r\n".utf8) + Array(repeatElement("$1\r\nx\r\n", count: 5000).joined().utf8)
        for bytes in [long, Array("*1\r\n$1\r\nx\r\n".utf8)] {
            #expect(
                (try? bytes.withView { view throws(ProtocolError) in try parser.next(in: view, limits) }) == bytes.count
            )
        }
        #expect(parser.byteCount < 4096)
    }
}
