// What ends next, and what stands in order: each against a sorted array.

import Bytes
@testable import Keyspace
import Testing
import TestSupport

/// A heap with the records it holds.
private struct Expiries: ~Copyable {
    var heap = ExpiryHeap()
    private(set) var records: [Record] = []

    init(heap: consuming ExpiryHeap = ExpiryHeap()) {
        self.heap = heap
    }

    deinit {
        for record in records { record.free() }
    }

    var moments: [Int64] { records.map { $0.expiry! } }

    mutating func add(_ moment: Int64) {
        let record = Record.make(key: ByteView("key"), valueSize: 8, hasExpiry: true)
        record.write(.integer(0))
        record.storeExpiry(moment)
        heap.insert(record, moment)
        records.append(record)
    }

    mutating func remove(at index: Int) {
        heap.remove(records[index])
        records.remove(at: index).free()
    }

    mutating func change(at index: Int, to moment: Int64) {
        records[index].storeExpiry(moment)
        heap.update(records[index], moment)
    }

    /// The record goes to another address and takes its place in the heap along.
    mutating func move(at index: Int) {
        let old = records[index]
        let new = Record.make(key: ByteView("key"), valueSize: 8, hasExpiry: true)
        new.write(.integer(0))
        new.storeExpiry(old.expiry!)
        new.heapIndex = old.heapIndex
        heap.moved(new)
        old.free()
        records[index] = new
    }

    mutating func popFirst() -> Int64? {
        guard let (moment, record) = heap.first else { return nil }
        remove(at: records.firstIndex(of: record)!)
        return moment
    }
}

struct ExpiryHeapTests {
    @Test(arguments: Seeds.fixed(4)) func theFirstIsAlwaysTheEarliest(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var expiries = Expiries()
        for _ in 0..<2_000 {
            let index = expiries.records.indices.randomElement(using: &random)
            // Few different moments, so that many are equal.
            let moment = Int64.random(in: -50...50, using: &random)
            switch (Int.random(in: 0..<10, using: &random), index) {
            case (..<5, _), (_, nil): expiries.add(moment)
            case (5, let index?), (6, let index?): expiries.remove(at: index)
            case (7, let index?): expiries.move(at: index)
            case (_, let index?): expiries.change(at: index, to: moment)
            }
            expiries.heap.checkInvariants()
            #expect(expiries.heap.count == expiries.records.count)
            #expect(expiries.heap.first?.moment == expiries.moments.min())
        }
    }

    @Test(arguments: Seeds.fixed(3)) func recordsComeOutInTheOrderOfTheirMoments(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var expiries = Expiries()
        for _ in 0..<600 { expiries.add(Int64.random(in: .min ... .max, using: &random)) }
        let sorted = expiries.moments.sorted()
        #expect(sorted.map { _ in expiries.popFirst() } == sorted)
        #expect(expiries.popFirst() == nil)
    }

    @Test func anEmptiedHeapCostsAPageAndIsUsedAgain() {
        var heap = ExpiryHeap()
        #expect(heap.byteCount == 0)
        let record = Record.make(key: ByteView("key"), valueSize: 8, hasExpiry: true)
        record.write(.integer(0))
        for _ in 0..<2 {
            record.storeExpiry(7)
            heap.insert(record, 7)
            #expect(heap.first?.moment == 7 && heap.record(at: 0) == record && heap.byteCount > 0)
            heap.remove(record)
            #expect(heap.first == nil && heap.byteCount == 4096)
        }
        record.free()
    }
}

extension ExpiryHeapTests {
    @Test func aHeapThatEmptiesGivesItsPagesBackAndGrowsAgain() {
        let meter = MemoryMeter()
        var expiries = Expiries(heap: ExpiryHeap(meter: meter))
        for _ in 0..<2 {
            for moment in 0..<100_000 { expiries.add(Int64(moment)) }
            let full = expiries.heap.byteCount
            #expect(meter.mappedBytes == full)
            for left in (0..<100_000).reversed() {
                let before = expiries.heap.byteCount
                expiries.remove(at: left)
                #expect(before - expiries.heap.byteCount <= 1 << 18, "no removal waits long for the kernel")
                #expect(expiries.heap.byteCount <= max(4096, 8 * left * 16))
                if left == 1_000 { expiries.heap.checkInvariants() }
            }
            #expect(expiries.heap.byteCount == 4096 && meter.mappedBytes == 4096)
        }
    }
}

struct OrderedIndexTests {
    /// Keys of few letters, so that many share beginnings.
    private func key(_ random: inout SeededRandom) -> ByteString {
        ByteString(
            (0..<Int.random(in: 0...7, using: &random)).map { _ in
                [0x2f, 0x61, 0x62, 0xff].randomElement(using: &random)!
            })
    }

    private func keys(_ index: OrderedIndex, below prefix: ByteString) -> [ByteString] {
        var keys: [ByteString] = []
        index.forEach(prefix: prefix) { keys.append(ByteString($0)) }
        return keys
    }

    @Test(arguments: Seeds.fixed(4)) func anIndexShowsWhatASortedArrayWouldShow(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var index = OrderedIndex()
        var model: Set<ByteString> = []
        var known: [ByteString] = []
        for step in 0..<6_000 {
            let key = key(&random)
            // First the index grows until pieces split, then it shrinks until they vanish.
            if Int.random(in: 0..<10, using: &random) < (step < 3_500 ? 8 : 2) {
                index.insert(key)
                model.insert(key)
                known.append(key)
            } else {
                let other = known.randomElement(using: &random) ?? key
                index.remove(other)
                model.remove(other)
            }
            guard step % 200 == 0 else { continue }
            index.checkInvariants()
            let sorted = model.sorted()
            #expect(index.count == sorted.count)
            #expect(keys(index, below: "") == sorted)
            let prefix = self.key(&random)
            #expect(keys(index, below: prefix) == sorted.filter { $0.bytes.starts(with: prefix.bytes) })
        }
    }

    @Test func keysInAnyOrderOfArrivalStandInOrder() {
        let ascending = (0..<3_000).map { ByteString("root/\(100_000 + $0)") }
        for arrival in [ascending, ascending.reversed()] {
            var index = OrderedIndex()
            for key in arrival { index.insert(key) }
            index.checkInvariants()
            #expect(keys(index, below: "root/") == ascending)
            #expect(index.byteCount >= ascending.reduce(0) { $0 + $1.count })
            for key in arrival { index.remove(key) }
            index.checkInvariants()
            #expect(index.count == 0 && keys(index, below: "") == [])
        }
    }
}

struct OrderedRootsTests {
    @Test func aRootCoversEveryKeyThatBeginsWithIt() {
        let roots = OrderedRoots(["traefik", "app/", ""])
        for key in ["traefik", "traefik/http", "traefik-team/x", "app/"] {
            #expect(Array(key.utf8).withView { roots.cover($0) }, "\(key)")
        }
        for key in ["", "t", "traefi", "Traefik", "app", "other"] {
            #expect(!Array(key.utf8).withView { roots.cover($0) }, "\(key)")
        }
    }
}
