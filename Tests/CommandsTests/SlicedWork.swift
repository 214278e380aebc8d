// A server that does long work in slices, which a test hands out: one client has it done, another comes between.

import Commands
import Testing
import TestSupport

struct SlicedWork {
    let server = TestServer()
    let client: TestClient
    let other: TestClient

    init() {
        server.finishesWorkAtOnce = false
        client = TestClient(of: server)
        other = TestClient(of: server)
    }
}

/// A suite of tests about such work.
protocol SlicedWorkSuite {
    var work: SlicedWork { get }
}

extension SlicedWorkSuite {
    var server: TestServer { work.server }
    var client: TestClient { work.client }
    var other: TestClient { work.other }

    func begin(_ words: String...) { begin(words.map { Array($0.utf8) }) }

    /// The same, written as for redis-cli.
    func begin(line: String) { begin(Request.words(of: line) ?? []) }

    private func begin(_ words: [[UInt8]]) {
        #expect(client.send(words) == .nothing)
        #expect(!server.services.longWorks.isEmpty)
    }

    /// One slice, so long as it takes to look at some things.
    func slice(of looks: Int = 50) {
        var left = looks
        server.services.longWorks.goOn(server.engine) {
            left -= 1
            return left < 0
        }
    }

    /// Slices until nothing is left, with something done between them; what came then.
    func finish(slicesOf looks: Int = 50, between: () -> Void = {}) -> Reply {
        while !server.services.longWorks.isEmpty {
            slice(of: looks)
            between()
        }
        client.resume()
        return client.messages().first ?? .nothing
    }
}
