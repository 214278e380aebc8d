// How long others waited for a snapshot is told, of each for itself.

import Commands
import Durability
import TestSupport
import Testing

struct SliceFigureTests {
    @Test(arguments: ["BGSAVE", "BGREWRITEAOF"])
    func `the figures of slices begin anew with each walk`(request: String) throws {
        let machine = try Machine(on: SimulatedDisk(), policy: "everysec", at: TestServer.beginning)
        let client = machine.clients[0]
        #expect(machine.durability.figures.slices <= 1, "an empty log was begun")
        machine.receive((0..<500).map { ["SET", "key:\($0)", String(repeating: "x", count: 2000)] }, from: client)
        machine.settle()
        for _ in 0..<2 {
            machine.receive([[request]], from: client)
            #expect(machine.durability.figures.slices == 1, "its beginning is the first")
            machine.settle()
            let figures = machine.durability.figures
            #expect(!figures.isSaving && !figures.isRewriting)
            #expect(figures.slices > 10)
            #expect(figures.longestSliceMicroseconds > 0)
            #expect(figures.longestSliceProcessorMicroseconds > 0)
        }
        machine.receive([["INFO", "persistence"]], from: client)
        machine.settle()
        let text = machine.replies(to: client).compactMap(\.text).joined()
        #expect(text.contains("\r\nsnapshot_slices:\(machine.durability.figures.slices)\r\n"), "\(text)")
    }
}
