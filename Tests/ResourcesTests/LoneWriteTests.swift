// Lone writes against plans of the same one step: whoever makes a change true, the store is the same.

import Bytes
import Resources
import Testing
import TestSupport

struct LoneWriteTests {
    @Test(arguments: [false, true], Seeds.fixed(3))
    func aLoneWriteComesToWhatAPlanWould(givesUp: Bool, seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let (alone, planned) = (Shop(givesUp: givesUp), Shop(givesUp: givesUp))
        var counts = (alone: 0, unchanged: 0, left: 0)
        for number in 0..<900 {
            if number % 20 == 10 {
                let definition = definitions.randomElement(using: &random)!
                for shop in [alone, planned] { try? shop.define("routers", definition) }
            }
            let name = names.randomElement(using: &random)!
            if Int.random(in: 0..<8, using: &random) == 0 {
                for shop in [alone, planned] { _ = try? shop.delete(name) }
                continue
            }
            let text = texts.randomElement(using: &random)!
            let expected = outcome { () throws(StoreError) in try planned.put(name, text) }
            if let (outcome, record) = put(name, text, alone) {
                #expect(Result.success(outcome) == expected)
                if outcome.isChange { #expect(record == planned.commits.last.map { self.record(of: $0) }) }
                if outcome.isChange { counts.alone += 1 } else { counts.unchanged += 1 }
            } else {
                #expect(self.outcome { () throws(StoreError) in try alone.put(name, text) } == expected)
                counts.left += 1
            }
        }
        let (one, other) = (told(by: alone.store), told(by: planned.store))
        #expect(one == other)
        #expect(counts.alone > 0 && counts.unchanged > 0 && counts.left > 0)
    }

    @Test func whatASharedCommitHasBegunIsLeftToPlans() throws {
        let shop = Shop()
        try shop.put("web", "1")
        let plan = try shop.store.plan([Step(Shop.key("api"), .put(bytes("1")))], at: shop.now, by: shop.actor)
        shop.store.apply(plan.changes, at: shop.now)
        #expect(put("web", "2", shop) == nil)
        shop.store.seal()
        #expect(put("web", "2", shop)?.outcome == Outcome(version: 2, revision: 3, isChange: true))
    }

    @Test func aQuotaIsLeftToPlans() throws {
        let shop = Shop()
        for body in ["0", "1"] { try shop.put("web", body) }
        #expect(put("web", "2", shop) != nil)
        var quota = Quota()
        quota.bytes = 1
        try shop.commit([(Store.namespaceKey(of: "default"), .put(quota.body))])
        #expect(put("web", "33", shop) == nil)
    }

    // MARK: The cast

    private let names = ["web", "api", "a name", "näme", "a:b", "", "other"]
    private let texts = [
        "1", " 1", "2", "{\"a\":[1,2]}", "{ \"a\": [1, 2] }", "{\"a\":", "", "\"\u{e9}\"", "[\"longer\"]",
    ]
    private let definitions = [
        "{}", "{}", "{}", "{\"ttl\":\"1h\"}", "{\"maxBytes\":4}", "{\"history\":{\"keep\":2}}",
        "{\"removeFields\":[\"/a\"]}",
        "{\"indexes\":{\"byA\":[\"/a\"]}}", "{\"unique\":[\"/a\"]}", "{\"schema\":{\"type\":\"integer\"}}",
        "{\"store\":\"ondemand\"}",
    ]

    /// What became of a text that was put alone, and the record of its commit; nil where a plan has to tell.
    private func put(_ name: String, _ text: String, _ shop: Shop) -> (outcome: Outcome, record: [UInt8])? {
        bytes(text).withView { text in bytes(name).withView { name in put(name, text, shop) } }
    }

    private func put(_ name: ByteView, _ text: ByteView, _ shop: Shop) -> (outcome: Outcome, record: [UInt8])? {
        guard
            let write = shop.store.loneWrite(
                of: text, type: ByteView("routers"), namespace: ByteView("default"), name: name, at: shop.now + 1,
                by: shop.actor)
        else { return nil }
        shop.now += 1
        var record = ByteQueue(pool: BufferPool())
        write.write(as: "RES.COMMIT", in: shop.store.epoch, to: &record)
        if write.isChange { shop.store.apply(write) }
        shop.store.bodies.writeAll()
        return (write.outcome, record.pending.array)
    }

    private func record(of commit: Commit) -> [UInt8] {
        var record = ByteQueue(pool: BufferPool())
        commit.write(as: "RES.COMMIT", to: &record)
        return record.pending.array
    }

    private func outcome(_ body: () throws(StoreError) -> Outcome) -> Result<Outcome, StoreError> {
        Result { () throws(StoreError) in try body() }
    }

    /// All that a store knows.
    private func told(by store: Store) -> [String] {
        var told = ["\(store.head) \(store.liveCount)"]
        store.forEachResource { resource in
            let versions = resource.versions.map { "\($0)" }.joined(separator: ", ")
            told.append("\(resource.key.text): \(versions)")
        }
        for namespace in store.existingNamespaces {
            told.append("\(namespace.name.text) \(namespace.resources) \(namespace.bytes) \(namespace.keptBytes)")
        }
        store.feed.forEach(after: 0) { entry in
            told.append("\(entry.revision) \(entry.resource.key.text) \(entry.number)")
            return true
        }
        return told
    }
}
