// `appendfsync everysec`: the disk has all after a second, and earlier where that is much, so that little of it has to
// be kept for the case that it fails.

import Durability
import Engine
import TestSupport
import Testing

struct EverySecondTests {
    private func isSyncing(_ machine: Machine) -> Bool {
        guard case .bulk(let text)? = machine.ask("INFO", "persistence") else { return false }
        return String(decoding: text, as: UTF8.self).contains("aof_pending_bio_fsync:1")
    }

    private func write(mebibytes: Int, _ machine: Machine) {
        let value = String(repeating: "x", count: 1 << 20)
        machine.receive((0..<mebibytes).map { ["SET", "k\($0)", value] }, from: machine.clients[1])
        machine.endTurn()
    }

    @Test func muchIsMadeDurableBeforeTheSecondIsOver() throws {
        let machine = try Machine(on: SimulatedDisk(), policy: "everysec", at: TestServer.beginning)
        write(mebibytes: 1, machine)
        machine.advance(milliseconds: 1000)
        machine.settle()
        write(mebibytes: 3, machine)
        #expect(!isSyncing(machine))
        write(mebibytes: 2, machine)
        #expect(isSyncing(machine))
        // It is over meanwhile.
        write(mebibytes: 1, machine)
        #expect(!isSyncing(machine))
        machine.advance(milliseconds: 1000)
        #expect(isSyncing(machine))
    }
}
