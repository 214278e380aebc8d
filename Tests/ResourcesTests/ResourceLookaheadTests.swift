// Resources may be looked ahead to at any time, whether they are there or not: nothing comes of it but speed.

import Bytes
import Resources
import Testing
import TestSupport

struct ResourceLookaheadTests {
    @Test(arguments: Seeds.fixed(4)) func lookingAheadChangesNothing(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let shop = Shop(givesUp: seed % 2 == 0)
        var kept: [String: String] = [:]
        // Up, so that the table of names doubles, and down again.
        for step in 0..<1_500 {
            let (name, body) = ("n\(Int.random(in: 0..<400, using: &random))", "[\(step)]")
            if step < 1_000 || kept[name] == nil {
                try shop.put(name, body)
                kept[name] = body
            } else {
                try shop.delete(name)
                kept[name] = nil
            }
            if step % 500 == 499 { try shop.store.compact(before: shop.store.head) }
            if step % 7 == 0 { try shop.put("elsewhere", body, type: "services") }
            // More at once than it remembers, and what is not there.
            for number in 0..<step % 20 {
                expect("n\(Int.random(in: 0..<800, using: &random))", number % 5 == 0 ? "services" : "routers", shop)
            }
            shop.store.fetchExpected()
        }
        var all = Query(namespace: "default")
        all.limit = 1_000
        #expect(try shop.names(all) == kept.keys.sorted())
        for (name, body) in kept { #expect(try shop.body(name) == body) }
    }

    private func expect(_ name: String, _ type: String, _ shop: Shop) {
        bytes(name).withView { name in
            bytes(type).withView { shop.store.expect(type: $0, namespace: ByteView("default"), name: name) }
        }
    }
}
