// What is kept in order and what is found by name, beside a plain array and a dictionary, with keys that begin alike,
// differ late, end early or are nothing but zeros.

import Bytes
import TestSupport
import Testing

@testable import Resources

struct OrderTests {
    private struct Element: Ordered, Equatable {
        let orderKey: [UInt8]
        let number: Int
    }

    private func key(_ random: inout SeededRandom) -> [UInt8] {
        let beginnings = ["", "a", "name-000000", "name-00000000000", "z", "\0", "name-000001\0\0"]
        let beginning = Array(beginnings.randomElement(using: &random)!.utf8)
        let tail = (0..<Int.random(in: 0...4, using: &random)).map { _ in
            [0, 1, 0x30, 0x31, 0xff].randomElement(using: &random)! as UInt8
        }
        return beginning + tail + Array(String(Int.random(in: 0..<2_000, using: &random)).utf8)
    }

    @Test(arguments: Seeds.fixed(3)) func aRowIsASortedArray(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var row = OrderedRow<Element>()
        var model: [[UInt8]: Int] = [:]
        var known: [[UInt8]] = []
        for step in 0..<6_000 {
            let key = key(&random)
            // First it grows over several pieces, then it is emptied.
            if Int.random(in: 0..<10, using: &random) < (step < 3_000 ? 8 : 3) {
                row.insert(Element(orderKey: key, number: step))
                model[key] = step
                known.append(key)
            } else {
                let victim = known.randomElement(using: &random) ?? key
                #expect(row.remove(victim)?.number == model.removeValue(forKey: victim))
            }
            #expect(row[key]?.number == model[key])
        }
        row.checkInvariants()
        let sorted = model.keys.sorted { $0.isBefore($1) }
        #expect(elements(of: row, from: []) == sorted)
        for _ in 0..<50 {
            let start = key(&random)
            #expect(elements(of: row, from: start) == sorted.filter { !$0.isBefore(start) })
        }
    }

    private func elements(of row: OrderedRow<Element>, from start: [UInt8]) -> [[UInt8]] {
        var keys: [[UInt8]] = []
        row.forEach(from: start) { element in
            keys.append(element.orderKey)
            return true
        }
        return keys
    }

    @Test(arguments: Seeds.fixed(3)) func aTableOfNamesIsADictionary(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let store = Store(epoch: 1)
        let shelf = store.makeShelf("routers", "default")
        var table = NameTable()
        var model: [ByteString: Resource] = [:]
        for number in 0..<4_000 {
            let name = ByteString("n\(Int.random(in: 0..<600, using: &random))")
            let found = name.withView { table[$0] }
            #expect(found === model[name])
            if found != nil, Int.random(in: 0..<3, using: &random) > 0 {
                name.withView { table.remove($0) }
                model[name] = nil
            } else if found == nil {
                let version = Version(
                    number: UInt64(number), revision: 1, time: 0, author: "alice", event: .created, body: [])
                let resource = Resource(shelf, name, Versions(version))
                table.insert(resource)
                model[name] = resource
            }
            #expect(table.count == model.count)
        }
        for (name, resource) in model { #expect(name.withView { table[$0] } === resource) }
    }
}
