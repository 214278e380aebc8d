// A list that looks at many resources is read in slices: others are served between them and change things, and it is
// that of the revision at which it began all the same.

import Bytes
import Commands
import Engine
import Resources
import Testing
import TestSupport

struct ListWorkTests: SlicedWorkSuite {
    private static let count = 600
    let work = SlicedWork()

    init() {
        for namespace in ["east", "west"] {
            for number in 0..<Self.count { put(number, in: namespace) }
        }
    }

    private func put(_ number: Int, in namespace: String) {
        _ = other.send("RES.PUT", "t", namespace, "k\(number)", "{\"n\":\(number),\"odd\":\(number % 2 == 1)}")
    }

    /// Every resource is deleted, put anew or made between the slices.
    private func upset(_ round: Int) {
        let (name, namespace) = ("k\(round * 37 % Self.count)", round % 2 == 0 ? "east" : "west")
        _ = other.send("RES.PUT", "t", namespace, name, "{\"n\":-1,\"odd\":true}")
        _ = other.send("RES.DEL", "t", namespace, "k\(round * 53 % Self.count)")
        _ = other.send("RES.PUT", "t", "north", "k\(round)", "{\"n\":1,\"odd\":true}")
        _ = other.send("RES.PUT", "t", "west", "new\(round)", "{\"n\":1,\"odd\":true}")
        #expect(other.send("PING") == .status("PONG"))
    }

    @Test(arguments: [
        "RES.LIST t * WHERE /odd = true COUNT", "RES.LIST t west WHERE /n > 400",
        "RES.LIST t * WHERE /n >= 590", "RES.LIST t * WHERE /odd = true SORT /n DESC LIMIT 20",
        "RES.LIST t * SORT /n FIELDS /n", "RES.LIST t * WHERE /n = 7 WITHMETA",
    ])
    func `the list is that of the revision at which it began`(request: String) {
        server.finishesWorkAtOnce = true
        let atOnce = client.type(request)
        server.finishesWorkAtOnce = false
        begin(line: request)
        var rounds = 0
        let sliced = finish(slicesOf: 0) {
            rounds += 1
            upset(rounds)
        }
        #expect(sliced.rendered == atOnce)
        #expect(rounds > 1)
    }

    @Test func `pages follow each other though each is read in slices`() {
        var names: [String] = []
        var cursor: String?
        var round = 0
        repeat {
            let request = "RES.LIST t * WHERE /n >= 500 LIMIT 70" + (cursor.map { " CURSOR \($0)" } ?? "")
            var reply = client.send(request.split(separator: " ").map { Array($0.utf8) })
            // What is left for the last page is read at once.
            if reply == .nothing {
                reply = finish(slicesOf: 0) {
                    round += 1
                    upset(round)
                }
            }
            let parts = reply.elements ?? []
            cursor = parts.count > 3 ? parts[3].text : nil
            names += (parts.last?.elements ?? []).compactMap { $0.elements?[1].text }
        } while cursor != nil && names.count < 1000
        #expect(round > 2)
        #expect(names == Array(repeating: (500..<600).map { "k\($0)" }, count: 2).flatMap { $0 })
    }

    @Test func `a transaction reads in one go`() {
        _ = client.type("MULTI")
        _ = client.type("RES.LIST t * WHERE /odd = true COUNT")
        #expect(client.type("EXEC") == "1) (integer) \(Self.count)")
        #expect(server.services.longWorks.isEmpty)
    }

    @Test func `what leads to few is read at once`() {
        #expect(client.type("RES.LIST t east LIMIT 500").contains("k0"))
        #expect(client.type("RES.LIST t * COUNT") == "(integer) \(2 * Self.count)")
        #expect(server.services.longWorks.isEmpty)
    }

    @Test func `its time goes on between the slices`() {
        begin(line: "RES.LIST t * WHERE /n = -5 TIMEOUT 100")
        slice(of: 0)
        server.advance(milliseconds: 101)
        server.engine.stoppedClock! += 101_000_000
        #expect(finish(slicesOf: 0).rendered.contains("TIMEOUT"))
    }

    @Test func `it ends with its connection, and keeps nothing back then`() {
        begin(line: "RES.LIST t * WHERE /n = -5")
        slice(of: 0)
        _ = other.send("RES.DEL", "t", "east", "k1")
        let (head, key) = (server.engine.resources.head, ResourceKey(namespace: "east", type: "t", name: "k1"))
        #expect(other.send("RES.COMPACT", "\(head)") != .nothing)
        #expect(server.engine.resources.resource(key) != nil, "it is still read")
        #expect(other.send("CLIENT", "KILL", "ID", "\(client.session.id)") == .integer(1))
        #expect(server.services.longWorks.isEmpty)
        #expect(server.engine.resources.resource(key) == nil, "nobody reads it any more")
    }
}
