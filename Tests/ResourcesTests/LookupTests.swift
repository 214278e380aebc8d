// What is found by an index, now and page by page in the past, is what a full look would find; and single versions.

import Bytes
import Resources
import Testing

struct LookupTests {
    private let shop = Shop()

    private func define() throws(StoreError) {
        try shop.define(
            "routers",
            "{\"indexes\":{\"byHost\":[\"/host\",\"@name\"],\"byTag\":[\"/tags/*\"],\"both\":[\"/host\",\"/zone\"],"
                + "\"spread\":[\"/host\",\"/tags/*\"],\"here\":[\"@namespace\",\"/zone\"]}}")
    }

    private func fill() throws(StoreError) {
        try define()
        try shop.put("a", "{\"host\":\"x\",\"zone\":1,\"tags\":[\"red\",\"blue\"]}")
        try shop.put("b", "{\"host\":\"y\",\"zone\":1,\"tags\":[\"red\"]}")
        try shop.put("c", "{\"host\":\"x\",\"zone\":2}")
        try shop.put("7", "{\"host\":\"x\",\"zone\":1,\"tags\":[\"green\",\"red\"]}", in: "other")
    }

    private func find(_ index: String, _ keys: String..., in namespace: String? = nil) throws -> [String] {
        var query = Query(namespace: namespace.map { ByteString($0) })
        query.lookup = Query.Lookup(ByteString(index), keys.map { ByteString($0) })
        return try shop.names(query)
    }

    private func condition(_ place: String, _ operand: String) throws -> Query.Condition {
        try view(place) { place in try view(operand) { Query.Condition(try Place(place), .equal, $0) } }
    }

    // MARK: Indexes

    @Test func wholeAndPartialKeysFind() throws {
        try fill()
        #expect(try find("byHost", "x") == ["a", "c", "7"])
        #expect(try find("byHost", "x", in: "default") == ["a", "c"])
        #expect(try find("byHost", "x", "c") == ["c"])
        #expect(try find("byHost", "\"x\"", "7") == ["7"], "a name is a string even if it looks like a number")
        #expect(try find("both", "x", "1") == ["a", "7"])
        #expect(try find("both", "x", "1.0") == ["a", "7"])
        #expect(try find("both") == ["a", "c", "b", "7"], "in the order of the index")
        #expect(try find("here", "other") == ["7"])
        #expect(try find("byHost", "nobody").isEmpty)
    }

    @Test func whoHasSeveralKeysIsFoundOnce() throws {
        try fill()
        #expect(try find("byTag", "red") == ["a", "b", "7"])
        #expect(try find("byTag") == ["a", "b", "7"], "a stands at blue, its first")
        #expect(try find("spread", "x") == ["a", "7"])
    }

    @Test func aWrongLookupIsRefused() throws {
        try fill()
        #expect(code { () throws(StoreError) in try look("byZone") } == .notFound)
        #expect(code { () throws(StoreError) in try look("byTag", "a", "b") } == .invalid)
        #expect(code { () throws(StoreError) in try look("byTag", type: "unknown") } == .notFound)
    }

    private func look(_ index: String, _ keys: String..., type: String = "routers") throws(StoreError) {
        var query = Query(namespace: nil)
        query.lookup = Query.Lookup(ByteString(index), keys.map { ByteString($0) })
        _ = try shop.store.page(of: ByteString(type), query)
    }

    @Test func conditionsOnAllPathsOfAnIndexUseItAndAnswerTheSame() throws {
        try fill()
        for conditions in [[("/host", "x"), ("/zone", "1")], [("/zone", "1")], [("/zone", "1"), ("@name", "7")]] {
            var query = Query(namespace: nil)
            query.conditions = try conditions.map { try condition($0.0, $0.1) }
            let found = try shop.names(query)
            try shop.define("routers", "{}")
            #expect(try shop.names(query) == found)
            #expect(found.last == "7")
            try define()
        }
    }

    @Test func valuesThatCanOnlyBeStringsNeedNoQuotes() throws {
        try shop.put("10", "{\"ip\":\"10.0.0.1\",\"note\":\"port 80\"}")
        for (place, relation, operand) in [
            ("@name", Query.Relation.equal, "10"), ("@name", .equal, "\"10\""), ("/ip", .hasPrefix, "10"),
            ("/note", .contains, "80"), ("/note", .matchesGlob, "*80"), ("@name", .hasPrefix, "1"),
        ] {
            var query = Query(namespace: nil)
            query.conditions = [
                try view(place) { place in try view(operand) { Query.Condition(try Place(place), relation, $0) } }
            ]
            #expect(try shop.names(query) == ["10"], "\(place) \(relation) \(operand)")
        }
    }

    // MARK: Pages

    /// Between all pages things come, go, and change what they are found by.
    @Test(arguments: ["", "byHost", "byTag", "both", "condition", "sorted"]) func pagesStayTrueWhateverChanges(
        way: String
    ) throws {
        try define()
        for number in 10..<60 { try put(number, in: number % 7 < 3 ? "default" : "other") }
        var query = Query(namespace: nil)
        switch way {
        case "": break
        case "condition": query.conditions = [try condition("/host", "h1")]
        case "sorted": query.orders = [Query.Order(try view("/zone") { try Place($0) }, descending: true)]
        default: query.lookup = Query.Lookup(ByteString(way), way == "byHost" ? ["h1"] : [])
        }
        let all = try shop.names(query)
        #expect(all.count > 10)
        query.limit = 3
        var seen: [String] = []
        repeat {
            let page = try shop.store.page(of: "routers", query)
            seen += page.items.map(\.resource.name.text)
            query.cursor = try page.cursor.map { cursor in try view(cursor.text) { try Cursor($0) } }
            try shake()
        } while query.cursor != nil
        #expect(seen == all)
    }

    private func put(_ number: Int, turn: Int = 0, in namespace: String) throws(StoreError) {
        let tags = number % 2 == 0 ? "\"t\(turn % 3)\",\"t\(number % 5)\"" : "\"t\(number % 5)\""
        try shop.put(
            "n\(number)",
            "{\"host\":\"h\((number + turn) % 3)\",\"zone\":\((number * 7 + turn) % 4),\"tags\":[\(tags)]}",
            in: namespace)
    }

    private func shake() throws(StoreError) {
        let turn = Int(shop.now % 1000)
        for number in stride(from: 10, to: 70, by: 3) { try put(number, turn: turn, in: "default") }
        try shop.commit([
            (Shop.key("n\(10 + turn % 50)", in: "other"), .put(bytes("1"))),
            (Shop.key("n13"), .delete()),
        ])
    }

    @Test func aCursorOfAnotherListIsRefused() throws {
        try fill()
        var query = Query(namespace: nil)
        query.limit = 1
        let cursor = try shop.store.page(of: "routers", query).cursor
        query.conditions = [try condition("/host", "x")]
        query.cursor = cursor
        #expect(code { () throws(StoreError) in try shop.store.page(of: "routers", query) } == .invalid)
        query.conditions = []
        #expect(try shop.names(query).count == 1)
        #expect(code { () throws(StoreError) in try shop.store.page(of: "services", query) } == .invalid)
    }

    @Test func aPageThatCanNoLongerBeReadIsRefused() throws {
        try fill()
        var query = Query(namespace: nil)
        query.limit = 1
        query.cursor = try shop.store.page(of: "routers", query).cursor
        try shop.put("a", "1")
        try shop.store.compact(before: shop.store.head)
        #expect(code { () throws(StoreError) in try shop.store.page(of: "routers", query) } == .compacted)
    }

    /// Within a commit its own changes are seen, under the revision that they will have.
    @Test func aCommitSeesItself() throws {
        try fill()
        let plan = try shop.store.plan(
            [Step(Shop.key("z"), .put(bytes("{\"host\":\"x\"}")))], at: 2_000_000, by: shop.actor)
        shop.store.apply(plan.changes, at: 2_000_000)
        var query = Query(namespace: "default")
        query.conditions = [try condition("/host", "x")]
        let page = try shop.store.page(of: "routers", query)
        #expect(page.items.map(\.resource.name.text) == ["a", "c", "z"])
        #expect(page.revision == shop.store.head + 1)
        shop.store.seal()
        #expect(page.revision == shop.store.head)
    }
}

struct VersionTests {
    private let shop = Shop()

    private func body(at revision: Revision) throws(StoreError) -> String? {
        try shop.store.item(Shop.key("a"), at: revision).map { String(decoding: $0.version.body ?? [], as: UTF8.self) }
    }

    @Test func aResourceIsReadAsItWas() throws {
        try shop.put("a", "1")
        try shop.put("b", "1")
        try shop.put("a", "2")
        try shop.delete("a")
        #expect(try (0...4).map { try body(at: Revision($0)) } == [nil, "1", "1", "2", nil])
        #expect(code { () throws(StoreError) in try body(at: 5) } == .compacted)
        #expect(try shop.store.item(Shop.key("a"), version: 2)?.version.body == bytes("2"))
        #expect(try shop.store.item(Shop.key("a"), version: 3)?.version.event == .deleted)
        #expect(try shop.store.item(Shop.key("a"), version: 4) == nil)
        #expect(try shop.store.item(Shop.key("c"), version: 1) == nil)
    }

    @Test func whatIsNoLongerKeptIsRefused() throws {
        for number in 1...4 { try shop.put("a", "\(number)") }
        try shop.store.compact(before: 3)
        #expect(code { () throws(StoreError) in try body(at: 2) } == .compacted)
        #expect(try body(at: 3) == "3")
        #expect(code { () throws(StoreError) in try shop.store.item(Shop.key("a"), version: 2) } == .compacted)
        // A name that was never there can't be told from one that is forgotten.
        #expect(code { () throws(StoreError) in try shop.store.item(Shop.key("b"), at: 2) } == .compacted)
        #expect(try shop.store.item(Shop.key("b"), at: 3) == nil)
    }

    @Test func theBeginningOfALifeOutlastsItsFirstVersions() throws {
        try shop.put("a", "1")
        let first = shop.now
        try shop.delete("a")
        try shop.put("a", "2")
        let second = shop.now
        for number in 3...5 { try shop.put("a", "\(number)") }
        let resource = try #require(shop.store.resource(Shop.key("a")))
        #expect(resource.birth(of: resource.versions[0]) == first)
        #expect(resource.birth(of: resource.current) == second)
        try shop.store.compact(before: 5)
        #expect(resource.versions.count == 2)
        #expect(resource.birth(of: resource.current) == second)
    }

    @Test func figuresAreOfWhatMayBeRead() throws {
        try shop.put("a", "1")
        try shop.put("a", "22")
        try shop.put("b", "1", in: "other")
        try shop.delete("a")
        try shop.define("empty", "{}")
        let all = shop.store.figures { _ in true }
        #expect([all.types, all.resources, all.versions, all.bodyBytes] == [2, 1, 4, 4])
        let none = shop.store.figures { $0.namespace == "default" }
        #expect([none.types, none.resources, none.versions, none.bodyBytes] == [1, 0, 3, 3])
        try shop.store.compact(before: 4)
        let rest = shop.store.figures { _ in true }
        #expect([rest.versions, rest.bodyBytes, Int(rest.oldestKept)] == [1, 1, 4])
    }
}
