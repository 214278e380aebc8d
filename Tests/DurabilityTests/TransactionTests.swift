// What is asked for about the data on disk in the middle of a transaction: a snapshot shows one moment, and what a
// transaction changes has none before its end.

import Bytes
import Commands
import Durability
import Engine
import Resources
import TestSupport
import Testing

struct TransactionTests {
    private static let asked = [
        "BGREWRITEAOF", "BGSAVE", "BGSAVE SCHEDULE", "BGSAVE TO elsewhere.rdb", "CONFIG SET appendonly no",
        "CONFIG SET appendfsync no", "DEBUG RELOAD", "DEBUG LOADAOF",
    ]

    private func put(_ name: String) -> [String] { ["RES.PUT", "things", "shop", name, "{\"n\":1}"] }

    @Test(arguments: asked, ["always", "everysec"])
    func whatIsAskedForLeavesATransactionWhole(words: String, policy: String) throws {
        let disk = SimulatedDisk()
        let machine = try Machine(on: disk, policy: policy, at: TestServer.beginning)
        let (client, other) = (machine.clients[0], machine.clients[1])
        machine.receive([put("first")], from: client)
        machine.settle()
        let head = machine.engine.resources.head
        // Somebody else's reply is about to leave.
        machine.receive([["SET", "waits", "1"]], from: other)
        let asked = words.split(separator: " ").map(String.init)
        machine.receive(
            [["MULTI"], put("a"), ["SET", "k", "1"], asked, put("b"), ["SET", "l", "2"], ["EXEC"]], from: client)
        #expect(machine.engine.resources.head == head + 1, "one revision, whatever begins in the middle")
        try restartsAlike(machine, disk, policy)
    }

    /// Lets what was asked for begin and end, and finds the same in the next process.
    private func restartsAlike(_ machine: Machine, _ disk: SimulatedDisk, _ policy: String) throws {
        for _ in 0..<4 {
            machine.advance(milliseconds: 200)
            machine.settle()
        }
        #expect(!machine.durability.figures.isRewriting && !machine.durability.figures.rewriteIsScheduled)
        let head = machine.engine.resources.head
        disk.endProcess()
        let again = try Machine(on: disk, policy: policy, at: TestServer.beginning)
        #expect(again.state == machine.state)
        #expect(again.history(through: head) == machine.history(through: head))
    }

    @Test func whatIsAskedForIsDoneAfterwards() throws {
        let machine = try Machine(on: SimulatedDisk(), policy: "everysec", at: TestServer.beginning)
        let client = machine.clients[0]
        machine.receive([["MULTI"], ["SET", "k", "1"], ["BGSAVE"], ["BGREWRITEAOF"], ["EXEC"]], from: client)
        machine.settle()
        #expect(
            machine.replies(to: client).last
                == .array([
                    .status("OK"), .status("Background saving scheduled"),
                    .status("Background append only file rewriting scheduled"),
                ]))
        for _ in 0..<4 {
            machine.advance(milliseconds: 200)
            machine.settle()
        }
        #expect(machine.durability.figures.saves == 1 && machine.durability.figures.rewrites == 1)
        machine.receive(
            [["MULTI"], ["SET", "k", "2"], ["CONFIG", "SET", "appendonly", "no"], ["EXEC"]], from: client)
        machine.advance(milliseconds: 200)
        #expect(!machine.engine.effects.isOn)
    }

    @Test func whatWouldEmptyTheDatabasesIsRefused() throws {
        let machine = try Machine(on: SimulatedDisk(), policy: "everysec", at: TestServer.beginning)
        let client = machine.clients[0]
        machine.receive(
            [["MULTI"], ["SET", "k", "1"], ["DEBUG", "RELOAD"], ["BGSAVE", "TO", "x"], ["EXEC"]], from: client)
        machine.settle()
        guard case .array(let replies)? = machine.replies(to: client).last else { throw Refused() }
        #expect(replies[1] == .error("ERR the data can't be loaded again in the middle of a transaction"))
        #expect(
            replies[2]
                == .error(
                    "ERR A backup shows one moment, and a transaction has none before its end: ask after EXEC"
                ))
    }

    private struct Refused: Error {}
}
