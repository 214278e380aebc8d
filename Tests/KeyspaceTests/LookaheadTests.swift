// Keys may be looked ahead to at any time, whether they are there or not: nothing comes of it but speed.

import Bytes
import Keyspace
import Testing
import TestSupport

struct LookaheadTests {
    @Test(arguments: Seeds.fixed(8)) func lookingAheadChangesNothing(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let database = Database(number: 0, hasher: SipHash(key: (5, 6)), roots: OrderedRoots([]))
        var lookahead = Lookahead()
        var kept: Set<Int> = []
        // Up, so that the table doubles and moves, and down again.
        for step in 0..<4_000 {
            let number = step < 2_500 ? step : Int.random(in: 0..<2_500, using: &random)
            Array("key:\(number)".utf8).withView { key in
                if step < 2_500 {
                    _ = database.set(key, .integer(Int64(number)), .clear, now: Instant(milliseconds: 0))
                    kept.insert(number)
                } else {
                    #expect(database.remove(key) == (kept.remove(number) != nil))
                }
            }
            // More at once than it remembers.
            for _ in 0..<step % 20 {
                Array("key:\(Int.random(in: 0..<5_000, using: &random))".utf8).withView {
                    lookahead.note($0, in: database)
                }
            }
            lookahead.fetch(in: database)
        }
        database.checkInvariants()
        for number in 0..<2_500 {
            Array("key:\(number)".utf8).withView { #expect((database.find($0) != nil) == kept.contains(number)) }
        }
    }
}
