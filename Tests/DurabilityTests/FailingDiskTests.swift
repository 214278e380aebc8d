// Every call to the disk in turn fails, once or for a while, is the last of the process, or the last before the power
// goes. MILEPOST_DISK_LIVES says of how many
// lives all calls are tried, where otherwise a few are of one.

import Bytes
import Commands
import Durability
import Engine
import Foundation
import TestSupport
import Testing

struct FailingDiskTests {
    private static let steps = 70
    private static var lives: Int {
        ProcessInfo.processInfo.environment["MILEPOST_DISK_LIVES"].flatMap { Int($0) } ?? 0
    }

    @Test(arguments: ["always", "everysec", "no"], Trouble.Kind.allCases)
    func everyCallMayFail(policy: String, kind: Trouble.Kind) throws {
        for number in 0..<max(1, Self.lives) {
            let seed = Seeds.ofThisRun &+ UInt64(number)
            var calm = try Life(policy: policy, seed: seed)
            let calls = try calm.run(steps: Self.steps)
            #expect(calls > 30)
            // A short run tries some of them, and which ones is up to the seed.
            let stride = Self.lives == 0 ? max(1, calls / 10) : 1
            for call in 1...max(1, calls) where (call + Int(seed % 64)) % stride == 0 {
                var life = try Life(policy: policy, seed: seed)
                _ = try life.run(steps: Self.steps, Trouble(kind: kind, call: call, isFull: call % 2 == 0))
            }
        }
    }

    /// A start that can't read what there is does not take place, and the next one finds it all.
    @Test func everyReadingMayFail() throws {
        let disk = SimulatedDisk()
        var first: Machine? = try Machine(on: disk, policy: "always", at: TestServer.beginning)
        let client = first!.clients[0]
        for number in 0..<20 {
            first!.receive([["APPEND", "k", "\(number)"], ["SET", "k\(number)", "v"]], from: client)
            if number == 10 { first!.receive([["BGREWRITEAOF"]], from: client) }
            first!.settle()
        }
        let state = first!.state
        first = nil
        disk.countsReads = true
        var failures = 0
        var call = 0
        while true {
            call += 1
            let before = disk.calls
            disk.endProcess()
            disk.fail(after: call, lasting: call % 2 == 0)
            do {
                let machine = try Machine(on: disk, policy: "always", at: TestServer.beginning)
                #expect(machine.state == state, "call \(call)")
                guard disk.calls >= before + call else { break }
            } catch {
                failures += 1
                #expect(error is StartFailure)
            }
            disk.heal()
        }
        #expect(failures > 5)
        disk.heal()
        disk.endProcess()
        #expect(try Machine(on: disk, policy: "always", at: TestServer.beginning).state == state)
    }

    /// The clock of the wall goes back, and what is due is done all the same.
    @Test func aClockThatGoesBackPutsNothingOff() throws {
        let disk = SimulatedDisk()
        let machine = try Machine(on: disk, policy: "everysec", at: TestServer.beginning)
        let client = machine.clients[0]
        machine.receive([["SET", "k", "1"]], from: client)
        machine.settle()
        let past = machine.engine.now - 3_600_000
        machine.engine.setTime(past)
        machine.receive([["SET", "k", "2"], ["SET", "ends", "x", "PX", "5000"]], from: client)
        machine.endTurn()
        machine.engine.stoppedClock! += 1_500_000_000
        machine.durability.keepHouse()
        machine.settle()
        disk.fail([.write])
        machine.receive([["SET", "k", "3"]], from: client)
        machine.settle()
        #expect(!machine.durability.figures.writeSucceeded)
        disk.heal()
        machine.engine.stoppedClock! += 1_500_000_000
        machine.durability.keepHouse()
        machine.settle()
        #expect(machine.durability.figures.writeSucceeded)
        machine.engine.stoppedClock! += 1_500_000_000
        machine.durability.keepHouse()
        machine.settle()
        let state = machine.state
        var random = SeededRandom(seed: 1)
        disk.losePower(&random)
        #expect(try Machine(on: disk, policy: "everysec", at: past).state == state)
    }
}
