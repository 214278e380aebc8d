// A parser with the queue that it reads from, fed piece by piece.

import Bytes
import HTTP

/// What a parser made of some input: requests, then perhaps a refusal, then what was left over.
struct Outcome: Equatable {
    var requests: [HTTPRequest] = []
    var refusal: HTTPRefusal?
    var rest = 0

    var paths: [String] {
        requests.map { request in
            "/" + request.path.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "/")
        }
    }
}

struct Feed: ~Copyable {
    private let pool = BufferPool()
    private var queue: ByteQueue
    private var parser = HTTPParser()
    private var outcome = Outcome()

    init() {
        queue = ByteQueue(pool: pool)
    }

    private mutating func take(_ piece: [UInt8]) {
        guard outcome.refusal == nil else { return }
        queue.append(piece)
        do throws(HTTPRefusal) {
            while let (request, length) = try parser.next(in: queue.pending) {
                outcome.requests.append(request)
                queue.consume(length)
            }
            outcome.rest = queue.count
        } catch {
            // What follows is lost, be it there already or not.
            outcome.refusal = error
            outcome.rest = 0
        }
    }

    mutating func take(_ pieces: [[UInt8]]) -> Outcome {
        for piece in pieces { take(piece) }
        return outcome
    }
}

func parse(_ text: String) -> Outcome {
    var feed = Feed()
    return feed.take([Array(text.utf8)])
}

/// A request with some headers beside Host.
func get(_ target: String, _ headers: String..., version: String = "1.1", method: String = "GET") -> String {
    let lines = ["\(method) \(target) HTTP/\(version)", "Host: milepost:8080"] + headers
    return lines.joined(separator: "\r\n") + "\r\n\r\n"
}
