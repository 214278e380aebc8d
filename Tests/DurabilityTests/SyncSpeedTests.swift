// Who does the syncs of `always`: the loop, where all that is asked for waits for them and they are short, and their
// queue as soon as somebody comes who need not wait.

import Durability
import Engine
import TestSupport
import Testing

struct SyncSpeedTests {
    /// Whether the reply to a write leaves in the turn that made it, though no queue has done anything.
    private func leavesAtOnce(_ machine: Machine) -> Bool {
        let client = machine.clients[0]
        machine.receive([["INCR", "k"]], from: client)
        machine.endTurn()
        let isThere = !machine.replies(to: client).isEmpty
        machine.settle()
        _ = machine.replies(to: client)
        return isThere
    }

    @Test func shortSyncsAreDoneInTheTurnUntilSomebodyReads() throws {
        let machine = try Machine(
            on: SimulatedDisk(), policy: "always", at: TestServer.beginning, syncsInTurns: true)
        #expect(!leavesAtOnce(machine), "nothing is known of the disk yet")
        // As many as it takes: this process may be held up in the middle of one.
        #expect((0..<2000).contains { _ in leavesAtOnce(machine) })
        let reader = machine.clients[1]
        machine.receive([["GET", "other"]], from: reader)
        machine.endTurn()
        #expect(machine.replies(to: reader) == [.null])
        #expect(!leavesAtOnce(machine))
    }

    @Test func aQueueThatCannotBeSparedHasThemAll() throws {
        let machine = try Machine(on: SimulatedDisk(), policy: "always", at: TestServer.beginning)
        #expect(!(0..<100).contains { _ in leavesAtOnce(machine) })
    }
}
