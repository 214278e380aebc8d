// The sessions that the README shows are what the server answers, line by line.

import Foundation
import TestSupport
import Testing

struct ReadmeTests {
    private static let prompt = "127.0.0.1:6379> "

    private static let text =
        (try? String(
            contentsOf: URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../README.md"),
            encoding: .utf8)) ?? ""

    /// What is typed and what is shown, in order.
    private static var exchanges: [(request: String, reply: String)] {
        var exchanges: [(request: String, reply: String)] = []
        var isInSession = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") {
                isInSession = false
            } else if line.hasPrefix(prompt) {
                isInSession = true
                exchanges.append((String(line.dropFirst(prompt.count)), ""))
            } else if isInSession {
                exchanges[exchanges.count - 1].reply += (exchanges.last!.reply.isEmpty ? "" : "\n") + line
            }
        }
        return exchanges
    }

    @Test func itsSessionsAreAnsweredAsItSays() {
        let client = TestClient(of: TestServer(roots: ["traefik"]))
        #expect(Self.exchanges.count > 12)
        for exchange in Self.exchanges {
            #expect(client.type(exchange.request) == exchange.reply, "\(exchange.request)")
        }
    }
}
