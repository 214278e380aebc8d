// What single steps and whole commits do, and what they refuse.

import Bytes
import Resources
import Testing

struct StoreTests {
    private let shop = Shop()

    @Test func versionsAndRevisionsRiseByOne() throws {
        #expect(try shop.put("web", "{\"a\": 1}") == Outcome(version: 1, revision: 1, isChange: true))
        #expect(try shop.put("api", "{}") == Outcome(version: 1, revision: 2, isChange: true))
        #expect(try shop.put("web", "{\"a\": 2}") == Outcome(version: 2, revision: 3, isChange: true))
        #expect(try shop.body("web") == "{\"a\":2}")
        #expect(shop.store.head == 3)
    }

    @Test func anIdenticalBodyChangesNothing() throws {
        try shop.put("web", "{\"a\":1.0}")
        #expect(try shop.put("web", " { \"a\" : 1.0 } ") == Outcome(version: 1, revision: 1, isChange: false))
        #expect(try shop.put("web", "{\"a\":1}").isChange, "a number that is written otherwise is another body")
        #expect(shop.store.head == 2)
    }

    @Test func aDeletionIsAVersionAndOutlivesTheBody() throws {
        try shop.put("web", "1")
        #expect(try shop.delete("web") == Outcome(version: 2, revision: 2, isChange: true))
        #expect(try shop.body("web") == nil)
        #expect(try shop.put("web", "2").version == 3)
        #expect(shop.store.resource(Shop.key("web"))?.versions.map(\.event) == [.created, .deleted, .created])
    }

    @Test func preconditionsAreHeld() throws {
        let key = Shop.key("web")
        #expect(
            refusal { () throws(StoreError) in try shop.delete("web") } == "NOTFOUND default:routers:web does not "
                + "exist; RES.LIST shows what does"
        )
        #expect(code { () throws(StoreError) in try shop.commit([(key, .update(bytes("1")))]) } == .notFound)
        #expect(
            code { () throws(StoreError) in try shop.commit([(key, .put(bytes("1"), .ifVersion(1)))]) } == .conflict)
        try shop.put("web", "1")
        #expect(code { () throws(StoreError) in try shop.commit([(key, .create(bytes("1")))]) } == .exists)
        #expect(code { () throws(StoreError) in try shop.commit([(key, .put(bytes("1"), .ifAbsent))]) } == .exists)
        #expect(
            refusal { () throws(StoreError) in try shop.commit([(key, .update(bytes("2"), ifVersion: 9))]) }
                == "CONFLICT default:routers:web is at version 1, version 9 was expected; read it again before you "
                + "change it")
        try shop.commit([(key, .update(bytes("2"), ifVersion: 1))])
        #expect(try shop.body("web") == "2")
        #expect(shop.store.head == 2)
    }

    @Test func aCommitIsWholeOrNotAtAll() throws {
        try shop.put("web", "1")
        let refused = refusal { () throws(StoreError) in
            try shop.commit([
                (Shop.key("a"), .create(bytes("1"))), (Shop.key("web"), .delete()),
                (Shop.key("web"), .update(bytes("2"))),
            ])
        }
        #expect(refused == "NOTFOUND operation 2: default:routers:web does not exist; RES.LIST shows what does")
        #expect(shop.store.head == 1)
        #expect(shop.store.resource(Shop.key("a")) == nil)
        #expect(try shop.body("web") == "1")
        let outcomes = try shop.commit([
            (Shop.key("a"), .create(bytes("1"))), (Shop.key("web"), .delete()), (Shop.key("web"), .create(bytes("2"))),
        ])
        #expect(outcomes.map(\.version) == [1, 2, 3])
        #expect(Set(outcomes.map(\.revision)) == [2])
        #expect(shop.store.head == 2)
    }

    @Test(arguments: [
        ("Default", "routers", "web"), ("", "routers", "web"), ("a-", "routers", "web"), ("default", "", "web"),
        ("default", "rou ters", "web"), ("default", "routers", ""), ("default", "routers", "a/b"),
        ("default", "routers", "a:b"), ("default", "routers", "a\u{7}"), ("default", "@types", "a\u{0}"),
    ])
    func badNamesAreRefused(namespace: String, type: String, name: String) {
        let key = Shop.key(name, type: type, in: namespace)
        #expect(code { () throws(StoreError) in try shop.commit([(key, .put(bytes("1")))]) } == .invalid)
    }

    @Test func patchesAreAppliedToWhatIsThere() throws {
        try shop.put("web", "{\"a\":1,\"b\":{\"c\":2}}")
        let key = Shop.key("web")
        try shop.commit([(key, .patch(.merge(bytes("{\"b\":{\"c\":null,\"d\":3}}"))))])
        #expect(try shop.body("web") == "{\"a\":1,\"b\":{\"d\":3}}")
        try shop.commit([
            (
                key,
                .patch(
                    .operations(
                        bytes("[{\"op\":\"test\",\"path\":\"/a\",\"value\":1.0},{\"op\":\"remove\",\"path\":\"/b\"}]")))
            )
        ])
        #expect(try shop.body("web") == "{\"a\":1}")
        #expect(
            code { () throws(StoreError) in
                try shop.commit([(key, .patch(.operations(bytes("[{\"op\":\"remove\",\"path\":\"/x\"}]"))))])
            } == .invalid)
    }

    @Test func anOldBodyComesBack() throws {
        try shop.put("web", "1")
        try shop.put("web", "2")
        try shop.delete("web")
        #expect(try shop.commit([(Shop.key("web"), .rollback(to: 1))])[0].version == 4)
        #expect(try shop.body("web") == "1")
        #expect(code { () throws(StoreError) in try shop.commit([(Shop.key("web"), .rollback(to: 3))]) } == .notFound)
        #expect(code { () throws(StoreError) in try shop.commit([(Shop.key("web"), .rollback(to: 9))]) } == .notFound)
    }

    @Test func whatExpiresIsACommit() throws {
        try shop.commit([(Shop.key("web"), .put(bytes("1"), .always, .milliseconds(500)))])
        let resource = try #require(shop.store.resource(Shop.key("web")))
        #expect(resource.current.end == shop.now + 500)
        try shop.commit([(Shop.key("web"), .put(bytes("2"), .always, .kept))])
        #expect(resource.current.end != nil)
        try shop.commit([(Shop.key("web"), .expire)])
        #expect(resource.current.event == .expired)
        #expect(try shop.commit([(Shop.key("web"), .expire)])[0].isChange == false)
    }

    @Test func thePastStaysReadable() throws {
        try shop.put("web", "1")
        try shop.put("api", "1")
        try shop.put("web", "2")
        try shop.delete("web")
        #expect(try (1...4).map { try shop.body("web", at: $0) } == ["1", "1", "2", nil])
        #expect(try shop.body("api", at: 1) == nil)
        var query = Query(namespace: "default")
        query.revision = 3
        #expect(try shop.names(query) == ["api", "web"])
        query.revision = nil
        #expect(try shop.names(query) == ["api"])
    }

    @Test func whatIsLetGoOfIsRefused() throws {
        for number in 1...5 { try shop.put("web", "\(number)") }
        try shop.delete("web")
        try shop.put("api", "1")
        try shop.store.compact(before: 4)
        #expect(try shop.body("web", at: 4) == "4")
        #expect(throws: StoreError.self) { try shop.body("web", at: 3) }
        var query = Query(namespace: "default")
        query.revision = 3
        #expect(throws: StoreError.self) { try shop.names(query) }
        try shop.store.compact(before: 7)
        #expect(shop.store.resource(Shop.key("web")) == nil)
        #expect(try shop.put("web", "0").version == 7, "a forgotten name begins above what was forgotten")
        #expect(shop.store.feed.lostThrough == 7)
    }

    @Test func versionsAreKeptByCountAndAge() throws {
        try shop.define("routers", "{\"history\":{\"keep\":3}}")
        for number in 1...9 { try shop.put("web", "\(number)") }
        let resource = try #require(shop.store.resource(Shop.key("web")))
        #expect(resource.versions.count == 9, "what is younger than ten minutes stays")
        shop.now += 700_000
        try shop.put("web", "10")
        #expect(resource.versions.map(\.number) == [8, 9, 10])
        #expect(try shop.body("web", at: shop.store.head - 1) == "9")
        #expect(throws: StoreError.self) { try shop.body("web", at: 3) }
    }
}

func refusal(_ body: () throws(StoreError) -> some Any) -> String? {
    do throws(StoreError) {
        _ = try body()
        return nil
    } catch {
        return error.line
    }
}

func code(_ body: () throws(StoreError) -> some Any) -> StoreError.Code? {
    do throws(StoreError) {
        _ = try body()
        return nil
    } catch {
        return error.code
    }
}
