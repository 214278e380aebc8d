// The life of a server on a disk that fails: what clients ask, what they are told, and what must be there afterwards.
//
// What the data was after each change is noted in order. Whatever a start finds must be one of these states, and none
// that is older than the last change that somebody was told of.

import Bytes
import Commands
import Durability
import Engine
import Platform
import Resources
import TestSupport
import Testing

struct Trouble: Sendable {
    enum Kind: String, CaseIterable, Sendable {
        /// One call fails, and all others succeed.
        case once
        /// It goes on until the disk is healed, twenty steps later.
        case lasting
        /// The process ends at the call.
        case kill
        /// The power goes at the call, and what was not synced with it.
        case powerCut
    }

    var kind: Kind
    var call: Int
    var isFull = false
}

struct Life {
    let policy: String
    let seed: UInt64
    private let disk = SimulatedDisk()
    private var random: SeededRandom
    private var machine: Machine
    /// The data after each change, in order, and the last of them that a client has been told of.
    private var states = [""]
    private var known = 0
    /// What was asked and not answered: the client, and how many states there were when all of it had been done.
    private var waiting: [(client: Int, count: Int, reached: Int)] = []
    private var moment = TestServer.beginning
    private var trouble: Trouble?
    private var stepOfTrouble: Int?
    private var promises = true

    init(policy: String, seed: UInt64) throws {
        self.policy = policy
        self.seed = seed
        random = SeededRandom(seed: seed)
        machine = try Machine(
            on: disk, policy: policy, at: TestServer.beginning, basesAreSnapshots: seed % 2 == 0,
            syncsInTurns: seed % 3 == 0)
    }

    /// Lives through so many steps; answers how many calls the disk was asked for.
    mutating func run(steps: Int, _ trouble: Trouble? = nil) throws -> Int {
        self.trouble = trouble
        let before = disk.calls
        switch trouble?.kind {
        case .once?: disk.fail(after: trouble!.call, full: trouble!.isFull)
        case .lasting?: disk.fail(after: trouble!.call, lasting: true, full: trouble!.isFull)
        case .kill?, .powerCut?: disk.halt(after: trouble!.call)
        case nil: break
        }
        for step in 0..<steps {
            try self.step(step)
            try noteTrouble(step, before)
        }
        let calls = disk.calls - before
        try recoverByItself()
        try restart(losingPower: false)
        return calls
    }

    private mutating func noteTrouble(_ step: Int, _ before: Int) throws {
        guard let trouble, disk.calls - before >= trouble.call else { return }
        switch trouble.kind {
        case .once: break
        case .lasting:
            if stepOfTrouble == nil { stepOfTrouble = step }
            if step == stepOfTrouble! + 20 { disk.heal() }
        case .kill, .powerCut:
            self.trouble = nil
            disk.heal()
            try restart(losingPower: trouble.kind == .powerCut)
        }
    }

    // MARK: Steps

    private mutating func step(_ number: Int) throws {
        let client = Int.random(in: 0..<3, using: &random)
        if !waiting.contains(where: { $0.client == client }) {
            let requests = (0..<Int.random(in: 1...3, using: &random)).flatMap { _ in request(number) }
            let before = states.count
            receive(requests, from: client)
            // What changed nothing says nothing of what others have changed.
            waiting.append((client, requests.count, states.count > before ? states.count - 1 : 0))
        }
        machine.endTurn()
        note()
        for _ in 0..<Int.random(in: 0..<8, using: &random) { machine.happen(&random) }
        if Int.random(in: 0..<3, using: &random) == 0 {
            moment += Int64.random(in: 1...700, using: &random)
            machine.advance(milliseconds: moment - machine.server.now)
        }
        note()
        try hear()
        // Whoever looks at INFO learns what whoever writes is told.
        let figures = machine.durability.figures
        if figures.logIsOn {
            #expect(figures.writeSucceeded == (machine.server.services.writeRefusal == nil), "\(self)")
        }
        if machine.wasShutDown { try restart(losingPower: false) }
    }

    private mutating func receive(_ requests: [[String]], from client: Int) {
        let machine = machine
        machine.receive(requests, from: machine.clients[client]) { note() }
    }

    private mutating func note() {
        let state = machine.state
        if state != states.last { states.append(state) }
    }

    private mutating func request(_ number: Int) -> [[String]] {
        let key = "k\(Int.random(in: 0..<8, using: &random))"
        let other = "k\(Int.random(in: 0..<8, using: &random))"
        switch Int.random(in: 0..<28, using: &random) {
        case 0..<5: return [["SET", key, "\(number)"]]
        case 5..<10: return [["APPEND", key, ".\(number)"]]
        case 10: return [["MSET", key, "\(number)", other, "\(number)"]]
        case 11: return [["MULTI"], ["APPEND", key, "+\(number)"], ["APPEND", other, "+\(number)"], ["EXEC"]]
        case 12: return [["DEL", key]]
        case 13: return [["SET", key, "ends", "PX", "\(Int.random(in: 100...2000, using: &random))"]]
        case 14: return [["SELECT", "\(Int.random(in: 0..<3, using: &random))"]]
        case 15: return [["RENAME", key, other]]
        case 16: return [["SWAPDB", "0", "1"]]
        case 17: return [["GET", key]]
        case 18...20: return [["BGREWRITEAOF"]]
        case 21: return [["BGSAVE"]]
        case 22...25: return resourceRequest(number)
        default: return rarely(key)
        }
    }

    private mutating func resourceRequest(_ number: Int) -> [[String]] {
        let name = "r\(Int.random(in: 0..<5, using: &random))"
        let other = "r\(Int.random(in: 0..<5, using: &random))"
        let put = ["RES.PUT", "things", "shop", name, "{\"n\":\(number)}"]
        let store = Bool.random(using: &random) ? "ondemand" : "memory"
        let list = "[\"\(String(repeating: "long", count: 100))\"]"
        switch Int.random(in: 0..<8, using: &random) {
        case 0...2: return [put]
        case 3: return [["RES.DEL", "things", "shop", name]]
        case 4:
            return [["MULTI"], put, ["SET", "k0", "\(number)"], ["RES.PUT", "things", "shop", other, list], ["EXEC"]]
        case 5:
            let asked = Bool.random(using: &random) ? ["BGREWRITEAOF"] : ["CONFIG", "SET", "appendonly", "yes"]
            return [["MULTI"], put, asked, ["RES.DEL", "things", "shop", other], ["EXEC"]]
        case 6:
            return [
                ["RES.TYPE", "DEFINE", "things", "{\"history\":{\"keep\":\(100 + number)},\"store\":\"\(store)\"}"]
            ]
        default: return [["DEL", "shop:things:\(name)", "shop:things:\(other)", "k1"]]
        }
    }

    private mutating func rarely(_ key: String) -> [[String]] {
        switch Int.random(in: 0..<8, using: &random) {
        case 0: [["FLUSHALL"]]
        case 1: [["CONFIG", "SET", "appendonly", "no"]]
        case 2, 3: [["CONFIG", "SET", "appendonly", "yes"]]
        case 4: [["BGSAVE", "CANCEL"]]
        case 5: [["DEBUG", "RELOAD"]]
        case 6: [["SAVE"]]
        default: [["APPEND", key, String(repeating: "long", count: 50)]]
        }
    }

    // MARK: Promises

    /// Takes note of what clients have been told.
    private mutating func hear() throws {
        for client in 0..<3 {
            let replies = machine.replies(to: machine.clients[client])
            guard !replies.isEmpty, let place = waiting.firstIndex(where: { $0.client == client }) else { continue }
            let asked = waiting.remove(at: place)
            #expect(replies.count == asked.count, "\(self): \(replies)")
            // A batch is told as one: errors say that something was refused, or may yet apply.
            if machine.logCounts, !replies.contains(where: \.isError) { known = max(known, asked.reached) }
        }
    }

    /// The disk is well again: without a restart the server takes writes, says so, and all is on disk.
    private mutating func recoverByItself() throws {
        disk.heal()
        for _ in 0..<6 {
            moment += 61_000
            machine.advance(milliseconds: moment - machine.server.now)
            machine.settle()
            note()
        }
        try hear()
        #expect(waiting.isEmpty, "\(self): \(waiting) have heard nothing")
        receive([["CONFIG", "SET", "appendonly", "yes"], ["SET", "last", "word"]], from: 0)
        machine.settle()
        let replies = machine.replies(to: machine.clients[0])
        #expect(replies == [.status("OK"), .status("OK")], "\(self): \(replies) \(machine.log.suffix(9))")
        #expect(machine.logCounts && machine.durability.figures.writeSucceeded, "\(self)")
        known = states.count - 1
    }

    /// A new process finds what it must. It is found again when power goes directly afterwards.
    private mutating func restart(losingPower: Bool) throws {
        try hear()
        let past = machine.past
        let (headBefore, epochBefore) = (machine.engine.resources.head, machine.engine.resources.epoch)
        if losingPower {
            disk.losePower(&random)
            // Under another policy than always the last second or two may be gone: any state will do, but a state.
            if policy != "always" { known = 0 }
        }
        let log = machine.log
        disk.endProcess()
        do {
            machine = try Machine(
                on: disk, policy: policy, at: moment, basesAreSnapshots: seed % 2 == 0, syncsInTurns: seed % 3 == 0)
        } catch {
            Issue.record("\(self): no start: \(error) \(log.suffix(9))")
            throw error
        }
        let found = machine.state
        let place = states.map(withoutEnded).lastIndex(of: withoutEnded(found))
        let numbers = "found \(place ?? -1) of \(states.count), known \(known)"
        #expect(place ?? -1 >= known, "\(self): \(numbers):\n\(found)\nwas:\n\(states[known])\n\(log)")
        let head = machine.engine.resources.head
        #expect(machine.history(through: head) == past.filter { $0.0 <= head }.map(\.1), "\(self): \(numbers)")
        if losingPower, policy != "always", head < headBefore {
            let epochs = (machine.engine.resources.epoch, epochBefore)
            #expect(epochs.0 != epochs.1, "\(self): \(numbers): revisions come again in the same epoch")
        }
        states = [found]
        known = 0
        waiting = []
    }

    /// The keys whose end has not come. Keys that end in one turn go one after the other, and a power cut may come
    /// between any two of them: a key that ended may be there still, or not.
    private func withoutEnded(_ state: String) -> String {
        state.split(separator: "\n").filter { line in
            let end = line.split(separator: " ").last.flatMap { Int64($0) } ?? 0
            return end == 0 || end > moment
        }.joined(separator: "\n")
    }
}

extension Life: CustomStringConvertible {
    var description: String {
        let what = trouble.map { "\($0.kind) at call \($0.call)\($0.isFull ? ", full" : "")" } ?? "no trouble"
        return "policy \(policy), seed \(seed), \(what)"
    }
}
