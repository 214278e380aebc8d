// Finds the next request in the bytes that a client has sent so far.
//
//     GET /traefik/default HTTP/1.1\r\n  Host: milepost:8080\r\n  …  \r\n       a line, header lines, an empty line
//
// Bytes come in pieces cut anywhere. What is looked at is one whole line after the other, so the same bytes bring the
// same request or the same refusal however they were cut. After a refusal the connection can't go on: nobody knows
// where a next request would begin.

package import Bytes

package struct HTTPParser {
    /// Where the line begins that is read next; everything before it was understood.
    private var position = 0
    private var headersBegan = 0
    private var head: RequestHead?
    private var hasSkippedLine = false

    package init() {}

    /// Whether the next byte begins a request.
    package var isBetweenRequests: Bool { position == 0 }

    /// The request that `pending` begins with, and how many bytes it is long; nil while it is not whole.
    package mutating func next(in pending: ByteView) throws(HTTPRefusal) -> (request: HTTPRequest, length: Int)? {
        while let line = try lineEnd(in: pending) {
            let content = pending[position..<line]
            position = line + 2
            if head == nil {
                try begin(content)
            } else if content.isEmpty {
                return (try finish(), end())
            } else {
                try head?.take(content)
            }
        }
        return nil
    }

    private mutating func begin(_ line: ByteView) throws(HTTPRefusal) {
        if line.isEmpty, !hasSkippedLine {
            // Some clients send an empty line behind what they have sent before.
            hasSkippedLine = true
            return
        }
        head = try RequestHead(line)
        headersBegan = position
    }

    private func finish() throws(HTTPRefusal) -> HTTPRequest {
        guard let head else { throw .bad("a request begins with a method, a path and a version") }
        return try head.request()
    }

    private mutating func end() -> Int {
        defer { self = HTTPParser() }
        return position
    }

    /// Where the line at `position` ends, without the CR and LF that end it; nil while it is not whole.
    private func lineEnd(in pending: ByteView) throws(HTTPRefusal) -> Int? {
        guard position <= pending.count else { return nil }
        let longest = head == nil ? HTTPLimits.requestLine : HTTPLimits.headers - (position - headersBegan) - 2
        let window = pending[position..<min(pending.count, position + max(0, longest) + 2)]
        guard let newline = window.firstIndex(of: UInt8(ascii: "\n")) else {
            if window.count == max(0, longest) + 2 { throw tooLong }
            return nil
        }
        guard newline > 0, window[newline - 1] == UInt8(ascii: "\r") else {
            throw .bad("every line of a request ends with CR and LF; one ends with LF alone")
        }
        return position + newline - 1
    }

    private var tooLong: HTTPRefusal {
        head == nil
            ? HTTPRefusal(.targetTooLong, "the first line of a request has \(HTTPLimits.requestLine) bytes at most")
            : HTTPRefusal(
                .headersTooLarge, "the headers of a request have \(HTTPLimits.headers) bytes at most: send fewer")
    }
}
