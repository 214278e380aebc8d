// A log that is switched on over an old one: from then on no kill brings the old one back, whatever is under way.

import Commands
import Durability
import Engine
import TestSupport
import Testing

struct OldLogTests {
    private let disk = SimulatedDisk()

    /// The log holds what was there when it was switched off, and a walk over newer data is under way.
    private func machine(during walk: [String]) throws -> Machine {
        let machine = try Machine(on: disk, policy: "everysec", at: TestServer.beginning)
        let client = machine.clients[0]
        machine.receive([["SET", "k", "old"], ["CONFIG", "SET", "appendonly", "no"], ["SET", "k", "new"]], from: client)
        machine.settle()
        machine.receive([walk], from: client)
        return machine
    }

    @Test(arguments: ["BGSAVE", "BGSAVE TO elsewhere.rdb", "BGREWRITEAOF"])
    func theOldOneDoesNotComeBack(during walk: String) throws {
        let machine = try machine(during: walk.split(separator: " ").map(String.init))
        let client = machine.clients[0]
        #expect(machine.durability.figures.isSaving || machine.durability.figures.isRewriting)
        machine.receive([["CONFIG", "SET", "appendonly", "yes"]], from: client)
        #expect(machine.logCounts, "the log is whole before anybody hears of it")
        disk.endProcess()
        let again = try Machine(on: disk, policy: "everysec", at: TestServer.beginning)
        #expect(again.state == machine.state && again.state.contains("k=new"), "\(again.state)")
    }

    @Test(arguments: [("BGSAVE", "dump.rdb"), ("BGSAVE TO elsewhere.rdb", "elsewhere.rdb")])
    func whatGaveWayIsDoneAfterwards(walk: String, path: String) throws {
        let machine = try machine(during: walk.split(separator: " ").map(String.init))
        machine.receive([["CONFIG", "SET", "appendonly", "yes"]], from: machine.clients[0])
        #expect(disk[path] == nil)
        for _ in 0..<3 {
            machine.advance(milliseconds: 200)
            machine.settle()
        }
        #expect(disk[path] != nil && !machine.durability.figures.isSaving)
    }
}
