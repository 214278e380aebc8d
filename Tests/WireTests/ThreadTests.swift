// Several loops that read and write for one engine. Run under ThreadSanitizer, this is where a race would show.

import Foundation
import TestSupport
import Testing

struct ThreadTests {
    @Test func severalLoopsAnswerAsOneDoes() throws {
        let server = try ServerProcess("--io-threads", "4")
        let crowd = try (0..<40).map { _ in try server.connect() }
        let listeners = try (0..<10).map { _ in try server.connect() }
        for listener in listeners { _ = try listener.call("SUBSCRIBE", "news") }
        let value = String(repeating: "v", count: 5000)

        for round in 1...20 {
            for (index, wire) in crowd.enumerated() {
                let writes = "SET k\(index) \(value)\r\nINCR n\(index)\r\nINCR all\r\n"
                let requests = writes + "GET k\(index)\r\nPUBLISH news \(round)\r\n"
                try wire.send(Array(requests.utf8))
            }
            for wire in crowd {
                let replies = try wire.replies(5)
                #expect(replies[0] == .ok)
                #expect(replies[1] == .integer(Int64(round)))
                #expect(replies[3] == .text(value))
                #expect(replies[4] == .integer(Int64(listeners.count)))
            }
            for listener in listeners {
                let message = Reply.array(["message", "news", .text(String(round))])
                #expect(try listener.replies(crowd.count) == Array(repeating: message, count: crowd.count))
            }
        }
        #expect(try server.connect().call("GET", "all") == .text(String(crowd.count * 20)))

        server.program.signal(SIGTERM)
        #expect(try server.program.status() == 0)
        #expect(server.program.errors == "")
    }
}
