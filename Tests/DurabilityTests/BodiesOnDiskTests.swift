// Bodies in files: read by who waits alone, made anew by every start, never taken for others, and missed by nobody
// where the disk does not take them.

import Bytes
import Commands
import Durability
import Engine
import Journal
import Platform
import Resources
import TestSupport
import Testing

struct BodiesOnDiskTests {
    private let disk = SimulatedDisk()

    private func start(at moment: Int64 = TestServer.beginning, logs: Bool = true) throws -> Machine {
        disk.endProcess()
        let machine = try Machine(on: disk, policy: "everysec", at: moment)
        if !logs { _ = machine.ask("CONFIG", "SET", "appendonly", "no") }
        return machine
    }

    private func define(_ machine: Machine, _ store: String = "ondemand", _ more: String = "") {
        let reply = machine.ask("RES.TYPE", "DEFINE", "things", "{\"store\":\"\(store)\"\(more)}")
        #expect(reply?.isError == false, "\(String(describing: reply))")
    }

    private func put(_ machine: Machine, _ name: String, _ body: String) {
        #expect(machine.ask("RES.PUT", "things", "shop", name, body)?.isError == false)
    }

    /// Lets what waits be written.
    private func tidy(_ machine: Machine) {
        for _ in 0..<3 {
            machine.advance(milliseconds: 1500)
            machine.settle()
        }
    }

    private func version(_ machine: Machine, _ name: String) -> Version? {
        machine.engine.resources.resource(ResourceKey(namespace: "shop", type: "things", name: ByteString(name)))?
            .current
    }

    private func body(_ number: Int) -> String {
        "{\"n\":\(number),\"text\":\"\(String(repeating: "x", count: 300))\"}"
    }

    /// What is there, whatever the revision is.
    private func lines(_ state: String) -> [Substring] {
        state.split(separator: "\n").filter { !$0.hasPrefix("head") }
    }

    @Test func aColdReadWaitsAloneAndAnswersTheBody() throws {
        let machine = try start()
        define(machine)
        put(machine, "a", body(1))
        tidy(machine)
        #expect(version(machine, "a")?.isOnDiskAlone == true)
        let waiting = machine.clients[1]
        machine.receive([["RES.GET", "things", "shop", "a"]], from: waiting)
        #expect(waiting.isPostponed)
        #expect(machine.ask("SET", "k", "v") == .status("OK"), "nobody else waits")
        machine.settle()
        waiting.isPostponed = false
        machine.receive([["RES.GET", "things", "shop", "a"]], from: waiting)
        machine.settle()
        #expect(machine.replies(to: waiting) == [.text(body(1))])
        #expect(machine.engine.resources.cacheFigures.misses == 1)
        // From now on it is cached, for GET as well.
        #expect(machine.ask("GET", "shop:things:a") == .text(body(1)))
        #expect(machine.engine.resources.cacheFigures.hits == 1)
        #expect(machine.engine.resources.cacheFigures.misses == 1)
        #expect(machine.ask("RES.CACHE", "CLEAR", "things") == .integer(1))
        #expect(machine.ask("GET", "shop:things:a") == .text(body(1)))
        #expect(machine.engine.resources.cacheFigures.misses == 2)
    }

    @Test(arguments: [",\"cacheBytes\":1", ""]) func everyCommandReadsWhatIsOnDisk(cache: String) throws {
        let machine = try start()
        define(machine, "ondemand", ",\"indexes\":{\"byN\":[\"/n\"]}" + cache)
        for number in 0..<4 { put(machine, "r\(number)", body(number)) }
        put(machine, "r0", body(9))
        tidy(machine)
        let key = "shop:things:r1"
        #expect(machine.ask("GET", key) == .text(body(1)))
        #expect(machine.ask("MGET", key, "none") == .array([.text(body(1)), .null]))
        #expect(machine.ask("STRLEN", key) == .integer(Int64(body(1).utf8.count)))
        #expect(machine.ask("GETRANGE", key, "0", "5") == .text("{\"n\":1"))
        #expect(machine.ask("RES.MGET", "things", "shop", "r2") == .array([.text(body(2))]))
        #expect(machine.ask("RES.GET", "things", "shop", "r1", "PATH", "/n") == .text("1"))
        #expect(machine.ask("RES.GET", "things", "shop", "r0", "VERSION", "1") == .text(body(0)))
        #expect(machine.ask("RES.LIST", "things", "shop", "WHERE", "/n", ">", "2", "COUNT") == .integer(2))
        #expect(machine.ask("RES.PATCH", "things", "shop", "r3", "MERGE", "{\"text\":null}")?.isError == false)
        #expect(machine.ask("RES.GET", "things", "shop", "r3") == .text("{\"n\":3}"))
        #expect(machine.ask("RES.ROLLBACK", "things", "shop", "r0", "TO", "1")?.isError == false)
        #expect(machine.ask("RES.GET", "things", "shop", "r0") == .text(body(0)))
        #expect(machine.ask("RES.PUT", "things", "shop", "r2", body(2)) == .array([.integer(1), .integer(4)]))
        machine.receive([["MULTI"], ["RES.GET", "things", "shop", "r1"], ["EXEC"]], from: machine.clients[0])
        machine.settle()
        #expect(machine.replies(to: machine.clients[0]).last == .array([.text(body(1))]))
    }

    @Test(arguments: [true, false]) func aStartMakesTheFilesAnew(fromSnapshot: Bool) throws {
        var machine: Machine? = try start()
        define(machine!)
        for number in 0..<20 { put(machine!, "r\(number % 7)", body(number)) }
        if fromSnapshot { _ = machine!.ask("BGREWRITEAOF") }
        tidy(machine!)
        let (state, past) = (machine!.state, machine!.past.map(\.1))
        machine = nil
        for name in try disk.names(in: "bodies") { disk["bodies/" + name] = Array("spoilt".utf8) }
        let again = try start()
        tidy(again)
        #expect(again.state == state)
        #expect(again.past.map(\.1) == past)
        #expect(version(again, "r3")?.isOnDiskAlone == true)
    }

    @Test(arguments: [true, false]) func aStartDoesNotHoldMoreThanItWrites(fromSnapshot: Bool) throws {
        var machine: Machine? = try start()
        define(machine!)
        // A key that only looks like that of a resource.
        #expect(machine!.ask("SET", "shop:things:plain", "no body") == .status("OK"))
        let long = String(repeating: "x", count: 150_000)
        for number in 0..<30 { put(machine!, "r\(number)", "[\(number),\"\(long)\"]") }
        if fromSnapshot { _ = machine!.ask("BGREWRITEAOF") }
        tidy(machine!)
        let state = machine!.state
        machine = nil
        let again = try start()
        let bodies = again.engine.bodies
        #expect(bodies.waitingBytes <= 1 << 20 && bodies.liveDiskBytes > 3 << 20, "\(bodies.waitingBytes)")
        #expect(again.state == state)
        #expect(again.ask("GET", "shop:things:plain") == .text("no body"))
        #expect(again.ask("GET", "shop:things:r7") == .text("[7,\"\(long)\"]"))
    }

    @Test func damageIsAnErrorToWhoAsksAndNeverAnotherBody() throws {
        let machine = try start()
        define(machine)
        put(machine, "a", body(1))
        put(machine, "b", body(2))
        tidy(machine)
        let path = "bodies/" + (try disk.names(in: "bodies"))[0]
        var file = try #require(disk[path])
        file[20] ^= 1
        disk.spoil(path, file)
        for request in [
            ["RES.GET", "things", "shop", "a"], ["GET", "shop:things:a"], ["MGET", "shop:things:a"],
            ["RES.LIST", "things", "shop"], ["RES.HISTORY", "things", "shop", "a", "WITHBODY"],
            ["RES.PATCH", "things", "shop", "a", "MERGE", "{}"],
        ] {
            machine.receive([request], from: machine.clients[0])
            if machine.clients[0].isPostponed {
                machine.settle()
                machine.clients[0].isPostponed = false
                machine.receive([request], from: machine.clients[0])
            }
            machine.settle()
            let reply = machine.replies(to: machine.clients[0]).last
            guard case .error(let text)? = reply else {
                Issue.record("\(request): \(String(describing: reply))"); continue
            }
            #expect(text.hasPrefix("IOERR a body can't be read back from \(path) at offset 0: "), "\(text)")
        }
        #expect(machine.log.contains { $0.contains("a body can't be read back from \(path)") })
        #expect(machine.ask("RES.GET", "things", "shop", "b") == .text(body(2)))
        // A log that is made anew would miss the body: it is not made, and the old one stays.
        _ = machine.ask("BGREWRITEAOF")
        tidy(machine)
        #expect(!machine.durability.figures.rewriteSucceeded)
        #expect(machine.ask("RES.PUT", "things", "shop", "a", body(3))?.isError == false)
        #expect(machine.ask("RES.GET", "things", "shop", "a") == .text(body(3)))
    }

    @Test func aRewriteNamesThePlaceOfWhatItCannotRead() throws {
        let machine = try start()
        for number in 0..<20 { put(machine, "a", body(number)) }
        tidy(machine)
        let path = "bodies/" + (try disk.names(in: "bodies"))[0]
        var file = try #require(disk[path])
        let damaged = (0..<12).reduce(0) { $0 + body($1).utf8.count }
        file[damaged + 5] ^= 1
        disk.spoil(path, file)
        _ = machine.ask("BGREWRITEAOF")
        tidy(machine)
        #expect(!machine.durability.figures.rewriteSucceeded)
        let place = "a body can't be read back from \(path) at offset \(damaged): "
        #expect(machine.log.contains { $0.contains(place) }, "\(machine.log)")
    }

    @Test func whereTheDiskTakesNoBodiesTheyStayInMemory() throws {
        let machine = try start(logs: false)
        define(machine)
        disk.fail([.create, .write])
        put(machine, "a", body(1))
        tidy(machine)
        #expect(version(machine, "a")?.isOnDiskAlone == false)
        #expect(machine.ask("RES.GET", "things", "shop", "a") == .text(body(1)))
        #expect(machine.log.count { $0.contains("Bodies can't be written") } == 1)
        disk.heal()
        #expect(machine.engine.bodies.writtenCount == 0)
        for _ in 0..<8 { tidy(machine) }
        #expect(machine.engine.bodies.writtenCount == 1)
        #expect(machine.ask("RES.GET", "things", "shop", "a") == .text(body(1)))
        #expect(machine.log.contains { $0.contains("Bodies are written to disk again") })
    }

    @Test func aTypeMovesFromOneStoreToTheOther() throws {
        let machine = try start()
        define(machine, "memory")
        for number in 0..<50 { put(machine, "r\(number)", body(number)) }
        let state = machine.state
        for store in ["ondemand", "memory", "ondemand"] {
            define(machine, store)
            for step in 0..<60 {
                machine.endTurn()
                if step % 7 == 0 { #expect(machine.ask("GET", "shop:things:r\(step % 50)") == .text(body(step % 50))) }
            }
            tidy(machine)
            let elsewhere = (0..<50).count { version(machine, "r\($0)")?.isElsewhere == true }
            #expect(store == "memory" ? elsewhere == 0 : elsewhere >= 40, "\(store): \(elsewhere)")
            #expect(lines(machine.state) == lines(state))
        }
    }

    @Test func whatWasOnItsWayBeforeAReloadIsNotTakenForWhatStandsAfterIt() throws {
        let machine = try start()
        define(machine)
        put(machine, "a", body(1))
        #expect(machine.ask("GET", "shop:things:a") == .text(body(1)))
        // The disk's queue has the body from here on, and does nothing before the reload.
        machine.advance(milliseconds: 1500)
        machine.receive(
            [["DEBUG", "LOADAOF"], ["RES.PUT", "things", "shop", "a", body(2)]], from: machine.clients[0])
        machine.settle()
        #expect(machine.replies(to: machine.clients[0]) == [.status("OK"), .array([.integer(2), .integer(3)])])
        #expect(machine.ask("GET", "shop:things:a") == .text(body(2)))
    }

    @Test func aSnapshotHoldsEveryBodyForAStockServer() throws {
        let machine = try start(logs: false)
        define(machine)
        for number in 0..<30 { put(machine, "r\(number)", body(number)) }
        tidy(machine)
        #expect(machine.ask("SAVE") == .status("OK"))
        var reader = try SnapshotReader.open("dump.rdb", on: disk, checksums: true)
        var found = 0
        while let item = try reader.next() {
            if case .entry(let entry) = item, case .bytes(let view) = entry.value, view.text.contains("xxx") {
                found += 1
            }
        }
        #expect(found == 30)
    }
}
