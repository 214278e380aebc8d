// What a type asks for: references that can't dangle, values that are unique, fields that are not kept, a judge.

import Bytes
import JSON
import Resources
import Testing

struct TypeTests {
    private let shop = Shop()

    private func defineReferences() throws(StoreError) {
        try shop.define("routers", "{\"refs\":[{\"path\":\"/middlewares/*\",\"type\":\"middlewares\"}]}")
    }

    @Test func aReferenceMustLeadSomewhere() throws {
        try defineReferences()
        #expect(
            refusal { () throws(StoreError) in try shop.put("web", "{\"middlewares\":[\"auth\"]}") }
                == "BADREF default:routers:web at /middlewares/0: default:middlewares:auth does not exist; make it "
                + "first, or both in one RES.TXN")
        #expect(code { () throws(StoreError) in try shop.put("web", "{\"middlewares\":[1]}") } == .badReference)
        try shop.put("auth", "{}", type: "middlewares")
        try shop.put("web", "{\"middlewares\":[\"auth\"]}")
        #expect(shop.store.referrers(of: Shop.key("auth", type: "middlewares")) == [Shop.key("web")])
        #expect(
            refusal { () throws(StoreError) in try shop.delete("auth", type: "middlewares") }
                == "INUSE default:middlewares:auth: default:routers:web refers to it, so it can't go; change or "
                + "delete that first")
        try shop.put("web", "{}")
        try shop.delete("auth", type: "middlewares")
    }

    @Test func theOrderInACommitDoesNotMatter() throws {
        try defineReferences()
        let (web, auth) = (Shop.key("web"), Shop.key("auth", type: "middlewares"))
        try shop.commit([(web, .create(bytes("{\"middlewares\":[\"auth\"]}"))), (auth, .create(bytes("{}")))])
        try shop.commit([(auth, .delete()), (web, .delete())])
        #expect(shop.store.head == 3)
        #expect(shop.store.referrers(of: auth).isEmpty)
    }

    @Test func aReferenceIntoAnotherNamespaceNeedsTheRightToReadIt() throws {
        try defineReferences()
        try shop.put("auth", "{}", type: "middlewares", in: "shared")
        try shop.put("web", "{\"middlewares\":[\"shared/auth\"]}")
        shop.actor.namespaces = ["team"]
        for name in ["auth", "nothing"] {
            #expect(
                code { () throws(StoreError) in
                    try shop.put("web", "{\"middlewares\":[\"shared/\(name)\"]}", in: "team")
                } == .forbidden, "whether it is there must not show")
        }
        shop.actor.namespaces = ["shared"]
        let refused = refusal { () throws(StoreError) in
            try shop.commit([(Shop.key("auth", type: "middlewares", in: "shared"), .delete())])
        }
        #expect(
            refused == "INUSE shared:middlewares:auth: referenced from elsewhere, so it can't go; change or "
                + "delete that first")
    }

    @Test func whatIsReferredToHasNoEnd() throws {
        try defineReferences()
        let auth = Shop.key("auth", type: "middlewares")
        try shop.commit([(auth, .put(bytes("{}"), .always, .milliseconds(100)))])
        #expect(code { () throws(StoreError) in try shop.put("web", "{\"middlewares\":[\"auth\"]}") } == .badReference)
        try shop.commit([(auth, .setEnd(nil))])
        try shop.put("web", "{\"middlewares\":[\"auth\"]}")
        #expect(code { () throws(StoreError) in try shop.commit([(auth, .setEnd(shop.now + 5))]) } == .inUse)
    }

    @Test func aUniqueValueHasOneHolderInItsNamespace() throws {
        try shop.define("routers", "{\"unique\":[\"/hosts/*\"]}")
        try shop.put("web", "{\"hosts\":[\"a\",\"b\"]}")
        #expect(code { () throws(StoreError) in try shop.put("api", "{\"hosts\":[\"\\u0062\"]}") } == .conflict)
        try shop.put("api", "{\"hosts\":[\"b\"]}", in: "other")
        try shop.commit([
            (Shop.key("api"), .put(bytes("{\"hosts\":[\"b\"]}"))),
            (Shop.key("web"), .put(bytes("{\"hosts\":[\"a\"]}"))),
        ])
        #expect(
            code { () throws(StoreError) in
                try shop.commit([
                    (Shop.key("x"), .put(bytes("{\"hosts\":[\"n\"]}"))),
                    (Shop.key("y"), .put(bytes("{\"hosts\":[\"n\"]}"))),
                ])
            } == .conflict)
    }

    @Test func aDefinitionFindsTwinsThatAreThere() throws {
        try shop.put("web", "{\"host\":\"a\"}")
        try shop.put("api", "{\"host\":\"a\"}")
        #expect(code { () throws(StoreError) in try shop.define("routers", "{\"unique\":[\"/host\"]}") } == .invalid)
        try shop.delete("api")
        try shop.define("routers", "{\"unique\":[\"/host\"]}")
    }

    @Test(arguments: ["{\"unique\":[\"/v/*\"]}", "{\"indexes\":{\"byV\":[\"/v/*\",\"@name\"]}}"])
    func moreKeysThanAnIndexTakesAreRefused(definition: String) throws {
        let body = { (count: Int) in "{\"v\":[\((0..<count).map(String.init).joined(separator: ","))]}" }
        try shop.put("old", body(1001), in: "elsewhere")
        #expect(code { () throws(StoreError) in try shop.define("routers", definition) } == .invalid)
        try shop.commit([(Shop.key("old", in: "elsewhere"), .delete())])
        try shop.define("routers", definition)
        #expect(code { () throws(StoreError) in try shop.put("web", body(1001)) } == .tooBig)
        try shop.put("web", body(1000))
    }

    @Test func aTypeInUseKeepsItsDefinition() throws {
        try shop.define("routers", "{}")
        try shop.put("web", "1")
        let drop: [(ResourceKey, Action)] = [(Store.definitionKey(of: "routers"), .delete())]
        #expect(code { () throws(StoreError) in try shop.commit(drop) } == .inUse)
        try shop.delete("web")
        try shop.commit(drop)
    }

    @Test(arguments: [Int64.max, 0, -1]) func aTimeToLiveMakesSense(milliseconds: Int64) {
        let put = Action.put(bytes("1"), .always, .milliseconds(milliseconds))
        #expect(code { () throws(StoreError) in try shop.commit([(Shop.key("web"), put)]) } == .invalid)
    }

    @Test func fieldsThatAreNotKeptAreTakenOut() throws {
        try shop.define("routers", "{\"removeFields\":[\"/metadata/managedFields\",\"/list/*/secret\"]}")
        try shop.put("web", "{\"metadata\":{\"managedFields\":[1],\"b\":2},\"list\":[{\"secret\":1,\"a\":2}]}")
        #expect(try shop.body("web") == "{\"metadata\":{\"b\":2},\"list\":[{\"a\":2}]}")
    }

    @Test func aDefinitionMustFitWhatIsThere() throws {
        try shop.put("web", "{\"middlewares\":[\"auth\"]}")
        #expect(code { () throws(StoreError) in try defineReferences() } == .invalid)
        try shop.put("auth", "{}", type: "middlewares")
        try defineReferences()
        #expect(code { () throws(StoreError) in try shop.delete("auth", type: "middlewares") } == .inUse)
    }

    @Test(arguments: [
        "[]", "{\"colour\":1}", "{\"refs\":[{\"path\":\"/a\"}]}", "{\"indexes\":{\"a\":[]}}",
        "{\"indexes\":{\"a\":[\"b\"]}}", "{\"history\":{\"keep\":0}}", "{\"ttl\":\"soon\"}", "{\"store\":\"tape\"}",
        "{\"maxBytes\":\"-1kb\"}",
    ])
    func aBadDefinitionIsRefused(definition: String) throws {
        #expect(code { () throws(StoreError) in try shop.define("routers", definition) } == .invalid)
    }

    @Test func bodiesAndNamesAreJudged() throws {
        try shop.define(
            "routers",
            "{\"schema\":{\"properties\":{\"host\":{\"format\":\"hostname\"}},\"required\":[\"host\"]},"
                + "\"namePattern\":\"^[a-z]+$\"}")
        #expect(
            refusal { () throws(StoreError) in try shop.put("web", "{\"host\":\"-\"}") }?.contains("/host") == true)
        #expect(code { () throws(StoreError) in try shop.put("web", "{}") } == .invalid)
        #expect(code { () throws(StoreError) in try shop.put("web1", "{\"host\":\"a.example\"}") } == .invalid)
        try shop.put("web", "{\"host\":\"a.example\"}")
        for definition in ["{\"schema\":{\"type\":\"text\"}}", "{\"namePattern\":\"(\"}"] {
            #expect(code { () throws(StoreError) in try shop.define("routers", definition) } == .invalid)
        }
        #expect(code { () throws(StoreError) in try shop.define("routers", "{\"schema\":false}") } == .invalid)
    }

    @Test func bodiesAreBounded() throws {
        try shop.define("routers", "{\"maxBytes\":10}")
        #expect(code { () throws(StoreError) in try shop.put("web", "\"123456789\"") } == .tooBig)
        try shop.put("web", "\"12345678\"")
    }
}
