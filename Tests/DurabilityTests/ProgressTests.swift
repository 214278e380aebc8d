// Work that takes long tells the log how far it is.

import Durability
import Platform
import TestSupport
import Testing

struct ProgressTests {
    private func fill(_ machine: Machine) {
        for start in stride(from: 0, to: 1000, by: 100) {
            machine.receive(
                (start..<start + 100).map { ["SET", "key:\($0)", String(repeating: "x", count: 2000)] },
                from: machine.clients[0])
            machine.settle()
        }
    }

    /// What a start on the disk logs, when every slice of it lasts so long.
    private func logOfStart(on disk: SimulatedDisk, secondsPerSlice: Int64) throws -> [String] {
        try Machine(on: disk, policy: "always", at: TestServer.beginning, secondsPerSlice: secondsPerSlice).log
    }

    @Test func aLoadTellsHowFarItIs() throws {
        let disk = SimulatedDisk()
        fill(try Machine(on: disk, policy: "always", at: TestServer.beginning))
        #expect(try !logOfStart(on: disk, secondsPerSlice: 0).contains { $0.hasPrefix("Loading:") })
        let log = try logOfStart(on: disk, secondsPerSlice: 2)
        let lines = log.filter { $0.hasPrefix("Loading:") }
        #expect(lines.count > 2, "\(log)")
        let form = #/Loading: \d+% \(\d+ of 2 MB\), \d+ MB a second, about \d+ s left/#
        for line in lines { #expect(try form.wholeMatch(in: line) != nil, "\(line)") }
    }

    @Test func aSaveTellsHowFarItIs() throws {
        let machine = try Machine(on: SimulatedDisk(), policy: "always", at: TestServer.beginning)
        fill(machine)
        machine.receive([["BGREWRITEAOF"]], from: machine.clients[0])
        machine.durability.keepHouse()
        #expect(!machine.log.contains { $0.hasPrefix("Saving:") })
        for _ in 0..<20 {
            machine.advance(milliseconds: 2000)
            machine.endTurn()
        }
        let line = try #require(machine.log.first { $0.hasPrefix("Saving:") }, "\(machine.log)")
        let form = #/Saving: \d+% \(\d+ of 1000 keys\), \d+ keys a second, about \d+ s left/#
        #expect(try form.wholeMatch(in: line) != nil, "\(line)")
    }
}
