// Records by lot: every one has its chance, and one that was met is found again by its hash.

import Bytes
@testable import Keyspace
import Testing
import TestSupport

struct SamplingTests {
    private static let names = 3_000
    private let database = Database(
        number: 0, hasher: SipHash(key: (1, 2)), roots: OrderedRoots([ByteString("root")]))

    init() {
        for name in 0..<Self.names {
            Array("key:\(name)".utf8).withView {
                let expiry: ExpiryChange = name % 3 == 0 ? .at(1_000_000) : .clear
                _ = database.set($0, .integer(Int64(name)), expiry, now: Instant(milliseconds: 1))
            }
        }
    }

    @Test(arguments: Seeds.fixed(2), [false, true])
    func everyRecordIsDrawnSometimesAndNeverMoreThanAskedFor(seed: UInt64, onlyExpiring: Bool) {
        var random = SeededRandom(seed: seed)
        var drawn: [String: Int] = [:]
        for _ in 0..<20_000 {
            var lot = 0
            database.sample(5, onlyExpiring: onlyExpiring, &random) { record in
                drawn[record.key.text, default: 0] += 1
                #expect(!onlyExpiring || record.hasExpiry)
                lot += 1
            }
            #expect(lot == 5)
        }
        let count = onlyExpiring ? database.expiringCount : database.count
        #expect(drawn.count == count)
        let mean = 100_000 / count
        #expect(drawn.values.allSatisfy { $0 < mean * 10 })
    }

    @Test func aRecordIsFoundByItsHashAlsoWhileTheTableMoves() {
        var hashes: [(hash: UInt64, key: String)] = []
        database.forEach { hashes.append((database.hash(of: $0), $0.key.text)) }
        for name in 0..<Self.names * 2 {
            Array("more:\(name)".utf8).withView {
                _ = database.set($0, .integer(0), .clear, now: Instant(milliseconds: 1))
            }
            if name % 500 == 0 {
                #expect(hashes.allSatisfy { database.record(hash: $0.hash)?.key.text == $0.key })
            }
        }
        _ = Array("key:0".utf8).withView { database.remove($0) }
        let gone = hashes.first { $0.key == "key:0" }!
        #expect(database.record(hash: gone.hash) == nil)
    }

    @Test func anEmptyDatabaseHasNothingToDraw() {
        let empty = Database(number: 0, hasher: SipHash(key: (1, 2)), roots: OrderedRoots([]))
        var random = SeededRandom(seed: 1)
        empty.sample(5, onlyExpiring: false, &random) { _ in Issue.record("drawn from nothing") }
        empty.sample(5, onlyExpiring: true, &random) { _ in Issue.record("drawn from nothing") }
        #expect(empty.record(hash: 7) == nil)
    }
}
