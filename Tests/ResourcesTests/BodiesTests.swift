// Bodies that memory does not have: which they are, that they come back, and what happens where they don't.

import Bytes
import Resources
import Testing

struct BodiesTests {
    private func shop(_ more: String = "") throws -> Shop {
        let shop = Shop(givesUp: true)
        try shop.define("routers", "{\"store\":\"ondemand\"\(more)}")
        return shop
    }

    @Test func whatStandsIsElsewhereOnDemandOnly() throws {
        let shop = try shop()
        try shop.put("web", "{\"a\":1}")
        try shop.put("web", "1", type: "plain")
        #expect(shop.resource("web").current.isElsewhere)
        #expect(!shop.resource("web", type: "plain").current.isElsewhere)
        try shop.put("web", "2", type: "plain")
        #expect(shop.resource("web", type: "plain").versions.map(\.isElsewhere) == [true, false])
        #expect(try shop.body("web") == "{\"a\":1}" && shop.body("web", type: "plain") == "2")
    }

    @Test func theCacheKeepsWhatIsAskedForWithinItsBound() throws {
        // A cached body is in memory twice, so three of ten bytes fit.
        let shop = try shop(",\"cacheBytes\":60,\"cacheTTL\":\"10s\"")
        for name in ["a", "b", "c", "d"] { try shop.put(name, "\"12345678\"") }
        shop.store.sweepCaches(at: 0)
        for name in ["a", "b", "c", "a", "d"] { #expect(try shop.answer(name) == "\"12345678\"") }
        #expect(shop.isCached("a") && !shop.isCached("b") && shop.isCached("c") && shop.isCached("d"))
        let figures = shop.store.cacheFigures
        #expect(figures == (hits: 1, misses: 4, count: 3, bytes: 60))
        shop.store.sweepCaches(at: 9_999)
        #expect(try shop.answer("c") != nil)
        shop.store.sweepCaches(at: 10_000)
        #expect(!shop.isCached("a") && shop.isCached("c") && !shop.isCached("d"))
        shop.store.sweepCaches(at: 20_000)
        #expect(shop.store.cacheFigures.bytes == 0)
    }

    @Test func theCacheIsForgottenOnDemand() throws {
        let shop = try shop()
        for name in ["a", "b"] {
            try shop.put(name, "1")
            #expect(try shop.answer(name) == "1")
        }
        #expect(shop.store.clearCache(of: "other") == 0)
        #expect(shop.store.clearCache(of: "routers") == 2)
        #expect(shop.store.clearCache(of: nil) == 0)
        #expect(!shop.isCached("a"))
        #expect(try shop.answer("a") == "1")
    }

    @Test func aBodyThatCannotBeReadIsAnErrorAndNeverAnotherBody() throws {
        let shop = try shop(",\"indexes\":{\"byValue\":[\"/v\"]}")
        try shop.put("web", "{\"v\":1}")
        try shop.put("api", "{\"v\":2}")
        shop.attic?.lastBox?.isLost = true
        let api = Shop.key("api")
        #expect(code { () throws(StoreError) in try shop.commit([(api, .patch(.merge(bytes("{}"))))]) } == .unreadable)
        #expect(
            code { () throws(StoreError) in
                var query = Query(namespace: "default")
                query.conditions = [Query.Condition(try Place(ByteView("/w")), .isMissing)]
                _ = try shop.store.page(of: "routers", query)
            } == .unreadable)
        #expect(shop.store.head == 3, "nothing was changed")
        // It can be written over, and its index entry goes with it.
        try shop.commit([(api, .put(bytes("{\"v\":1}")))])
        #expect(try shop.found("2") == [] && shop.found("1") == ["api", "web"])
        try shop.delete("web")
        #expect(try shop.found("1") == ["api"])
    }

    @Test func filesGoWithTheirLastBody() throws {
        let shop = try shop(",\"history\":{\"keep\":1}")
        for number in 0..<10 {
            shop.now += 3_600_000
            try shop.put("web", "\(number)")
            shop.commits = []
        }
        #expect(shop.attic?.boxes == 10)
        #expect(shop.attic?.goneBoxes ?? 0 >= 8)
        #expect(try shop.body("web") == "9")
    }

    /// Resources that were all changed in turn, several times: each turn is a box.
    private func changedInTurn(_ count: Int, turns: Int) throws -> Shop {
        let shop = Shop(givesUp: true)
        for turn in 0..<turns {
            let body = bytes("{\"turn\":\(turn),\"text\":\"\(String(repeating: "x", count: 200))\"}")
            try shop.commit((0..<count).map { (Shop.key("r\($0)"), .put(body)) })
        }
        return shop
    }

    private func image(of shop: Shop) throws -> Store {
        let (reader, walk) = (ImageReader(), try #require(StoreWalk(shop.store)))
        while let chunk = walk.next() {
            try chunk.withView { view in
                try reader.take(view) { shop.store.resource($0)?.current.body }
            }
        }
        #expect(reader.isComplete && walk.fault == nil)
        return reader.store
    }

    private func bodies(in store: Store) -> [ResourceKey: [[UInt8]?]] {
        var bodies: [ResourceKey: [[UInt8]?]] = [:]
        store.forEachResource { bodies[$0.key] = $0.versions.map(\.body) }
        return bodies
    }

    @Test func aWalkReadsNeighboursAtOnce() throws {
        let shop = try changedInTurn(1000, turns: 5)
        let before = shop.attic?.reads ?? 0
        let image = try image(of: shop)
        // Four boxes of a thousand bodies, in seven blocks or eight each: two bodies alone, and then the block.
        #expect((shop.attic?.reads ?? 0) - before <= 4 * 8 * 3)
        #expect(bodies(in: image) == bodies(in: shop.store))
    }

    @Test func aWalkReadsWhatLiesAlone() throws {
        let shop = try changedInTurn(3, turns: 300)
        let before = shop.attic?.reads ?? 0
        let image = try image(of: shop)
        #expect((shop.attic?.reads ?? 0) - before == 3 * 299)
        #expect(bodies(in: image) == bodies(in: shop.store))
    }

    @Test func aStretchThatIsNotWhatWasWrittenIsNoBody() throws {
        let shop = try changedInTurn(50, turns: 2)
        shop.attic?.lastBox?.blursStretches = true
        #expect(bodies(in: try image(of: shop)) == bodies(in: shop.store))
        shop.attic?.lastBox?.isLost = true
        let walk = try #require(StoreWalk(shop.store))
        while walk.next() != nil {}
        #expect(walk.fault?.text == "box lost")
    }

    @Test func bodiesThatComeBeforeTheirResourcesAreNotHeldUntilThen() throws {
        let shop = try shop(",\"indexes\":{\"byValue\":[\"/v\"]}")
        for number in 0..<40 { try shop.put("r\(number % 30)", "{\"v\":\(number)}") }
        try shop.put("web", "{\"v\":1}", type: "plain")
        let (attic, bodies) = (Attic(), Bodies())
        bodies.depot = attic
        let reader = ImageReader(into: Store(epoch: 0, bodies: bodies))
        shop.store.onDemandTypes.withView { reader.expect(onDemand: $0) }
        var held: [ResourceKey: [UInt8]] = [:]
        shop.store.forEachResource { resource in
            let body = resource.current.body ?? []
            let isTaken = resource.key.bytes.withView { key in body.withView { reader.take($0, under: key) } }
            #expect(isTaken == (resource.key.type == "routers"))
            if !isTaken { held[resource.key] = body }
        }
        let stranger = bytes("default:routers:stranger")
        #expect(stranger.withView { key in bytes("text").withView { reader.take($0, under: key) } })
        // They come into the room before it is known whose they are, and are on disk already.
        bodies.writeAll()
        #expect(bodies.waitingBytes == 0 && attic.boxes == 1)
        let walk = try #require(StoreWalk(shop.store))
        while let chunk = walk.next() { try chunk.withView { view in try reader.take(view) { held[$0] } } }
        #expect(reader.isComplete && reader.store.liveCount == 31)
        #expect(self.bodies(in: reader.store) == self.bodies(in: shop.store))
        var query = Query(namespace: nil)
        query.lookup = Query.Lookup("byValue", ["35"])
        #expect(try reader.store.page(of: "routers", query).items.map(\.resource.name) == ["r5"])
        var rest: [String] = []
        try reader.returnRest { key, string in rest.append(key.text + " " + string.text) }
        #expect(rest == ["default:routers:stranger text"])
    }

    @Test func typesThatAreBuiltInStayInMemory() throws {
        let shop = Shop(givesUp: true)
        shop.store.govern("built", by: Anything())
        let refusal = code { () throws(StoreError) in try shop.define("built", "{\"store\":\"ondemand\"}") }
        #expect(refusal == .invalid)
    }
}

private final class Anything: KindRules {
    func objection(to body: [UInt8], at key: ResourceKey) -> String? { nil }
    func references(in body: [UInt8], of key: ResourceKey) -> [KindReference] { [] }
    func spelling(of name: ByteString) -> [UInt8] { name.bytes }
}

extension Shop {
    fileprivate func resource(_ name: String, type: String = "routers") -> Resource {
        store.resource(Self.key(name, type: type))!
    }

    fileprivate func isCached(_ name: String) -> Bool { !resource(name).current.isElsewhere }

    fileprivate func answer(_ name: String) throws -> String? {
        try store.presentBody(of: resource(name)).map { String(decoding: $0, as: UTF8.self) }
    }

    fileprivate func found(_ value: String) throws -> [String] {
        var query = Query(namespace: nil)
        query.lookup = Query.Lookup("byValue", [ByteString(value)])
        return try names(query)
    }
}
