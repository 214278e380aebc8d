// What stands in namespaces is counted and bounded, and many resources are swept at once or brought back.

import Bytes
import Resources
import TestSupport
import Testing

struct NamespaceTests {
    private let shop = Shop()

    private func bound(_ namespace: String, _ json: String) throws(StoreError) {
        try shop.commit([(Store.namespaceKey(of: ByteString(namespace)), .put(bytes(json)))])
    }

    private func counts(_ store: Store) -> [String] {
        store.existingNamespaces.map { namespace in
            let quota = namespace.quota.map { String(decoding: $0.body, as: UTF8.self) } ?? "none"
            return "\(namespace.name.text) \(namespace.resources) \(namespace.bytes) \(namespace.keptBytes) \(quota)"
        }
    }

    private func carryOut(_ steps: [Step]) throws(StoreError) {
        try shop.commit(steps.map { ($0.key, $0.action) })
    }

    @Test func whatStandsIsCounted() throws {
        try bound("made", "{}")
        try shop.put("web", "123")
        try shop.put("web", "45")
        try shop.put("api", "6", in: "other")
        try shop.commit([(Shop.key("api", in: "other"), .delete())])
        #expect(counts(shop.store) == ["default 1 2 5 none", "made 0 0 0 {}"])
        try shop.store.compact(before: shop.store.head)
        #expect(counts(shop.store) == ["default 1 2 2 none", "made 0 0 0 {}"])
    }

    @Test func whatWasMadeOnPurposeStaysWhenItIsEmptied() throws {
        try bound("made", "{}")
        for namespace in ["made", "come"] { try shop.put("web", "1", in: namespace) }
        for namespace in ["made", "come"] { try shop.commit([(Shop.key("web", in: namespace), .delete())]) }
        #expect(counts(shop.store) == ["made 0 0 1 {}"])
        let reader = ImageReader()
        let walk = try #require(StoreWalk(shop.store))
        while let chunk = walk.next() { try chunk.withView { view in try reader.take(view) { _ in nil } } }
        #expect(counts(reader.store) == ["made 0 0 1 {}"])
        try carryOut(shop.store.stepsToDrop("made"))
        #expect(counts(shop.store).isEmpty)
    }

    @Test func countsAndQuotasComeBack() throws {
        try bound("default", "{\"resources\":9,\"bytes\":100}")
        for number in 0..<5 { try shop.put("n\(number % 2)", "\(number)") }
        try shop.delete("n1")
        let again = Store(epoch: 7)
        for commit in shop.commits { try again.replay(#require(Commit(commit.words))) }
        #expect(counts(again) == counts(shop.store))
        let walk = try #require(StoreWalk(shop.store))
        let reader = ImageReader()
        while let chunk = walk.next() {
            try chunk.withView { view in
                try reader.take(view) { shop.store.resource($0)?.current.body }
            }
        }
        #expect(counts(reader.store) == counts(shop.store))
        #expect(counts(again) == ["default 1 1 5 {\"resources\":9,\"bytes\":100}"])
    }

    @Test(arguments: ["[]", "{\"bytes\":-1}", "{\"bytes\":\"1mb\"}", "{\"resources\":1.5}", "{\"files\":1}"])
    func aQuotaThatMakesNoSenseIsRefused(json: String) {
        #expect(code { () throws(StoreError) in try bound("default", json) } == .invalid)
    }

    @Test func theNamedStepIsOneThatGrew() throws {
        try bound("default", "{\"resources\":1}")
        let refused = refusal { () throws(StoreError) in
            try shop.commit([
                (Shop.key("a"), .create(bytes("1"))), (Shop.key("b"), .create(bytes("1"))),
                (Shop.key("c", in: "other"), .create(bytes("1"))),
            ])
        }
        #expect(
            refused == "QUOTA operation 1: the namespace default would have 2 resources, and its quota is 1; "
                + "delete something, or raise it with RES.NAMESPACE QUOTA")
    }

    @Test func thePastGivesWayToAQuota() throws {
        try bound("default", "{\"bytes\":10}")
        for number in 1...9 { try shop.put("web", "\(number)00") }
        let resource = try #require(shop.store.resource(Shop.key("web")))
        #expect(resource.versions.map(\.number) == [7, 8, 9])
        #expect(throws: StoreError.self) { try shop.body("web", at: 3) }
    }

    @Test func aSweepTakesAllOfAType() throws {
        for name in ["a", "b"] { try shop.put(name, "1") }
        try shop.put("a", "1", type: "services")
        try shop.delete("b")
        #expect(shop.store.stepsToClear("routers", in: "default").map(\.key) == [Shop.key("a")])
        #expect(shop.store.stepsToDrop("default").count == 2)
        try carryOut(shop.store.stepsToDrop("default"))
        #expect(shop.store.liveCount == 0 && shop.store.existingNamespaces.isEmpty)
    }

    @Test func anIndexFindsEachOnce() throws {
        try shop.define("routers", "{\"indexes\":{\"byTag\":[\"/tags/*\",\"@name\"]}}")
        try shop.put("web", "{\"tags\":[\"x\",\"xy\"]}")
        try shop.put("api", "{\"tags\":[\"x\"]}")
        let x = view("x") { IndexKeys.key(ofArgument: $0) }
        let api = view("api") { IndexKeys.key(ofArgument: $0) }
        let names = { (keys: [[UInt8]]) throws(StoreError) in
            try shop.store.stepsToDrop("routers", by: "byTag", keys, in: "default").map(\.key.name.text)
        }
        #expect(try names([x]) == ["api", "web"])
        #expect(try names([x, api]) == ["api"])
        #expect(try names([]) == ["api", "web"])
        #expect(code { () throws(StoreError) in try names([x, api, x]) } == .invalid)
    }

    @Test func whatWasIsBroughtBack() throws {
        try shop.put("same", "1")
        try shop.put("other", "1")
        try shop.commit([(Shop.key("short"), .put(bytes("1"), .always, .milliseconds(100)))])
        try shop.commit([(Shop.key("long"), .put(bytes("1"), .always, .milliseconds(100_000)))])
        let end = shop.store.resource(Shop.key("long"))?.current.end
        try shop.put("other", "2")
        try shop.put("long", "1")
        try shop.put("late", "1")
        shop.now += 1000
        let steps = try shop.store.stepsToRevert("default", to: 4, at: shop.now)
        #expect(steps.map(\.key.name.text) == ["late", "long", "other", "short"])
        try carryOut(steps)
        #expect(try shop.names(Query(namespace: "default")) == ["long", "other", "same"])
        #expect(shop.store.resource(Shop.key("long"))?.current.end == end)
        #expect(try shop.body("other") == "1")
        #expect(try shop.store.stepsToRevert("default", to: 4, at: shop.now).isEmpty)
        #expect(code { () throws(StoreError) in try shop.store.stepsToRevert("default", to: 99, at: 0) } == .compacted)
        try shop.store.compact(before: 5)
        #expect(code { () throws(StoreError) in try shop.store.stepsToRevert("default", to: 4, at: 0) } == .compacted)
    }

    @Test func aRemovalLeavesTheDeletedAlone() throws {
        try shop.put("web", "1")
        try shop.delete("web")
        try shop.put("api", "1")
        #expect(shop.store.planOfRemoval(at: shop.now, by: shop.actor).map(\.key) == [Shop.key("api")])
    }
}
