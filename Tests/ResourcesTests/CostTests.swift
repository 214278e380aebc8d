// What a page and a look-up cost in a store of a million; run where MILEPOST_COSTS is set, on a quiet machine and an
// optimised build.

import Bytes
import Foundation
import Resources
import Testing

@Suite(.enabled(if: ProcessInfo.processInfo.environment["MILEPOST_COSTS"] != nil))
struct CostTests {
    private func shop(of count: Int) throws -> Shop {
        let shop = Shop()
        try shop.define("routers", "{\"indexes\":{\"byHost\":[\"/host\"]}}")
        for start in stride(from: 0, to: count, by: 50_000) {
            try shop.commit(
                (start..<min(start + 50_000, count)).map { number in
                    let body = "{\"host\":\"h\(number / 200)\",\"weight\":\(number % 100)}"
                    return (Shop.key("n\(1_000_000 + number)"), .put(bytes(body)))
                })
        }
        return shop
    }

    /// The middle of some runs, in milliseconds.
    private func cost(_ body: () throws -> Void) rethrows -> Double {
        var times: [Duration] = []
        for _ in 0..<51 { times.append(try ContinuousClock().measure(body)) }
        return times.sorted()[25] / .milliseconds(1)
    }

    @Test(arguments: [10_000, 100_000, 1_000_000]) func aPageCostsNoMoreInALargeStore(count: Int) throws {
        let shop = try shop(of: count)
        var first = Query(namespace: "default")
        first.limit = 100
        var second = first
        second.cursor = try shop.store.page(of: "routers", first).cursor
        var byIndex = first
        byIndex.conditions = [
            try view("/host") { path in try view("h7") { Query.Condition(try Place(path), .equal, $0) } }
        ]
        var further = byIndex
        further.cursor = try shop.store.page(of: "routers", byIndex).cursor
        var lookup = first
        lookup.lookup = Query.Lookup("byHost", ["h7"])
        let queries = [("page", first), ("next", second), ("equal", byIndex), ("next equal", further), ("find", lookup)]
        for when in ["now", "after 1000 changes"] {
            for (name, query) in queries {
                let cost = try cost {
                    let page = try shop.store.page(of: "routers", query)
                    #expect(page.items.count == 100)
                }
                print("\(count) \(name), \(when): \(cost) ms")
                #expect(cost < 0.2 || when != "now", "\(name) of \(count)")
            }
            for number in 0..<1000 {
                try shop.put("n\(1_000_000 + number * 7)", "{\"host\":\"h7\",\"new\":\(number)}")
            }
        }
    }
}
