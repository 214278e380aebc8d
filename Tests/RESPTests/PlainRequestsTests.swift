// What is listed ahead is what the parser finds one after another, up to the first request that is not plain.

import Bytes
import RESP
import Testing
import TestSupport

struct PlainRequestsTests {
    private func listed(_ text: String) -> [[String]] {
        let plain = PlainRequests()
        return listed(Array(text.utf8), by: plain)
    }

    private func listed(_ bytes: [UInt8], by plain: PlainRequests) -> [[String]] {
        bytes.withView { view in
            plain.list(view)
            return (0..<plain.count).map { index in
                let request = plain.arguments(of: index, in: view)
                return (0..<request.count).map { request[$0].text }
            }
        }
    }

    /// What a parser finds, as far as all is well formed, and where each request ends.
    private func parsed(_ bytes: [UInt8]) -> (requests: [[String]], ends: [Int]) {
        var parser = RequestParser()
        let limits = RequestParser.Limits(bulkLength: 1 << 20, isAuthenticated: false)
        return bytes.withView { view in
            var (requests, ends): ([[String]], [Int]) = ([], [])
            var start = 0
            while let length = try? parser.next(in: view.dropFirst(start), limits) {
                let request = parser.arguments(in: view.dropFirst(start))
                requests.append((0..<request.count).map { request[$0].text })
                start += length
                ends.append(start)
            }
            return (requests, ends)
        }
    }

    @Test func onlyWhatIsWholeIsListed() {
        let text = "*2\r\n$3\r\nGET\r\n$1\r\nk\r\n*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$0\r\n\r\n"
        let whole = [["GET", "k"], ["SET", "k", ""]]
        forEveryTruncation(of: Array(text.utf8)) { start in
            let plain = PlainRequests()
            #expect(listed(start, by: plain) == Array(whole.prefix(start.count < 20 ? 0 : 1)))
        }
        #expect(listed(text) == whole)
    }

    @Test(arguments: [
        "PING\r\n", "\r\n", "*0\r\n", "*-1\r\n", "*x\r\n", "*01\r\n$1\r\na\r\n", "*1\r\n:1\r\n", "*1\r\n$-1\r\n",
        "*11\r\n" + String(repeating: "$1\r\nx\r\n", count: 11),
        "*1\r\n$16385\r\n" + String(repeating: "x", count: 16_385) + "\r\n",
    ])
    func whatIsNotPlainIsLeftToTheParser(_ text: String) {
        let ping = "*1\r\n$4\r\nPING\r\n"
        #expect(listed(text + ping).isEmpty)
        #expect(listed(ping + text + ping) == [["PING"]])
    }

    @Test func noMoreIsListedThanThereIsRoomFor() {
        let ping = "*1\r\n$4\r\nPING\r\n"
        #expect(listed(String(repeating: ping, count: PlainRequests.most + 1)).count == PlainRequests.most)
    }

    @Test(arguments: Seeds.fixed(20)) func whatIsListedIsWhatTheParserFinds(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let plain = PlainRequests()
        for _ in 0..<200 {
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 0...20, using: &random) {
                let words = (0..<Int.random(in: 1...4, using: &random)).map { _ in
                    [UInt8](repeating: 0x61, count: Int.random(in: 0...120, using: &random))
                }
                bytes += Request.bytes(of: words)
            }
            if !bytes.isEmpty, Bool.random(using: &random) {
                bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            let listed = listed(bytes, by: plain)
            let parsed = parsed(bytes)
            #expect(listed == Array(parsed.requests.prefix(listed.count)))
            for index in listed.indices { #expect(plain.start(of: index + 1) == parsed.ends[index]) }
        }
    }

    @Test func whatIsForgottenIsNotListed() {
        let plain = PlainRequests()
        _ = listed(Array("*1\r\n$4\r\nPING\r\n".utf8), by: plain)
        plain.forget()
        #expect(plain.count == 0)
    }
}
