// It makes no difference where bodies are: the same requests get the same replies, and watchers hear the same, whether
// a type keeps its bodies in memory, on disk with hardly a cache, or in one after the other; through restarts, rewrites
// and reloads.

import Bytes
import Commands
import Engine
import Resources
import TestSupport
import Testing

struct BothStoresTests {
    @Test(arguments: 0..<6) func everyReplyIsTheSame(number: Int) throws {
        let seed = Seeds.ofThisRun &+ UInt64(number)
        var random = SeededRandom(seed: seed)
        let (memory, other) = (try House(inMemory: true), try House(inMemory: false))
        for house in [memory, other] { try house.furnish() }
        for step in 0..<250 {
            let event = Event.next(step, &random)
            let (expected, found) = (try memory.meet(event), try other.meet(event))
            #expect(expected == found, "seed \(seed), step \(step): \(event)\n\(expected)\n\(found)")
            guard expected == found else { return }
        }
        #expect(memory.state == other.state, "seed \(seed)")
    }
}

/// What befalls both houses.
private enum Event {
    case ask([String], client: Int)
    case define(cacheBytes: Int, isOnDemand: Bool)
    case advance(Int64)
    case restart

    static func next(_ step: Int, _ random: inout SeededRandom) -> Event {
        switch Int.random(in: 0..<40, using: &random) {
        case 0: return .restart
        case 1: return .define(cacheBytes: step + 1, isOnDemand: Bool.random(using: &random))
        case 2...6: return .advance(Int64.random(in: 1...2000, using: &random))
        case 7: return .ask(["BGREWRITEAOF"], client: 0)
        case 8: return .ask(["DEBUG", "LOADAOF"], client: 0)
        default:
            // The other one may do only with its own namespace what it likes.
            let client = Int.random(in: 0..<4, using: &random) == 0 ? 1 : 0
            return .ask(Requests.draw(step, &random), client: client)
        }
    }
}

private enum Requests {
    static func draw(_ step: Int, _ random: inout SeededRandom) -> [String] {
        let namespace = Int.random(in: 0..<4, using: &random) == 0 ? "lab" : "shop"
        let name = "r\(Int.random(in: 0..<6, using: &random))"
        let version = "\(Int.random(in: 0..<6, using: &random))"
        let text = String(repeating: "x", count: [0, 20, 400].randomElement(using: &random)!)
        let body = "{\"n\":\(step % 5),\"text\":\"\(text)\"}"
        return Bool.random(using: &random)
            ? write(namespace, name, body, version, &random) : read(namespace, name, version, step, &random)
    }

    private static func write(
        _ namespace: String, _ name: String, _ body: String, _ version: String, _ random: inout SeededRandom
    ) -> [String] {
        let address = ["things", namespace, name]
        let key = "\(namespace):things:\(name)"
        let operation = { (name: String) in
            "{\"op\":\"put\",\"type\":\"things\",\"namespace\":\"\(namespace)\",\"name\":\"\(name)\","
                + "\"resource\":\(body)}"
        }
        let changes: [[String]] = [
            ["RES.PUT"] + address + [body], ["RES.PUT"] + address + [body, "TTL", "3"],
            ["RES.CREATE"] + address + [body], ["RES.UPDATE"] + address + [body, "IFVERSION", version],
            ["RES.PATCH"] + address + ["MERGE", "{\"n\":7}"],
            ["RES.PATCH"] + address + ["JSON", "[{\"op\":\"test\",\"path\":\"/n\",\"value\":7}]"],
            ["RES.ROLLBACK"] + address + ["TO", version], ["RES.DEL"] + address,
        ]
        let manyAtOnce: [[String]] = [
            ["RES.TXN", "[\(operation(name)),\(operation("r0"))]"], ["RES.TXN", "[\(operation(name))]", "DRYRUN"],
            ["RES.REVERT", namespace, "TO", version + "0"],
            ["RES.DROP", "things", "byN", "1", version, "NAMESPACE", namespace], ["RES.CLEAR", "things", "lab"],
        ]
        let plain: [[String]] = [
            ["EXPIRE", key, "2"], ["PERSIST", key], ["DEL", key], ["UNLINK", key], ["SET", key, "plain"],
            ["RENAME", key, "elsewhere"], ["APPEND", key, "x"],
        ]
        switch Int.random(in: 0..<20, using: &random) {
        case 0..<6: return changes[0]
        case 6..<12: return changes.randomElement(using: &random)!
        case 12..<15: return manyAtOnce.randomElement(using: &random)!
        case 15: return version == "1" ? ["FLUSHALL"] : ["RES.CACHE", "CLEAR", "none"]
        default: return plain.randomElement(using: &random)!
        }
    }

    private static func read(
        _ namespace: String, _ name: String, _ version: String, _ step: Int, _ random: inout SeededRandom
    ) -> [String] {
        let address = ["things", namespace, name]
        let key = "\(namespace):things:\(name)"
        let list = ["RES.LIST", "things", namespace]
        let one: [[String]] = [
            ["RES.GET"] + address, ["RES.GET"] + address + ["WITHMETA"], ["RES.GET"] + address + ["PATH", "/n"],
            ["RES.GET"] + address + ["VERSION", version], ["RES.GET"] + address + ["AT", "\(step / 2)"],
            ["RES.GET"] + address + ["FORMAT", "yaml"], ["RES.MGET"] + address + ["r0", "none"],
            ["RES.HISTORY"] + address + ["WITHBODY"], ["RES.DIFF"] + address + [version, "3"],
            ["RES.EXISTS"] + address, ["RES.REFS"] + address,
        ]
        let many: [[String]] = [
            list, list + ["WHERE", "/n", "<", "3", "WITHMETA"], list + ["AT", "\(step / 2)"], list + ["COUNT"],
            list + ["WHERE", "/text", "PREFIX", "xx", "SORT", "/n", "FIELDS", "/n"],
            ["RES.FIND", "things", "byN", "1", version], ["RES.NAMESPACE", "STATS", namespace],
            ["RES.CHANGES", "FROM", "\(step / 3)", "TYPE", "things", "WITHBODY", "WITHPREVIOUS"],
        ]
        let plain: [[String]] = [
            ["GET", key], ["MGET", key, "shop:things:r0"], ["STRLEN", key], ["GETRANGE", key, "2", "9"],
            ["EXISTS", key], ["TYPE", key], ["TTL", key], ["OBJECT", "ENCODING", key], ["DUMP", key], ["DBSIZE"],
        ]
        return [one, many, plain].randomElement(using: &random)!.randomElement(using: &random)!
    }
}

/// One server with one type, which it keeps in its way.
private final class House {
    private let disk = SimulatedDisk()
    private let isInMemory: Bool
    private var now = TestServer.beginning
    private var machine: Machine!

    init(inMemory: Bool) throws {
        isInMemory = inMemory
        try open()
    }

    private func open() throws {
        machine = nil
        disk.endProcess()
        machine = try Machine(on: disk, policy: "everysec", at: now)
        _ = machine.ask("ACL", "SETUSER", "tenant", "on", ">pass", "~lab:*", "+@all")
        _ = machine.ask("AUTH", "tenant", "pass", from: 1)
        machine.receive([["RES.WATCH", "things", "*", "WITHBODY", "WITHPREVIOUS"]], from: machine.clients[2])
        machine.settle()
    }

    func furnish() throws {
        _ = try meet(.define(cacheBytes: 0, isOnDemand: true))
        _ = machine.ask("RES.NAMESPACE", "CREATE", "shop")
        _ = machine.ask("RES.PUT", "things", "shop", "r0", "{\"n\":1}")
        for _ in 0..<3 { _ = try meet(.advance(1000)) }
        #expect(machine.bodiesOnDisk == (isInMemory ? 0 : 1))
    }

    /// Answers what came of it for everybody who could tell.
    func meet(_ event: Event) throws -> [Reply] {
        switch event {
        case .ask(let words, let client): return [ask(words, client)] + heard()
        case .define(let bytes, let isOnDemand):
            let store = isOnDemand && !isInMemory ? "ondemand" : "memory"
            let definition =
                "{\"store\":\"\(store)\",\"cacheBytes\":\(bytes + 1),\"indexes\":{\"byN\":[\"/n\"]},"
                + "\"history\":{\"keep\":4}}"
            return [ask(["RES.TYPE", "DEFINE", "things", definition], 0)] + heard()
        case .advance(let milliseconds):
            now += milliseconds
            machine.advance(milliseconds: milliseconds)
            machine.settle()
            return heard()
        case .restart:
            machine.settle()
            try open()
            return heard()
        }
    }

    private func ask(_ words: [String], _ client: Int) -> Reply {
        machine.ask(words, from: client) ?? .error("no reply to \(words)")
    }

    private func heard() -> [Reply] { machine.replies(to: machine.clients[2]) }

    var state: String { machine.state }
}

extension Machine {
    fileprivate var bodiesOnDisk: Int {
        var count = 0
        engine.resources.forEachResource { resource in
            count += resource.current.isOnDiskAlone ? 1 : 0
        }
        return count
    }
}
