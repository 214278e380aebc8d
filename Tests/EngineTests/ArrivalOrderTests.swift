// The ordered dictionary of listeners against an array of pairs.

import Bytes
@testable import Engine
import Testing
import TestSupport

struct ArrivalOrderTests {
    @Test(arguments: Seeds.fixed(5)) func entriesStandInTheOrderOfTheirArrival(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var order = ArrivalOrder<Int, Int>()
        var model: [(key: Int, value: Int)] = []
        for step in 0..<3_000 {
            let key = Int.random(in: 0..<30, using: &random)
            let place = model.firstIndex { $0.key == key }
            switch Int.random(in: 0..<10, using: &random) {
            case ..<(step / 500 % 2 == 0 ? 6 : 2):
                #expect(order.insert(key, step) == (place == nil))
                if place == nil { model.append((key, step)) }
            case ..<8:
                #expect(order.remove(key) == (place != nil))
                if let place { model.remove(at: place) }
            default:
                let old = order.update(key) { value in
                    defer { value = step }
                    return value
                }
                #expect(old == place.map { model[$0].value })
                if let place { model[place].value = step }
            }
            #expect(order[key] == model.first { $0.key == key }?.value)
            #expect(order.contains(key) == model.contains { $0.key == key })
            guard order.keys == model.map(\.key), order.count == model.count, order.isEmpty == model.isEmpty else {
                Issue.record("step \(step): \(order.keys), not \(model.map(\.key))")
                return
            }
        }
        var walked: [Int] = []
        order.forEach { _, value in walked.append(value) }
        #expect(walked == model.map(\.value))
    }
}
