// Another policy of syncing is taken only when the manifest says so: otherwise a loss of power could take, without a
// trace, what somebody has been told.

import Bytes
import Commands
import Durability
import Engine
import Resources
import TestSupport
import Testing

struct OpenLogTests {
    private let disk = SimulatedDisk()
    private let machine: Machine

    init() throws {
        machine = try Machine(on: disk, policy: "always", at: TestServer.beginning)
    }

    private func ask(_ requests: [String]...) -> [Reply] {
        machine.receive(requests, from: machine.clients[0])
        machine.settle()
        return machine.replies(to: machine.clients[0])
    }

    /// Behind a change that it is to be one with.
    private func askInTransaction(_ policy: String) -> [Reply] {
        machine.receive(
            [["MULTI"], ["APPEND", "k", "."], ["CONFIG", "SET", "appendfsync", policy], ["EXEC"]],
            from: machine.clients[0])
        machine.settle()
        return machine.replies(to: machine.clients[0])
    }

    private var asked: String? { ask(["CONFIG", "GET", "appendfsync"])[0].elements?.last?.text }

    private var inEffect: String? {
        let lines = ask(["INFO", "persistence"])[0].text?.split(separator: "\r\n") ?? []
        return lines.first { $0.hasPrefix("aof_fsync_in_effect:") }.map { String($0.drop { $0 != ":" }.dropFirst()) }
    }

    /// Whether the reply to a write leaves before any queue has done anything.
    private var answersUnsynced: Bool {
        machine.receive([["APPEND", "k", "."]], from: machine.clients[0])
        machine.endTurn()
        let isThere = !machine.replies(to: machine.clients[0]).isEmpty
        machine.settle()
        _ = machine.replies(to: machine.clients[0])
        return isThere
    }

    /// What a start finds after the power went, and in which epoch.
    private func afterLossOfPower() throws -> (state: String, epoch: UInt64) {
        var random = SeededRandom(seed: 1)
        disk.losePower(&random)
        disk.heal()
        disk.endProcess()
        let found = try Machine(on: disk, policy: "always", at: TestServer.beginning)
        return (found.state, found.engine.resources.epoch)
    }

    @Test(arguments: [SimulatedDisk.Call.create, .write, .sync, .rename, .syncFolder], ["everysec", "no"])
    func `a policy that can't be noted is refused, and nothing is changed`(
        call: SimulatedDisk.Call, policy: String
    ) {
        _ = ask(["RES.PUT", "things", "shop", "one", "1"])
        disk.fail([call])
        let reply = ask(["CONFIG", "SET", "timeout", "77", "appendfsync", policy])[0]
        let text = reply.rendered
        #expect(reply.isError && text.contains("'appendfsync'") && text.contains("manifest"), "\(text)")
        #expect(asked == "always" && inEffect == "always")
        #expect(ask(["CONFIG", "GET", "timeout"])[0].elements?.last?.text != "77")
        disk.heal()
        #expect(!answersUnsynced)
        #expect(ask(["CONFIG", "SET", "appendfsync", policy]) == [.status("OK")])
        #expect(asked == policy && inEffect == policy && answersUnsynced)
    }

    /// A transaction's options are adopted behind it, when nobody waits for an answer any more.
    @Test func `one that was accepted in a transaction waits for the manifest`() throws {
        _ = ask(["RES.PUT", "things", "shop", "one", "1"])
        let epoch = machine.engine.resources.epoch
        disk.fail([.rename])
        #expect(askInTransaction("no").last?.elements == [.integer(1), .status("OK")])
        for _ in 0..<30 { machine.advance(milliseconds: 100) }
        #expect(asked == "no" && inEffect == "always")
        #expect(machine.log.count { $0.contains("does not say that the log is open") } == 1, "\(machine.log)")
        #expect(!answersUnsynced)
        let state = machine.state
        let found = try afterLossOfPower()
        #expect(found.state == state && found.epoch == epoch)
    }

    @Test func `it is taken by itself as soon as the disk is well again`() throws {
        disk.fail([.rename])
        _ = askInTransaction("no")
        machine.advance(milliseconds: 100)
        #expect(inEffect == "always")
        disk.heal()
        machine.advance(milliseconds: 61_000)
        #expect(inEffect == "no" && answersUnsynced)
        _ = ask(["RES.PUT", "things", "shop", "one", "1"])
        let epoch = machine.engine.resources.epoch
        #expect(try afterLossOfPower().epoch != epoch)
    }

    /// The log fails, and meanwhile another policy is asked for: what can be noted is.
    @Test func `a log that has failed takes another policy with it`() throws {
        disk.fail([.write])
        _ = ask(["SET", "k", "v"])
        #expect(machine.server.services.writeRefusal != nil)
        #expect(ask(["CONFIG", "SET", "appendfsync", "everysec"])[0].isError)
        #expect(inEffect == "always")
        disk.heal()
        #expect(ask(["CONFIG", "SET", "appendfsync", "everysec"]) == [.status("OK")])
        machine.advance(milliseconds: 61_000)
        machine.settle()
        #expect(machine.server.services.writeRefusal == nil)
        _ = ask(["RES.PUT", "things", "shop", "one", "1"])
        let epoch = machine.engine.resources.epoch
        #expect(try afterLossOfPower().epoch != epoch)
    }
}
