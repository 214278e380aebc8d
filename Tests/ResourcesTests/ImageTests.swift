// A store that is written out while it changes: what is read back is what it was when the writing began.

import Bytes
import Resources
import TestSupport
import Testing

struct ImageTests {
    private let shop = Shop()

    /// A store with everything in it that can be: types, indexes, references, deletions, ends, several namespaces.
    private func fill(_ random: inout SeededRandom, _ count: Int) throws {
        for _ in 0..<count {
            let key = Shop.key(
                "n\(Int.random(in: 0..<150, using: &random))", in: ["default", "team-b"].randomElement(using: &random)!)
            let number = Int.random(in: 0..<9, using: &random)
            switch Int.random(in: 0..<8, using: &random) {
            case 0: _ = try? shop.commit([(key, .delete())])
            case 1: try shop.commit([(key, .put(bytes("{\"v\":\(number)}"), .always, .milliseconds(60_000)))])
            case 2: try shop.commit([(Shop.key("user\(number)", type: "users"), .put(bytes("{\"of\":\"base\"}")))])
            default: try shop.commit([(key, .put(bytes("{\"v\":\(number),\"w\":[1.0,\(number)]}")))])
            }
        }
    }

    private func state(of store: Store) -> [String] {
        var lines = ["epoch \(store.epoch), head \(store.head), \(store.liveCount) live"]
        store.feed.forEach(after: 0) { entry in
            let version = entry.resource.version(entry.number)
            lines.append("\(entry.revision) \(entry.resource.key.text) \(version.map { "\($0)" } ?? "gone")")
            return true
        }
        lines.append("users of base: \(store.referrers(of: Shop.key("base", type: "bases")).map(\.text))")
        return lines.sorted()
    }

    private func bodies(of store: Store) -> [ResourceKey: [UInt8]] {
        var bodies: [ResourceKey: [UInt8]] = [:]
        store.forEachResource { bodies[$0.key] = $0.current.body }
        return bodies
    }

    @Test(arguments: Seeds.fixed(4)) func whatChangesMeanwhileIsNotInIt(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        try shop.define("routers", "{\"indexes\":{\"byValue\":[\"/v\"]}}")
        try shop.define("users", "{\"refs\":[{\"path\":\"/of\",\"type\":\"bases\"}]}")
        try shop.put("base", "{}", type: "bases")
        try fill(&random, 300)
        let (state, bodies) = (state(of: shop.store), bodies(of: shop.store))
        let walk = try #require(StoreWalk(shop.store))
        let reader = ImageReader()
        while let chunk = walk.next() {
            try chunk.withView { view in try reader.take(view) { bodies[$0] } }
            try fill(&random, 20)
            try shop.store.compact(before: shop.store.head)
        }
        #expect(reader.isComplete)
        #expect(self.state(of: reader.store) == state)
        var query = Query(namespace: "default")
        query.conditions = [Query.Condition(try Place(ByteView("/v")), .equal, ByteView("3"))]
        let found = try reader.store.page(of: "routers", query).items.map { $0.resource.name.text }
        let expected = bodies.filter { $0.key.namespace == "default" && $0.key.type == "routers" }
            .filter { String(decoding: $0.value, as: UTF8.self).hasPrefix("{\"v\":3") }.map(\.key.name.text).sorted()
        #expect(found == expected)
        // What was put off has been done.
        var before = 0
        shop.store.feed.forEach(after: 0) { _ in
            before += 1
            return true
        }
        #expect(before == 0)
    }

    @Test func whenALifeBeganIsKeptThoughItsFirstVersionsAreNot() throws {
        try shop.put("web", "1")
        let birth = shop.now
        for number in 2..<5 { try shop.put("web", "\(number)") }
        try shop.store.compact(before: shop.store.head)
        let resource = try #require(shop.store.resource(Shop.key("web")))
        #expect(resource.versions.count == 1 && resource.birth(of: resource.current) == birth)
        var store = shop.store
        for _ in 0..<2 {
            let reader = ImageReader()
            let walk = try #require(StoreWalk(store))
            while let chunk = walk.next() { try chunk.withView { view in try reader.take(view) { _ in bytes("4") } } }
            store = reader.store
            let read = try #require(store.resource(Shop.key("web")))
            #expect(read.birth(of: read.current) == birth)
        }
    }

    @Test func aLongHistoryIsWrittenInSteps() throws {
        for number in 0..<200 { try shop.put("web", "\(number)") }
        try shop.put("other", "1")
        let state = state(of: shop.store)
        let reader = ImageReader()
        let walk = try #require(StoreWalk(shop.store))
        var steps = 0
        while let chunk = walk.next() {
            steps += 1
            try shop.put("web", "\(1000 + steps)")
            guard !chunk.isEmpty else { continue }
            try chunk.withView { view in
                try reader.take(view) { $0.name == "web" ? bytes("199") : bytes("1") }
            }
        }
        #expect(steps > 5)
        #expect(self.state(of: reader.store) == state)
    }

    @Test func aBodyOfMoreThanAChunkComesWhole() throws {
        let long = "[\"\(String(repeating: "x", count: 200_000))\"]"
        try shop.put("long", long)
        try shop.put("long", "[]")
        let reader = ImageReader()
        let walk = try #require(StoreWalk(shop.store))
        while let chunk = walk.next() { try chunk.withView { view in try reader.take(view) { _ in bytes("[]") } } }
        let resource = try #require(reader.store.resource(Shop.key("long")))
        #expect(resource.versions.map { $0.body?.count } == [long.utf8.count, 2])
    }

    @Test func everyCutAndEveryFlippedByteIsRefusedOrMakesSomeStore() throws {
        try shop.put("a", "{}")
        try shop.put("b", "{}")
        try shop.delete("b")
        var whole: [[UInt8]] = []
        let walk = try #require(StoreWalk(shop.store))
        while let chunk = walk.next() { whole.append(chunk) }
        for place in whole.indices {
            for length in 0..<whole[place].count {
                let reader = ImageReader()
                var chunks = whole
                chunks[place] = Array(chunks[place][..<length])
                let isWhole = (try? take(chunks, reader)) != nil && reader.isComplete
                // A cut between two resources is for the checksums of the file to find.
                #expect(!isWhole || state(of: reader.store).count < state(of: shop.store).count)
                var flipped = whole
                flipped[place][length] ^= 0xff
                try? take(flipped, ImageReader())
            }
        }
    }

    private func take(_ chunks: [[UInt8]], _ reader: ImageReader) throws {
        for chunk in chunks { try chunk.withView { view in try reader.take(view) { _ in bytes("{}") } } }
    }
}
