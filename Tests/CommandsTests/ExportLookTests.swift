// What whoever looks at a root finds, read by rules that know nothing of how it was written: at any time the resources
// of one revision, exactly, and all of them at once.

import Bytes
import Engine
import JSON
import Testing
import TestSupport
import Traefik

struct ExportLookTests {
    private let room = RoutingRoom()

    /// Objects by kind and name, as they were put.
    private typealias Bodies = [ObjectKind: [ByteString: JSONValue]]

    // MARK: Random commits and looks

    /// Random objects that the store takes: what they refer to stands outside.
    private func pool(_ random: inout SeededRandom) -> [(ObjectKind, ByteString, JSONValue)] {
        var objects = RandomObjects(random: SeededRandom(seed: UInt64.random(in: 0...UInt64.max, using: &random)))
        var pool: [(ObjectKind, ByteString, JSONValue)] = []
        for _ in 0..<3 {
            objects.routing().forEach { kind, name, body in
                let body = ReferenceTable.rewriting(body, of: kind) { _ in "x@file" }
                if Validator().objections(to: body, named: name, of: kind).isEmpty { pool.append((kind, name, body)) }
            }
        }
        return pool
    }

    /// One commit of a few changes; answers its revision.
    private func commit(
        _ pool: [(ObjectKind, ByteString, JSONValue)], _ bodies: inout Bodies, _ random: inout SeededRandom
    ) -> UInt64 {
        room.admin.send("MULTI")
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let (kind, name, body) = pool.randomElement(using: &random)!
            if Int.random(in: 0..<3, using: &random) == 0 {
                room.admin.send("DEL", "default:\(kind.rawValue):\(name.text)")
                bodies[kind]?[name] = nil
            } else {
                room.put(kind.rawValue, name.text, body.text)
                bodies[kind, default: [:]][name] = body
            }
        }
        #expect(room.admin.send("EXEC").elements?.contains(where: \.isError) == false)
        return UInt64(room.server.engine.revision)
    }

    private func expectSame(_ pairs: [TreePair], _ bodies: Bodies, _ comment: String) {
        let found = PlainReader.objects(pairs).filter { $0.name != "milepost" }
        for kind in ObjectKind.allCases {
            let theirs = found.filter { $0.kind == kind }
            let mine = (bodies[kind] ?? [:]).sorted { $0.key < $1.key }
            let shown = mine.map { Shown.carried($0.value, kind) }
            if kind.isList {
                #expect(theirs.map { Shown.carried($0.body, kind) } == shown, "\(kind) \(comment)")
            } else {
                let byName = theirs.sorted { ByteString($0.name) < ByteString($1.name) }
                #expect(byName.map(\.name) == mine.map(\.key.text), "\(kind) \(comment)")
                #expect(byName.map { Shown.carried($0.body, kind) } == shown, "\(kind) \(comment)")
            }
        }
    }

    /// Commits come between every step of several readers, who have listed and then read, or listed twice, or are long
    /// behind; each finds the configuration of the revision that was there when it listed.
    @Test(arguments: Seeds.fixed(4)) func everyLookIsAllOfOneRevision(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let pool = pool(&random)
        let readers = (0..<4).map { _ in TestClient(of: room.server) }
        var listed: [Int: [String]] = [:]
        var bodies: Bodies = [:]
        var history: [String: Bodies] = ["0": [:]]
        for step in 0..<120 {
            guard Int.random(in: 0..<5, using: &random) > 1 else {
                history[String(commit(pool, &bodies, &random))] = bodies
                continue
            }
            let reader = Int.random(in: readers.indices, using: &random)
            guard let keys = listed[reader], !keys.isEmpty, Int.random(in: 0..<10, using: &random) > 0 else {
                listed[reader] = room.tree(readers[reader])
                continue
            }
            listed[reader] = nil
            let pairs = zip(keys, RoutingRoom.values(keys, readers[reader])).map { TreePair($0, $1.text ?? "") }
            let revision = pairs.first { $0.key == Array("traefik/_milepost/revision".utf8) }.map(\.value)
            let told = String(decoding: revision ?? [], as: UTF8.self)
            expectSame(pairs, try #require(history[told]), "of revision \(told) at step \(step) of seed \(seed)")
        }
    }

    // MARK: Much

    @Test func fiftyThousandKeysAreOneListAndOneRead() throws {
        for service in 0..<5 {
            let servers = (0..<10_000).map { "{\"url\":\"http://10.\(service).\($0 / 250).\($0 % 250)\"}" }
            room.put(
                "http.services", "s\(service)", "{\"loadBalancer\":{\"servers\":[\(servers.joined(separator: ","))]}}")
        }
        let reader = TestClient(of: room.server)
        let page = try #require(reader.send("SCAN", "0", "MATCH", "traefik*", "COUNT", "10").elements)
        #expect(page[0].text == "0")
        let keys = page[1].elements?.compactMap(\.text) ?? []
        #expect(keys.count == 50_002 && Set(keys).count == keys.count)
        let values = RoutingRoom.values(keys, reader)
        #expect(values.count == keys.count && values.allSatisfy { $0.text?.isEmpty == false })
        #expect(values.last?.text == "http://10.4.39.249")
    }
}
