// A log is read in slices, and between two of them the loop looks for what has ended. While the log is not read to its
// end nothing has: it may still go on with a key whose end in the base has passed.

import Engine
import Resources
import TestSupport
import Testing

struct EndedWhileLoadingTests {
    @Test func theLogGoesOnWithWhatHasEndedSince() throws {
        let disk = SimulatedDisk()
        let start = TestServer.beginning
        let machine = try Machine(on: disk, policy: "everysec", at: start)
        func run(_ requests: [String]...) {
            machine.receive(requests, from: machine.clients[0])
            machine.settle()
        }
        run(["SET", "kept", "1", "PXAT", "\(start + 1_000)"], ["RES.PUT", "leases", "a", "short", "1", "TTL", "1"])
        run(["BGREWRITEAOF"])
        run(["PERSIST", "kept"], ["RES.PUT", "leases", "a", "other", "2"])
        disk.endProcess()

        let later = try Machine(on: disk, policy: "everysec", at: start + 60_000)
        // When all was read, what has ended goes, as a commit of its own.
        #expect(later.engine.resources.head == 3)
        later.receive([["GET", "kept"], ["RES.GET", "leases", "a", "other"]], from: later.clients[0])
        later.settle()
        #expect(later.replies(to: later.clients[0]) == ["1", "2"])
    }
}
