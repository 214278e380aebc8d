// Bytes that look like HTTP: whatever comes is a request, waits for more within the limits, or is refused; and pieces
// mean what the whole means.

import Bytes
import HTTP
import TestSupport

struct HTTPFuzz {
    private var random: SeededRandom

    init(seed: UInt64) {
        random = SeededRandom(seed: seed)
    }

    private static let pieces = [
        "GET ", "HEAD ", "POST ", "/", "/health", "/traefik/a%2Fb", "%", "%41", "?x", "#", "http://h/", " ", "  ",
        " HTTP/1.1\r\n", " HTTP/1.0\r\n", " HTTP/2.0\r\n", "\r\n", "\n", "\r", "Host: h\r\n", "Host:\r\n",
        "Connection: close\r\n", "Content-Length: 0\r\n", "Content-Length: 12\r\n", "Transfer-Encoding: chunked\r\n",
        "Authorization: Basic YTpi\r\n", "authorization: bearer a:b\r\n", "If-None-Match: \"1\", *\r\n", "X:\t\r\n",
        "Expect: 100-continue\r\n", " folded\r\n", ":", "\u{0}", "é",
    ].map { Array($0.utf8) }

    private static let request = Array(
        "GET /traefik/default HTTP/1.1\r\nHost: h:80\r\nAuthorization: Bearer a:b\r\nAccept: */*\r\n\r\n".utf8)

    consuming func run() -> String? {
        for _ in 0..<50 {
            let bytes = input()
            let whole = Self.outcome(of: [bytes])
            let parts = Self.outcome(of: pieces(of: bytes))
            let shown = String(reflecting: String(decoding: bytes, as: UTF8.self))
            if whole != parts { return "\(whole) in one piece, \(parts) in several: \(shown)" }
            if whole.rest > HTTPLimits.head { return "\(whole.rest) bytes wait for more: \(shown)" }
        }
        return nil
    }

    private struct Outcome: Equatable {
        var requests: [HTTPRequest] = []
        var proofs: [Credentials?] = []
        var refusal: HTTPRefusal?
        var rest = 0
    }

    private static func outcome(of pieces: [[UInt8]]) -> Outcome {
        var queue = ByteQueue(pool: BufferPool())
        var parser = HTTPParser()
        var outcome = Outcome()
        for piece in pieces {
            queue.append(piece)
            do throws(HTTPRefusal) {
                while let (request, length) = try parser.next(in: queue.pending) {
                    outcome.requests.append(request)
                    outcome.proofs.append(request.authorization.flatMap { Credentials(authorization: $0) })
                    queue.consume(length)
                }
            } catch {
                outcome.refusal = error
                return outcome
            }
        }
        outcome.rest = queue.count
        return outcome
    }

    // MARK: Input

    private mutating func input() -> [UInt8] {
        var bytes =
            Bool.random(using: &random)
            ? (0..<Int.random(in: 1...20, using: &random)).flatMap { _ in Self.pieces.randomElement(using: &random)! }
            : (0..<Int.random(in: 1...3, using: &random)).flatMap { _ in Self.request }
        for _ in 0..<Int.random(in: 0...3, using: &random) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
            case 1: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...5, using: &random)))
            case 2: bytes.insert(contentsOf: Self.pieces.randomElement(using: &random)!, at: place)
            default:
                bytes.insert(contentsOf: repeatElement(UInt8(ascii: "a"), count: HTTPLimits.requestLine), at: place)
            }
        }
        return bytes
    }

    private mutating func pieces(of bytes: [UInt8]) -> [[UInt8]] {
        var rest = bytes[...]
        var pieces: [[UInt8]] = []
        while !rest.isEmpty {
            let length = Int.random(in: 1...max(1, rest.count / 2), using: &random)
            pieces.append(Array(rest.prefix(length)))
            rest = rest.dropFirst(length)
        }
        return pieces
    }
}
