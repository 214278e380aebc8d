// Lists: conditions, order, pages that stay true while data changes, and indexes that answer as a full look would.

import Bytes
import Resources
import Testing

struct QueryTests {
    private let shop = Shop()

    private func fill() throws(StoreError) {
        try shop.put("a", "{\"host\":\"x.example\",\"weight\":10,\"tags\":[\"red\",\"blue\"]}")
        try shop.put("b", "{\"host\":\"y.example\",\"weight\":9.5,\"tags\":[\"red\"]}")
        try shop.put("c", "{\"host\":\"x.example\",\"weight\":1e1}")
        try shop.put("d", "{\"weight\":\"10\"}")
    }

    private func names(_ path: String, _ relation: Query.Relation, _ operand: String = "") throws -> String {
        var query = Query(namespace: "default")
        query.conditions = [
            try view(path) { path in
                try view(operand) { Query.Condition(try Place(path), relation, $0) }
            }
        ]
        return try shop.names(query).joined()
    }

    @Test func conditionsHold() throws {
        try fill()
        #expect(try names("/host", .equal, "x.example") == "ac")
        #expect(try names("/host", .equal, "\"x.example\"") == "ac")
        #expect(try names("/host", .unequal, "x.example") == "bd")
        #expect(try names("/weight", .equal, "10.0") == "ac")
        #expect(try names("/weight", .less, "10") == "b")
        #expect(try names("/weight", .atLeast, "9.5") == "abc", "a string is no number")
        #expect(try names("/tags/*", .equal, "blue") == "a")
        #expect(try names("/tags", .contains, "red") == "ab")
        #expect(try names("/host", .contains, "exam") == "abc")
        #expect(try names("/host", .hasPrefix, "y.") == "b")
        #expect(try names("/host", .matchesGlob, "*.example") == "abc")
        #expect(try names("/host", .isIn, "[\"y.example\",\"z\"]") == "b")
        #expect(try names("/tags", .exists) == "ab")
        #expect(try names("/tags", .isMissing) == "cd")
        #expect(try names("@name", .greater, "b") == "cd")
        #expect(try names("@revision", .atMost, "2") == "ab")
        #expect(try names("@author", .equal, "alice") == "abcd")
    }

    @Test func anIndexAnswersAsAFullLookDoes() throws {
        try fill()
        let before = try names("/host", .equal, "x.example")
        try shop.define("routers", "{\"indexes\":{\"byHost\":[\"/host\",\"@name\"],\"byTag\":[\"/tags/*\"]}}")
        #expect(try names("/host", .equal, "x.example") == before)
        #expect(try names("/tags/*", .equal, "red") == "ab")
        try shop.put("a", "{\"host\":\"n\"}")
        try shop.delete("b")
        #expect(try names("/host", .equal, "x.example") == "c")
        #expect(try names("/tags/*", .equal, "red") == "")
    }

    @Test func whoIsNotInAnIndexIsFoundAllTheSame() throws {
        try fill()
        try shop.define("routers", "{\"indexes\":{\"byHostAndTag\":[\"/host\",\"/tags/*\"]}}")
        #expect(try names("/host", .equal, "x.example") == "ac", "c has no tag")
    }

    @Test func pagesGoThroughAllNamespaces() throws {
        for namespace in ["a", "b", "c"] {
            for number in 0..<5 { try shop.put("n\(number)", "1", in: namespace) }
        }
        var query = Query(namespace: nil)
        query.limit = 4
        var seen: [String] = []
        repeat {
            let page = try shop.store.page(of: "routers", query)
            seen += page.items.map(\.resource.key.text)
            query.cursor = page.cursor
        } while query.cursor != nil
        #expect(seen == ["a", "b", "c"].flatMap { space in (0..<5).map { "\(space):routers:n\($0)" } })
    }

    @Test func pagesStayAtTheirRevision() throws {
        for number in 10..<35 { try shop.put("n\(number)", "{\"v\":\(number % 3)}") }
        for orders in [[], [Query.Order(try view("/v") { try Place($0) }, descending: true)]] {
            var query = Query(namespace: nil)
            query.orders = orders
            let all = try shop.names(query)
            query.limit = 7
            var seen: [String] = []
            repeat {
                let page = try shop.store.page(of: "routers", query)
                seen += page.items.map(\.resource.name.text)
                query.cursor = try page.cursor.map { cursor in try view(cursor.text) { try Cursor($0) } }
                // Neither of these belongs to what is read.
                try shop.put("n20x\(shop.now)", "{\"v\":1}")
                try shop.commit([(Shop.key("n30"), .put(bytes("{\"v\":\(shop.now)}")))])
            } while query.cursor != nil
            #expect(seen == all)
        }
    }

    @Test func anOldListIsRefusedWhereSomethingOfItIsLost() throws {
        try fill()
        try shop.put("a", "1")
        try shop.store.compact(before: 5)
        var query = Query(namespace: "default")
        query.revision = 4
        #expect(throws: StoreError.self) { try shop.names(query) }
        query.revision = 9
        #expect(throws: StoreError.self) { try shop.names(query) }
    }

    @Test func whoHasNoTimeIsToldSo() throws {
        for number in 0..<600 { try shop.put("n\(number)", "1") }
        #expect(
            code { () throws(StoreError) in
                try shop.store.reading(of: "routers", Query(namespace: nil), isTooLate: { true }).goOn { false }
            } == .timeout)
    }

    @Test(arguments: ["", "x", "1.zz", "1.abc", "-1.00"]) func whatIsNoCursorIsRefused(text: String) {
        #expect(
            code { () throws(StoreError) in try bytes(text).withView { view throws(StoreError) in try Cursor(view) } }
                != nil)
    }
}
