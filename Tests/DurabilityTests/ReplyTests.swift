// Which replies wait for the disk.

import Durability
import Engine
import TestSupport
import Testing

struct ReplyTests {
    @Test func whatFollowsTheSwitchOfTheLogInABatchIsWaitedFor() throws {
        let machine = try Machine(on: SimulatedDisk(), policy: "always", at: TestServer.beginning)
        let client = machine.clients[0]
        machine.receive([["CONFIG", "SET", "appendonly", "no"]], from: client)
        machine.settle()
        #expect(machine.replies(to: client) == [.status("OK")])
        machine.receive([["CONFIG", "SET", "appendonly", "yes"], ["SET", "k", "v"]], from: client)
        machine.endTurn()
        #expect(machine.replies(to: client).isEmpty)
        machine.settle()
        #expect(machine.replies(to: client) == [.status("OK"), .status("OK")])
    }
}
